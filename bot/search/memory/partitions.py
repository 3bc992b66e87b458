"""What the index keeps in memory: for each room its words, shelves, topics and highlights.

What is kept is of one state of the file, counted by `change`, and never altered: a commit puts
another in its place. The public room stays; rooms of servers are read when first asked for, and
the ones not asked for longest are dropped.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import aiosqlite

from bot.models import Scope
from bot.search.memory.dictionary import Visible, Vocabulary
from bot.search.memory.posting_cache import Bitmaps
from bot.search.memory.runtime import leave_alone
from bot.search.memory.suggestions import Offers, read_offers
from bot.search.storage.schema import PUBLIC_ROOM, voice_token
from bot.search.storage.writer import Move, Shelf, read_meta, shelf_of

_MOST_ROOMS = 64
_MOST_VIEWS = 256


@dataclass(slots=True)
class Room:
    """Hold what one room shows at one change: the public shows, or one server's.

    `offers` may be of an earlier change: the names of the change before serve until they are read.
    """

    id: int
    vocabulary: Vocabulary
    shelves: dict[str, Shelf] = field(default_factory=dict[str, Shelf])
    offers: Offers = field(default_factory=Offers)
    bitmaps: Bitmaps | None = None
    """Of the change that they were made at, by the first search that wanted them."""

    def moved(self, *, gone: Iterable[Move], come: Iterable[Move]) -> "Room":
        """Return the room after episodes went and came."""
        vocabulary, shelves = self.vocabulary.copy(), dict(self.shelves)
        for move in gone:
            vocabulary.subtract(move.counts)
            shelves.pop(move.shelf.id, None)
        for move in come:
            vocabulary.add(move.counts)
            shelves[move.shelf.id] = move.shelf
        return replace(self, vocabulary=vocabulary, shelves=shelves)


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


class _Memory:
    """Keep what was read of one state of the file; `stale` are servers with older offers."""

    def __init__(self, change: int) -> None:
        self.change = change
        self.rooms: OrderedDict[int | None, Room | None] = OrderedDict()
        self.views: dict[Scope, View] = {}
        self.stale: frozenset[int | None] = frozenset()

    def after(
        self,
        change: int,
        replaced: Mapping[int | None, Room],
        *,
        changed: Collection[int],
        stale: frozenset[int | None],
    ) -> "_Memory":
        """Return a memory with rooms replaced; of the others, it keeps those not `changed`, by id.

        Servers without a room are asked for again: they may have one now.
        """
        following = _Memory(change)
        for server, room in self.rooms.items():
            if server in replaced:
                following.rooms[server] = replaced[server]
            elif room is not None and room.id not in changed:
                following.rooms[server] = room
        following.stale = stale
        return following

    def keep(self, server: int | None, room: Room | None) -> None:
        """Keep a room that was read, and drop that of the server not asked for longest."""
        self.rooms[server] = room
        servers = [one for one in self.rooms if one is not None]
        if len(servers) > _MOST_ROOMS:
            del self.rooms[servers[0]]


class Rooms:
    """Read rooms from the index when they are first asked for, and keep them."""

    def __init__(self) -> None:
        self._memory = _Memory(-1)
        self._coming = -1
        self._came = asyncio.Event()

    async def view(self, db: aiosqlite.Connection, scope: Scope) -> View:
        """Return what a scope may see, as of the state that the connection reads.

        A connection that reads an older state than is kept is made to read the newest.
        """
        while True:
            change = int(await read_meta(db, "change"))
            if change == self._coming:
                await self._came.wait()
            if change >= self._memory.change:
                break
            await db.rollback()
            await db.execute("BEGIN")
        if change > self._memory.change:
            self._memory = _Memory(change)
        memory = self._memory
        if scope not in memory.views:
            servers = (None,) if scope.server is None else (None, scope.server)
            found = [await _room(db, server, memory) for server in servers]
            view = _view(tuple(room for room in found if room is not None), scope, change)
            if len(memory.views) >= _MOST_VIEWS:
                memory.views.clear()
            memory.views[scope] = view
        return memory.views[scope]

    @asynccontextmanager
    async def coming(
        self, change: int, *, gone: Sequence[Move], come: Sequence[Move]
    ) -> AsyncGenerator[Callable[[], None]]:
        """Lend what is called once a change is committed; readers of the change wait for that.

        What is kept is replaced then by what it is after episodes went and came.
        """
        before = self._memory
        changed = {move.shelf.room for move in (*gone, *come)}
        touched = {s: r for s, r in before.rooms.items() if r is not None and r.id in changed}

        def follow() -> dict[int | None, Room]:
            return {
                server: room.moved(
                    gone=[move for move in gone if move.shelf.room == room.id],
                    come=[move for move in come if move.shelf.room == room.id],
                )
                for server, room in touched.items()
            }

        moved = await asyncio.to_thread(follow)
        self._coming, self._came = change, asyncio.Event()

        def committed() -> None:
            if change - 1 != before.change:
                self._memory = _Memory(change)
            else:
                stale = before.stale | moved.keys()
                self._memory = before.after(change, moved, changed=changed, stale=stale)

        try:
            yield committed
        finally:
            self._coming = -1
            self._came.set()

    async def refresh_offers(self, db: aiosqlite.Connection) -> None:
        """Read what rooms offer, where that is of an earlier change."""
        memory = self._memory
        if not memory.stale or int(await read_meta(db, "change")) != memory.change:
            return
        fresh: dict[int | None, Room] = {}
        for server in memory.stale:
            room = memory.rooms.get(server)
            if room is not None:
                offers = await read_offers(db, room.id, room.shelves.values())
                fresh[server] = replace(room, offers=offers)
        # A later change reads its own.
        if memory is self._memory:
            self._memory = memory.after(memory.change, fresh, changed=(), stale=frozenset())
            if None in fresh:
                leave_alone()


async def _room(db: aiosqlite.Connection, server: int | None, memory: _Memory) -> Room | None:
    if server not in memory.rooms:
        memory.keep(server, await _read_room(db, server))
        if server is None:
            leave_alone()
    elif server is not None:
        memory.rooms.move_to_end(server)
    return memory.rooms[server]


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
