"""Write episodes into the index, within a transaction that the caller holds."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import astuple, dataclass

import aiosqlite

from bot.models import Content, Episode, Topic
from bot.search.storage.documents import Row, Told, rows, told
from bot.search.storage.schema import PUBLIC_ROOM
from bot.text.tokens import words

_APART = 16
"""Row numbers left free between episodes, so that no neighbour is another episode's."""

_ROW = """SELECT id, quote, episode, start, "end", text, gap, display, corrected, turn, speaker,
    start_ms, whole, folded, stemmed FROM quotes WHERE id BETWEEN ? AND ? ORDER BY id"""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Say where an episode stands in the index: rows `first` to `last`, both included."""

    id: str
    room: int
    key: str
    title: str
    published: str
    first: int
    last: int
    speakers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """Tell what came or went with an episode, for what is kept in memory."""

    shelf: Shelf
    counts: Counter[str]


async def take_out(db: aiosqlite.Connection, episode_id: str) -> Move | None:
    """Remove an episode and all that the index derived from it."""
    shelf = await _shelf(db, episode_id)
    if shelf is None:
        return None
    found = [Row._make(row) for row in await db.execute_fetchall(_ROW, (shelf.first, shelf.last))]
    gone = await asyncio.to_thread(told, found, room=shelf.room)
    await db.executemany(
        """INSERT INTO postings (postings, rowid, told) VALUES ('delete', ?, ?)""",
        gone.postings,
    )
    await db.executemany(
        "DELETE FROM lists WHERE token = ? AND first = ?", [one[:2] for one in gone.lists]
    )
    await db.execute("DELETE FROM quotes WHERE id BETWEEN ? AND ?", (shelf.first, shelf.last))
    await db.execute("DELETE FROM episodes WHERE id = ?", (episode_id,))
    for statement in (
        "DELETE FROM topics WHERE room = ? AND episode = ?",
        "DELETE FROM highlights WHERE room = ? AND episode = ?",
    ):
        await db.execute(statement, (shelf.room, episode_id))
    await db.executemany(
        "UPDATE words SET count = count - ? WHERE room = ? AND word = ?",
        [(count, shelf.room, word) for word, count in gone.counts.items()],
    )
    await db.execute("DELETE FROM words WHERE room = ? AND count <= 0", (shelf.room,))
    return Move(shelf, gone.counts)


async def put_in(db: aiosqlite.Connection, episode: Episode, content: Content) -> Move:
    """Add an episode that the index does not hold."""
    room = await _room(db, episode.show.server)
    first = int(await read_meta(db, "row"))
    found = await asyncio.to_thread(lambda: list(rows(episode, content, first=first)))
    come = await asyncio.to_thread(told, found, room=room)
    shelf = _new_shelf(episode, room=room, found=found, first=first)
    await write_meta(db, "row", str(shelf.last + _APART))
    await _insert_shelf(db, shelf)
    await _insert_rows(db, found, come)
    await _insert_offers(db, shelf, content)
    await db.executemany(
        """INSERT INTO words VALUES (?, ?, ?)
           ON CONFLICT DO UPDATE SET count = count + excluded.count""",
        [(room, word, count) for word, count in come.counts.items()],
    )
    return Move(shelf, come.counts)


async def take_out_all(db: aiosqlite.Connection) -> None:
    """Remove every episode; row numbers are not used again."""
    for statement in (
        "INSERT INTO postings (postings) VALUES ('delete-all')",
        "DELETE FROM lists",
        "DELETE FROM quotes",
        "DELETE FROM episodes",
        "DELETE FROM topics",
        "DELETE FROM highlights",
        "DELETE FROM words",
    ):
        await db.execute(statement)


async def merge_postings(db: aiosqlite.Connection) -> None:
    """Merge into one tree what the full-text table holds in pieces: each is looked through anew."""
    await db.execute("INSERT INTO postings (postings) VALUES ('optimize')")


async def count_change(db: aiosqlite.Connection) -> int:
    """Mark that the index is about to be another; memory of it is known by this number."""
    change = int(await read_meta(db, "change")) + 1
    await write_meta(db, "change", str(change))
    return change


async def read_meta(db: aiosqlite.Connection, name: str) -> str:
    """Return a value of the index about itself."""
    found = await db.execute_fetchall("SELECT value FROM meta WHERE name = ?", (name,))
    return next(iter(found))[0]


async def write_meta(db: aiosqlite.Connection, name: str, value: str) -> None:
    """Set a value of the index about itself."""
    await db.execute("UPDATE meta SET value = ? WHERE name = ?", (value, name))


def shelf_of(row: Sequence[str | int]) -> Shelf:
    """Return the shelf that a row of `episodes` describes."""
    *columns, speakers = row
    return Shelf(*columns, tuple(s for s in str(speakers).split("\n") if s))  # type: ignore[arg-type]


def _new_shelf(episode: Episode, *, room: int, found: list[Row], first: int) -> Shelf:
    speakers = dict.fromkeys(row.speaker for row in found if row.speaker)
    return Shelf(
        id=episode.id,
        room=room,
        key=episode.key,
        title=episode.title,
        published=episode.appeared.isoformat(),
        first=first,
        last=first + len(found) - 1,
        speakers=tuple(" ".join(name.split()) for name in speakers),
    )


async def _shelf(db: aiosqlite.Connection, episode_id: str) -> Shelf | None:
    found = await db.execute_fetchall("SELECT * FROM episodes WHERE id = ?", (episode_id,))
    return next((shelf_of(tuple(row)) for row in found), None)


async def _room(db: aiosqlite.Connection, server: int | None) -> int:
    if server is None:
        return PUBLIC_ROOM
    await db.execute("INSERT OR IGNORE INTO rooms (server) VALUES (?)", (server,))
    found = await db.execute_fetchall("SELECT id FROM rooms WHERE server = ?", (server,))
    return next(iter(found))[0]


async def _insert_shelf(db: aiosqlite.Connection, shelf: Shelf) -> None:
    *columns, speakers = astuple(shelf)
    await db.execute(
        "INSERT INTO episodes VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*columns, "\n".join(speakers))
    )


async def _insert_rows(db: aiosqlite.Connection, found: list[Row], come: Told) -> None:
    await db.executemany(
        "INSERT INTO quotes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        found,
    )
    await db.executemany("INSERT INTO postings (rowid, told) VALUES (?, ?)", come.postings)
    await db.executemany("INSERT INTO lists VALUES (?, ?, ?)", come.lists)


async def _insert_offers(db: aiosqlite.Connection, shelf: Shelf, content: Content) -> None:
    topics = content.topics
    await db.executemany(
        "INSERT INTO topics VALUES (?, ?, ?, ?, ?, ?)",
        [
            (shelf.room, shelf.id, place, one.name, _lines(one), 1 - place / len(topics))
            for place, one in enumerate(topics)
        ],
    )
    await db.executemany(
        "INSERT INTO highlights VALUES (?, ?, ?, ?, ?, ?)",
        [
            (shelf.room, shelf.id, place, h.display, h.text, h.score + h.pinned)
            for place, h in enumerate(content.highlights)
        ],
    )


def _lines(topic: Topic) -> str:
    """Return the folded names of a topic, a line each, its own first."""
    return "\n".join(" ".join(words(form)) for form in (topic.name, *topic.aliases))
