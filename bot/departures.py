"""Servers that removed the bot: their departure is noted, and after 30 days they are forgotten.

Only the process that has a server's shard notes a departure, by what Discord lists at every start
of a session. A server that comes back within 30 days finds everything as it was.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.errors import DiscordError, describe_error
from bot.library import Library
from bot.records import KnownServer, ServerData
from bot.runtime.failures import Failures
from bot.servers import Servers
from bot.store import Store
from bot.uploads import Uploads

KEPT_FOR: Final = timedelta(days=30)
"""How long everything of a server is kept after it removed the bot."""

SECONDS = 3_600.0
"""Between two comparisons with what Discord lists, and two looks for what is to be deleted."""

Lists = Callable[[int], bool | None]
"""Says whether Discord lists a server; None if this process is not told of it."""

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class Departures:
    """Notes which servers removed the bot, and forgets servers.

    What is forgotten is out of every read of this process before a method returns; `on_change` is
    called so that the index can follow.
    """

    def __init__(
        self,
        store: Store,
        library: Library,
        *,
        servers: Servers,
        failures: Failures,
        clock: Callable[[], datetime],
        uploads: Uploads | None = None,
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        self._store = store
        self._library = library
        self._servers = servers
        self._failures = failures
        self._clock = clock
        self._uploads = uploads
        self._on_change = on_change
        self._woken = asyncio.Event()

    async def left(self, server: int) -> None:
        """Note that a server has removed the bot."""
        await self._store.servers.note_left((server,), at=self._clock())
        _log.info("server left", server=server)

    async def joined(self, server: int) -> None:
        """Delete the note that a server has removed the bot."""
        await self._store.servers.note_joined((server,))

    def wake(self) -> None:
        """Have the next comparison made now, because Discord has listed servers."""
        self._woken.set()

    async def compare(self, lists: Lists) -> None:
        """Note the servers that Discord lists no longer, and delete the notes of those it lists.

        A server that the bot has never been in, and was prepared for it, is left alone.
        """
        now, known = self._clock(), await self._store.servers.known()
        listed = {one.server: lists(one.server) for one in known}
        there = {one.server for one in known if _is_noted_there(one, now)}
        gone = [server for server in there if listed[server] is False]
        back = [server for server, is_listed in listed.items() if is_listed and server not in there]
        if gone:
            await self._store.servers.note_left(gone, at=now)
            _log.info("servers left", number=len(gone))
        if back:
            await self._store.servers.note_joined(back)
        for failure in self._failures.lasting:
            if failure.server is not None and failure.server not in listed:
                self._failures.forget_server(failure.server)

    async def follow(self, lists: Lists, *, seconds: float = SECONDS) -> None:
        """Compare again and again, and when it is woken."""
        while True:
            self._woken.clear()
            await self.compare(lists)
            try:
                async with asyncio.timeout(seconds):
                    await self._woken.wait()
            except TimeoutError:
                continue

    async def purge(self, is_in: Callable[[int], Awaitable[bool]]) -> int:
        """Forget the servers that removed the bot more than 30 days ago; return how many.

        Discord is asked before: only where it says that the bot is not there, anything is deleted.
        """
        forgotten, before = 0, self._clock() - KEPT_FOR
        for server in await self._store.servers.left(before=before):
            try:
                is_back = await is_in(server)
            except DiscordError as error:
                _log.warning("server not forgotten yet", server=server, why=describe_error(error))
                continue
            if is_back:
                await self._store.servers.note_joined((server,))
                continue
            data = await self._store.servers.forget_left(server, at=self._clock(), before=before)
            if data is not None:
                forgotten += 1
                await self._forgotten(server, data)
        return forgotten

    async def purge_regularly(
        self,
        is_in: Callable[[int], Awaitable[bool]],
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Purge again and again."""
        while True:
            await self.purge(is_in)
            await sleep(SECONDS)

    async def stored(self, server: int) -> ServerData:
        """Count what is stored of a server."""
        return await self._store.servers.stored_of(server)

    async def forget(self, server: int) -> ServerData:
        """Delete everything of a server now, its private shows too; return what it was."""
        data = await self._store.servers.forget(server, at=self._clock())
        await self._forgotten(server, data)
        return data

    async def _forgotten(self, server: int, data: ServerData) -> None:
        """Forget what is in memory of a server, and delete its removed episodes for good."""
        self._servers.dismiss(server)
        if self._uploads is not None:
            self._uploads.forget(server)
        self._failures.forget_server(server)
        await self._library.advance()
        self._on_change()
        await self._store.edits.purge(at=self._clock())
        _log.info("server forgotten", server=server, episodes=data.episodes, posts=data.posts)


def _is_noted_there(one: KnownServer, now: datetime) -> bool:
    """Return whether it is noted that the bot is in a server; a clock may have been ahead."""
    return one.visited and (one.left is None or one.left > now)
