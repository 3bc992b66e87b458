"""The only access to what servers set beside their schedule, and to what they are asked."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from bot.records import AskedQuestion, KnownServer, ServerData, ServerSettings
from bot.store import server_data, servers
from bot.store.engine import Database


class ServerTable:
    """The settings of servers, and the questions that members asked there in vain."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def settings(self) -> tuple[ServerSettings, ...]:
        """List the settings of all servers that have any."""
        return await self._database.read(servers.settings)

    async def of(self, server: int) -> ServerSettings:
        """Return the settings of a server, as they are at first if it has set none."""
        return await self._database.read(servers.of, server)

    async def put(self, given: ServerSettings) -> None:
        """Write the settings of a server, over older ones."""
        await self._database.write(servers.put, given)

    async def record(self, question: AskedQuestion) -> bool:
        """Keep a question where that is switched on; return whether it was kept."""
        return await self._database.write(servers.record, question)

    async def questions(self, server: int) -> tuple[AskedQuestion, ...]:
        """List the questions of a server, the latest first."""
        return await self._database.read(servers.questions, server)

    async def forget_questions(self, server: int) -> int:
        """Delete the questions of a server; return how many."""
        return await self._database.write(servers.forget_questions, server)

    async def purge_questions(self, *, before: datetime) -> int:
        """Delete the questions that were asked before an instant; return how many."""
        return await self._database.write(servers.purge_questions, before=before)

    async def known(self) -> tuple[KnownServer, ...]:
        """List the servers that anything is stored of."""
        return await self._database.read(server_data.known)

    async def note_left(self, servers_left: Collection[int], *, at: datetime) -> None:
        """Note that servers removed the bot, unless that is noted or nothing of them is stored."""
        await self._database.write(server_data.note_left, servers_left, at)

    async def note_joined(self, joined: Collection[int]) -> None:
        """Delete the notes that servers removed the bot."""
        await self._database.write(server_data.note_joined, joined)

    async def left(self, *, before: datetime) -> tuple[int, ...]:
        """List the servers that removed the bot before an instant, the first that did first."""
        return await self._database.read(server_data.left, before=before)

    async def stored_of(self, server: int) -> ServerData:
        """Count what is stored of a server."""
        return await self._database.read(server_data.count, server)

    async def forget(self, server: int, *, at: datetime) -> ServerData:
        """Delete everything of a server, its private shows too; return what it was."""
        data = await self._database.write(server_data.forget, server, at=at)
        return data or ServerData()

    async def forget_left(
        self, server: int, *, at: datetime, before: datetime
    ) -> ServerData | None:
        """Delete everything of a server unless it has not removed the bot before an instant."""
        return await self._database.write(server_data.forget, server, at=at, left_before=before)
