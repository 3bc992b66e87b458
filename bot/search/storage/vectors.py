"""Write and read the vectors of windows, within a transaction that the caller holds.

The vectors of an episode are added after its words, and are found by its rows: row ids are never
reused, so they belong to these words and no others.
"""

import json
from array import array
from collections.abc import Iterable, Sequence

import aiosqlite
import numpy as np
from numpy.typing import NDArray

from bot.search.semantic.codes import Magnitudes, magnitude_bytes, to_codes, to_magnitudes
from bot.search.semantic.model import SentenceModel, Vectors
from bot.search.semantic.windows import CUTTING, QuoteText, TextWindow
from bot.search.storage.meta import read_meta, write_meta

_SELECT_UNENCODED = """SELECT first, last FROM episodes
    WHERE last >= first AND first NOT IN (SELECT first FROM windows)"""
_SELECT_TEXTS = "SELECT id, display, gap FROM quotes WHERE id BETWEEN ? AND ? ORDER BY id"
_SELECT_ENCODED = """SELECT first FROM episodes WHERE room = ?
    AND first IN (SELECT first FROM windows) ORDER BY first"""
_SELECT_WINDOWS = """SELECT first, rows, codes FROM windows
    WHERE first IN (SELECT value FROM json_each(?))"""
_SELECT_VECTORS = """SELECT count(*), CAST(group_concat(vectors.magnitudes, '') AS BLOB)
    FROM json_each(?) AS wanted CROSS JOIN vectors ON vectors.id = wanted.value"""
"""One row, in the order of the ids wanted: a row for each would take half as long again."""

_SELECT_KNOWN = "SELECT value FROM json_each(?) WHERE value IN (SELECT id FROM vectors)"


async def adopt_model(db: aiosqlite.Connection, model: SentenceModel) -> None:
    """Delete all vectors if another model made them, or of other windows."""
    identity = vectors_identity(model)
    if await read_meta(db, "model") != identity:
        await delete_all_vectors(db)
        await write_meta(db, "model", identity)


def vectors_identity(model: SentenceModel) -> str:
    """Return what vectors are known by: their model and how windows are cut."""
    return f"{model.identity} {CUTTING}"


async def newest_unencoded(db: aiosqlite.Connection) -> tuple[int, int] | None:
    """Return the rows, first and last, of the newest episode without vectors; None if none is."""
    rows = await db.execute_fetchall(
        f"{_SELECT_UNENCODED} ORDER BY published DESC, first DESC LIMIT 1"
    )
    return next(((first, last) for first, last in rows), None)


async def count_unencoded(db: aiosqlite.Connection) -> int:
    """Return the number of episodes without vectors."""
    return len(list(await db.execute_fetchall(_SELECT_UNENCODED)))


async def read_texts(db: aiosqlite.Connection, first: int, last: int) -> list[QuoteText]:
    """Return the texts of quotes from one row to another, inclusive."""
    return [QuoteText(*row) for row in await db.execute_fetchall(_SELECT_TEXTS, (first, last))]


async def add_vectors(
    db: aiosqlite.Connection, first: int, windows: Sequence[TextWindow], vectors: Vectors
) -> None:
    """Add the vectors of an episode's windows, unless the episode was removed meanwhile.

    `first` is the episode's first row.
    """
    if not list(await db.execute_fetchall("SELECT 1 FROM episodes WHERE first = ?", (first,))):
        return
    rows = array("I", (row for window in windows for row in (window.first, window.last)))
    await db.execute(
        "INSERT OR REPLACE INTO windows VALUES (?, ?, ?)",
        (first, rows.tobytes(), to_codes(vectors).tobytes()),
    )
    await db.executemany(
        "INSERT OR REPLACE INTO vectors VALUES (?, ?)",
        [
            (window.first, kept.tobytes())
            for window, kept in zip(windows, to_magnitudes(vectors), strict=True)
        ],
    )
    await _advance(db)


async def delete_vectors(db: aiosqlite.Connection, first: int, last: int) -> None:
    """Delete the vectors of the episode with these rows, inclusive."""
    deleted = await db.execute("DELETE FROM windows WHERE first = ?", (first,))
    if deleted.rowcount:
        await db.execute("DELETE FROM vectors WHERE id BETWEEN ? AND ?", (first, last))
        await _advance(db)


async def delete_all_vectors(db: aiosqlite.Connection) -> None:
    """Delete the vectors of all episodes."""
    await db.execute("DELETE FROM windows")
    await db.execute("DELETE FROM vectors")
    await _advance(db)


async def vector_version(db: aiosqlite.Connection) -> str:
    """Return a value that differs after every change of the vectors."""
    return await read_meta(db, "vectors")


async def read_encoded(db: aiosqlite.Connection, partition: int) -> list[int]:
    """Return the first rows of the episodes of a partition that have vectors, in order."""
    return [first for (first,) in await db.execute_fetchall(_SELECT_ENCODED, (partition,))]


async def read_windows(
    db: aiosqlite.Connection, firsts: Iterable[int]
) -> dict[int, tuple[bytes, bytes]]:
    """Return the rows and the codes of the windows of these episodes, by their first rows."""
    found = await db.execute_fetchall(_SELECT_WINDOWS, (json.dumps(list(firsts)),))
    return {first: (rows, codes) for first, rows, codes in found}


async def read_magnitudes(
    db: aiosqlite.Connection, ids: Sequence[int], *, dimensions: int
) -> tuple[NDArray[np.int64], Magnitudes]:
    """Return those of these windows that have a vector, in order, and the magnitudes of these."""
    wanted = json.dumps(ids)
    ((count, joined),) = await db.execute_fetchall(_SELECT_VECTORS, (wanted,))
    known = ids
    if count < len(ids):
        known = [one for (one,) in await db.execute_fetchall(_SELECT_KNOWN, (wanted,))]
    magnitudes = np.frombuffer(joined or b"", np.uint8)
    return np.array(known, np.int64), magnitudes.reshape(-1, magnitude_bytes(dimensions))


async def _advance(db: aiosqlite.Connection) -> None:
    await write_meta(db, "vectors", str(int(await vector_version(db)) + 1))
