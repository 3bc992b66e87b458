"""Find the rows that may answer, through the full-text table; never by reading all quotes."""

import json
from collections.abc import Collection, Iterable, Sequence

import aiosqlite
import numpy as np
from numpy.typing import NDArray

from bot.search.query import Key, Query
from bot.search.rooms import View
from bot.search.rows import Row
from bot.search.schema import token

Places = NDArray[np.int64]

MOST_POSTINGS = 10_000
"""Rows read for one query, rarest stems first: what is beyond is left to the rerank."""

_MOST_KEYS = 60
_MOST_PHRASE_ROWS = 200
_ONE = """SELECT * FROM (SELECT ? AS key, rowid FROM postings
    WHERE postings MATCH ? AND rowid BETWEEN ? AND ? LIMIT ?)"""
_ROWS = """SELECT id, quote, episode, start, "end", text, gap, display, corrected, turn, speaker,
    start_ms, whole FROM quotes WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id"""


async def postings(db: aiosqlite.Connection, view: View, keys: Iterable[Key]) -> dict[Key, Places]:
    """Return for each key the rows in sight that have it; the most frequent may be left out."""
    chosen = _affordable(view, keys)
    if not chosen:
        return {}
    values: list[int | str] = []
    for number, key in enumerate(chosen):
        values += (number, _matching(view, key), *view.within, MOST_POSTINGS)
    found = await db.execute_fetchall(" UNION ALL ".join([_ONE] * len(chosen)), values)
    pairs = np.fromiter((n for row in found for n in row), np.int64).reshape(-1, 2)
    pairs = pairs[_in_sight(view, pairs[:, 1])]
    bounds = np.searchsorted(pairs[:, 0], np.arange(len(chosen) + 1))
    return {key: pairs[bounds[n] : bounds[n + 1], 1] for n, key in enumerate(chosen)}


async def phrases(
    db: aiosqlite.Connection, view: View, wanted: Collection[Sequence[str]]
) -> Places:
    """Return the first rows in sight in which one of these runs of stems stands."""
    matching = [_matching(view, tuple(stemmed)) for stemmed in wanted if stemmed]
    if not matching or not view.shelves:
        return np.empty(0, np.int64)
    found = await db.execute_fetchall(
        _ONE, (0, " OR ".join(f"({m})" for m in matching), *view.within, _MOST_PHRASE_ROWS)
    )
    rows = np.fromiter((row[1] for row in found), np.int64)
    return rows[_in_sight(view, rows)]


async def having(
    db: aiosqlite.Connection, view: View, wanted: Sequence[Sequence[Key]], *, limit: int = 50
) -> list[int]:
    """Return some rows in sight that have one key of each group, in no order of worth."""
    if not wanted or not view.shelves:
        return []
    groups = (" OR ".join(f"({_matching(view, key)})" for key in group) for group in wanted)
    matching = " AND ".join(f"({group})" for group in groups)
    rows = await db.execute_fetchall(_ONE, (0, matching, *view.within, limit))
    return [row[1] for row in rows]


async def fetch(db: aiosqlite.Connection, view: View, ids: Iterable[int]) -> dict[int, Row]:
    """Return those of these rows that are in sight, by number."""
    found = await db.execute_fetchall(_ROWS, (json.dumps(sorted({int(n) for n in ids})),))
    rows = (Row(*row) for row in found)
    return {row.id: row for row in rows if view.sees(row.episode)}


def weigh(query: Query, found: dict[Key, Places]) -> tuple[Places, NDArray[np.float64]]:
    """Return rows in order, and for each word of the query how surely each row has it."""
    if not found:
        return np.empty(0, np.int64), np.zeros((len(query.words), 0))
    rows = np.unique(np.concatenate(list(found.values())))
    sure = np.zeros((len(query.words), len(rows)))
    for key, places in found.items():
        columns = np.searchsorted(rows, places)
        for word, likeness in query.keys[key]:
            sure[word, columns] = np.maximum(sure[word, columns], likeness)
    return rows, sure


def _affordable(view: View, keys: Iterable[Key]) -> list[Key]:
    if not view.shelves:
        return []
    costs = {key: min(view.vocabulary.stem_count(s) for s in key) for key in keys}
    chosen: list[Key] = []
    spent = 0
    for key in sorted(costs, key=lambda key: (costs[key], key))[:_MOST_KEYS]:
        spent += costs[key]
        if chosen and spent > MOST_POSTINGS:
            break
        chosen.append(key)
    return chosen


def _matching(view: View, key: Sequence[str]) -> str:
    """Return an expression of quoted tokens only, so that nothing typed is ever an operator."""
    rooms = view.room_ids
    said = " OR ".join(f'"{" ".join(token(room, s) for s in key)}"' for room in rooms)
    if not view.voices:
        return f"{{own corrected}} : ({said})"
    voices = " OR ".join(f'"{voice}"' for voice in view.voices)
    return f"({{own corrected}} : ({said})) AND (voice : ({voices}))"


def _in_sight(view: View, rows: Places) -> NDArray[np.bool_]:
    seen = np.ones(len(rows), np.bool_)
    for first, last in view.barred:
        seen &= (rows < first) | (rows > last)
    return seen
