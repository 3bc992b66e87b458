"""Queries of episodes and their parts."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Collection
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, Table, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import NotFoundError
from bot.models import Chapter, Content, Episode, Excerpt, Quote
from bot.store import rows, tables

Model = TypeVar("Model")


async def episodes(connection: AsyncConnection, *, server: int | None) -> tuple[Episode, ...]:
    """List the episodes that a server may see, in the order they were added."""
    return await _episodes(connection, _episode().where(_visible(server)))


async def every_episode(connection: AsyncConnection) -> tuple[Episode, ...]:
    """List the episodes of all servers, in the order they were added."""
    return await _episodes(connection, _episode())


async def episode(connection: AsyncConnection, key: str, *, server: int | None) -> Episode:
    """Return an episode that a server may see; raise NotFoundError if there is none."""
    query = _episode().where(tables.episode.c.key == key, _visible(server))
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise not_found(key)
    return rows.to_episode(row)


async def content(connection: AsyncConnection, key: str) -> Content:
    """Return the content of an episode of any server; raise NotFoundError if there is none."""
    query = select(tables.episode_text).join(tables.episode)
    row = (await connection.execute(query.where(tables.episode.c.key == key))).one_or_none()
    if row is None:
        raise not_found(key)
    return await _content(connection, row)


async def content_at(
    connection: AsyncConnection, episode_id: str, *, version: int
) -> Content | None:
    """Return the content of an episode; None if it was removed or changed after a version."""
    query = select(tables.episode_text).join(tables.change, _unchanged_since(version))
    mine = tables.episode_text.c.episode_id == episode_id
    row = (await connection.execute(query.where(mine))).one_or_none()
    return None if row is None else await _content(connection, row)


async def source(connection: AsyncConnection, key: str) -> bytes:
    """Return the bytes of an episode's file where they were kept, else none."""
    query = select(tables.source.c.data).join(tables.episode).where(tables.episode.c.key == key)
    data = (await connection.execute(query)).scalar_one_or_none()
    return b"" if data is None else zlib.decompress(data)


async def sketches(
    connection: AsyncConnection, *, server: int | None
) -> dict[str, tuple[int, ...]]:
    """Map the keys of the episodes that a server may see to their sketches."""
    query = (
        select(tables.episode.c.key, tables.sketch.c.data)
        .join_from(tables.sketch, tables.episode)
        .join(tables.show)
        .where(_visible(server))
    )
    return {row.key: rows.to_sketch(row.data) for row in await connection.execute(query)}


async def _content(connection: AsyncConnection, row: rows.AnyRow) -> Content:
    return Content(
        text=row.text,
        quotes=await _parts(connection, row, tables.quote, rows.to_quote),
        chapters=await _parts(connection, row, tables.chapter, rows.to_chapter),
        topics=await _parts(connection, row, tables.topic, rows.to_topic),
        highlights=await _parts(connection, row, tables.highlight, rows.to_highlight),
        summary=rows.to_summary(row.summary, row.text),
        names=await _parts(connection, row, tables.name, rows.to_name),
        excluded=await _parts(connection, row, tables.excluded, rows.to_span),
        asides=await _parts(connection, row, tables.aside, rows.to_span),
    )


async def chapters(
    connection: AsyncConnection, episode_id: str, *, version: int
) -> tuple[Chapter, ...]:
    """Read the chapters of an episode; none if it was removed or changed after a version."""
    text = (await texts(connection, [episode_id], version=version)).get(episode_id)
    if text is None:
        return ()
    mine = select(tables.chapter).where(tables.chapter.c.episode_id == episode_id)
    found = await connection.execute(mine.order_by(tables.chapter.c.position))
    return tuple(rows.to_chapter(row, text) for row in found)


async def texts(
    connection: AsyncConnection, episode_ids: Collection[str], *, version: int
) -> dict[str, str]:
    """Map the ids of episodes to their texts, without those that changed after a version."""
    query = select(tables.episode_text.c.episode_id, tables.episode_text.c.text)
    query = query.join(tables.change, _unchanged_since(version))
    wanted = tables.episode_text.c.episode_id.in_(episode_ids)
    rows_found = await connection.execute(query.where(wanted))
    return {row.episode_id: row.text for row in rows_found}


async def _parts(
    connection: AsyncConnection,
    whole: rows.AnyRow,
    table: Table,
    make: Callable[[rows.AnyRow, str], Model],
) -> tuple[Model, ...]:
    mine = select(table).where(table.c.episode_id == whole.episode_id)
    found = await connection.execute(mine.order_by(table.c.position))
    return tuple(make(part, whole.text) for part in found)


async def quote(
    connection: AsyncConnection,
    quote_id: str,
    *,
    server: int | None,
) -> tuple[Episode, Quote] | None:
    """Return a quote that a server may see, by its id or a retired one; None if there is none."""
    replacement = select(tables.retired.c.quote_id).where(tables.retired.c.id == quote_id)
    query = (
        select(tables.quote, tables.episode.c.key, tables.episode_text.c.text)
        .join_from(tables.quote, tables.episode)
        .join(tables.episode_text)
        .where(tables.quote.c.id == func.coalesce(replacement.scalar_subquery(), quote_id))
    )
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    try:
        found = await episode(connection, row.key, server=server)
    except NotFoundError:
        return None
    return found, rows.to_quote(row, row.text)


async def highlight(connection: AsyncConnection, quote_id: str, *, version: int) -> Excerpt | None:
    """Return the highlight of a quote, None if it has none or changed after a version."""
    best, whole = tables.highlight, tables.episode_text
    query = (
        select(best, whole.c.text)
        .join(whole, whole.c.episode_id == best.c.episode_id)
        .join(tables.change, _unchanged_since(version))
        .where(best.c.quote_id == quote_id)
        .order_by(best.c.position)
    )
    row = (await connection.execute(query.limit(1))).one_or_none()
    if row is None:
        return None
    return Excerpt(row.start, row.end, row.text[row.start : row.end], row.display)


async def neighbours(
    connection: AsyncConnection, episode_id: str, *, first: int, last: int, version: int
) -> tuple[Quote, ...]:
    """Read the quotes of an episode at positions first..last, inclusive, in order.

    Empty if the episode was removed or changed after a version: it may be under embargo now.
    """
    text = (await texts(connection, [episode_id], version=version)).get(episode_id)
    if text is None:
        return ()
    place = tables.quote.c.position
    mine = (tables.quote.c.episode_id == episode_id, place.between(first, last))
    found = await connection.execute(select(tables.quote).where(*mine).order_by(place))
    return tuple(rows.to_quote(row, text) for row in found)


async def note(connection: AsyncConnection, name: str) -> str | None:
    """Return a note, None if there is none."""
    query = select(tables.note.c.value).where(tables.note.c.name == name)
    return (await connection.execute(query)).scalar_one_or_none()


def not_found(key: str) -> NotFoundError:
    """Return the error for an unknown episode, the same for an episode of another server."""
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


def _unchanged_since(version: int) -> ColumnElement[bool]:
    """Match the text of an episode with its last change, if that is not after a version."""
    change = tables.change.c
    return and_(change.episode_id == tables.episode_text.c.episode_id, change.version <= version)


def _visible(server: int | None) -> ColumnElement[bool]:
    """Match public shows and the shows of a server."""
    return tables.show.c.owner.in_((tables.PUBLIC, rows.owner_value(server)))
