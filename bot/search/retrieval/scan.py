"""Weigh all quotes in sight at once, for what a line shares with them: common words as well."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import aiosqlite
import numpy as np
from numpy.typing import NDArray

from bot.search.memory.partitions import Partition, SearchScope
from bot.search.memory.posting_cache import (
    MAX_BYTE_SCORE,
    PositionRange,
    PostingCache,
    PostingList,
    RowIds,
    SparsePostings,
)
from bot.search.query.parser import Query
from bot.search.query.spelling import SHORT_QUERY, QueryKey
from bot.search.retrieval.postings import (
    MAX_POSTINGS,
    adjacent_rows,
    read_lengths,
    read_postings,
    saying,
    speaker_rows,
)
from bot.search.storage.schema import token

_PRELOADED = 100
"""Lists of so many of the most frequent stems are read at the start: most lines have some."""

_MAX_POSTINGS = 20_000
"""Rows read for spellings that may be meant, rarest first."""

_MAX_KEYS = 60

_IN_THREAD_FROM = 200_000
"""So many quotes are weighed in 1 ms: to hand that to a thread takes a part as long."""


@dataclass(frozen=True, slots=True)
class ScanResult:
    """Hold the rows that share most with a query, in order, and what they share.

    `sure` says for each word of the query (by line) how surely each row has it, `lengths` how
    many words each row has.
    """

    rows: RowIds
    certainty: NDArray[np.float64]
    lengths: RowIds


async def full_scan(
    db: aiosqlite.Connection, search_scope: SearchScope, query: Query, *, count: int
) -> ScanResult:
    """Return about so many rows, and their neighbours, that share most with a query."""
    results = [
        await _scan_partition(db, search_scope, partition, query, count=count)
        for partition in search_scope.partitions
    ]
    rows = np.concatenate([result.rows for result in results])
    order = np.argsort(rows)
    certainty = np.concatenate([result.certainty for result in results], axis=1)
    counts = np.concatenate([result.lengths for result in results])
    return ScanResult(rows[order], certainty[:, order], counts[order])


async def _scan_partition(
    db: aiosqlite.Connection,
    search_scope: SearchScope,
    partition: Partition,
    query: Query,
    *,
    count: int,
) -> ScanResult:
    cache = await read_posting_cache(db, search_scope, partition)
    cached = {key: cache.get(key[0]) for key in query.keys if len(key) == 1}
    found: dict[QueryKey, PostingList] = {
        key: postings for key, postings in cached.items() if postings
    }
    left = _within_budget(query, partition, [key for key in query.keys if key not in found])
    listed = await _rows(db, partition, [key[0] for key in left if len(key) == 1])
    for stemmed, (forms, _) in query.distinct.items():
        # The word itself may be seldom where its stem is frequent, and is looked for by itself.
        rows = (await _rows(db, partition, [stemmed]))[stemmed]
        if (stemmed,) in query.keys and 0 < len(rows) <= MAX_POSTINGS:
            found[stemmed,] = SparsePostings(cache.positions(await saying(db, rows, forms)))
            listed.pop(stemmed, None)
    for key, rows in (
        await adjacent_rows(db, search_scope, [key for key in left if len(key) > 1])
    ).items():
        found[key] = SparsePostings(np.sort(cache.positions(rows)))
    position_range = cache.position_range(search_scope.row_bounds, search_scope.excluded_ranges)
    rows = await speaker_rows(db, search_scope)
    speaker_postings = None if rows is None else SparsePostings(cache.positions(rows))

    def score() -> tuple[dict[str, PostingList], ScanResult]:
        read = {one: cache.to_posting_list(rows) for one, rows in listed.items()}
        everything = found | {(one,): postings for one, postings in read.items()}
        return read, _top_rows(query, cache, everything, position_range, speaker_postings, count)

    # In a thread where it takes long, for others are answered meanwhile.
    read, best = score() if cache.size < _IN_THREAD_FROM else await asyncio.to_thread(score)
    cache.put(read)
    return best


async def read_posting_cache(
    db: aiosqlite.Connection, search_scope: SearchScope, partition: Partition
) -> PostingCache:
    """Return the bitmaps of a room, read where they are of an earlier change or of none."""
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
    """Return the rows of a room that have each stem."""
    tokens = {token(partition.id, one): one for one in stems}
    rows = await read_postings(db, tokens) if tokens else {}
    return {tokens[one]: found for one, found in rows.items()}


def _within_budget(query: Query, partition: Partition, keys: Sequence[QueryKey]) -> list[QueryKey]:
    """Return the keys of words as they are typed, and the likeliest and rarest others."""
    similarity = {key: max(similarity for _, similarity in query.keys[key]) for key in keys}
    costs = {key: min(partition.dictionary.stem_count(one) for one in key) for key in keys}
    chosen: list[QueryKey] = []
    spent = 0
    for key in sorted(keys, key=lambda key: (-similarity[key], costs[key], key))[:_MAX_KEYS]:
        spent += costs[key]
        if similarity[key] == 1 or spent <= _MAX_POSTINGS:
            chosen.append(key)
    return chosen


def _top_rows(
    query: Query,
    cache: PostingCache,
    found: Mapping[QueryKey, PostingList],
    position_range: PositionRange,
    speaker_postings: SparsePostings | None,
    count: int,
) -> ScanResult:
    by_position = _postings_by_position(query, found)
    scores = _scores(query, by_position, position_range)
    if len(query.words) > SHORT_QUERY:
        scores *= cache.factors[position_range.first : position_range.end]
    _mask_excluded(scores, position_range, speaker_postings)
    top = _top_positions(scores, count)
    around = np.unique(np.concatenate([top - 1, top, top + 1]))
    around = around[(around >= 0) & (around < len(scores))]
    positions = around[scores[around] > 0] + position_range.first
    certainty = np.zeros((len(query.words), len(positions)))
    for position, keys in by_position.items():
        for one, similarity in keys:
            certainty[position] = np.maximum(
                certainty[position], similarity * one.contains(positions)
            )
    return ScanResult(cache.rows(positions), certainty, cache.lengths[positions].astype(np.int64))


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
    """Return for each position in sight the weight of the words that stand there, of 255."""
    total = np.zeros(position_range.end - position_range.first, np.uint8)
    for position, keys in by_position.items():
        scores = np.zeros_like(total)
        for one, similarity in keys:
            # Rounded down, so that all of them together still fit a byte.
            one.mark(
                scores,
                np.uint8(MAX_BYTE_SCORE * query.term_weights[position] * similarity),
                position_range,
            )
        total += scores
    return total.astype(np.uint16)


def _mask_excluded(
    scores: NDArray[np.uint16],
    position_range: PositionRange,
    speaker_postings: SparsePostings | None,
) -> None:
    """Leave nothing to what is barred, and to others where one speaker is asked for."""
    for first, end in position_range.excluded:
        scores[max(0, first - position_range.first) : max(0, end - position_range.first)] = 0
    if speaker_postings is not None:
        allowed = np.zeros(len(scores), np.uint8)
        speaker_postings.mark(allowed, np.uint8(1), position_range)
        scores *= allowed


def _top_positions(scores: NDArray[np.uint16], count: int) -> RowIds:
    """Return the positions of the highest values, at least so many, ties included, 0 never."""
    low, high, left = 1, int(scores.max(initial=0)), scores
    while low < high:
        middle = (low + high + 1) // 2
        above = left[left >= middle]
        if len(above) >= count:
            low, left = middle, above
        else:
            high = middle - 1
    at = np.flatnonzero(scores >= low)
    if len(at) <= 4 * count:
        return at
    above = scores[at] > low
    return np.concatenate([at[above], at[~above][: 4 * count]])
