"""Compare quotes with a query in meaning, by the cosines of their vectors.

Each model has another distribution of cosines, so a cosine counts by how far it is above the mean
of visible quotes. A quote alone is short: its cosine is smoothed with
those of the quotes beside it.
"""

from dataclasses import dataclass

import aiosqlite
import numpy as np

from bot.search.memory.search_scope import SearchScope
from bot.search.retrieval.postings import RowIds, fetch_documents
from bot.search.retrieval.similarity import row_cosines, similar_windows
from bot.search.scoring.term_counts import Floats
from bot.search.semantic.codes import Vector
from bot.search.storage.documents import Document

_NEAREST = 24
"""So many windows are candidates because their vectors are the most similar."""

_SAMPLE, _RUN = 240, 12
"""The distribution is that of about so many quotes, in runs of neighbours, evenly spaced."""

_NEXT_WEIGHT, _PREVIOUS_WEIGHT = 0.4, 0.2
"""The weight of the cosine of the quote after and of the one before, beside the quote's own."""


_LEAST = 1e-6
"""Keeps quotients finite where all cosines are equal."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """How much more similar in meaning rows are than visible rows usually are; 0 if no more.

    `standard` is in standard deviations: it orders the rows for one query. `excess` is the share of
    the way from the mean cosine to 1, and comparable between queries. Both are 0 for a row without
    a vector.
    """

    standard: Floats
    excess: Floats


async def nearest_rows(
    db: aiosqlite.Connection, search_scope: SearchScope, vector: Vector
) -> frozenset[int]:
    """Return the first rows of the visible windows that are most similar to a unit vector."""
    windows = await similar_windows(db, search_scope, vector, limit=_NEAREST)
    return frozenset(windows.first.tolist())


async def similar_quotes(
    db: aiosqlite.Connection, search_scope: SearchScope, vector: Vector
) -> list[tuple[Document, float]]:
    """Return visible quotes that are similar to a unit vector, the most similar first.

    Each with its `excess`.
    """
    nearest = await nearest_rows(db, search_scope, vector)
    documents = tuple((await fetch_documents(db, search_scope, nearest)).values())
    rows = np.array([one.id for one in documents], np.int64)
    meaning = await compare_meaning(db, search_scope, vector, rows) if documents else None
    if meaning is None:
        return []
    pairs = zip(documents, meaning.excess.tolist(), strict=True)
    return sorted(pairs, key=lambda pair: -pair[1])


async def compare_meaning(
    db: aiosqlite.Connection, search_scope: SearchScope, vector: Vector, rows: RowIds
) -> Meaning | None:
    """Compare rows, given in order, with a unit vector; None if no row has a vector yet."""
    sample = sample_rows(search_scope)
    around, known = _with_neighbours(sample), _with_neighbours(rows)
    usual = await row_cosines(db, search_scope, vector, around, sample=True)
    typical = _smoothed(around, usual.astype(np.float64), sample)
    typical = typical[np.isfinite(typical)]
    if not len(typical):
        return None
    mean, deviation = float(typical.mean()), float(typical.std())
    found = await row_cosines(db, search_scope, vector, known)
    above = np.maximum(np.nan_to_num(_smoothed(known, found.astype(np.float64), rows) - mean), 0)
    return Meaning(above / max(deviation, _LEAST), above / max(1 - mean, _LEAST))


def sample_rows(search_scope: SearchScope) -> RowIds:
    """Return runs of visible rows, evenly spaced, or all rows if they are few."""
    ranges = search_scope.episode_ranges.values()
    firsts = np.array([one.first for one in ranges], np.int64)
    sizes = np.array([one.last - one.first + 1 for one in ranges], np.int64)
    ends = np.cumsum(sizes)
    total = int(sizes.sum())
    step = max(_RUN, total * _RUN // _SAMPLE)
    positions = np.concatenate([np.arange(at, at + _RUN) for at in range(0, total, step)])
    positions = positions[positions < total]
    episode = np.searchsorted(ends, positions, side="right")
    return firsts[episode] + positions - (ends - sizes)[episode]


def _with_neighbours(rows: RowIds) -> RowIds:
    return np.unique(np.concatenate(_beside(rows)))


def _beside(rows: RowIds) -> tuple[RowIds, RowIds, RowIds]:
    return rows - 1, rows, rows + 1


def _smoothed(known: RowIds, cosines: Floats, rows: RowIds) -> Floats:
    """Return the smoothed cosines of rows, which are among the `known` ones, with their neighbours.

    Where a neighbour has no vector, the row's own cosine counts in its place.
    """
    before, own, after = (cosines[np.searchsorted(known, each)] for each in _beside(rows))
    before, after = (np.where(np.isfinite(one), one, own) for one in (before, after))
    weighted = own + _NEXT_WEIGHT * after + _PREVIOUS_WEIGHT * before
    return weighted / (1 + _NEXT_WEIGHT + _PREVIOUS_WEIGHT)
