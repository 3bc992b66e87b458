"""What can be read: episodes as a server may see them, and all of one episode."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, Table, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import NotFoundError
from bot.models import Content, Episode, Outline, Quote
from bot.store import rows, tables

Part = TypeVar("Part")


async def episodes(connection: AsyncConnection, *, server: int | None) -> tuple[Episode, ...]:
    """List what a server may see, in the order it was added."""
    return await _episodes(connection, _episode().where(_visible(server)))


async def every_episode(connection: AsyncConnection) -> tuple[Episode, ...]:
    """List all there is, whoever it belongs to, in the order it was added."""
    return await _episodes(connection, _episode())


async def episode(connection: AsyncConnection, key: str, *, server: int | None) -> Episode:
    """Find an episode that a server may see."""
    query = _episode().where(tables.episode.c.key == key, _visible(server))
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise missing(key)
    return rows.to_episode(row)


async def content(connection: AsyncConnection, key: str) -> Content:
    """Read everything that was stored of an episode, whoever it belongs to."""
    row = await _whole(connection, key)
    return Content(
        text=row.text,
        quotes=await _parts(connection, row, tables.quote, rows.to_quote),
        chapters=await _parts(connection, row, tables.chapter, rows.to_chapter),
        topics=await _parts(connection, row, tables.topic, rows.to_topic),
        highlights=await _parts(connection, row, tables.highlight, rows.to_highlight),
        summary=rows.to_summary(row.summary, row.text),
        names=await _parts(connection, row, tables.name, rows.to_name),
        excluded=await _parts(connection, row, tables.excluded, rows.to_span),
    )


async def outline(connection: AsyncConnection, key: str) -> Outline:
    """Read what an episode is about: its quotes, most of it, are left where they are."""
    row = await _whole(connection, key)
    return Outline(
        chapters=await _parts(connection, row, tables.chapter, rows.to_chapter),
        topics=await _parts(connection, row, tables.topic, rows.to_topic),
        highlights=await _parts(connection, row, tables.highlight, rows.to_highlight),
    )


async def _whole(connection: AsyncConnection, key: str) -> rows.AnyRow:
    whole = select(tables.episode_text).join(tables.episode).where(tables.episode.c.key == key)
    row = (await connection.execute(whole)).one_or_none()
    if row is None:
        raise missing(key)
    return row


async def _parts(
    connection: AsyncConnection,
    whole: rows.AnyRow,
    table: Table,
    make: Callable[[rows.AnyRow, str], Part],
) -> tuple[Part, ...]:
    mine = select(table).where(table.c.episode_id == whole.episode_id)
    found = await connection.execute(mine.order_by(table.c.position))
    return tuple(make(part, whole.text) for part in found)


async def quote(
    connection: AsyncConnection,
    quote_id: str,
    *,
    server: int | None,
) -> tuple[Episode, Quote] | None:
    """Find a quote that a server may see, or the one that now holds the words of a retired id."""
    heir = select(tables.retired.c.quote_id).where(tables.retired.c.id == quote_id)
    query = (
        select(tables.quote, tables.episode.c.key, tables.episode_text.c.text)
        .join_from(tables.quote, tables.episode)
        .join(tables.episode_text)
        .where(tables.quote.c.id == func.coalesce(heir.scalar_subquery(), quote_id))
    )
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    try:
        holder = await episode(connection, row.key, server=server)
    except NotFoundError:
        return None
    return holder, rows.to_quote(row, row.text)


async def note(connection: AsyncConnection, name: str) -> str | None:
    """Read a note, None where there is none."""
    query = select(tables.note.c.value).where(tables.note.c.name == name)
    return (await connection.execute(query)).scalar_one_or_none()


def missing(key: str) -> NotFoundError:
    """Say that there is no such episode, in the same words where it is another server's."""
    return NotFoundError(f'There is no episode "{key}"; `pullquote list` shows what there is.')


async def _episodes(
    connection: AsyncConnection,
    query: Select[*tuple[Any, ...]],
) -> tuple[Episode, ...]:
    found = await connection.execute(query.order_by(tables.episode.c.added))
    return tuple(rows.to_episode(row) for row in found)


def _episode() -> Select[*tuple[Any, ...]]:
    show = tables.show.c
    return select(
        tables.episode,
        show.slug,
        show.title.label("show_title"),
        show.owner,
    ).join_from(tables.episode, tables.show)


def _visible(server: int | None) -> ColumnElement[bool]:
    """Let through public shows and the server's own."""
    return tables.show.c.owner.in_((tables.PUBLIC, rows.owner_value(server)))
