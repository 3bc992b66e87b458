"""Find the rows that may answer, through the full-text table; never by reading all quotes."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise, product

import aiosqlite
import numpy as np
from numpy.typing import NDArray

from bot.search.memory.partitions import View
from bot.search.query.parser import Query
from bot.search.query.spelling import Key
from bot.search.storage.documents import Row
from bot.search.storage.schema import lengths_token, pair_token, token

Places = NDArray[np.int64]

MOST_POSTINGS = 10_000
"""Rows read for one query: what is beyond is left to the rerank."""

_MOST_KEYS = 120
_MOST_PHRASE_ROWS = 200
_MOST_BESIDE = 2_000
_ONE = """SELECT * FROM (SELECT ? AS key, rowid FROM postings
    WHERE postings MATCH ? AND rowid BETWEEN ? AND ? LIMIT ?)"""
_LISTS = """SELECT token, CAST(group_concat(rows, '') AS BLOB) FROM lists
    WHERE token IN ({}) AND first BETWEEN ? AND ? GROUP BY token"""
"""Along the key, so that the blocks of a token come in order; a block as text is its bytes."""

_SAYING = """SELECT id FROM quotes WHERE id IN (SELECT value FROM json_each(?)) AND ({})
    ORDER BY id"""
_EVERYWHERE = (0, (1 << 63) - 1)
_NOWHERE: Places = np.array([], np.int64)
_LENGTHS = "SELECT first, rows FROM lists WHERE token = ? ORDER BY first"
_ROWS = """SELECT id, quote, episode, start, "end", text, gap, display, corrected, turn, speaker,
    start_ms, whole, folded, stemmed FROM quotes WHERE id IN (SELECT value FROM json_each(?))
    ORDER BY id"""


async def postings(db: aiosqlite.Connection, view: View, query: Query) -> dict[Key, Places]:
    """Return for each telling key the rows in sight that have it; the frequent may be left out."""
    chosen = _affordable(view, query)
    if not chosen:
        return {}
    found = await _listed(db, view, [key[0] for key in chosen if len(key) == 1])
    side = await beside(db, view, [key for key in chosen if len(key) > 1])
    said = await spoken(db, view)
    seen: dict[Key, Places] = {}
    for key in chosen:
        rows = found[key[0]] if len(key) == 1 else side[key]
        rows = rows[_in_sight(view, rows)]
        if said is not None:
            rows = np.intersect1d(rows, said, assume_unique=True)
        # The rarest may be in every quote: then it is looked for in the newest.
        seen[key] = rows[-MOST_POSTINGS:]
        if len(key) == 1 and key[0] in query.distinct:
            seen[key] = await saying(db, seen[key], query.distinct[key[0]][0])
    return seen


async def saying(db: aiosqlite.Connection, rows: Places, forms: Collection[str]) -> Places:
    """Return those of some rows that say one of these words, or all where none does."""
    says = " OR ".join(
        ["instr(' ' || folded || ' ' || ifnull(corrected, '') || ' ', ?)"] * len(forms)
    )
    wanted = [f" {form} " for form in forms]
    found = await db.execute_fetchall(
        _SAYING.format(says), (json.dumps(rows[-MOST_POSTINGS:].tolist()), *wanted)
    )
    return np.array([row for (row,) in found], np.int64) if found else rows


async def _listed(
    db: aiosqlite.Connection, view: View, stemmed: Sequence[str]
) -> dict[str, Places]:
    """Return for each stem the rows of all rooms in sight that have it, in order."""
    tokens = {token(room, one): one for one in stemmed for room in view.room_ids}
    rows = await lists(db, tokens, within=view.within)
    both = {one: [rows[t] for t, s in tokens.items() if s == one] for one in stemmed}
    return {one: parts[0] if len(parts) == 1 else np.union1d(*parts) for one, parts in both.items()}


async def spoken(db: aiosqlite.Connection, view: View) -> Places | None:
    """Return the rows that the wanted speaker speaks, None where anyone may."""
    if not view.voices:
        return None
    rows = await lists(db, view.voices, within=view.within)
    return np.unique(np.concatenate(list(rows.values())))


async def lists(
    db: aiosqlite.Connection, tokens: Iterable[str], *, within: tuple[int, int] = _EVERYWHERE
) -> dict[str, Places]:
    """Return for each token the rows that have it, in order, of episodes that begin within some."""
    wanted = list(tokens)
    among = _LISTS.format(",".join("?" * len(wanted)))
    found = await db.execute_fetchall(among, (*wanted, *within))
    rows = {one: np.frombuffer(blocks, np.uint32).astype(np.int64) for one, blocks in found}
    return {one: rows.get(one, _NOWHERE) for one in wanted}


async def lengths(
    db: aiosqlite.Connection, room: int
) -> tuple[list[int], list[NDArray[np.uint32]]]:
    """Return the first rows of a room's episodes, and how many words each of their rows has."""
    found = list(await db.execute_fetchall(_LENGTHS, (lengths_token(room),)))
    return [first for first, _ in found], [np.frombuffer(rows, np.uint32) for _, rows in found]


async def beside(db: aiosqlite.Connection, view: View, keys: Sequence[Key]) -> dict[Key, Places]:
    """Return for each key of several stems the rows in which they stand side by side."""
    if not keys:
        return {}
    values: list[int | str] = []
    for number, key in enumerate(keys):
        values += (number, _matching(view, key), *view.within, _MOST_BESIDE)
    found = await db.execute_fetchall(" UNION ALL ".join([_ONE] * len(keys)), values)
    pairs = np.fromiter((n for row in found for n in row), np.int64).reshape(-1, 2)
    bounds = np.searchsorted(pairs[:, 0], np.arange(len(keys) + 1))
    return {key: pairs[bounds[n] : bounds[n + 1], 1] for n, key in enumerate(keys)}


async def phrases(
    db: aiosqlite.Connection, view: View, wanted: Sequence[Sequence[Collection[str]]]
) -> list[int]:
    """Return rows in sight in which runs of stems stand, those of most runs first.

    Each place of a run may be held by any of several stems.
    """
    matching = [_running(view, run) for run in wanted]
    if not matching or not view.shelves:
        return []
    values = [v for m in matching for v in (0, m, *view.within, _MOST_PHRASE_ROWS)]
    found = await db.execute_fetchall(" UNION ALL ".join([_ONE] * len(matching)), values)
    often = Counter(row[1] for row in found)
    rows = np.fromiter(often, np.int64)
    seen = rows[_in_sight(view, rows)].tolist()
    return sorted(seen, key=lambda row: (-often[row], row))[:_MOST_PHRASE_ROWS]


async def present(db: aiosqlite.Connection, view: View, keys: Collection[Key]) -> list[Key]:
    """Return the keys that stand in some row in sight."""
    alone = [key for key in keys if len(key) == 1 and view.vocabulary.stem_count(key[0])]
    rows: dict[Key, Places] = dict(await beside(db, view, [key for key in keys if len(key) > 1]))
    # What the vocabulary counts may be out of sight.
    if view.share < 1:
        listed = await _listed(db, view, [key[0] for key in alone])
        rows |= {key: listed[key[0]] for key in alone}
        alone = []
    return [*alone, *(key for key, places in rows.items() if _in_sight(view, places).any())]


async def having(
    db: aiosqlite.Connection, view: View, wanted: Sequence[Sequence[Key]], *, limit: int
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
    rows = map(Row._make, found)
    return {row.id: row for row in rows if view.sees(row.episode)}


def _affordable(view: View, query: Query) -> list[Key]:
    """Return the surest keys, of those alike the rarest, and then others for them.

    In a part of the library a word is taken to be as frequent as in all of it.
    """
    if not view.shelves:
        return []
    likely = {key: max(likeness for _, likeness in query.keys[key]) for key in query.telling}
    for one, hits in query.related.items():
        likely.setdefault((one,), max(likeness for _, likeness in hits) - 1)
    costs = {key: min(view.vocabulary.stem_count(s) for s in key) for key in likely}
    chosen: list[Key] = []
    spent = 0
    for key in sorted(likely, key=lambda key: (-likely[key], costs[key], key))[:_MOST_KEYS]:
        if not chosen or view.share * (spent + costs[key]) <= MOST_POSTINGS:
            spent += costs[key]
            chosen.append(key)
    return chosen


def _matching(view: View, key: Sequence[str]) -> str:
    """Return an expression of quoted tokens only, so that nothing typed is ever an operator."""
    rooms = view.room_ids
    if len(key) == 1:
        said = _any(token(room, key[0]) for room in rooms)
    else:
        said = " AND ".join(
            _any(pair_token(room, *pair) for room in rooms) for pair in pairwise(key)
        )
    return f"({said}) AND ({_any(view.voices)})" if view.voices else said


def _running(view: View, run: Sequence[Collection[str]]) -> str:
    """Return an expression for stems side by side, any of several at each place."""
    said = " AND ".join(
        _any(pair_token(room, *pair) for room in view.room_ids for pair in product(*places))
        for places in pairwise(run)
    )
    return f"{said} AND {_any(view.voices)}" if view.voices else said


def _any(tokens: Iterable[str]) -> str:
    return "(" + " OR ".join(f'"{one}"' for one in tokens) + ")"


def _in_sight(view: View, rows: Places) -> NDArray[np.bool_]:
    seen = (rows >= view.within[0]) & (rows <= view.within[1])
    for first, last in view.barred:
        seen &= (rows < first) | (rows > last)
    return seen
