"""Score quotes by the words in windows around them: few subjects fit into one sentence.

Counts of words are saturated as in BM25 (Robertson and Zaragoza, 2009). Words nearby are counted in
the quotes that are read; those of wider windows are counted from the posting lists.
"""

import asyncio
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import exp
from typing import TypeVar

import aiosqlite
import numpy as np
from numpy.typing import NDArray

from bot.search.memory.chapter_titles import ChapterRows
from bot.search.memory.partitions import SearchScope
from bot.search.memory.row_filter import RowFilter
from bot.search.query.parser import Query
from bot.search.retrieval.postings import RowIds, fetch_documents, query_postings
from bot.search.scoring.answer_types import answer_type_bonus
from bot.search.scoring.asked import hand_to_answers
from bot.search.scoring.meaning import Meaning, compare_meaning, nearest_rows
from bot.search.scoring.passages import DocumentRun, shown_run
from bot.search.scoring.term_counts import (
    MAX_COUNT,
    ContextCounts,
    Floats,
    SaturationWeight,
    count_terms,
    saturate,
)
from bot.search.semantic.codes import Vector
from bot.search.storage.documents import Document

_Value = TypeVar("_Value", np.float64, np.int64, np.bool_)

_MAX_DISTANCE = 3
"""In quotes: words up to this far away are nearby."""

_MAX_READ = 200
"""At most this many quotes are read and scored word by word."""

_MAX_PASSAGES = 40
_TITLE_ALONE = 0.8
"""The least score of the first quote of a chapter whose title has the query, whatever its words."""

_MAX_REQUIRED = 60
"""At most this many of the rows with an exact phrase are read if they have no other word."""

_LEAST_REQUIRED = 0.1
"""The least score of a quote with a phrase that a result must have, whatever its other words."""

MAX_RUNNER_UP = 2.0
_ADJACENT_BONUS, _MAX_ADJACENT = 0.15, 2
"""The bonus for adjacent words of the query nearby, and how many times it is given at most."""

_BEFORE_WEIGHT, _AFTER_WEIGHT = 1.3, 0.7
"""Words before a quote count more for it than words after it: an answer follows its question."""

_MEANING_WEIGHT = 0.3
"""The score of a quote whose similarity in meaning is one standard deviation above the mean."""

_NAMED_SPEAKER_BONUS = 1.0
"""The bonus of a named speaker's quotes, as a share of their score."""

_MIN_DISTANCE, _DIVERSIFIED = 6, 5
"""In quotes: if no score is confident, the first five passages are more than this far apart."""

RUNNER_UP_DISTANCE = 20
"""In quotes: the runner-up is more than this far away."""


@dataclass(frozen=True, slots=True)
class ScoringWeights:
    """The parameters of a ranking of passages.

    `proximity` weights words up to three quotes away, which decay with the distance, and `context`
    words of wider windows. If the best score is below `confident_score`, the first five passages
    are spread. A core contains a word with a certainty above `core_certainty`, or is within
    `core_distance` quotes of one that does. A passage has about `max_characters`. With `answers`,
    what follows a question counts as much as the question, which counts less.
    """

    proximity: Sequence[SaturationWeight]
    context: Sequence[SaturationWeight]
    confident_score: float
    core_distance: int
    core_certainty: float
    max_characters: int
    answers: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """A run to show, the quote at its core, and the score of that quote.

    `word_score` is the score of the words alone. `coverage` is the share of the query's weight
    nearby, 0 to 1, and `literal_coverage` the share without synonyms. `runner_up` is the best score
    elsewhere as a share of this one, at most 2. `excess` is how much more similar in meaning it is
    than quotes usually are, as a share of what it could be; None where meaning is not compared.
    """

    run: DocumentRun
    core: Document
    score: float
    word_score: float
    coverage: float
    literal_coverage: float
    runner_up: float
    excess: float | None


async def find_passages(  # noqa: PLR0913 - all that is known of a query
    db: aiosqlite.Connection,
    search_scope: SearchScope,
    query: Query,
    *,
    weights: ScoringWeights,
    named_speakers: frozenset[str] = frozenset(),
    answer_pattern: re.Pattern[str] | None = None,
    named: Collection[int] = frozenset(),
    vector: Vector | None = None,
    titled: Collection[tuple[ChapterRows, float]] = (),
) -> list[Passage]:
    """Return passages about a query, best first, but those with a core among rows `named` first.

    Quotes of `named_speakers` score higher, and those that match `answer_pattern` a little higher.
    The first quotes of the chapters `titled` are found by their titles, as surely as the numbers
    say, from 0 to 1. With the query's vector, quotes of a similar meaning score higher, whatever
    their words.
    """
    # In threads, so that the event loop can serve others.
    row_ids = await query_postings(db, search_scope, query)
    context_counts = await asyncio.to_thread(ContextCounts, query, row_ids)
    row_filter = search_scope.row_filter
    wanted = await asyncio.to_thread(_rows_to_read, context_counts, weights, row_filter)
    similar = frozenset[int]() if vector is None else await nearest_rows(db, search_scope, vector)
    required = frozenset[int]() if row_filter is None else row_filter.newest(_MAX_REQUIRED)
    more = {*named, *similar, *required, *(chapter.first for chapter, _ in titled)}
    adjacent = {row + step for row in more for step in range(-1, _MAX_DISTANCE + 1)}
    documents = await fetch_documents(db, search_scope, wanted | adjacent)
    meaning = None
    if vector is not None and documents:
        meaning = await compare_meaning(db, search_scope, vector, np.array(list(documents)))
    fetched = _FetchedDocuments(
        search_scope,
        query,
        context_counts,
        tuple(documents.values()),
        named_speakers,
        answer_pattern,
        frozenset(named),
        similar,
        meaning,
        required,
        titled,
    )
    return await asyncio.to_thread(_passages, fetched, weights) if documents else []


def _rows_to_read(
    context_counts: ContextCounts, weights: ScoringWeights, row_filter: RowFilter | None
) -> set[int]:
    """Return the best rows by their posting lists, with their neighbours: at most 200."""
    scores = np.zeros(len(context_counts.rows))
    # Two of the windows are enough for this choice.
    for weight in (weights.proximity[-1], weights.context[1]):
        scores += context_counts.sum_range(
            context_counts.rows - weight.reach, context_counts.rows + weight.reach, weight
        )
    if row_filter is not None:
        scores[~row_filter.keeps(context_counts.rows)] = 0
    wanted: set[int] = set()
    for row in context_counts.rows[np.argsort(-scores, kind="stable")[:_MAX_READ]].tolist():
        more = wanted.union(range(row - _MAX_DISTANCE, row + _MAX_DISTANCE + 1))
        if len(more) > _MAX_READ:
            break
        wanted = more
    return wanted


@dataclass(frozen=True, slots=True)
class _FetchedDocuments:
    """The documents that were read, in order, and the data used to score them."""

    search_scope: SearchScope
    query: Query
    context_counts: ContextCounts
    documents: tuple[Document, ...]
    named_speakers: frozenset[str]
    answer_pattern: re.Pattern[str] | None
    named: frozenset[int]
    similar: frozenset[int]
    meaning: Meaning | None
    required: frozenset[int]
    titled: Collection[tuple[ChapterRows, float]] = ()

    @property
    def ids(self) -> RowIds:
        return np.array([row.id for row in self.documents])

    @property
    def bounds(self) -> tuple[RowIds, RowIds]:
        """Return the first and the last row of each document's episode."""
        ranges = [self.search_scope.episode_ranges[row.episode] for row in self.documents]
        return np.array([one.first for one in ranges]), np.array([one.last for one in ranges])


def _passages(fetched: _FetchedDocuments, weights: ScoringWeights) -> list[Passage]:
    ids, nearby = fetched.ids, _nearby(fetched.ids)
    term_counts = [count_terms(fetched.query, row) for row in fetched.documents]
    counts = np.minimum(MAX_COUNT, [one.counts for one in term_counts])
    adjacent = np.array([one.adjacent for one in term_counts])
    by_named = np.array([row.speaker in fetched.named_speakers for row in fetched.documents])
    term_weights = np.array(fetched.query.term_weights)
    literal = _around(np.array([one.literal for one in term_counts]), nearby).max(axis=1)
    literal = literal @ term_weights
    counts_around = _around(counts, nearby)
    scores = _proximity_scores(counts_around, fetched.query, weights.proximity) + _context_scores(
        fetched, weights.context
    )
    scores += _ADJACENT_BONUS * np.minimum(_MAX_ADJACENT, _around(adjacent, nearby).sum(axis=1))
    scores += answer_type_bonus(fetched.documents, fetched.answer_pattern)
    scores *= 1 + _NAMED_SPEAKER_BONUS * by_named
    # If the subject itself is mentioned anywhere, a synonym alone makes no core. A quote of a named
    # speaker always is one.
    least = weights.core_certainty if literal.any() else 0
    mentions: NDArray[np.bool_] = np.any(counts > least, axis=1)
    within = slice(_MAX_DISTANCE - weights.core_distance, _MAX_DISTANCE + weights.core_distance + 1)
    is_core = _around(mentions, nearby[:, within]).any(axis=1)
    scores[~(is_core | by_named)] = 0
    has_required = np.array([row.id in fetched.required for row in fetched.documents])
    scores = np.maximum(scores, _LEAST_REQUIRED * has_required)
    if weights.answers:
        scores = hand_to_answers(scores, fetched.documents)
    for chapter, strength in fetched.titled:
        begins = ids == chapter.first
        scores = np.where(begins, np.maximum(scores, _TITLE_ALONE * strength), scores)
        literal = np.where(begins, 1.0, literal)
    word_scores = scores
    if fetched.meaning is not None:
        is_similar = np.array([row.id in fetched.similar for row in fetched.documents])
        scores = scores + _MEANING_WEIGHT * fetched.meaning.standard * (is_similar | (scores > 0))
        if weights.answers:
            scores = hand_to_answers(scores, fetched.documents)
    if fetched.search_scope.row_filter is not None:
        scores = scores * fetched.search_scope.row_filter.keeps(ids)
    chosen = _diversified(
        scores,
        ids,
        confident_score=0 if fetched.similar else weights.confident_score,
        named=fetched.named,
    )
    coverage = np.minimum(counts_around[chosen].max(axis=1), 1) @ term_weights
    documents = {row.id: row for row in fetched.documents}
    return [
        Passage(
            run=shown_run(documents, fetched.documents[at], max_characters=weights.max_characters),
            core=fetched.documents[at],
            score=float(scores[at]),
            word_score=float(word_scores[at]),
            coverage=float(covered),
            literal_coverage=float(literal[at]),
            runner_up=min(
                float(scores[np.abs(ids - ids[at]) > RUNNER_UP_DISTANCE].max(initial=0))
                / float(scores[at]),
                MAX_RUNNER_UP,
            ),
            excess=float(fetched.meaning.excess[at]) if fetched.meaning else None,
        )
        for at, covered in zip(chosen, coverage, strict=True)
    ]


def _nearby(ids: RowIds) -> NDArray[np.int64]:
    """Return the positions of the quotes up to three before and after each, of shape (quotes, 7).

    `ids` are in order. Of quotes that were not read, the position is the number of those that were.
    """
    wanted = ids[:, None] + np.arange(-_MAX_DISTANCE, _MAX_DISTANCE + 1)
    found = np.searchsorted(ids, wanted)
    known = np.append(ids, -1)[found] == wanted
    return np.where(known, found, len(ids))


def _around(values: NDArray[_Value], nearby: NDArray[np.int64]) -> NDArray[_Value]:
    """Return the values of the quotes nearby, 0 for those that were not read."""
    padding = np.zeros((1, *values.shape[1:]), values.dtype)
    return np.concatenate([values, padding])[nearby]


def _proximity_scores(counts: Floats, query: Query, weights: Sequence[SaturationWeight]) -> Floats:
    """Return the score of each quote for words nearby.

    `counts` are those of the quotes nearby, of shape (quotes, 7, words).
    """
    term_weights = np.array(query.term_weights)
    scores = np.zeros(len(counts))
    for weight in weights:
        before = range(_MAX_DISTANCE, -_MAX_DISTANCE - 1, -1)
        decay = np.array([_decay(weight, distance) for distance in before])
        scores += saturate(decay @ counts, term_weights, weight)
    return scores


def _decay(weight: SaturationWeight, before: int) -> float:
    """Return the factor for a word that occurs `before` quotes earlier (if negative, later)."""
    if not before:
        return 1.0
    side = _BEFORE_WEIGHT if before > 0 else _AFTER_WEIGHT
    return side * exp(-abs(before) / weight.reach) if weight.reach else 0.0


def _context_scores(fetched: _FetchedDocuments, weights: Sequence[SaturationWeight]) -> Floats:
    firsts, lasts = fetched.bounds
    ids = fetched.ids
    scores = np.zeros(len(ids))
    for weight in weights:
        first, last = np.maximum(firsts, ids - weight.reach), np.minimum(lasts, ids + weight.reach)
        scores += fetched.context_counts.sum_range(first, last, weight)
    return scores


def _diversified(
    scores: Floats, ids: RowIds, *, confident_score: float, named: frozenset[int]
) -> list[int]:
    """Return the positions of up to 40 quotes that score, best first, but `named` rows first.

    If the best score is below `confident_score`, the first five are spread.
    """
    best = [int(at) for at in np.argsort(-scores, kind="stable") if scores[at] > 0]
    best.sort(key=lambda at: int(ids[at]) not in named)
    first: list[int] = []
    if best and scores[best[0]] < confident_score:
        for at in best:
            if len(first) < _DIVERSIFIED and all(
                abs(ids[at] - ids[other]) > _MIN_DISTANCE for other in first
            ):
                first.append(at)
    return [*first, *(at for at in best if at not in first)][:_MAX_PASSAGES]
