"""What must hold of the two databases before a library is moved."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StoreError
from bot.store import changes, queries, revisions, tables, updates
from bot.store.dialects import Dialect
from bot.store.moves import rows
from bot.store.moves.mark import (
    MoveMark,
    add_mark,
    read_mark,
    refuse_unfinished,
    replace_mark,
)
from bot.store.moves.snapshot import open_snapshot

ANEW = ""
"""The state of a mark where everything has to be copied anew."""


async def check_source(connection: AsyncConnection) -> MoveMark:
    """Return the mark with which a move of this library begins; raise StoreError if none can."""
    if not await connection.run_sync(revisions.is_current):
        raise StoreError(
            "The source has no library of this release. If it has an older one, start this release "
            "once on it, or on a copy, which brings it up to date; else name another database."
        )
    await refuse_unfinished(connection)
    return MoveMark(
        library=await queries.note(connection, updates.IDENTITY) or "",
        state=f"{revisions.REVISIONS[-1]}/{await changes.current_version(connection)}",
    )


async def refuse_living(dialect: Dialect, *, seconds: float) -> None:
    """Raise StoreError if a process renews a lease within some seconds."""
    before = await _beats(dialect)
    if not before:
        return
    await asyncio.sleep(seconds)
    if any(before.get(name) != beat for name, beat in (await _beats(dialect)).items()):
        raise StoreError("A bot uses this library; stop all its processes, and run this again.")


async def _beats(dialect: Dialect) -> dict[str, int]:
    async def read(connection: AsyncConnection) -> dict[str, int]:
        lease = tables.lease.c
        query = select(lease.name, lease.beat).where(lease.owner.is_not(None))
        return {row.name: row.beat for row in await connection.execute(query)}

    async with open_snapshot(dialect) as snapshot:
        return await snapshot.read(read)


async def begin(connection: AsyncConnection, origin: MoveMark) -> MoveMark:
    """Mark the target; return the mark of an earlier move of this state if there is one.

    The state of the mark is ANEW if there is one of another state of the library. Raises StoreError
    if the target has anything else.
    """
    mark = await read_mark(connection)
    if mark is None:
        await _refuse_used(connection)
        for table in (tables.library, tables.note):
            await connection.execute(delete(table))
        await add_mark(connection, origin)
        return origin
    if mark.library != origin.library:
        raise StoreError(
            "The target has an unfinished move of another library; name an empty database."
        )
    if mark.state == origin.state:
        return mark
    await replace_mark(connection, mark, by=replace(origin, state=ANEW))
    return replace(origin, state=ANEW)


async def _refuse_used(connection: AsyncConnection) -> None:
    """Raise StoreError if there is more than every new database gets by itself."""
    counts = await rows.count(connection)
    if await connection.scalar(select(tables.library.c.version)) == 0:
        counts[tables.library.name] = 0
    for name, number in counts.items():
        if number and name != tables.note.name:
            raise StoreError(
                f"The target is not empty, it has rows in the table {name}; name an empty database."
            )
