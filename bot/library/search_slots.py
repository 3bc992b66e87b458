"""The slots of servers: at most so many searches of one server are in work at a time."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.errors import TooOftenError
from bot.observations import Observer, Refusal, unobserved
from bot.patience import patience

MOST, MOST_WAITING = 2, 50
"""Searches of one server that are in work, as many as the index has readers, and that wait."""

_SECONDS = 3
"""Seconds after which a member who was refused is asked to try again."""


@dataclass(slots=True)
class _Server:
    free: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(MOST))
    users: int = 0


class SearchSlots:
    """Lets the searches of a server wait for each other, and not for those of other servers.

    A server is known while it searches. Direct messages and members' own installs, which belong
    to no server, do not wait: their members' own limits bound them.
    """

    def __init__(self, observe: Observer = unobserved) -> None:
        self._servers: dict[int, _Server] = {}
        self._observe = observe

    @asynccontextmanager
    async def slot(self, server: int | None) -> AsyncGenerator[None]:
        """Wait for a slot of a server, as long as this task waits; raise TooOftenError."""
        if server is None:
            yield
            return
        known = self._servers.setdefault(server, _Server())
        known.users += 1
        try:
            await self._acquire(known)
            try:
                yield
            finally:
                known.free.release()
        finally:
            known.users -= 1
            if not known.users:
                self._servers.pop(server, None)

    async def _acquire(self, known: _Server) -> None:
        longest = patience()
        if longest is not None and known.users > MOST + MOST_WAITING:
            longest = 0.0
        try:
            async with asyncio.timeout(longest):
                await known.free.acquire()
        except TimeoutError:
            self._observe(Refusal("server"))
            raise TooOftenError(_SECONDS) from None
