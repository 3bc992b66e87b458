"""How many sessions the bot may still start today, counted over all processes."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import queries, updates
from bot.store.engine import Database

_NOTE = "session starts"


class SessionStartTable:
    """The number of session starts that Discord still allows today, counted down."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, *, remaining: int, resets: datetime) -> None:
        """Write what Discord says, over what was counted."""
        await self._database.write(_put, remaining, resets)

    async def spend(self, *, now: datetime, reserve: int) -> bool:
        """Count one session start.

        Return False, and count none, if no more than the reserve is left or the day is over.
        """
        return await self._database.write(_spend, now=now, reserve=reserve)


async def _put(connection: AsyncConnection, remaining: int, resets: datetime) -> None:
    value = json.dumps({"remaining": remaining, "resets": resets.isoformat()})
    await updates.set_note(connection, _NOTE, value)


async def _spend(connection: AsyncConnection, *, now: datetime, reserve: int) -> bool:
    written = await queries.note(connection, _NOTE)
    if written is None:
        return False
    known = json.loads(written)
    resets = datetime.fromisoformat(known["resets"])
    if now >= resets or known["remaining"] <= reserve:
        return False
    await _put(connection, known["remaining"] - 1, resets)
    return True
