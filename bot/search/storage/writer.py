"""Write episodes into the index, within a transaction that the caller holds."""

import asyncio
from collections import Counter
from dataclasses import dataclass, replace

import aiosqlite

from bot.models import Content, Episode
from bot.search.storage.documents import Document, index_terms
from bot.search.storage.episode_rows import (
    INSERTS,
    ROW_GAP,
    EpisodeRange,
    episode_rows,
    range_row,
    shown_names,
    to_episode_range,
)
from bot.search.storage.lookup import delete_contents
from bot.search.storage.meta import read_meta, write_meta
from bot.search.storage.schema import PUBLIC_PARTITION
from bot.search.storage.vectors import delete_all_vectors, delete_vectors

_SELECT_DOCUMENTS = """SELECT id, quote, episode, start, "end", text, gap, display, corrected, turn,
    speaker, start_ms, whole, folded, stemmed, corrected_stems, about_ms FROM quotes
    WHERE id BETWEEN ? AND ? ORDER BY id"""


@dataclass(frozen=True, slots=True)
class IndexDelta:
    """The words that were added or removed with one episode, by the number of its rows with each.

    The dictionaries in memory are updated by it.
    """

    episode_range: EpisodeRange
    counts: Counter[str]


async def delete(db: aiosqlite.Connection, episode_id: str) -> IndexDelta | None:
    """Delete an episode and everything derived from it; return None if the index has none."""
    episode_range = await _read_episode_range(db, episode_id)
    if episode_range is None:
        return None
    documents = [
        Document._make(row)
        for row in await db.execute_fetchall(
            _SELECT_DOCUMENTS, (episode_range.first, episode_range.last)
        )
    ]
    terms = await asyncio.to_thread(index_terms, documents, partition=episode_range.partition)
    await db.executemany(
        """INSERT INTO postings (postings, rowid, told) VALUES ('delete', ?, ?)""",
        terms.postings,
    )
    await db.executemany(
        "DELETE FROM lists WHERE token = ? AND first = ?",
        [(block_token, first) for block_token, first, _ in terms.posting_blocks],
    )
    await db.execute(
        "DELETE FROM quotes WHERE id BETWEEN ? AND ?", (episode_range.first, episode_range.last)
    )
    await delete_vectors(db, episode_range.first, episode_range.last)
    await db.execute("DELETE FROM episodes WHERE id = ?", (episode_id,))
    await delete_contents(db, episode_id)
    for statement in (
        "DELETE FROM topics WHERE room = ? AND episode = ?",
        "DELETE FROM chapters WHERE room = ? AND episode = ?",
        "DELETE FROM highlights WHERE room = ? AND episode = ?",
    ):
        await db.execute(statement, (episode_range.partition, episode_id))
    await db.executemany(
        "UPDATE words SET count = count - ? WHERE room = ? AND language = ? AND word = ?",
        [
            (count, episode_range.partition, episode_range.language, word)
            for word, count in terms.counts.items()
        ],
    )
    await db.execute("DELETE FROM words WHERE room = ? AND count <= 0", (episode_range.partition,))
    return IndexDelta(episode_range, terms.counts)


async def withhold(db: aiosqlite.Connection, episode_id: str) -> IndexDelta | None:
    """Delete an episode, but keep its rows for it; return None if the index has none."""
    delta = await delete(db, episode_id)
    if delta is not None:
        kept = delta.episode_range
        await db.execute(INSERTS["reserved"], (episode_id, kept.first, kept.last))
    return delta


async def reserve(db: aiosqlite.Connection, episode_id: str, *, quotes: int) -> None:
    """Keep the next rows for an episode that is not in the index, and has so many quotes."""
    first = int(await read_meta(db, "row"))
    last = first + quotes - 1
    await write_meta(db, "row", str(last + ROW_GAP))
    await db.execute(INSERTS["reserved"], (episode_id, first, last))


async def release_rows(db: aiosqlite.Connection, episode_id: str) -> None:
    """Keep no rows for an episode any more."""
    await db.execute("DELETE FROM reserved WHERE episode = ?", (episode_id,))


async def forget_servers(db: aiosqlite.Connection) -> None:
    """Forget which servers have the partitions without an episode, and what words they had.

    Their numbers are not reused. The full-text table keeps deleted words until it is merged.
    """
    emptied = await db.execute(
        """UPDATE rooms SET server = NULL
           WHERE server IS NOT NULL AND id NOT IN (SELECT room FROM episodes)"""
    )
    if emptied.rowcount:
        await merge_postings(db)


async def add(db: aiosqlite.Connection, episode: Episode, content: Content) -> IndexDelta:
    """Add an episode that is not in the index, with the rows that are kept for it, or the next."""
    partition = await _ensure_partition(db, episode.show.server)
    kept = await _reserved(db, episode.id, quotes=len(content.quotes))
    await release_rows(db, episode.id)
    first = int(await read_meta(db, "row")) if kept is None else kept
    rows = await asyncio.to_thread(episode_rows, episode, content, partition=partition, first=first)
    episode_range = rows.episode_range
    if kept is None:
        await write_meta(db, "row", str(episode_range.last + ROW_GAP))
    await db.execute(INSERTS["episodes"], range_row(episode_range))
    await db.executemany(INSERTS["quotes"], rows.quotes)
    await db.executemany(INSERTS["postings"], rows.postings)
    await db.executemany(INSERTS["lists"], rows.lists)
    await db.execute(INSERTS["contents"], rows.contents)
    await db.executemany(INSERTS["retired"], rows.retired)
    await db.executemany(INSERTS["topics"], rows.topics)
    await db.executemany(INSERTS["highlights"], rows.highlights)
    await db.executemany(INSERTS["chapters"], rows.chapters)
    await db.executemany(
        """INSERT INTO words VALUES (?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET count = count + excluded.count""",
        [(partition, episode_range.language, word, count) for word, count in rows.counts.items()],
    )
    return IndexDelta(episode_range, rows.counts)


async def describe(db: aiosqlite.Connection, episode: Episode) -> EpisodeRange | None:
    """Update what describes an episode, its names of speakers too; None if the index has none.

    Its documents stay as they are.
    """
    known = await _read_episode_range(db, episode.id)
    if known is None:
        return None
    described = replace(
        known,
        title=episode.title,
        published=episode.released.isoformat(),
        names=shown_names((label for label, _ in known.names), episode),
    )
    await db.execute("DELETE FROM episodes WHERE id = ?", (episode.id,))
    await db.execute(INSERTS["episodes"], range_row(described))
    return described


async def delete_all(db: aiosqlite.Connection) -> None:
    """Delete every episode; its row ids are not reused."""
    for statement in (
        "INSERT INTO postings (postings) VALUES ('delete-all')",
        "DELETE FROM lists",
        "DELETE FROM quotes",
        "DELETE FROM episodes",
        "DELETE FROM topics",
        "DELETE FROM chapters",
        "DELETE FROM highlights",
        "DELETE FROM words",
        "DELETE FROM contents",
        "DELETE FROM retired",
        "DELETE FROM reserved",
        "UPDATE rooms SET server = NULL",
    ):
        await db.execute(statement)
    await delete_all_vectors(db)


async def merge_postings(db: aiosqlite.Connection) -> None:
    """Merge the segments of the full-text table into one, because a lookup searches each."""
    await db.execute("INSERT INTO postings (postings) VALUES ('optimize')")


async def advance_generation(db: aiosqlite.Connection) -> int:
    """Increment the generation of the index and return the new number."""
    generation = int(await read_meta(db, "change")) + 1
    await write_meta(db, "change", str(generation))
    return generation


async def _read_episode_range(db: aiosqlite.Connection, episode_id: str) -> EpisodeRange | None:
    rows = await db.execute_fetchall("SELECT * FROM episodes WHERE id = ?", (episode_id,))
    return next((to_episode_range(tuple(row)) for row in rows), None)


async def _reserved(db: aiosqlite.Connection, episode_id: str, *, quotes: int) -> int | None:
    """Return the first row that is kept for an episode; None if not enough are."""
    rows = await db.execute_fetchall(
        "SELECT first FROM reserved WHERE episode = ? AND last - first + 1 >= ?",
        (episode_id, quotes),
    )
    return next((row[0] for row in rows), None)


async def _ensure_partition(db: aiosqlite.Connection, server: int | None) -> int:
    """Return the id of a server's partition, which is created if there is none."""
    if server is None:
        return PUBLIC_PARTITION
    await db.execute("INSERT OR IGNORE INTO rooms (server) VALUES (?)", (server,))
    rows = await db.execute_fetchall("SELECT id FROM rooms WHERE server = ?", (server,))
    return next(iter(rows))[0]
