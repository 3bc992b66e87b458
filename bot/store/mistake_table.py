"""The only access to the mistakes that members reported."""

from __future__ import annotations

from datetime import datetime

from bot.records import Decision, Mistake
from bot.store import mistakes
from bot.store.engine import Database


class MistakeTable:
    """The mistakes that members reported, until somebody who may decides on them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def file(self, mistake: Mistake) -> Mistake:
        """Store a mistake; return the open one where the member reported the same before."""
        return await self._database.write(mistakes.file, mistake)

    async def reported_by(self, user: int) -> tuple[Mistake, ...]:
        """List the mistakes that a member reported, the oldest first."""
        return await self._database.read(mistakes.reported_by, user)

    async def open_mistakes(self, *, server: int | None) -> tuple[Mistake, ...]:
        """List the open mistakes that a server may see; None is the operator, who sees all."""
        return await self._database.read(mistakes.open_mistakes, server=server)

    async def open_in(self, server: int) -> int:
        """Return how many mistakes in a server's own shows are open."""
        return await self._database.read(mistakes.open_in, server)

    async def decided_mistakes(self, *, server: int | None, since: datetime) -> tuple[Mistake, ...]:
        """List the mistakes that a server may see and that were decided since a moment."""
        return await self._database.read(mistakes.decided_mistakes, server=server, since=since)

    async def reopen(self, mistake_id: int) -> None:
        """Open a decided mistake again."""
        await self._database.write(mistakes.reopen, mistake_id)

    async def decide(
        self, mistake_id: int, status: Decision, *, at: datetime, by: int | None
    ) -> bool:
        """Close an open mistake; return False if somebody else has decided it."""
        return await self._database.write(mistakes.decide, mistake_id, status, at=at, by=by)
