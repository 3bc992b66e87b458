"""The only access to what servers set beside their schedule, and to what they are asked."""

from __future__ import annotations

from datetime import datetime

from bot.records import AskedQuestion, ServerSettings
from bot.store import personal, servers
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

    async def record(self, question: AskedQuestion) -> None:
        """Keep a question."""
        await self._database.write(servers.record, question)

    async def questions(self, server: int) -> tuple[AskedQuestion, ...]:
        """List the questions of a server, the latest first."""
        return await self._database.read(servers.questions, server)

    async def forget_questions(self, server: int) -> int:
        """Delete the questions of a server; return how many."""
        return await self._database.write(servers.forget_questions, server)

    async def purge_questions(self, *, before: datetime) -> int:
        """Delete the questions that were asked before an instant; return how many."""
        return await self._database.write(servers.purge_questions, before=before)

    async def forget(self, server: int) -> None:
        """Delete everything of a server but its shows and feeds."""
        await self._database.write(personal.forget_server, server)
