"""Windows of neighbouring quotes: what is said on something is rarely said in one sentence.

A quote is worth what is said in it and around it, each word the more where it is said more often,
the saturation being that of BM25 (Robertson and Zaragoza, 2009). In quotes that are read words are
counted; wider talk is known from the posting lists alone.
"""

import asyncio
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import exp

import aiosqlite
import numpy as np
from numpy.typing import NDArray

from bot.search.memory.partitions import SearchScope
from bot.search.query.parser import Query
from bot.search.retrieval.postings import RowIds, fetch_documents, query_postings
from bot.search.scoring.answer_types import answer_type_bonus
from bot.search.scoring.passages import DocumentRun, neighbours
from bot.search.scoring.term_counts import (
    MAX_COUNT,
    ContextCounts,
    Floats,
    SaturationWeight,
    count_terms,
    saturate,
)
from bot.search.storage.documents import Document

_MAX_DISTANCE = 3
_MAX_READ = 200
"""So many quotes are read and weighed word by word."""

_MAX_PASSAGES = 40
_ADJACENT_BONUS, _MAX_ADJACENT = 0.15, 2
"""For each of two places nearby where words of the query stand side by side."""

_BEFORE_WEIGHT, _AFTER_WEIGHT = 1.3, 0.7
"""What is said before a quote counts more for it than what is said after: an answer follows."""

_NAMED_SPEAKER_BONUS = 1.0
"""So much more counts what a speaker says who is named."""

_POINTING_BACK = frozenset(
    """and because but he hes it its or she shes so that thats these they theyre this those
    which""".split()
)
"""What begins so goes on from the quote before."""

_MIN_DISTANCE, _DIVERSIFIED = 6, 5
_RUNNER_UP_DISTANCE = 20


@dataclass(frozen=True, slots=True)
class ScoringWeights:
    """Say what words near and around count, and from what score on a window is likely right.

    `near` is what is said in a quote and within three, fading with the distance, `around` the talk.
    Where the best scores less than `sure`, the first five are as many different places. At the core
    of a window is a quote that `surely` enough says a word, or so many `beside` one; `shown`
    characters are shown.
    """

    proximity: Sequence[SaturationWeight]
    context: Sequence[SaturationWeight]
    confident_score: float
    core_distance: int
    core_certainty: float
    max_characters: int


@dataclass(frozen=True, slots=True)
class Passage:
    """Hold a run, the quote at its core, and its score.

    `covered` is the share of the query's weight that is said there, `own` that which is said in its
    own words, `rival` the score of the best place elsewhere as a share of its own.
    """

    run: DocumentRun
    core: Document
    score: float
    coverage: float
    literal_coverage: float
    runner_up: float


async def find_passages(
    db: aiosqlite.Connection,
    search_scope: SearchScope,
    query: Query,
    *,
    weights: ScoringWeights,
    named_speakers: frozenset[str] = frozenset(),
    answer_pattern: re.Pattern[str] | None = None,
    named: Collection[int] = frozenset(),
) -> list[Passage]:
    """Return windows about a query, best first, those at rows that are `named` before others.

    What `voices` say counts more, and a little what holds what is `sought`.
    """
    # In threads, for others are answered meanwhile.
    row_ids = await query_postings(db, search_scope, query)
    context_counts = await asyncio.to_thread(ContextCounts, query, row_ids)
    wanted = await asyncio.to_thread(_rows_to_read, context_counts, weights)
    adjacent = {number + step for number in named for step in range(-1, _MAX_DISTANCE + 1)}
    documents = await fetch_documents(db, search_scope, wanted | adjacent)
    fetched = _FetchedDocuments(
        search_scope,
        query,
        context_counts,
        tuple(documents.values()),
        named_speakers,
        answer_pattern,
        frozenset(named),
    )
    return await asyncio.to_thread(_passages, fetched, weights) if documents else []


def _rows_to_read(context_counts: ContextCounts, weights: ScoringWeights) -> set[int]:
    """Return the best rows by the posting lists, each with its neighbours."""
    scores = np.zeros(len(context_counts.rows))
    # Two reaches are enough to choose what is read.
    for weight in (weights.proximity[-1], weights.context[1]):
        scores += context_counts.sum_range(
            context_counts.rows - weight.reach, context_counts.rows + weight.reach, weight
        )
    wanted: set[int] = set()
    for row in context_counts.rows[np.argsort(-scores, kind="stable")[:_MAX_READ]].tolist():
        more = wanted.union(range(row - _MAX_DISTANCE, row + _MAX_DISTANCE + 1))
        if len(more) > _MAX_READ:
            break
        wanted = more
    return wanted


@dataclass(frozen=True, slots=True)
class _FetchedDocuments:
    """Hold what is known of the rows that were read, in order."""

    search_scope: SearchScope
    query: Query
    context_counts: ContextCounts
    documents: tuple[Document, ...]
    named_speakers: frozenset[str]
    answer_pattern: re.Pattern[str] | None
    named: frozenset[int]

    @property
    def ids(self) -> RowIds:
        return np.array([row.id for row in self.documents])

    @property
    def bounds(self) -> tuple[RowIds, RowIds]:
        """Return of each row the first and the last of its episode."""
        episode_ranges = [self.search_scope.episode_ranges[row.episode] for row in self.documents]
        return np.array([s.first for s in episode_ranges]), np.array(
            [s.last for s in episode_ranges]
        )


def _passages(fetched: _FetchedDocuments, weights: ScoringWeights) -> list[Passage]:
    term_counts = [count_terms(fetched.query, row) for row in fetched.documents]
    counts = np.minimum(MAX_COUNT, [one.counts for one in term_counts])
    adjacent = np.array([one.adjacent for one in term_counts])
    by_named = np.array([row.speaker in fetched.named_speakers for row in fetched.documents])
    distance = fetched.ids[:, None] - fetched.ids
    separation = np.abs(distance)
    term_weights = np.array(fetched.query.term_weights)
    literal = (
        np.minimum(
            1, (separation <= _MAX_DISTANCE) @ np.array([one.literal for one in term_counts])
        )
        @ term_weights
    )
    scores = _proximity_scores(
        counts, distance, fetched.query, weights.proximity
    ) + _context_scores(fetched, weights.context)
    scores += _ADJACENT_BONUS * np.minimum(_MAX_ADJACENT, (separation <= _MAX_DISTANCE) @ adjacent)
    scores += answer_type_bonus(fetched.documents, fetched.answer_pattern)
    scores *= 1 + _NAMED_SPEAKER_BONUS * by_named
    # A speaker who is named may say anything.
    # What is named somewhere is not looked for where only other words for it are said.
    mentions = counts > (weights.core_certainty if literal.any() else 0)
    is_core = ((separation <= weights.core_distance) & mentions.any(axis=1)).any(axis=1)
    scores[~(is_core | by_named)] = 0
    present = np.minimum(counts, 1)
    documents = {row.id: row for row in fetched.documents}
    return [
        Passage(
            run=_shown_run(documents, fetched.documents[at], max_characters=weights.max_characters),
            core=fetched.documents[at],
            score=float(scores[at]),
            coverage=float(present[separation[at] <= _MAX_DISTANCE].max(axis=0) @ term_weights),
            literal_coverage=float(literal[at]),
            runner_up=float(
                scores[separation[at] > _RUNNER_UP_DISTANCE].max(initial=0) / scores[at]
            ),
        )
        for at in _diversified(
            scores, fetched.ids, confident_score=weights.confident_score, named=fetched.named
        )
    ]


def _proximity_scores(
    counts: Floats, distance: NDArray[np.int64], query: Query, weights: Sequence[SaturationWeight]
) -> Floats:
    """Return what is said in and near each quote that stands at a `distance` behind each."""
    term_weights = np.array(query.term_weights)
    scores = np.zeros(len(counts))
    for weight in weights:
        decay = np.array(
            [0.0, *(_decay(weight, d) for d in range(-_MAX_DISTANCE, _MAX_DISTANCE + 1)), 0.0]
        )
        faded = decay[np.clip(distance, -_MAX_DISTANCE - 1, _MAX_DISTANCE + 1) + _MAX_DISTANCE + 1]
        scores += saturate(faded @ counts, term_weights, weight)
    return scores


def _decay(weight: SaturationWeight, before: int) -> float:
    """Return what a word counts that is said so many quotes before (if negative, after)."""
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
    """Return the places of the best, those of what is not sure first apart from each other."""
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


def _shown_run(
    documents: Mapping[int, Document], core: Document, *, max_characters: int
) -> DocumentRun:
    """Return the core and what follows it, and what it points back to, as far as there is room."""
    points_back = core.folded.partition(" ")[0] in _POINTING_BACK
    around = neighbours(documents, core, before=int(points_back), after=_MAX_DISTANCE)
    fits = around[0].turn == core.turn and core.end - around[0].start <= max_characters
    shown = around if fits or around[0] is core else around[1:]
    return tuple(
        row for row in shown if row.id <= core.id or row.end - shown[0].start <= max_characters
    )
