"""Read what the index has of episodes by ids and places, without a search.

So members read on while the store cannot be reached. What is hidden was left out when the episode
was indexed. Speakers have the labels of the transcript, or those that people gave to one quote.
"""

import json
from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence

import aiosqlite

from bot.models import Chapter, Content, Excerpt, Quote
from bot.search.storage.connections import ConnectionPool
from bot.search.storage.documents import UNSURE
from bot.text.cue_times import timed_chapters

_SELECT = """SELECT quotes.episode, quotes.id - first, hidden, quote, start, "end", text, display,
    turn, speaker, start_ms, whole, about_ms
    FROM quotes JOIN episodes ON episodes.id = quotes.episode
    JOIN contents ON contents.episode = quotes.episode
    WHERE quotes.id IN (SELECT value FROM json_each(?)) ORDER BY quotes.id"""
_SELECT_EPISODES = "SELECT id FROM episodes WHERE id IN (SELECT value FROM json_each(?))"
_SELECT_IDS = "SELECT id FROM quotes WHERE quote IN (SELECT value FROM json_each(?))"
_SELECT_HOLDING = """SELECT id FROM quotes WHERE id BETWEEN ? AND ? AND EXISTS (
    SELECT 1 FROM json_each(?) WHERE value >= start AND value < "end")"""
_SELECT_SPOKEN_AT = """SELECT quote FROM quotes WHERE id BETWEEN ? AND ? AND start_ms <= ?
    ORDER BY start_ms DESC, id LIMIT 1"""
_SELECT_RETIRED = "SELECT id, quote FROM retired WHERE id IN (SELECT value FROM json_each(?))"
_SELECT_RANGE = """SELECT first, last, hidden FROM episodes JOIN contents ON episode = id
    WHERE id = ?"""
_SELECT_CHAPTERS = "SELECT chapters FROM contents WHERE episode = ?"
_SELECT_HIGHLIGHTS = """SELECT highlights FROM contents
    WHERE episode = (SELECT episode FROM quotes WHERE quote = ?)"""


class Lookup:
    """Reads by ids and places; each method raises SearchError as a search does."""

    def __init__(self, connections: ConnectionPool) -> None:
        self._connections = connections

    async def episodes(self, episode_ids: Collection[str]) -> frozenset[str]:
        """Return those of these ids whose episodes the index has."""
        async with self._connections.reading() as db:
            given = (json.dumps(list(episode_ids)),)
            return frozenset(row[0] for row in await db.execute_fetchall(_SELECT_EPISODES, given))

    async def quotes(self, quote_ids: Collection[str]) -> dict[str, tuple[str, Quote]]:
        """Map ids of quotes, or retired ones, to quotes, each with the id of its episode."""
        async with self._connections.reading() as db:
            given = (json.dumps(list(quote_ids)),)
            retired = dict(map(tuple, await db.execute_fetchall(_SELECT_RETIRED, given)))
            current = {one: retired.get(one, one) for one in quote_ids}
            wanted = (json.dumps(list(set(current.values()))),)
            read = await _read(
                db, (row[0] for row in await db.execute_fetchall(_SELECT_IDS, wanted))
            )
        found = {quote.id: (episode_id, quote) for episode_id, quote in read}
        return {one: found[current[one]] for one in quote_ids if current[one] in found}

    async def neighbours(self, episode_id: str, *, first: int, last: int) -> tuple[Quote, ...]:
        """Read the quotes of an episode at positions first..last, inclusive, in order."""
        async with self._connections.reading() as db:
            row, end, hidden = await _range(db, episode_id)
            begin = row + max(0, _place(first, hidden))
            until = min(end, row + _place(last + 1, hidden) - 1)
            read = await _read(db, range(begin, until + 1))
        return tuple(quote for _, quote in read)

    async def quotes_at(self, episode_id: str, offsets: Sequence[int]) -> tuple[Quote, ...]:
        """Read the quotes of an episode that hold any of the offsets, in order."""
        async with self._connections.reading() as db:
            first, last, _ = await _range(db, episode_id)
            given = (first, last, json.dumps(list(offsets)))
            holding = await db.execute_fetchall(_SELECT_HOLDING, given)
            read = await _read(db, (row[0] for row in holding))
        return tuple(quote for _, quote in read)

    async def quote_at(self, episode_id: str, *, ms: int) -> str | None:
        """Return the id of the quote spoken at a time; None if the episode has no times."""
        async with self._connections.reading() as db:
            first, last, _ = await _range(db, episode_id)
            rows = await db.execute_fetchall(_SELECT_SPOKEN_AT, (first, last, ms))
        return next((str(row[0]) for row in rows), None)

    async def chapters(self, episode_id: str) -> tuple[Chapter, ...]:
        """Read the chapters of an episode, which have times where the transcript has them."""
        async with self._connections.reading() as db:
            rows = await db.execute_fetchall(_SELECT_CHAPTERS, (episode_id,))
        return tuple(_to_chapter(*values) for row in rows for values in json.loads(row[0]))

    async def highlight(self, quote_id: str) -> Excerpt | None:
        """Return the highlight of a quote, None if it has none."""
        async with self._connections.reading() as db:
            rows = await db.execute_fetchall(_SELECT_HIGHLIGHTS, (quote_id,))
        listed = (one for row in rows for one in json.loads(row[0]))
        return next((Excerpt(*values) for quote, *values in listed if quote == quote_id), None)


def contents_row(episode_id: str, content: Content) -> tuple[str, ...]:
    """Return the row of the table `contents`: what members read of an episode beside its quotes."""
    quotes = sorted(content.quotes, key=lambda one: one.start)
    chapters = timed_chapters(
        content.chapters, [one.start for one in quotes], [one.start_ms for one in quotes]
    )
    highlights = [
        (one.quote, one.start, one.end, one.text, one.display) for one in content.highlights
    ]
    values = (_hidden(quotes), [_chapter_values(one) for one in chapters], highlights)
    return episode_id, *(json.dumps(one, ensure_ascii=False) for one in values)


async def delete_contents(db: aiosqlite.Connection, episode_id: str) -> None:
    """Delete what members read of an episode, and the retired ids of its quotes."""
    await db.execute("DELETE FROM contents WHERE episode = ?", (episode_id,))
    await db.execute("DELETE FROM retired WHERE episode = ?", (episode_id,))


def _hidden(quotes: Sequence[Quote]) -> list[int]:
    """Return the positions that an episode's quotes leave out, up to the last of them."""
    shown = {one.position for one in quotes}
    return [one for one in range(max(shown, default=0)) if one not in shown]


def _place(position: int, hidden: Sequence[int]) -> int:
    """Return how many quotes with rows are before a position."""
    return position - bisect_left(hidden, position)


def _position(place: int, hidden: Iterable[int]) -> int:
    """Return the position of the quote whose row has so many rows of its episode before it."""
    for one in hidden:
        if one > place:
            break
        place += 1
    return place


async def _range(db: aiosqlite.Connection, episode_id: str) -> tuple[int, int, list[int]]:
    """Return the first and last row of an episode, and its hidden positions; no row if unknown."""
    for first, last, hidden in await db.execute_fetchall(_SELECT_RANGE, (episode_id,)):
        return first, last, json.loads(hidden)
    return 0, -1, []


async def _read(db: aiosqlite.Connection, rows: Iterable[int]) -> list[tuple[str, Quote]]:
    """Read the quotes of rows, in order, each with the id of its episode."""
    found = await db.execute_fetchall(_SELECT, (json.dumps(list(rows)),))
    return [(row[0], _to_quote(row)) for row in found]


def _to_quote(row: aiosqlite.Row) -> Quote:
    _episode, place, hidden, quote_id, start, end, text, display, turn, label, *times = row
    start_ms, whole, about_ms = times
    return Quote(
        id=quote_id,
        position=_position(place, json.loads(hidden)),
        start=start,
        end=end,
        text=text,
        display=display,
        turn=turn,
        speaker=label.removeprefix(UNSURE) if label else None,
        sure=bool(label) and not label.startswith(UNSURE),
        start_ms=start_ms,
        whole=bool(whole),
        about_ms=about_ms,
    )


def _chapter_values(chapter: Chapter) -> list[object]:
    lines = [(one.start, one.end, one.text, one.display, one.start_ms) for one in chapter.summary]
    return [chapter.title, chapter.start, chapter.end, lines, chapter.editor, chapter.start_ms]


def _to_chapter(
    title: str,
    start: int,
    end: int,
    lines: Sequence[Sequence[object]],
    editor: str | None,
    start_ms: int | None,
) -> Chapter:
    summary = tuple(Excerpt(*line) for line in lines)  # type: ignore[arg-type]
    return Chapter(title, start, end, summary, editor, start_ms)
