"""The log of changes, by which an index catches up."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import tables


@dataclass(frozen=True, slots=True)
class Change:
    """The last write or removal of an episode, with the version of the library that it made."""

    version: int
    episode_id: str
    removed: bool


async def current_version(connection: AsyncConnection) -> int:
    """Return the version of the library: the number of changes committed so far."""
    return (await connection.execute(select(tables.library.c.version))).scalar_one()


async def changes_since(connection: AsyncConnection, known: int) -> tuple[Change, ...]:
    """List the changes after a version, one for each episode, in order."""
    query = (
        select(tables.change)
        .where(tables.change.c.version > known)
        .order_by(tables.change.c.version)
    )
    rows = await connection.execute(query)
    return tuple(Change(row.version, row.episode_id, row.removed) for row in rows)


async def log(connection: AsyncConnection, episode_id: str, *, removed: bool) -> int:
    """Record that this transaction changes an episode, and return the new version.

    The row of the version stays locked until the commit, so that versions are committed in
    ascending order on any database: after version 7, no reader sees a new version 6.
    """
    counted = update(tables.library).values(version=tables.library.c.version + 1)
    number = (await connection.execute(counted.returning(tables.library.c.version))).scalar_one()
    await connection.execute(delete(tables.change).where(tables.change.c.episode_id == episode_id))
    await connection.execute(
        insert(tables.change).values(version=number, episode_id=episode_id, removed=removed),
    )
    return number
