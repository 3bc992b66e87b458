"""Read posting lists and rows from the index file."""

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import lru_cache
from itertools import pairwise, product

import aiosqlite
import numpy as np
from numpy.typing import NDArray

from bot.search.memory.search_scope import SearchScope
from bot.search.query.parser import Query
from bot.search.query.spelling import QueryKey
from bot.search.storage.documents import Document
from bot.search.storage.schema import lengths_token, pair_token, token

RowIds = NDArray[np.int64]

MAX_POSTINGS = 10_000
"""At most this many rows are read for one query."""

_MAX_KEYS = 120
_MAX_PHRASE_ROWS = 200
_MAX_WITH_PHRASES = 60
_MAX_ADJACENT = 2_000
_SELECT_MATCHES = """SELECT * FROM (SELECT ? AS key, rowid FROM postings
    WHERE postings MATCH ? AND rowid BETWEEN ? AND ? LIMIT ?)"""
_SELECT_POSTINGS = """SELECT token, CAST(group_concat(rows, '') AS BLOB) FROM lists
    WHERE token IN ({}) AND first BETWEEN ? AND ? GROUP BY token"""
"""In order of the primary key, so the blocks of a token are in order; a cast keeps their bytes."""

_SELECT_WORDS = """SELECT id, folded, ifnull(corrected, '') FROM quotes
    WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id"""
"""Compared with words in Python: SQLite's `instr` takes twice as long as reading a row."""

_ALL_ROWS = (0, (1 << 63) - 1)
_NO_ROWS: RowIds = np.array([], np.int64)
_SELECT_LENGTHS = "SELECT first, rows FROM lists WHERE token = ? ORDER BY first"
_FETCH = """SELECT id, quote, episode, start, "end", text, gap, display, corrected, turn, speaker,
    start_ms, whole, folded, stemmed, corrected_stems, about_ms FROM quotes
    WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id"""

_FETCH_FOLDED = """SELECT id, replace(folded, ' ', '') FROM quotes
    WHERE id IN (SELECT value FROM json_each(?))"""


async def query_postings(
    db: aiosqlite.Connection, search_scope: SearchScope, query: Query
) -> dict[QueryKey, RowIds]:
    """Return the visible rows of each informative key, in order; frequent keys may be left out."""
    chosen = _within_budget(search_scope, query)
    if not chosen:
        return {}
    found = await _postings_by_stem(db, search_scope, [key[0] for key in chosen if len(key) == 1])
    adjacent = await adjacent_rows(db, search_scope, [key for key in chosen if len(key) > 1])
    speaker = await speaker_rows(db, search_scope)
    visible: dict[QueryKey, RowIds] = {}
    for key in chosen:
        rows = found[key[0]] if len(key) == 1 else adjacent[key]
        rows = rows[_visible(search_scope, rows)]
        if speaker is not None:
            rows = np.intersect1d(rows, speaker, assume_unique=True)
        # Even the rarest key may occur in every quote: then only the newest are returned.
        visible[key] = rows[-MAX_POSTINGS:]
        if len(key) == 1 and key[0] in query.distinct:
            visible[key] = await rows_containing(db, visible[key], query.distinct[key[0]][0])
    return visible


async def rows_containing(db: aiosqlite.Connection, rows: RowIds, forms: Collection[str]) -> RowIds:
    """Return the rows that contain one of these folded words, or all rows if none does."""
    texts = await db.execute_fetchall(_SELECT_WORDS, (json.dumps(rows[-MAX_POSTINGS:].tolist()),))
    padded = [f" {form} " for form in forms]
    found = [
        row
        for row, folded, corrected in texts
        if any(form in f" {folded} {corrected} " for form in padded)
    ]
    return np.array(found, np.int64) if found else rows


async def _postings_by_stem(
    db: aiosqlite.Connection, search_scope: SearchScope, stemmed: Sequence[str]
) -> dict[str, RowIds]:
    """Return the rows of each stem in all partitions of the scope, in order."""
    tokens = {
        token(partition, one): one for one in stemmed for partition in search_scope.partition_ids
    }
    rows = await read_postings(db, tokens, row_bounds=search_scope.row_bounds)
    by_stem = {one: [rows[t] for t, s in tokens.items() if s == one] for one in stemmed}
    return {
        one: lists[0] if len(lists) == 1 else np.union1d(*lists) for one, lists in by_stem.items()
    }


async def speaker_rows(db: aiosqlite.Connection, search_scope: SearchScope) -> RowIds | None:
    """Return the rows of the scope's speaker, or None if the scope names none."""
    if not search_scope.speaker_tokens:
        return None
    rows = await read_postings(db, search_scope.speaker_tokens, row_bounds=search_scope.row_bounds)
    return np.unique(np.concatenate(list(rows.values())))


async def read_postings(
    db: aiosqlite.Connection, tokens: Iterable[str], *, row_bounds: tuple[int, int] = _ALL_ROWS
) -> dict[str, RowIds]:
    """Return the rows of each token, in order, in episodes whose first row is within the bounds.

    Both bounds are inclusive.
    """
    tokens = list(tokens)
    select = _SELECT_POSTINGS.format(",".join("?" * len(tokens)))
    found = await db.execute_fetchall(select, (*tokens, *row_bounds))
    rows = {one: np.frombuffer(blocks, np.uint32).astype(np.int64) for one, blocks in found}
    return {one: rows.get(one, _NO_ROWS) for one in tokens}


async def read_lengths(
    db: aiosqlite.Connection, partition: int
) -> tuple[list[int], list[NDArray[np.uint32]]]:
    """Return the first row of each episode of a partition, and the word counts of its rows."""
    found = list(await db.execute_fetchall(_SELECT_LENGTHS, (lengths_token(partition),)))
    return [first for first, _ in found], [np.frombuffer(rows, np.uint32) for _, rows in found]


async def adjacent_rows(
    db: aiosqlite.Connection, search_scope: SearchScope, keys: Sequence[QueryKey]
) -> dict[QueryKey, RowIds]:
    """Return the rows in which the stems of each key are adjacent; a key has two or more stems."""
    if not keys:
        return {}
    expressions = _match_expressions(search_scope, ([[one] for one in key] for key in keys))
    values: list[int | str] = []
    for number, expression in enumerate(expressions):
        values += (number, expression, *search_scope.row_bounds, _MAX_ADJACENT)
    found = await db.execute_fetchall(" UNION ALL ".join([_SELECT_MATCHES] * len(keys)), values)
    pairs = np.fromiter((n for row in found for n in row), np.int64).reshape(-1, 2)
    bounds = np.searchsorted(pairs[:, 0], np.arange(len(keys) + 1))
    return {key: pairs[bounds[n] : bounds[n + 1], 1] for n, key in enumerate(keys)}


async def phrase_rows(
    db: aiosqlite.Connection,
    search_scope: SearchScope,
    phrases: Sequence[Sequence[Collection[str]]],
) -> list[int]:
    """Return the visible rows that contain any of the phrases, those with most phrases first.

    A phrase is a run of adjacent positions, each with one or more alternative stems.
    """
    if not phrases or not search_scope.episode_ranges:
        return []
    values = [
        value
        for expression in _match_expressions(search_scope, phrases)
        for value in (0, expression, *search_scope.row_bounds, _MAX_PHRASE_ROWS)
    ]
    found = await db.execute_fetchall(" UNION ALL ".join([_SELECT_MATCHES] * len(phrases)), values)
    counts = Counter(row[1] for row in found)
    rows = np.fromiter(counts, np.int64)
    visible = rows[kept_rows(search_scope, rows)].tolist()
    return sorted(visible, key=lambda row: (-counts[row], row))[:_MAX_WITH_PHRASES]


async def rows_with_stems(
    db: aiosqlite.Connection, search_scope: SearchScope, stemmed: Collection[str]
) -> RowIds:
    """Return the visible rows that contain any of these stems, in order."""
    found = await _postings_by_stem(db, search_scope, list(stemmed))
    rows = np.unique(np.concatenate([_NO_ROWS, *found.values()]))
    speaker = await speaker_rows(db, search_scope)
    if speaker is not None:
        rows = np.intersect1d(rows, speaker, assume_unique=True)
    return rows[_visible(search_scope, rows)]


async def rows_with_run(
    db: aiosqlite.Connection,
    search_scope: SearchScope,
    positions: Sequence[Collection[str]],
    *,
    limit: int,
) -> RowIds:
    """Return up to `limit` visible rows with two or more neighbouring stems, in order.

    Each position has one or more alternative stems.
    """
    expression = _match_expressions(search_scope, [positions])[0]
    found = await db.execute_fetchall(
        _SELECT_MATCHES, (0, expression, *search_scope.row_bounds, limit)
    )
    rows = np.array([row[1] for row in found], np.int64)
    return rows[_visible(search_scope, rows)]


async def rows_where(
    db: aiosqlite.Connection, rows: RowIds, stands_in: Callable[[str], bool]
) -> RowIds:
    """Return the rows whose folded words, as they stand or corrected, a function accepts."""
    texts = await db.execute_fetchall(_SELECT_WORDS, (json.dumps(rows.tolist()),))
    kept = [
        row
        for row, folded, corrected in texts
        if stands_in(folded) or (corrected and stands_in(corrected))
    ]
    return np.array(kept, np.int64)


async def keys_in_scope(
    db: aiosqlite.Connection, search_scope: SearchScope, keys: Collection[QueryKey]
) -> list[QueryKey]:
    """Return the keys that occur in a visible row."""
    single = [key for key in keys if len(key) == 1 and search_scope.dictionary.stem_count(key[0])]
    rows: dict[QueryKey, RowIds] = dict(
        await adjacent_rows(db, search_scope, [key for key in keys if len(key) > 1])
    )
    # The dictionary counts rows outside of the scope too.
    if search_scope.visible_fraction < 1:
        postings = await _postings_by_stem(db, search_scope, [key[0] for key in single])
        rows |= {key: postings[key[0]] for key in single}
        single = []
    return [
        *single,
        *(key for key, row_ids in rows.items() if _visible(search_scope, row_ids).any()),
    ]


async def rows_matching(
    db: aiosqlite.Connection,
    search_scope: SearchScope,
    key_groups: Sequence[Sequence[QueryKey]],
    *,
    limit: int,
) -> list[int]:
    """Return up to `limit` visible rows that contain a key of each group, in order of their ids.

    Of rows in many hidden episodes, only the first are read.
    """
    if not key_groups or not search_scope.episode_ranges:
        return []
    groups = [
        _match_expressions(search_scope, ([[one] for one in key] for key in group))
        for group in key_groups
    ]
    expression = " AND ".join(
        "(" + " OR ".join(f"({one})" for one in group) + ")" for group in groups
    )
    whole = not search_scope.excluded_ranges and search_scope.row_filter is None
    read = limit if whole else _MAX_ADJACENT
    found = await db.execute_fetchall(
        _SELECT_MATCHES, (0, expression, *search_scope.row_bounds, read)
    )
    rows = np.array([row[1] for row in found], np.int64)
    return rows[kept_rows(search_scope, rows)][:limit].tolist()


async def fetch_documents(
    db: aiosqlite.Connection, search_scope: SearchScope, ids: Iterable[int]
) -> dict[int, Document]:
    """Return the visible ones of these rows, by id, with the shown names of their speakers."""
    rows = await db.execute_fetchall(_FETCH, (json.dumps(sorted({int(n) for n in ids})),))
    documents = map(Document._make, rows)
    visible = search_scope.episode_ranges
    return {
        document.id: _named(document, search_scope)
        for document in documents
        if document.episode in visible
    }


async def fetch_folded(db: aiosqlite.Connection, ids: Iterable[int]) -> dict[int, str]:
    """Return the folded words, without spaces, of these rows by id; it reads hidden ones too."""
    rows = await db.execute_fetchall(_FETCH_FOLDED, (json.dumps(sorted(set(ids))),))
    return dict(map(tuple[int, str], rows))


def _named(document: Document, search_scope: SearchScope) -> Document:
    label, names = document.speaker, search_scope.names.get(document.episode, {})
    return document._replace(speaker=names[label]) if label and label in names else document


def _within_budget(search_scope: SearchScope, query: Query) -> list[QueryKey]:
    """Return the keys to read: the most similar first, then the rarest, then synonyms.

    A word is assumed to be as frequent in the visible rows as in the whole partition.
    """
    if not search_scope.episode_ranges:
        return []
    similarity = {
        key: max(similarity for _, similarity in query.keys[key]) for key in query.informative_keys
    }
    for synonym, positions in query.synonyms.items():
        similarity.setdefault((synonym,), max(similarity for _, similarity in positions) - 1)
    costs = {key: min(search_scope.dictionary.stem_count(s) for s in key) for key in similarity}
    chosen: list[QueryKey] = []
    spent = 0
    for key in sorted(similarity, key=lambda key: (-similarity[key], costs[key], key))[:_MAX_KEYS]:
        if not chosen or search_scope.visible_fraction * (spent + costs[key]) <= MAX_POSTINGS:
            spent += costs[key]
            chosen.append(key)
    return chosen


def _match_expressions(
    search_scope: SearchScope, phrases: Iterable[Sequence[Collection[str]]]
) -> list[str]:
    """Return a full-text expression for each phrase, as `phrase_rows` describes them.

    It contains quoted tokens only, so that no typed text is ever an operator.
    """
    partitions, speaker = search_scope.partition_ids, search_scope.speaker_tokens
    tokens = [
        [[token(one, *stems) for one in partitions for stems in product(*phrase)]]
        if len(phrase) == 1
        else [
            [pair_token(one, *pair) for one in partitions for pair in product(*neighbours)]
            for neighbours in pairwise(phrase)
        ]
        for phrase in phrases
    ]
    return [
        " AND ".join(
            "(" + " OR ".join(f'"{one}"' for one in some) + ")"
            for some in ([*groups, speaker] if speaker else groups)
        )
        for groups in tokens
    ]


def kept_rows(search_scope: SearchScope, rows: RowIds) -> NDArray[np.bool_]:
    """Return which rows are visible and may be the core of a result."""
    visible = _visible(search_scope, rows)
    row_filter = search_scope.row_filter
    return visible if row_filter is None else visible & row_filter.keeps(rows)


def _visible(search_scope: SearchScope, rows: RowIds) -> NDArray[np.bool_]:
    visible = (rows >= search_scope.row_bounds[0]) & (rows <= search_scope.row_bounds[1])
    if search_scope.excluded_ranges:
        firsts, lasts = _bounds(search_scope.excluded_ranges)
        before = np.searchsorted(firsts, rows, side="right") - 1
        visible &= (before < 0) | (rows > lasts[before])
    return visible


@lru_cache(maxsize=64)
def _bounds(ranges: tuple[tuple[int, int], ...]) -> tuple[RowIds, RowIds]:
    pairs = np.array(ranges, np.int64)
    return pairs[:, 0], pairs[:, 1]
