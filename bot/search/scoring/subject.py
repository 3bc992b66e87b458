"""Find passages about a subject."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import aiosqlite

from bot.search.memory.chapter_titles import ChapterRows
from bot.search.memory.search_scope import SearchScope
from bot.search.memory.suggestions import folded_line
from bot.search.query.languages import stop_words_of
from bot.search.query.parser import MAX_CHARACTERS, Query, parse_query, query_words
from bot.search.query.spelling import SpellingOptions
from bot.search.query.synonyms import Thesaurus, load_thesaurus
from bot.search.retrieval.postings import phrase_rows
from bot.search.scoring.idf import Idf, weight_by_idf, with_synonyms
from bot.search.scoring.passage_scores import ScoringWeights
from bot.search.scoring.passages import Passage, find_passages
from bot.search.scoring.runs import DocumentRun
from bot.search.scoring.term_counts import SaturationWeight
from bot.search.semantic.codes import Vector
from bot.text.languages import ENGLISH
from bot.text.tokens import inflections

_WEIGHTS = ScoringWeights(
    proximity=(
        SaturationWeight(0.4, reach=0, half_saturation=1.2),
        SaturationWeight(0.65, reach=1, half_saturation=0.65),
        SaturationWeight(1.0, reach=3, half_saturation=0.9),
    ),
    context=(
        SaturationWeight(0.4, reach=10, half_saturation=7),
        SaturationWeight(1.4, reach=20, half_saturation=2),
        SaturationWeight(0.3, reach=40, half_saturation=12),
    ),
    confident_score=1.9,
    core_distance=0,
    core_certainty=0.2,
    max_characters=200,
)

_MOST_NAMED = 40
"""At most this many rows are read because they contain the name of an offered topic as a phrase."""

_MOST_TITLED = 20
"""At most this many chapters are found by their titles."""

_SYNONYM_FACTOR = 0.4
"""The weight of synonyms relative to that in a question: a subject is more often named."""


async def find_subject(
    db: aiosqlite.Connection, search_scope: SearchScope, text: str, *, vector: Vector | None = None
) -> tuple[Query, list[Passage]]:
    """Return the parsed subject and passages about it, best first.

    Words that sound like it are searched only if nothing else is found.
    """
    thesaurus = await asyncio.to_thread(load_thesaurus)
    query = _parse(search_scope, text, thesaurus, phonetic=False)
    passages = await _passages(db, search_scope, text, query=query, vector=vector)
    if not passages:
        query = _parse(search_scope, text, thesaurus, phonetic=True)
        passages = await _passages(db, search_scope, text, query=query, vector=vector)
    return query, passages


async def _passages(
    db: aiosqlite.Connection,
    search_scope: SearchScope,
    text: str,
    *,
    query: Query,
    vector: Vector | None,
) -> list[Passage]:
    offered = is_offered(search_scope, text)
    named: list[int] = []
    if offered and len(query.words) > 1:
        named = (await phrase_rows(db, search_scope, [query.spellings]))[:_MOST_NAMED]
    passages = await find_passages(
        db,
        search_scope,
        query,
        weights=_WEIGHTS,
        named=named,
        vector=vector,
        titled=_titled(search_scope, query),
    )
    if offered:
        words = query_words(text, search_scope.dictionary.languages)
        passages.sort(key=lambda one: not contains_words(search_scope, one.run, words))
    return passages


def _titled(search_scope: SearchScope, query: Query) -> list[tuple[ChapterRows, float]]:
    """Return the visible chapters in whose title each term of a subject is, the surest first."""
    stems: dict[int, set[str]] = {term.position: set() for term in query.terms}
    for key, positions in query.certain_keys.items():
        for position in positions:
            if position in stems and len(key) == 1:
                stems[position].update(key)
    for position, found in stems.items():
        found.add(query.stems[position])
    wanted = [stems[position] for position in stems]
    found = [
        one
        for partition in search_scope.partitions
        for one in partition.suggestions.chapter_titles.having(wanted)
        if one[0].episode in search_scope.episode_ranges
    ]
    return sorted(found, key=lambda one: (-one[1], -one[0].first))[:_MOST_TITLED]


def is_offered(search_scope: SearchScope, text: str) -> bool:
    """Return whether a text is the name of a topic that autocomplete offers in this scope."""
    name = folded_line(text[:MAX_CHARACTERS])
    return bool(name) and any(
        partition.suggestions.topics.holds(name) for partition in search_scope.partitions
    )


def contains_words(search_scope: SearchScope, run: DocumentRun, words: Sequence[str]) -> bool:
    """Return whether a run contains all words, in any inflection and with corrected names."""
    contained = set(" ".join(f"{row.folded} {row.corrected or ''}" for row in run).split())
    stems = set(" ".join(f"{row.stemmed} {row.corrected_stems or ''}" for row in run).split())
    others = [spoken for spoken in search_scope.dictionary.languages if spoken != ENGLISH]
    return all(
        not contained.isdisjoint(inflections(word))
        or not stems.isdisjoint(spoken.stem(word) for spoken in others)
        for word in words
    )


def naming_core(search_scope: SearchScope, passage: Passage, words: Sequence[str]) -> Passage:
    """Return a passage with the first of its quotes as its core that contains all words, if any."""
    naming = (row for row in passage.run if contains_words(search_scope, (row,), words))
    return replace(passage, core=next(naming, passage.core))


def _parse(search_scope: SearchScope, text: str, thesaurus: Thesaurus, *, phonetic: bool) -> Query:
    typed = query_words(text, search_scope.dictionary.languages)
    stop = stop_words_of(typed, search_scope.dictionary.languages)
    dropped = frozenset[str]() if stop.issuperset(typed) else stop
    # A known word is not respelt: a similar word is another subject.
    options = SpellingOptions(
        dropped,
        low_weight=stop,
        never_substituted=stop,
        respell_below=1,
        phonetic=phonetic,
        correct=thesaurus.words,
        stop=stop,
    )
    query = parse_query(typed, search_scope.dictionary, quotes=search_scope.quotes, options=options)
    idf = Idf(search_scope.dictionary, search_scope.quotes)
    return with_synonyms(weight_by_idf(query, idf), thesaurus, idf, factor=_SYNONYM_FACTOR)
