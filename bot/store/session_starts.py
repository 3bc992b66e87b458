"""How many sessions the bot may still start today, counted over all processes."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import queries, updates
from bot.store.engine import Database

NOTE = "session starts"
"""The name of the note."""


class SessionStartTable:
    """The number of sessions that may still be started today, counted down."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, *, usable: int, resets: datetime) -> None:
        """Write how many sessions may be started until an instant, over what was counted."""
        await self._database.write(_put, usable, resets)

    async def spend(self, *, now: datetime) -> bool:
        """Count one session start; return False, and count none, if none is left or known."""
        return await self._database.write(_spend, now)


async def _put(connection: AsyncConnection, usable: int, resets: datetime) -> None:
    value = json.dumps({"usable": usable, "resets": resets.isoformat()})
    await updates.set_note(connection, NOTE, value)


async def _spend(connection: AsyncConnection, now: datetime) -> bool:
    written = await queries.note(connection, NOTE)
    if written is None:
        return False
    known = json.loads(written)
    resets = datetime.fromisoformat(known["resets"])
    if now >= resets or known["usable"] <= 0:
        return False
    await _put(connection, known["usable"] - 1, resets)
    return True
