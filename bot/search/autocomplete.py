"""Offer choices while a member types: at most 25, of at most 100 characters, in whole words."""

from collections.abc import AsyncGenerator, Iterable, Iterator, Sequence
from heapq import merge, nlargest
from itertools import chain, islice

import aiosqlite

from bot.models import Suggestion
from bot.search.memory.completions import WORD_PREFIX, Completion, CompletionList
from bot.search.memory.partitions import SearchScope
from bot.search.memory.suggestions import (
    LONGEST_SUGGESTION,
    best_highlights,
    folded_line,
    line_suggestion,
)
from bot.search.query.parser import parse_query, query_words
from bot.search.query.spelling import QueryKey, SpellingOptions, correct_word
from bot.search.query.synonyms import Thesaurus
from bot.search.retrieval.postings import fetch_documents, rows_matching
from bot.search.scoring.line import find_likely_lines, similarity
from bot.text.tokens import stem, stop_words

MAX_SUGGESTIONS = 25

_MAX_COMPLETIONS = 8
_MAX_FETCHED = 30
_MIN_SIMILARITY = 0.35
_MIN_LINES = 5
_SHORTEST_PREFIX = 3
"""In letters: half of all quotes have a word that begins as a shorter one does."""

_MAX_TRIED, _MAX_SYNONYMS = 4, 4
"""Of so many words, the longest, and of so many others for each, topics are looked for where
nothing answers."""

_SHORTEST_MISSPELT = 5


async def autocomplete(
    option: str, db: aiosqlite.Connection, search_scope: SearchScope, text: str
) -> AsyncGenerator[Sequence[Suggestion]]:
    """Offer choices for an option as they are found, the best first."""
    if option == "quote.words":
        async for batch in lines(db, search_scope, text):
            yield batch
    elif option in _LIST_OPTIONS:
        yield _LIST_OPTIONS[option](search_scope, text)


def topics(search_scope: SearchScope, text: str) -> list[Suggestion]:
    """Offer topics in sight, the weightiest first while nothing is typed."""
    return _complete(
        search_scope, [partition.suggestions.topics for partition in search_scope.partitions], text
    )


def speakers(search_scope: SearchScope, text: str) -> list[Suggestion]:
    """Offer the speakers who are surely named, those of most episodes first."""
    return _complete(
        search_scope,
        [partition.suggestions.speakers for partition in search_scope.partitions],
        text,
    )


def episodes(search_scope: SearchScope, text: str) -> list[Suggestion]:
    """Offer episodes by title or key, the newest first."""
    return _complete(
        search_scope,
        [partition.suggestions.episodes for partition in search_scope.partitions],
        text,
    )


async def highlights(db: aiosqlite.Connection, search_scope: SearchScope) -> list[Suggestion]:
    """Offer lines worth reading, the best first."""
    best = merge(
        *(partition.suggestions.highlights for partition in search_scope.partitions),
        key=lambda one: -one.score,
    )
    seen = (one.suggestion for one in best if one.episode in search_scope.episode_ranges)
    found = list(islice(seen, MAX_SUGGESTIONS))
    # Of a few episodes among many, none may be among the best of all.
    if len(found) < MAX_SUGGESTIONS:
        return await best_highlights(db, search_scope.episode_ranges, limit=MAX_SUGGESTIONS)
    return found


async def lines(
    db: aiosqlite.Connection, search_scope: SearchScope, text: str
) -> AsyncGenerator[Sequence[Suggestion]]:
    """Offer lines that hold what is typed so far, then, where they are few, lines much like it."""
    query = query_words(text)
    if not query:
        yield await highlights(db, search_scope)
        return
    documents = await fetch_documents(
        db,
        search_scope,
        await rows_matching(db, search_scope, _key_groups(search_scope, query), limit=_MAX_FETCHED),
    )
    options = SpellingOptions(respell_below=1, phonetic=False)
    parsed = parse_query(
        query, search_scope.dictionary, quotes=search_scope.quotes, options=options
    )
    ranked = sorted(
        documents.values(),
        key=lambda document: -similarity(parsed, document.folded.split(), document.stemmed.split()),
    )
    yield [
        line_suggestion(document.display, document.text) for document in ranked[:MAX_SUGGESTIONS]
    ]
    if len(ranked) < _MIN_LINES:
        similar = await find_likely_lines(db, search_scope, text)
        cores = [one.core for one in similar if one.score >= _MIN_SIMILARITY]
        yield [line_suggestion(document.display, document.text) for document in cores]


def closest_topics(
    search_scope: SearchScope, thesaurus: Thesaurus, text: str, *, limit: int
) -> list[str]:
    """Return topics in sight to ask for instead, the weightiest where none is near.

    First those named with a word that was typed, or nearly, then with one that is said for it.
    """
    informative = sorted((w for w in query_words(text) if w not in stop_words()), key=len)[
        -_MAX_TRIED:
    ]
    topics = [partition.suggestions.topics for partition in search_scope.partitions]
    typed = (
        word if len(word) < _SHORTEST_MISSPELT else correct_word(word, search_scope.dictionary)
        for word in reversed(informative)
    )
    weighted = [thesaurus.synonyms(word).items() for word in reversed(informative)]
    synonyms = (
        synonym
        for items in weighted
        for synonym, _ in nlargest(_MAX_SYNONYMS, items, key=lambda item: item[1])
    )
    lookups = chain(
        ([one.complete(word, loosest=WORD_PREFIX) for one in topics] for word in typed),
        ([one.containing_word(word) for one in topics] for word in synonyms),
        ([one.complete("") for one in topics],),
    )
    return [one.value for one in _first_distinct(search_scope, lookups, limit=limit)]


def deduplicated(suggestions: Iterable[Suggestion], *, limit: int) -> tuple[Suggestion, ...]:
    """Return choices as Discord takes them: none empty, none twice, not too many."""
    kept = {s.value: s for s in reversed(list(suggestions)) if s.name and s.value}
    return tuple(reversed(kept.values()))[: max(0, min(limit, MAX_SUGGESTIONS))]


def _key_groups(search_scope: SearchScope, query: Sequence[str]) -> list[list[QueryKey]]:
    """Return for each telling word the stems that may stand for it; the last may be unfinished."""
    *finished, last = query
    wanted: list[list[QueryKey]] = [
        [(stem(word),)] for word in finished if word not in stop_words()
    ]
    if wanted and (last in stop_words() or len(last) < _SHORTEST_PREFIX):
        return wanted
    if completed := search_scope.dictionary.prefix_lookup(last, limit=_MAX_COMPLETIONS):
        wanted.append([(one,) for one in dict.fromkeys([stem(last), *map(stem, completed)])])
    return wanted


def _complete(
    search_scope: SearchScope, completions: Iterable[CompletionList], text: str
) -> list[Suggestion]:
    prefix = folded_line(text[:LONGEST_SUGGESTION])
    return _first_distinct(
        search_scope, [[one.complete(prefix) for one in completions]], limit=MAX_SUGGESTIONS
    )


def _first_distinct(
    search_scope: SearchScope,
    lookups: Iterable[Iterable[Iterator[tuple[int, Completion]]]],
    *,
    limit: int,
) -> list[Suggestion]:
    """Return the first distinct visible suggestions of some lookups, one lookup after the other.

    A lookup has the completions of each partition with their match levels, the best first; those of
    several partitions are merged.
    """
    kept: dict[str, Suggestion] = {}
    merged = (merge(*lookup, key=lambda at: (at[0], -at[1].weight)) for lookup in lookups)
    for _, completion in chain.from_iterable(merged):
        if len(kept) == limit:
            break
        if not search_scope.episode_ranges.keys().isdisjoint(completion.episodes):
            kept.setdefault(completion.suggestion.value, completion.suggestion)
    return list(kept.values())


_LIST_OPTIONS = {"topic.name": topics, "speaker": speakers, "episode": episodes}
