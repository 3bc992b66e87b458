"""Find the passages about a subject, or that answer a question, and choose the best."""

import asyncio
import re
from collections.abc import Collection
from dataclasses import dataclass

import aiosqlite
import numpy as np

from bot.search.memory.chapter_titles import ChapterRows
from bot.search.memory.row_filter import RowFilter
from bot.search.memory.search_scope import SearchScope
from bot.search.query.parser import Query
from bot.search.retrieval.postings import RowIds, fetch_documents, query_postings
from bot.search.scoring.meaning import compare_meaning, nearest_rows
from bot.search.scoring.passage_scores import (
    FetchedDocuments,
    ScoringWeights,
    score_passages,
)
from bot.search.scoring.proximity import MAX_DISTANCE
from bot.search.scoring.runs import DocumentRun, shown_run
from bot.search.scoring.term_counts import ContextCounts, Floats
from bot.search.semantic.codes import Vector
from bot.search.storage.documents import Document

_MAX_READ = 200
"""At most this many quotes are read and scored word by word."""

_MAX_PASSAGES = 40

_MAX_REQUIRED = 60
"""At most this many of the rows with an exact phrase are read if they have no other word."""

_MIN_DISTANCE, _DIVERSIFIED = 6, 5
"""In quotes: if no score is confident, the first five passages are more than this far apart."""

MAX_RUNNER_UP = 2.0

RUNNER_UP_DISTANCE = 20
"""In quotes: the runner-up is more than this far away."""


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
    adjacent = {row + step for row in more for step in range(-1, MAX_DISTANCE + 1)}
    documents = await fetch_documents(db, search_scope, wanted | adjacent)
    meaning = None
    if vector is not None and documents:
        meaning = await compare_meaning(db, search_scope, vector, np.array(list(documents)))
    fetched = FetchedDocuments(
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
    return await asyncio.to_thread(_best_passages, fetched, weights) if documents else []


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
        more = wanted.union(range(row - MAX_DISTANCE, row + MAX_DISTANCE + 1))
        if len(more) > _MAX_READ:
            break
        wanted = more
    return wanted


def _best_passages(fetched: FetchedDocuments, weights: ScoringWeights) -> list[Passage]:
    scores = score_passages(fetched, weights)
    chosen = _diversified(
        scores.total,
        fetched.ids,
        confident_score=0 if fetched.similar else weights.confident_score,
        named=fetched.named,
    )
    documents = {row.id: row for row in fetched.documents}
    return [
        Passage(
            run=shown_run(documents, fetched.documents[at], max_characters=weights.max_characters),
            core=fetched.documents[at],
            score=float(scores.total[at]),
            word_score=float(scores.words[at]),
            coverage=float(covered),
            literal_coverage=float(scores.literal[at]),
            runner_up=_runner_up(scores.total, fetched.ids, at),
            excess=float(fetched.meaning.excess[at]) if fetched.meaning else None,
        )
        for at, covered in zip(chosen, scores.nearby.coverage(chosen), strict=True)
    ]


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


def _runner_up(scores: Floats, ids: RowIds, at: int) -> float:
    """Return the best score far from a quote, as a share of its own."""
    elsewhere = scores[np.abs(ids - ids[at]) > RUNNER_UP_DISTANCE].max(initial=0)
    return min(float(elsewhere) / float(scores[at]), MAX_RUNNER_UP)
