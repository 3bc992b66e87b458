"""Find the rows in which exact phrases stand, and those with words that a result may not have."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import aiosqlite
import numpy as np

from bot.search.memory.posting_cache import SparsePostings
from bot.search.memory.row_filter import RowFilter
from bot.search.memory.search_scope import SearchScope
from bot.search.query.filters import FilteredQuery, Phrase, Words
from bot.search.retrieval.postings import (
    RowIds,
    fetch_documents,
    rows_where,
    rows_with_run,
    rows_with_stems,
)

REACH = 2
"""In quotes: a phrase may run on into so many more, and several phrases stand so near."""

_MAX_READ = 3_000
"""The text of at most this many rows is read for one phrase: of more, the newest."""

_MAX_ACROSS, _MAX_HALVES = 2_000, 20_000
_ENOUGH = 20
"""If fewer quotes have a phrase, it is looked for across quotes too."""

_MAX_STEMS = 12
"""A longer phrase is looked up by its first words."""

_NO_ROWS: RowIds = np.array([], np.int64)


async def filtered_scope(
    db: aiosqlite.Connection, search_scope: SearchScope, query: FilteredQuery
) -> SearchScope:
    """Return the search scope of only those rows that a query with phrases and exclusions allows.

    A result also has neighbours of its core: they are checked where it is made.
    """
    if query.is_plain:
        return search_scope
    required = [await rows_of_phrase(db, search_scope, phrase) for phrase in query.phrases]
    denied = [await _rows_within(db, search_scope, phrase) for phrase in query.excluded]
    row_filter = RowFilter(
        allowed=_near_all(required) if required else None,
        denied=np.unique(np.concatenate([_NO_ROWS, *denied])),
    )
    return replace(search_scope, row_filter=row_filter)


async def rows_of_phrase(
    db: aiosqlite.Connection, search_scope: SearchScope, phrase: Phrase
) -> RowIds:
    """Return the visible rows that have a phrase, or a part of one that runs across quotes."""
    within = await _rows_within(db, search_scope, phrase)
    if len(within) >= _ENOUGH:
        return within
    across = [await _rows_across(db, search_scope, form) for form in phrase.forms if len(form) > 1]
    return np.unique(np.concatenate([within, *across]))


def _near_all(required: Sequence[RowIds]) -> RowIds:
    """Return the rows of any phrase that have each phrase within `REACH` quotes."""
    rows = np.unique(np.concatenate(list(required)))
    if len(required) == 1:
        return rows
    near = np.ones(len(rows), np.bool_)
    for one in required:
        steps = [SparsePostings(one).contains(rows + step) for step in range(-REACH, REACH + 1)]
        near &= np.any(steps, axis=0)
    return rows[near]


async def _rows_within(
    db: aiosqlite.Connection, search_scope: SearchScope, phrase: Phrase
) -> RowIds:
    """Return the visible rows in whose own words a phrase stands."""
    found = [await _candidates(db, search_scope, form, limit=_MAX_READ) for form in phrase.forms]
    sure = [rows for rows, is_sure in found if is_sure]
    unsure = np.unique(
        np.concatenate([_NO_ROWS, *(rows for rows, is_sure in found if not is_sure)])
    )
    read = await rows_where(db, unsure[-_MAX_READ:], phrase.stands_in) if len(unsure) else _NO_ROWS
    return np.unique(np.concatenate([read, *sure]))


async def _candidates(
    db: aiosqlite.Connection, search_scope: SearchScope, form: Words, *, limit: int
) -> tuple[RowIds, bool]:
    """Return the rows that may have a phrase, `limit` at most, and whether all of them do.

    Of a single word, all rows are returned.
    """
    dictionary = search_scope.dictionary
    if not all(map(dictionary.count, form)):
        return _NO_ROWS, True
    stems = [dictionary.stems(word) for word in form]
    if len(form) == 1:
        alone = len(stems[0]) == 1
        sure = alone and dictionary.stem_count(stems[0][0]) == dictionary.count(form[0])
        return await rows_with_stems(db, search_scope, stems[0]), sure
    rows = await rows_with_run(db, search_scope, stems[:_MAX_STEMS], limit=limit)
    return rows, False


async def _rows_across(db: aiosqlite.Connection, search_scope: SearchScope, form: Words) -> RowIds:
    """Return the rows of runs of quotes across which a phrase stands.

    The larger part of it is in one quote: the first words then, or the last. So are the other end
    and its neighbour.
    """
    if not all(map(search_scope.dictionary.count, form)):
        return _NO_ROWS
    half = (len(form) + 1) // 2
    last = await _rows_with(db, search_scope, form[-1:])
    first = await _rows_with(db, search_scope, form[:1])
    begins = await _rows_with(db, search_scope, form[:half])
    ends = await _rows_with(db, search_scope, form[-half:])
    steps = range(1, REACH + 1)
    starts = [begins[SparsePostings(last).contains(begins + step)] for step in steps]
    starts += [(ends - step)[SparsePostings(first).contains(ends - step)] for step in steps]
    return await _crossed(db, search_scope, np.unique(np.concatenate(starts))[-_MAX_ACROSS:], form)


async def _rows_with(db: aiosqlite.Connection, search_scope: SearchScope, part: Words) -> RowIds:
    rows, _ = await _candidates(db, search_scope, part, limit=_MAX_HALVES)
    return rows


async def _crossed(
    db: aiosqlite.Connection, search_scope: SearchScope, starts: RowIds, form: Words
) -> RowIds:
    """Return the rows of the runs from these rows on across which a phrase stands."""
    if not len(starts):
        return _NO_ROWS
    wanted = {row + step for row in starts.tolist() for step in range(REACH + 1)}
    documents = await fetch_documents(db, search_scope, wanted)
    padded = f" {' '.join(form)} "
    found: set[int] = set()
    for start in starts.tolist():
        run = [documents[n] for n in range(start, start + REACH + 1) if n in documents]
        joined = next(
            (n for n, (one, _) in enumerate(pairwise(run), 1) if one.gap is None), len(run)
        )
        for length in range(2, joined + 1):
            if padded in f" {' '.join(row.folded for row in run[:length])} ":
                found.update(range(start, start + length))
                break
    return np.array(sorted(found), np.int64)
