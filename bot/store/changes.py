"""The log of changes, by which an index catches up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import tables


@dataclass(frozen=True, slots=True)
class Change:
    """The last write or removal of an episode, with the version of the library that it made.

    `content` is the version of the last change to what is searched; later ones, up to `version`,
    only described the episode, for example by another title.
    """

    version: int
    episode_id: str
    removed: bool
    content: int


@dataclass(frozen=True, slots=True)
class LibraryState:
    """Which library a database holds, None before it has an id, and at which version."""

    identity: str | None
    version: int


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
    return tuple(
        Change(row.version, row.episode_id, row.removed, row.content or row.version) for row in rows
    )


async def log(connection: AsyncConnection, episode_id: str, *, removed: bool) -> int:
    """Record that this transaction changes an episode, and return the new version."""
    number = await advance(connection)
    await connection.execute(delete(tables.change).where(tables.change.c.episode_id == episode_id))
    await connection.execute(
        insert(tables.change).values(
            version=number, episode_id=episode_id, removed=removed, content=number
        ),
    )
    return number


async def log_described(connection: AsyncConnection, episode_ids: Sequence[str]) -> int:
    """Record that this transaction describes episodes anew, but changes none of their words.

    Return the last new version.
    """
    last = await advance(connection, by=max(1, len(episode_ids)))
    change = tables.change.c
    described = update(tables.change).where(change.episode_id == bindparam("episode"))
    described = described.values(
        version=bindparam("number"), content=func.coalesce(change.content, change.version)
    )
    values = [
        {"episode": episode_id, "number": last - before}
        for before, episode_id in enumerate(reversed(episode_ids))
    ]
    if values:
        await connection.execute(described, values)
    return last


async def advance(connection: AsyncConnection, *, by: int = 1) -> int:
    """Raise the version of the library, and return it.

    The row of the version stays locked until the commit, so that versions are committed in
    ascending order on any database: after version 7, no reader sees a new version 6.
    """
    raised = update(tables.library).values(version=tables.library.c.version + by)
    return (await connection.execute(raised.returning(tables.library.c.version))).scalar_one()
