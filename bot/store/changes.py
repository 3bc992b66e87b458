"""The log of changes, from which an index learns what it has missed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import tables


@dataclass(frozen=True, slots=True)
class Change:
    """Say that an episode was written or removed, as which version of the library."""

    version: int
    episode_id: str
    removed: bool


async def current_version(connection: AsyncConnection) -> int:
    """Count the changes that were ever committed."""
    return (await connection.execute(select(tables.library.c.version))).scalar_one()


async def changes_since(connection: AsyncConnection, known: int) -> tuple[Change, ...]:
    """List what changed after a version, each episode once, in the order of the changes."""
    query = (
        select(tables.change)
        .where(tables.change.c.version > known)
        .order_by(tables.change.c.version)
    )
    rows = await connection.execute(query)
    return tuple(Change(row.version, row.episode_id, row.removed) for row in rows)


async def log(connection: AsyncConnection, episode_id: str, *, removed: bool) -> int:
    """Record that this transaction changes an episode, and return the version it makes.

    The counter's row stays locked until the commit, so that versions appear in the order of
    their numbers on any database: a reader that has seen 7 will never be shown a late 6.
    """
    counted = update(tables.library).values(version=tables.library.c.version + 1)
    number = (await connection.execute(counted.returning(tables.library.c.version))).scalar_one()
    await connection.execute(delete(tables.change).where(tables.change.c.episode_id == episode_id))
    await connection.execute(
        insert(tables.change).values(version=number, episode_id=episode_id, removed=removed),
    )
    return number
