"""Compare the vector of a question with the windows that a scope may see."""

import asyncio
from dataclasses import dataclass

import aiosqlite
import numpy as np
from numpy.typing import NDArray

from bot.search.memory.partition import Partition
from bot.search.memory.search_scope import SearchScope
from bot.search.memory.window_cache import EncodedEpisode, Positions, WindowCache
from bot.search.retrieval.postings import RowIds, speaker_rows
from bot.search.semantic.codes import (
    Levels,
    Vector,
    code_words,
    cosines,
    to_levels,
    to_question_code,
)
from bot.search.storage.vectors import (
    read_encoded,
    read_magnitudes,
    read_windows,
    vector_version,
)

_CANDIDATES = 30
"""Times the number of windows wanted: so many, the nearest by their signs, are compared exactly."""

_IN_THREAD_FROM = 200_000
"""Comparing fewer codes takes under 2 ms, too little for a thread."""


@dataclass(frozen=True, slots=True)
class SimilarWindows:
    """Windows by their first and last rows, inclusive, with their cosines, the greatest first."""

    first: RowIds
    last: RowIds
    cosine: NDArray[np.float32]


async def similar_windows(
    db: aiosqlite.Connection, search_scope: SearchScope, vector: Vector, *, limit: int
) -> SimilarWindows:
    """Return the visible windows most similar to a unit vector.

    If the scope names a speaker, one or more of a window's quotes are theirs. Episodes without
    vectors are left out.
    """
    speaker = await speaker_rows(db, search_scope)
    episodes = _visible_episodes(search_scope)
    code = to_question_code(vector)
    count = _CANDIDATES * limit
    found: list[SimilarWindows] = []
    for partition in search_scope.partitions:
        cache = await read_window_cache(db, partition, len(vector))

        def nearest(cache: WindowCache = cache) -> Positions:
            return cache.nearest(code, count=count, episodes=episodes, speaker_rows=speaker)

        # A long scan runs in a thread, so that the event loop can serve others.
        long = cache.size >= _IN_THREAD_FROM
        positions = await asyncio.to_thread(nearest) if long else nearest()
        found.append(await _compare(db, cache, positions, vector))
    order = np.argsort(-np.concatenate([one.cosine for one in found]), kind="stable")[:limit]
    return SimilarWindows(
        np.concatenate([one.first for one in found])[order],
        np.concatenate([one.last for one in found])[order],
        np.concatenate([one.cosine for one in found])[order],
    )


async def row_cosines(
    db: aiosqlite.Connection,
    search_scope: SearchScope,
    vector: Vector,
    rows: RowIds,
    *,
    sample: bool = False,
) -> NDArray[np.float32]:
    """Return for each row the greatest cosine of a visible window with it, NaN if there is none.

    A row has no window as long as its episode has no vectors. The vectors of a `sample` stay in
    memory for the next question.
    """
    greatest = np.full(len(rows), -np.inf, np.float32)
    episodes = _visible_episodes(search_scope)
    for partition in search_scope.partitions:
        cache = await read_window_cache(db, partition, len(vector))
        owners, positions = cache.containing(rows, episodes=episodes)
        distinct, places = np.unique(positions, return_inverse=True)
        compared = await _cosines(db, cache, distinct, vector, sample=sample)
        np.maximum.at(greatest, owners, compared[places])
    return np.where(np.isfinite(greatest), greatest, np.float32(np.nan))


async def _cosines(
    db: aiosqlite.Connection,
    cache: WindowCache,
    positions: Positions,
    vector: Vector,
    *,
    sample: bool,
) -> NDArray[np.float32]:
    """Return the cosine of each of these windows; -inf for one that the file does not have."""
    kept = cache.sample(positions) if sample else None
    if kept is not None:
        return cosines(vector, kept)
    found, levels = await _read_levels(db, cache, positions, dimensions=len(vector))
    if sample and len(found) == len(positions):
        cache.keep_sample(positions, levels)
    compared = np.full(len(positions), -np.inf, np.float32)
    compared[np.searchsorted(positions, found)] = cosines(vector, levels)
    return compared


async def _compare(
    db: aiosqlite.Connection, cache: WindowCache, positions: Positions, vector: Vector
) -> SimilarWindows:
    """Return windows with the cosines of their vectors, in order of their rows."""
    found, levels = await _read_levels(db, cache, positions, dimensions=len(vector))
    return SimilarWindows(cache.firsts(found), cache.lasts(found), cosines(vector, levels))


async def _read_levels(
    db: aiosqlite.Connection, cache: WindowCache, positions: Positions, *, dimensions: int
) -> tuple[Positions, Levels]:
    """Return the vectors of windows, given in order, without those that the file does not have.

    The file may be of an earlier or later state than the cache.
    """
    firsts = cache.firsts(positions)
    known, magnitudes = await read_magnitudes(db, firsts.tolist(), dimensions=dimensions)
    found = positions[np.searchsorted(firsts, known)]
    return found, to_levels(cache.codes(found), magnitudes, dimensions=dimensions)


def _visible_episodes(search_scope: SearchScope) -> RowIds:
    """Return the first rows of the visible episodes.

    Windows are selected by these alone: a cache that is ahead of the scope, or behind it, has other
    episodes, but never other windows of one of these.
    """
    return np.array([one.first for one in search_scope.episode_ranges.values()], np.int64)


async def read_window_cache(
    db: aiosqlite.Connection, partition: Partition, dimensions: int
) -> WindowCache:
    """Return the windows of a partition; read those that were added since it was read last."""
    version = await vector_version(db)
    cached = partition.window_cache
    if cached is not None and cached.version == version:
        return cached
    known = cached.episodes if cached else {}
    encoded = await read_encoded(db, partition.id)
    added = await read_windows(db, [first for first in encoded if first not in known])

    def build() -> WindowCache:
        words = code_words(dimensions)
        new = {first: _to_episode(first, *blobs, words=words) for first, blobs in added.items()}
        episodes = [known.get(first) or new[first] for first in encoded]
        return WindowCache(episodes, words=words, version=version)

    partition.window_cache = await asyncio.to_thread(build)
    return partition.window_cache


def _to_episode(first: int, rows: bytes, codes: bytes, *, words: int) -> EncodedEpisode:
    return EncodedEpisode(
        first,
        np.frombuffer(rows, np.uint32).reshape(-1, 2).T,
        np.frombuffer(codes, np.uint64).reshape(-1, words).T,
    )
