"""Complete what a member types: at most 25 suggestions, each of at most 100 characters."""

from collections.abc import AsyncGenerator, Iterable, Iterator, Sequence
from heapq import merge, nlargest
from itertools import chain, islice

import aiosqlite

from bot.models import Suggestion
from bot.search.memory.completions import WORD_PREFIX, Completion, CompletionList
from bot.search.memory.dictionary import MergedDictionary
from bot.search.memory.search_scope import SearchScope
from bot.search.memory.suggestions import (
    LONGEST_SUGGESTION,
    best_highlights,
    folded_line,
    matching_suggestion,
)
from bot.search.query.languages import stop_words_of, with_pairs
from bot.search.query.parser import parse_query, query_words
from bot.search.query.spelling import QueryKey, SpellingOptions, correct_word
from bot.search.query.synonyms import Thesaurus
from bot.search.retrieval.postings import fetch_documents, rows_matching
from bot.search.scoring.line import find_likely_lines
from bot.search.scoring.similarity import similarity
from bot.text.tokens import inflections, is_unspaced, split_characters, words

MAX_SUGGESTIONS = 25

_MAX_COMPLETIONS = 8
"""An unfinished word is completed to this many words at most."""

_MAX_FETCHED = 30
_MIN_SIMILARITY = 0.35
_MIN_LINES = 5
"""If fewer lines contain what was typed, similar lines are suggested too."""

_SHORTEST_PREFIX = 3
"""In letters: half of all quotes contain a word with any given shorter prefix."""

_MAX_TRIED, _MAX_SYNONYMS = 4, 4
"""The closest topics are searched for by the longest words, and the best synonyms of each."""

_SHORTEST_MISSPELT = 5
"""In letters: shorter words are not corrected."""

_SAME_SOUND = 0.7


async def autocomplete(
    option: str, db: aiosqlite.Connection, search_scope: SearchScope, text: str
) -> AsyncGenerator[Sequence[Suggestion]]:
    """Yield suggestions for an option in batches as they are found, the best first."""
    if option == "quote.words":
        async for batch in lines(db, search_scope, text):
            yield batch
    elif option in _LIST_OPTIONS:
        yield _LIST_OPTIONS[option](search_scope, text)


def topics(search_scope: SearchScope, text: str) -> list[Suggestion]:
    """Return visible topics, the weightiest first if nothing is typed."""
    return _complete(
        search_scope, [partition.suggestions.topics for partition in search_scope.partitions], text
    )


def chapters(search_scope: SearchScope, text: str) -> list[Suggestion]:
    """Return visible chapters whose title has what is typed, none if nothing is."""
    if not words(text):
        return []
    completions = [partition.suggestions.chapters for partition in search_scope.partitions]
    return _complete(search_scope, completions, text)


def speakers(search_scope: SearchScope, text: str) -> list[Suggestion]:
    """Return visible speakers, those of most episodes first if nothing is typed."""
    return _complete(
        search_scope,
        [partition.suggestions.speakers for partition in search_scope.partitions],
        text,
    )


def episodes(search_scope: SearchScope, text: str) -> list[Suggestion]:
    """Return visible episodes by title or key, the newest first if nothing is typed."""
    return _complete(
        search_scope,
        [partition.suggestions.episodes for partition in search_scope.partitions],
        text,
    )


async def highlights(db: aiosqlite.Connection, search_scope: SearchScope) -> list[Suggestion]:
    """Return visible highlights, the best first."""
    best = merge(
        *(partition.suggestions.highlights for partition in search_scope.partitions),
        key=lambda highlight: -highlight.score,
    )
    visible = (one.suggestion for one in best if one.episode in search_scope.episode_ranges)
    suggestions = list(islice(visible, MAX_SUGGESTIONS))
    # Only the best of each partition are in memory; a few episodes may have none among them.
    if len(suggestions) < MAX_SUGGESTIONS:
        return await best_highlights(db, search_scope.episode_ranges, limit=MAX_SUGGESTIONS)
    return suggestions


async def lines(
    db: aiosqlite.Connection, search_scope: SearchScope, text: str
) -> AsyncGenerator[Sequence[Suggestion]]:
    """Yield lines that contain the words typed so far, then, if they are few, similar lines."""
    typed = query_words(text, search_scope.dictionary.languages)
    if not typed:
        yield await highlights(db, search_scope)
        return
    groups = _key_groups(search_scope, typed)
    rows = await rows_matching(db, search_scope, groups, limit=_MAX_FETCHED)
    documents = await fetch_documents(db, search_scope, rows)
    options = SpellingOptions(respell_below=1, phonetic=False)
    query = parse_query(typed, search_scope.dictionary, quotes=search_scope.quotes, options=options)
    ranked = sorted(
        documents.values(),
        key=lambda document: -similarity(query, document.folded.split(), document.stemmed.split()),
    )
    keys = {one for group in groups for key in group for one in key}

    def matching(folded: Sequence[str]) -> list[bool]:
        known = keys | query.known_stems
        return [not known.isdisjoint(search_scope.dictionary.stems(word)) for word in folded]

    yield [
        matching_suggestion(document.display, document.text, matching)
        for document in ranked[:MAX_SUGGESTIONS]
    ]
    if len(ranked) < _MIN_LINES:
        similar = await find_likely_lines(db, search_scope, text)
        cores = [line.core for line in similar if line.score >= _MIN_SIMILARITY]
        yield [matching_suggestion(document.display, document.text, matching) for document in cores]


def closest_topics(
    search_scope: SearchScope, thesaurus: Thesaurus, text: str, *, limit: int
) -> list[str]:
    """Return visible topics that are near what was typed, to search for instead; often none.

    First come those whose name has a word that begins with a typed word, or with the word that it
    is spelt or sounds like, then those with an inflection or a synonym of one.
    """
    typed = query_words(text, search_scope.dictionary.languages)
    stop = stop_words_of(typed, search_scope.dictionary.languages)
    informative = sorted((word for word in typed if word not in stop), key=len)
    longest = informative[-_MAX_TRIED:][::-1]
    beginnings = chain.from_iterable(_beginnings(search_scope.dictionary, one) for one in longest)
    weights = [thesaurus.synonyms(word).items() for word in longest]
    synonyms = (
        synonym
        for items in weights
        for synonym, _ in nlargest(_MAX_SYNONYMS, items, key=lambda item: item[1])
    )
    whole = chain(chain.from_iterable(sorted(inflections(one)) for one in longest), synonyms)
    topics = [partition.suggestions.topics for partition in search_scope.partitions]
    lookups = chain(
        ([one.complete(word, loosest=WORD_PREFIX) for one in topics] for word in beginnings),
        ([one.containing_word(word) for one in topics] for word in whole),
    )
    return [one.value for one in _first_distinct(search_scope, lookups, limit=limit)]


def _beginnings(dictionary: MergedDictionary, word: str) -> list[str]:
    """Return with what the words of topics near a word begin: with itself, or as it should be."""
    if len(word) < _SHORTEST_MISSPELT:
        return [word]
    sounding = dictionary.phonetic_part_matches(word)[:1] if not dictionary.count(word) else []
    sounds = [one.word for one in sounding if one.similarity >= _SAME_SOUND]
    return [correct_word(word, dictionary), *sounds]


def deduplicated(suggestions: Iterable[Suggestion], *, limit: int) -> tuple[Suggestion, ...]:
    """Return suggestions that Discord accepts: none is empty, values differ, at most 25."""
    kept = {one.value: one for one in reversed(list(suggestions)) if one.name and one.value}
    return tuple(reversed(kept.values()))[: max(0, min(limit, MAX_SUGGESTIONS))]


def _key_groups(search_scope: SearchScope, typed: Sequence[str]) -> list[list[QueryKey]]:
    """Return the alternative stems of each informative word; the last may be unfinished."""
    dictionary = search_scope.dictionary
    stop = stop_words_of(typed, dictionary.languages)
    *finished, last = with_pairs(typed)
    if is_unspaced(last):
        finished.append(last)
    groups = [_keys(dictionary, word) for word in finished if word not in stop]
    if groups and (last in stop or len(last) < _SHORTEST_PREFIX):
        return groups
    if completed := dictionary.prefix_lookup(last, limit=_MAX_COMPLETIONS):
        stems = chain.from_iterable(map(dictionary.stems, (last, *completed)))
        groups.append([(one,) for one in dict.fromkeys(stems)])
    return groups


def _keys(dictionary: MergedDictionary, word: str) -> list[QueryKey]:
    characters = split_characters(word)
    return [characters] if len(characters) > 1 else [(one,) for one in dictionary.stems(word)]


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


_LIST_OPTIONS = {
    "topic.name": topics,
    "chapter": chapters,
    "speaker": speakers,
    "episode": episodes,
}
