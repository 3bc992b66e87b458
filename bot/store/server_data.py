"""Everything that is stored of a server: counted, noted as left, and forgotten."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    union,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.records import KnownServer, ServerData, ServerSettings
from bot.store import changes, personal, removals, servers, tables

_server, _show, _episode, _quote = tables.server.c, tables.show.c, tables.episode.c, tables.quote.c

_COUNTED: dict[str, Table] = {
    "settings": tables.server,
    "schedules": tables.schedule,
    "chosen": tables.chosen,
    "posts": tables.post,
    "pins": tables.pin,
    "exclusions": tables.exclusion,
    "votes": tables.vote,
    "alerts": tables.alert,
    "mistakes": tables.mistake,
    "questions": tables.question,
}

_BEFOREHAND = (*personal.OWNED_BY_SERVER, tables.chosen.c.server)
"""The operator can fill these for a server before it invites the bot."""

_VISITED = (
    *(column for column in personal.OF_SERVER if column.table is not tables.chosen),
    *personal.NAMING_SERVER,
)


async def known(connection: AsyncConnection) -> tuple[KnownServer, ...]:
    """List the servers that anything is stored of."""
    noted = select(_server.server, _server.left_at).where(_server.left_at.is_not(None))
    left = {row.server: row.left_at for row in await connection.execute(noted)}
    visited = await _named(connection, _VISITED)
    beforehand = await _named(connection, _BEFOREHAND)
    return tuple(
        KnownServer(one, one in visited, left.get(one)) for one in sorted(visited | beforehand)
    )


async def _named(
    connection: AsyncConnection, columns: Collection[ColumnElement[int]]
) -> frozenset[int]:
    found = await connection.execute(union(*(select(column) for column in columns)))
    return frozenset(found.scalars()) - {tables.PUBLIC}


async def note_left(
    connection: AsyncConnection, servers_left: Collection[int], at: datetime
) -> None:
    """Note that servers removed the bot, unless that is noted; nothing of which nothing is stored.

    A note of later than now was made by a wrong clock.
    """
    for server in servers_left:
        mine = _server.server == server
        stale = or_(_server.left_at.is_(None), _server.left_at > at)
        if await _has_settings(connection, server):
            note = update(tables.server).where(mine, stale).values(left_at=at)
            await connection.execute(note)
        elif await _is_known(connection, server):
            values = servers.settings_values(ServerSettings(server))
            await connection.execute(insert(tables.server), values | {"left_at": at})


async def note_joined(connection: AsyncConnection, joined: Collection[int]) -> None:
    """Delete the notes that servers removed the bot, and note that it has been there."""
    for server in joined:
        if await _has_settings(connection, server):
            noted = (_server.server == server, _server.left_at.is_not(None))
            await connection.execute(update(tables.server).where(*noted).values(left_at=None))
        elif await _is_known(connection, server):
            values = servers.settings_values(ServerSettings(server))
            await connection.execute(insert(tables.server), values)


async def left(connection: AsyncConnection, *, before: datetime) -> tuple[int, ...]:
    """List the servers that removed the bot before an instant."""
    query = select(_server.server).where(_server.left_at <= before).order_by(_server.left_at)
    return tuple((await connection.execute(query)).scalars())


async def count(connection: AsyncConnection, server: int) -> ServerData:
    """Count what is stored of a server."""
    owned = _count(tables.show).where(_show.owner == server)
    episodes = _count(tables.episode).join(tables.show).where(_show.owner == server)
    feeds = _count(tables.feed).where(tables.feed.c.owner == server)
    queries = {"shows": owned, "episodes": episodes, "feeds": feeds} | {
        name: _count(table).where(table.c.server == server) for name, table in _COUNTED.items()
    }
    counts = {
        name: (await connection.execute(query)).scalar_one() for name, query in queries.items()
    }
    return ServerData(**counts)


async def forget(
    connection: AsyncConnection, server: int, *, at: datetime, left_before: datetime | None = None
) -> ServerData | None:
    """Delete everything of a server; return what it was.

    Its private episodes are removed, as if ten minutes ago, so that the next purge deletes them.
    With `left_before`, None is returned and nothing is deleted unless it left before that.
    """
    if left_before is not None and server not in await left(connection, before=left_before):
        return None
    data = await count(connection, server)
    await _remove_episodes(connection, server, at=at)
    for column in personal.NAMING_SERVER:
        here = column == server
        await connection.execute(update(column.table).where(here).values({column: tables.PUBLIC}))
    for column in personal.OF_SERVER:
        await connection.execute(delete(column.table).where(column == server))
    await personal.erase(connection, server)
    await changes.advance(connection)
    return data


async def _remove_episodes(connection: AsyncConnection, server: int, *, at: datetime) -> None:
    """Remove the private shows of a server, and all that names their quotes, and its feeds.

    A show is deleted with its last episode, as it has no settings any more.
    """
    shows = select(_show.id).where(_show.owner == server)
    episodes = select(_episode.id).where(_episode.show_id.in_(shows))
    await _delete_naming(connection, episodes)
    for episode_id in (await connection.execute(episodes)).scalars().all():
        await changes.log(connection, episode_id, removed=True)
    mine = _episode.show_id.in_(shows)
    await connection.execute(
        update(tables.episode).where(mine).values(removed_at=at - removals.UNDO)
    )
    named = tables.show_speaker.c.show_id.in_(shows)
    await connection.execute(delete(tables.show_speaker).where(named))
    unset = dict.fromkeys(removals.SHOW_SETTINGS)
    await connection.execute(update(tables.show).where(_show.owner == server).values(unset))
    await removals.forget_empty_shows(connection)
    await connection.execute(delete(tables.feed).where(tables.feed.c.owner == server))


async def _delete_naming(connection: AsyncConnection, episodes: Select[Any]) -> None:
    """Delete what members own of the quotes of episodes, which nobody can see any more."""
    quotes = select(_quote.id).where(_quote.episode_id.in_(episodes))
    retired = select(tables.retired.c.id).where(tables.retired.c.quote_id.in_(quotes))
    for table in (tables.saved, tables.vote):
        named = or_(table.c.quote_id.in_(quotes), table.c.quote_id.in_(retired))
        await connection.execute(delete(table).where(named))
    for table in (tables.mistake, tables.alert_match, tables.alert_scan):
        await connection.execute(delete(table).where(table.c.episode_id.in_(episodes)))


async def _has_settings(connection: AsyncConnection, server: int) -> bool:
    return bool(await connection.scalar(select(exists().where(_server.server == server))))


async def _is_known(connection: AsyncConnection, server: int) -> bool:
    columns = {*_VISITED, *_BEFOREHAND}
    named = or_(*(exists().where(column == server) for column in columns))
    return bool(await connection.scalar(select(named)))


def _count(table: Table) -> Select[int]:
    return select(func.count()).select_from(table)
