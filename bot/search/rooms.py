"""What the index keeps in memory: for each room its words, shelves, topics and highlights.

The public room stays; rooms of servers are read when first asked for, and the ones not asked for
longest are dropped.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

import aiosqlite

from bot.models import Scope
from bot.search.apply import Move, Shelf, read_meta, shelf_of
from bot.search.bitmaps import Bitmaps
from bot.search.offers import Offers, read_offers
from bot.search.process import leave_alone
from bot.search.schema import PUBLIC_ROOM, voice_token
from bot.search.vocabulary import Visible, Vocabulary

_MOST_ROOMS = 64
_MOST_VIEWS = 256


@dataclass(slots=True)
class Room:
    """Hold what one room shows: the public shows, or one server's."""

    id: int
    vocabulary: Vocabulary
    shelves: dict[str, Shelf] = field(default_factory=dict[str, Shelf])
    offers: Offers = field(default_factory=Offers)
    bitmaps: Bitmaps | None = None
    """Of the change that they were made at, by the first search that wanted them."""

    def move(self, *, gone: Iterable[Move], come: Iterable[Move]) -> None:
        """Follow a committed change."""
        for move in gone:
            self.vocabulary.subtract(move.counts)
            self.shelves.pop(move.shelf.id, None)
        for move in come:
            self.vocabulary.add(move.counts)
            self.shelves[move.shelf.id] = move.shelf


@dataclass(frozen=True, slots=True)
class View:
    """Hold all that one scope may see: the only door from a search to the rows.

    `vocabulary` counts words in all `quotes` of the rooms, of which a `share` (0 to 1) is in sight.
    """

    rooms: tuple[Room, ...]
    shelves: dict[str, Shelf]
    vocabulary: Visible
    quotes: int
    share: float
    within: tuple[int, int]
    barred: tuple[tuple[int, int], ...]
    voices: tuple[str, ...]
    change: int
    """The state of the index that this is a view of."""

    @property
    def room_ids(self) -> tuple[int, ...]:
        """Return the ids of the rooms in sight."""
        return tuple(room.id for room in self.rooms)

    def sees(self, episode_id: str) -> bool:
        """Tell whether an episode is in sight."""
        return episode_id in self.shelves


class Rooms:
    """Read rooms from the index when they are first asked for, and keep them.

    What is kept belongs to one state of the file, counted by `change`; a change that another
    process made is noticed by the next search.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[int | None, Room | None] = OrderedDict()
        self._views: dict[Scope, View] = {}
        self._change = self._coming = -1
        self._came = asyncio.Event()

    async def view(self, db: aiosqlite.Connection, scope: Scope) -> View:
        """Return what a scope may see, as of the state that the connection reads."""
        change = int(await read_meta(db, "change"))
        if change == self._coming:
            await self._came.wait()
        if change != self._change:
            self._forget(change)
        if scope in self._views:
            return self._views[scope]
        servers = (None,) if scope.server is None else (None, scope.server)
        found = [await self._room(db, server, change) for server in servers]
        view = _view(tuple(room for room in found if room is not None), scope, change)
        if change == self._change:
            if len(self._views) >= _MOST_VIEWS:
                self._views.clear()
            self._views[scope] = view
        return view

    @contextmanager
    def coming(self, change: int) -> Generator[Callable[[list[Move], list[Move]], list[Room]]]:
        """Lend what follows a change that is being committed; who reads the change waits for it.

        It is told what is gone and what came, and returns the rooms in which it followed that.
        """
        self._coming, self._came = change, asyncio.Event()
        try:
            yield partial(self._move, change)
        finally:
            self._coming = -1
            self._came.set()

    async def offer_anew(
        self, db: aiosqlite.Connection, touched: Sequence[Room], *, change: int
    ) -> None:
        """Read what rooms offer, after a change."""
        for room in touched:
            offers = await read_offers(db, room.id, room.shelves.values())
            # A later change reads its own.
            if change == self._change:
                room.offers = offers
                if room.id == PUBLIC_ROOM:
                    leave_alone()

    def _move(self, change: int, gone: Sequence[Move], come: Sequence[Move]) -> list[Room]:
        """Follow a change, where nothing else came between."""
        if change - 1 != self._change:
            return []
        self._change = change
        self._views.clear()
        # A server without a room may have one now.
        self._kept = OrderedDict((s, r) for s, r in self._kept.items() if r is not None)
        changed = {move.shelf.room for move in (*gone, *come)}
        touched = [r for r in self._kept.values() if r is not None and r.id in changed]
        for room in touched:
            room.move(
                gone=[move for move in gone if move.shelf.room == room.id],
                come=[move for move in come if move.shelf.room == room.id],
            )
        return touched

    def _forget(self, change: int) -> None:
        self._change = change
        self._kept.clear()
        self._views.clear()

    async def _room(self, db: aiosqlite.Connection, server: int | None, change: int) -> Room | None:
        if server not in self._kept:
            room = await _read_room(db, server)
            if change != self._change:
                return room
            self._kept[server] = room
            self._drop_oldest()
            if server is None:
                leave_alone()
        elif server is not None:
            self._kept.move_to_end(server)
        return self._kept[server]

    def _drop_oldest(self) -> None:
        servers = [server for server in self._kept if server is not None]
        if len(servers) > _MOST_ROOMS:
            del self._kept[servers[0]]


def _view(rooms: tuple[Room, ...], scope: Scope, change: int) -> View:
    held = [shelf for room in rooms for shelf in room.shelves.values()]
    seen = {
        shelf.id: shelf
        for shelf in held
        if shelf.id not in scope.hidden and scope.episode in (None, shelf.key)
    }
    spans = [(shelf.first, shelf.last) for shelf in seen.values()]
    quotes = sum(shelf.last - shelf.first + 1 for shelf in held)
    within = (min(s[0] for s in spans), max(s[1] for s in spans)) if spans else (0, -1)
    return View(
        rooms=rooms,
        shelves=seen,
        vocabulary=Visible(room.vocabulary for room in rooms),
        quotes=quotes,
        share=sum(last - first + 1 for first, last in spans) / (quotes or 1),
        within=within,
        barred=tuple((s.first, s.last) for s in held if s.id in scope.hidden),
        voices=tuple(voice_token(r.id, scope.speaker) for r in rooms) if scope.speaker else (),
        change=change,
    )


async def _read_room(db: aiosqlite.Connection, server: int | None) -> Room | None:
    number = PUBLIC_ROOM if server is None else await _number(db, server)
    if number is None:
        return None
    counted = await db.execute_fetchall("SELECT word, count FROM words WHERE room = ?", (number,))
    listed = await db.execute_fetchall("SELECT * FROM episodes WHERE room = ?", (number,))
    shelves = {shelf.id: shelf for shelf in (shelf_of(tuple(row)) for row in listed)}
    vocabulary = await asyncio.to_thread(Vocabulary, {row[0]: row[1] for row in counted})
    return Room(number, vocabulary, shelves, await read_offers(db, number, shelves.values()))


async def _number(db: aiosqlite.Connection, server: int) -> int | None:
    found = await db.execute_fetchall("SELECT id FROM rooms WHERE server = ?", (server,))
    return next((row[0] for row in found), None)
