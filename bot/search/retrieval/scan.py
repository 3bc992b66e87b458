"""Weigh all quotes in sight at once, for what a line shares with them: common words as well."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import aiosqlite
import numpy as np
from numpy.typing import NDArray

from bot.search.memory.partitions import Room, View
from bot.search.memory.posting_cache import FINEST, Bitmaps, Listing, Places, Standing, Stretch
from bot.search.query.parser import Query
from bot.search.query.spelling import SHORT, Key
from bot.search.retrieval.postings import MOST_POSTINGS, beside, lengths, lists, saying, spoken
from bot.search.storage.schema import token

_COMMON = 100
"""Lists of so many of the most frequent stems are read at the start: most lines have some."""

_MOST_POSTINGS = 20_000
"""Rows read for spellings that may be meant, rarest first."""

_MOST_KEYS = 60

_QUICK = 200_000
"""So many quotes are weighed in 1 ms: to hand that to a thread takes a part as long."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """Hold the rows that share most with a query, in order, and what they share.

    `sure` says for each word of the query (by line) how surely each row has it, `lengths` how
    many words each row has.
    """

    rows: Places
    sure: NDArray[np.float64]
    lengths: Places


async def scan(db: aiosqlite.Connection, view: View, query: Query, *, many: int) -> Scanned:
    """Return about so many rows, and their neighbours, that share most with a query."""
    parts = [await _scan_room(db, view, room, query, many=many) for room in view.rooms]
    rows = np.concatenate([part.rows for part in parts])
    order = np.argsort(rows)
    sure = np.concatenate([part.sure for part in parts], axis=1)
    counts = np.concatenate([part.lengths for part in parts])
    return Scanned(rows[order], sure[:, order], counts[order])


async def _scan_room(
    db: aiosqlite.Connection, view: View, room: Room, query: Query, *, many: int
) -> Scanned:
    bitmaps = await read_bitmaps(db, view, room)
    kept = {key: bitmaps.kept(key[0]) for key in query.keys if len(key) == 1}
    found: dict[Key, Standing] = {key: standing for key, standing in kept.items() if standing}
    left = _affordable(query, room, [key for key in query.keys if key not in found])
    listed = await _rows(db, room, [key[0] for key in left if len(key) == 1])
    for stemmed, (forms, _) in query.distinct.items():
        # The word itself may be seldom where its stem is frequent, and is looked for by itself.
        rows = (await _rows(db, room, [stemmed]))[stemmed]
        if (stemmed,) in query.keys and 0 < len(rows) <= MOST_POSTINGS:
            found[stemmed,] = Listing(bitmaps.positions(await saying(db, rows, forms)))
            listed.pop(stemmed, None)
    for key, rows in (await beside(db, view, [key for key in left if len(key) > 1])).items():
        found[key] = Listing(np.sort(bitmaps.positions(rows)))
    stretch = bitmaps.stretch(view.within, view.barred)
    rows = await spoken(db, view)
    voiced = None if rows is None else Listing(bitmaps.positions(rows))

    def weigh() -> tuple[dict[str, Standing], Scanned]:
        read = {one: bitmaps.standing(rows) for one, rows in listed.items()}
        everything = found | {(one,): standing for one, standing in read.items()}
        return read, _best(query, bitmaps, everything, stretch, voiced, many)

    # In a thread where it takes long, for others are answered meanwhile.
    read, best = weigh() if bitmaps.size < _QUICK else await asyncio.to_thread(weigh)
    bitmaps.keep(read)
    return best


async def read_bitmaps(db: aiosqlite.Connection, view: View, room: Room) -> Bitmaps:
    """Return the bitmaps of a room, read where they are of an earlier change or of none."""
    kept = room.bitmaps
    if kept is not None and kept.change == view.change:
        return kept
    room.bitmaps = fresh = Bitmaps(*await lengths(db, room.id), change=view.change)
    if kept is None:
        common = await _rows(db, room, room.vocabulary.most_frequent(_COMMON))
        fresh.keep(
            await asyncio.to_thread(
                lambda: {one: fresh.standing(rows) for one, rows in common.items()}
            )
        )
    return fresh


async def _rows(db: aiosqlite.Connection, room: Room, stems: Iterable[str]) -> dict[str, Places]:
    """Return the rows of a room that have each stem."""
    tokens = {token(room.id, one): one for one in stems}
    rows = await lists(db, tokens) if tokens else {}
    return {tokens[one]: found for one, found in rows.items()}


def _affordable(query: Query, room: Room, keys: Sequence[Key]) -> list[Key]:
    """Return the keys of words as they are typed, and the likeliest and rarest others."""
    likely = {key: max(likeness for _, likeness in query.keys[key]) for key in keys}
    costs = {key: min(room.vocabulary.stem_count(one) for one in key) for key in keys}
    chosen: list[Key] = []
    spent = 0
    for key in sorted(keys, key=lambda key: (-likely[key], costs[key], key))[:_MOST_KEYS]:
        spent += costs[key]
        if likely[key] == 1 or spent <= _MOST_POSTINGS:
            chosen.append(key)
    return chosen


def _best(
    query: Query,
    bitmaps: Bitmaps,
    found: Mapping[Key, Standing],
    stretch: Stretch,
    voiced: Listing | None,
    many: int,
) -> Scanned:
    meant = _by_word(query, found)
    worth = _worth(query, meant, stretch)
    if len(query.words) > SHORT:
        worth *= bitmaps.factors[stretch.first : stretch.end]
    _mute(worth, stretch, voiced)
    top = _highest(worth, many)
    near = np.unique(np.concatenate([top - 1, top, top + 1]))
    near = near[(near >= 0) & (near < len(worth))]
    positions = near[worth[near] > 0] + stretch.first
    sure = np.zeros((len(query.words), len(positions)))
    for place, keys in meant.items():
        for one, likely in keys:
            sure[place] = np.maximum(sure[place], likely * one.at(positions))
    return Scanned(bitmaps.rows(positions), sure, bitmaps.lengths[positions].astype(np.int64))


def _by_word(
    query: Query, found: Mapping[Key, Standing]
) -> dict[int, list[tuple[Standing, float]]]:
    meant: dict[int, list[tuple[Standing, float]]] = {}
    for key, one in found.items():
        for place, likely in query.keys[key]:
            meant.setdefault(place, []).append((one, likely))
    return meant


def _worth(
    query: Query, meant: Mapping[int, Sequence[tuple[Standing, float]]], stretch: Stretch
) -> NDArray[np.uint16]:
    """Return for each position in sight the weight of the words that stand there, of 255."""
    total = np.zeros(stretch.end - stretch.first, np.uint8)
    for place, keys in meant.items():
        worth = np.zeros_like(total)
        for one, likely in keys:
            # Rounded down, so that all of them together still fit a byte.
            one.mark(worth, np.uint8(FINEST * query.shares[place] * likely), stretch)
        total += worth
    return total.astype(np.uint16)


def _mute(worth: NDArray[np.uint16], stretch: Stretch, voiced: Listing | None) -> None:
    """Leave nothing to what is barred, and to others where one speaker is asked for."""
    for first, end in stretch.barred:
        worth[max(0, first - stretch.first) : max(0, end - stretch.first)] = 0
    if voiced is not None:
        wanted = np.zeros(len(worth), np.uint8)
        voiced.mark(wanted, np.uint8(1), stretch)
        worth *= wanted


def _highest(worth: NDArray[np.uint16], many: int) -> Places:
    """Return the positions of the highest values, at least so many, ties included, 0 never."""
    low, high, left = 1, int(worth.max(initial=0)), worth
    while low < high:
        middle = (low + high + 1) // 2
        above = left[left >= middle]
        if len(above) >= many:
            low, left = middle, above
        else:
            high = middle - 1
    at = np.flatnonzero(worth >= low)
    if len(at) <= 4 * many:
        return at
    above = worth[at] > low
    return np.concatenate([at[above], at[~above][: 4 * many]])
