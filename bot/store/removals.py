"""Removed episodes: at once out of every read, and kept whole until they are purged."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import NotFoundError
from bot.models import Removal
from bot.store import changes, ownership, queries, rows, tables
from bot.translation import gettext as _

UNDO = timedelta(minutes=10)
"""How long a removal can be undone."""

SHOW_SETTINGS = ("moment", "offset", "drifts", "titled", "colour", "art")
"""The columns of a show that people set, for which it is kept without an episode."""

_AT_ONCE = 20
"""Episodes that are deleted in one transaction: nobody else can write meanwhile."""

_episode = tables.episode.c


async def remove(
    connection: AsyncConnection, key: str, *, server: int | None, at: datetime
) -> Removal:
    """Remove an episode so that it can be restored, and return what was removed.

    Raises NotFoundError if the server has no such episode in a show of its own.
    """
    stored = await ownership.find_episode(connection, key, server=server)
    episode = await queries.episode(connection, key, server=rows.to_server(stored.owner))
    mine = _episode.id == stored.id
    await connection.execute(update(tables.episode).where(mine).values(removed_at=at))
    await changes.log(connection, stored.id, removed=True)
    return Removal(episode, at + UNDO)


async def restore(
    connection: AsyncConnection, key: str, *, server: int | None, at: datetime
) -> Removal:
    """Restore an episode that was removed less than ten minutes ago, with all its ids.

    Raises NotFoundError if the server has removed none with this key, or it is too late.
    """
    waiting = [one for one in await removals(connection, server=server) if one.episode.key == key]
    if not waiting or waiting[0].until <= at:
        raise NotFoundError(
            _('There is no removed episode "{key}" any more; add its transcript again.').format(
                key=key
            )
        )
    stored = await ownership.find_episode(connection, key, server=server, removed=True)
    mine = _episode.id == stored.id
    await connection.execute(update(tables.episode).where(mine).values(removed_at=None))
    await changes.log(connection, stored.id, removed=False)
    return waiting[0]


async def removals(connection: AsyncConnection, *, server: int | None) -> tuple[Removal, ...]:
    """List the removed episodes that a server may restore, the latest first."""
    query = queries.episode_rows().where(
        _episode.removed_at.is_not(None), ownership.owned_by(server)
    )
    found = await connection.execute(query.order_by(_episode.removed_at.desc(), _episode.id))
    return tuple(Removal(rows.to_episode(row, {}), row.removed_at + UNDO) for row in found)


async def due_removals(connection: AsyncConnection, *, at: datetime) -> tuple[str, ...]:
    """List the ids of the removed episodes that cannot be restored any more."""
    query = select(_episode.id).where(_episode.removed_at <= at - UNDO)
    return tuple((await connection.execute(query)).scalars())


async def purge(connection: AsyncConnection, *, at: datetime) -> int:
    """Delete up to 20 removed episodes that cannot be restored any more; return how many."""
    due = (await due_removals(connection, at=at))[:_AT_ONCE]
    for episode_id in due:
        await delete_episode(connection, episode_id)
    return len(due)


async def delete_episode(connection: AsyncConnection, episode_id: str) -> None:
    """Delete an episode with all its parts, and its show if that is empty and has no settings."""
    for table in tables.PARTS:
        await connection.execute(delete(table).where(table.c.episode_id == episode_id))
    await connection.execute(delete(tables.episode).where(_episode.id == episode_id))
    await forget_empty_shows(connection)


async def forget_empty_shows(connection: AsyncConnection) -> None:
    """Delete the shows that have no episode and no settings."""
    show = tables.show.c
    used = exists().where(_episode.show_id == show.id)
    unset = (show[name].is_(None) for name in SHOW_SETTINGS)
    await connection.execute(delete(tables.show).where(~used, *unset))
