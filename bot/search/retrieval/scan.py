"""Score all visible quotes at once by the words they share with a query, common ones included."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import aiosqlite
import numpy as np
from numpy.typing import NDArray

from bot.search.memory.partition import Partition
from bot.search.memory.posting_cache import (
    MAX_BYTE_SCORE,
    PositionRange,
    PostingCache,
    PostingList,
    RowIds,
    SparsePostings,
)
from bot.search.memory.search_scope import SearchScope
from bot.search.query.parser import Query
from bot.search.query.spelling import SHORT_QUERY, QueryKey
from bot.search.retrieval.postings import (
    adjacent_rows,
    read_lengths,
    read_postings,
    rows_containing,
    speaker_rows,
)
from bot.search.storage.schema import token

_PRELOADED = 100
"""The posting lists of the most frequent stems are read at the start: most lines need some."""

_MAX_POSTINGS = 20_000
"""At most this many rows are read for uncertain spellings, the rarest first."""

_MAX_DISTINCT = 2_000
"""The text of at most this many rows is read to tell the words of one stem apart."""

_MAX_KEYS = 60

_IN_THREAD_FROM = 200_000
"""Scoring fewer quotes takes under 1 ms, too little for a thread."""

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class ScanResult:
    """The rows that share most with a query, in order of their ids.

    `certainty` has shape (words of the query, rows) and says how surely a row contains a word, 0 to
    1. `lengths` has the number of words of each row.
    """

    rows: RowIds
    certainty: NDArray[np.float64]
    lengths: RowIds


@dataclass(frozen=True, slots=True)
class _ScoredPartition:
    """The score of each visible quote of a partition, from position `first` on, 0 if excluded."""

    query: Query
    cache: PostingCache
    by_position: Mapping[int, Sequence[tuple[PostingList, float]]]
    scores: NDArray[np.uint16]
    first: int

    def best(self, count: int) -> ScanResult:
        top = _top_positions(self.scores, count)
        around = np.unique(np.concatenate([top - 1, top, top + 1]))
        around = around[(around >= 0) & (around < len(self.scores))]
        positions = around[self.scores[around] > 0] + self.first
        certainty = np.zeros((len(self.query.words), len(positions)))
        for position, keys in self.by_position.items():
            for one, similarity in keys:
                certainty[position] = np.maximum(
                    certainty[position], similarity * one.contains(positions)
                )
        lengths = self.cache.lengths[positions].astype(np.int64)
        return ScanResult(self.cache.rows(positions), certainty, lengths)


@dataclass(frozen=True, slots=True)
class FullScan:
    """The scores of all visible quotes, of which the best can be taken more than once."""

    _partitions: Sequence[_ScoredPartition]

    async def best(self, count: int) -> ScanResult:
        """Return about `count` rows of each partition that score best, and their neighbours."""
        results = [
            await _in_thread(partial(one.best, count), quotes=one.cache.size)
            for one in self._partitions
        ]
        rows = np.concatenate([result.rows for result in results])
        order = np.argsort(rows)
        certainty = np.concatenate([result.certainty for result in results], axis=1)
        lengths = np.concatenate([result.lengths for result in results])
        return ScanResult(rows[order], certainty[:, order], lengths[order])


async def full_scan(db: aiosqlite.Connection, search_scope: SearchScope, query: Query) -> FullScan:
    """Score all visible quotes by the words they share with a query."""
    return FullScan(
        [
            await _scan_partition(db, search_scope, partition, query)
            for partition in search_scope.partitions
        ]
    )


async def _in_thread(work: Callable[[], _Result], *, quotes: int) -> _Result:
    """Do work on many quotes in a thread, so that the event loop can serve others."""
    return work() if quotes < _IN_THREAD_FROM else await asyncio.to_thread(work)


async def _scan_partition(
    db: aiosqlite.Connection,
    search_scope: SearchScope,
    partition: Partition,
    query: Query,
) -> _ScoredPartition:
    cache = await read_posting_cache(db, search_scope, partition)
    cached = {key: cache.get(key[0]) for key in query.keys if len(key) == 1}
    postings: dict[QueryKey, PostingList] = {key: kept for key, kept in cached.items() if kept}
    # A rare word may have a frequent stem, so its own rows are read.
    postings |= await _distinct_postings(db, cache, partition, query)
    missing = _within_budget(query, partition, [key for key in query.keys if key not in postings])
    unread = await _rows(db, partition, [key[0] for key in missing if len(key) == 1])
    pairs = await adjacent_rows(db, search_scope, [key for key in missing if len(key) > 1])
    for key, rows in pairs.items():
        postings[key] = SparsePostings(np.sort(cache.positions(rows)))
    position_range = cache.position_range(search_scope.row_bounds, search_scope.excluded_ranges)
    rows = await speaker_rows(db, search_scope)
    speaker_postings = None if rows is None else SparsePostings(cache.positions(rows))
    row_filter = search_scope.row_filter
    position_filter = None if row_filter is None else row_filter.positions(cache)

    def score() -> tuple[dict[str, PostingList], _ScoredPartition]:
        read = {stemmed: cache.to_posting_list(rows) for stemmed, rows in unread.items()}
        everything = postings | {(stemmed,): some for stemmed, some in read.items()}
        by_position = _postings_by_position(query, everything)
        scores = _scores(query, by_position, position_range)
        if len(query.words) > SHORT_QUERY:
            scores *= cache.factors[position_range.first : position_range.end]
        _mask_excluded(scores, position_range, speaker_postings)
        if position_filter is not None:
            _mask_excluded(scores, position_range, position_filter.allowed)
            position_filter.denied.erase(scores, position_range)
        return read, _ScoredPartition(query, cache, by_position, scores, position_range.first)

    read, scored = await _in_thread(score, quotes=cache.size)
    cache.put(read)
    return scored


async def _distinct_postings(
    db: aiosqlite.Connection, cache: PostingCache, partition: Partition, query: Query
) -> dict[QueryKey, PostingList]:
    """Return the quotes of each word whose stem is mostly another word's; they are cached too."""
    found: dict[QueryKey, PostingList] = {}
    names: dict[str, str] = {}
    for stemmed, (forms, _) in query.distinct.items():
        if (stemmed,) in query.keys and partition.dictionary.stem_count(stemmed) <= _MAX_DISTINCT:
            # Unlike any stem, it has a space.
            names[stemmed] = " ".join((stemmed, *sorted(forms)))
            if kept := cache.get(names[stemmed]):
                found[stemmed,] = kept
    unread = [stemmed for stemmed in names if (stemmed,) not in found]
    for stemmed, rows in (await _rows(db, partition, unread)).items():
        containing = await rows_containing(db, rows, query.distinct[stemmed][0])
        found[stemmed,] = SparsePostings(cache.positions(containing))
        cache.put({names[stemmed]: found[stemmed,]})
    return found


async def read_posting_cache(
    db: aiosqlite.Connection, search_scope: SearchScope, partition: Partition
) -> PostingCache:
    """Return the posting cache of a partition, read again if it is of another generation."""
    cached = partition.posting_cache
    if cached is not None and cached.generation == search_scope.generation:
        return cached
    partition.posting_cache = fresh = PostingCache(
        *await read_lengths(db, partition.id), generation=search_scope.generation
    )
    if cached is None:
        common = await _rows(db, partition, partition.dictionary.most_frequent(_PRELOADED))
        fresh.put(
            await asyncio.to_thread(
                lambda: {one: fresh.to_posting_list(rows) for one, rows in common.items()}
            )
        )
    return fresh


async def _rows(
    db: aiosqlite.Connection, partition: Partition, stems: Iterable[str]
) -> dict[str, RowIds]:
    """Return the rows of each stem in a partition."""
    tokens = {token(partition.id, one): one for one in stems}
    by_token = await read_postings(db, tokens) if tokens else {}
    return {tokens[one]: rows for one, rows in by_token.items()}


def _within_budget(query: Query, partition: Partition, keys: Sequence[QueryKey]) -> list[QueryKey]:
    """Return the keys that match a typed word exactly, then the most similar and rarest others."""
    similarity = {key: max(similarity for _, similarity in query.keys[key]) for key in keys}
    costs = {key: min(partition.dictionary.stem_count(one) for one in key) for key in keys}
    chosen: list[QueryKey] = []
    spent = 0
    for key in sorted(keys, key=lambda key: (-similarity[key], costs[key], key))[:_MAX_KEYS]:
        spent += costs[key]
        if similarity[key] == 1 or spent <= _MAX_POSTINGS:
            chosen.append(key)
    return chosen


def _postings_by_position(
    query: Query, found: Mapping[QueryKey, PostingList]
) -> dict[int, list[tuple[PostingList, float]]]:
    by_position: dict[int, list[tuple[PostingList, float]]] = {}
    for key, one in found.items():
        for position, similarity in query.keys[key]:
            by_position.setdefault(position, []).append((one, similarity))
    return by_position


def _scores(
    query: Query,
    by_position: Mapping[int, Sequence[tuple[PostingList, float]]],
    position_range: PositionRange,
) -> NDArray[np.uint16]:
    """Return the sum of the term weights at each position of the range, 0 to 255."""
    total = np.zeros(position_range.end - position_range.first, np.uint8)
    for position, keys in by_position.items():
        # Rounded down, so that their sum fits in a byte.
        weights = [
            np.uint8(MAX_BYTE_SCORE * query.term_weights[position] * similarity)
            for _, similarity in keys
        ]
        if len(keys) == 1:
            keys[0][0].add(total, weights[0], position_range)
            continue
        scores = np.zeros_like(total)
        for (one, _), weight in zip(keys, weights, strict=True):
            one.mark(scores, weight, position_range)
        total += scores
    return total.astype(np.uint16)


def _mask_excluded(
    scores: NDArray[np.uint16],
    position_range: PositionRange,
    speaker_postings: SparsePostings | None,
) -> None:
    """Set the scores of excluded positions, and of other speakers, to 0."""
    for first, end in position_range.excluded:
        scores[max(0, first - position_range.first) : max(0, end - position_range.first)] = 0
    if speaker_postings is not None:
        allowed = np.zeros(len(scores), np.uint8)
        speaker_postings.mark(allowed, np.uint8(1), position_range)
        scores *= allowed


def _top_positions(scores: NDArray[np.uint16], count: int) -> RowIds:
    """Return the positions of the `count` highest scores and of ties, but none that scores 0.

    Of more than 4 * `count`, only the first 4 * `count` ties are returned.
    """
    # A binary search for the greatest score that `count` positions reach.
    low, high, remaining = 1, int(scores.max(initial=0)), scores
    while low < high:
        middle = (low + high + 1) // 2
        reaching = remaining[remaining >= middle]
        if len(reaching) >= count:
            low, remaining = middle, reaching
        else:
            high = middle - 1
    top = np.flatnonzero(scores >= low)
    if len(top) <= 4 * count:
        return top
    above = scores[top] > low
    return np.concatenate([top[above], top[~above][: 4 * count]])
