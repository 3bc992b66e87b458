"""The current ids of quotes, which the id of a quote that was replaced leads to."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import tables

_retired = tables.retired.c


async def current_id(connection: AsyncConnection, quote_id: str) -> str:
    """Return the id of the quote that has the words of a retired id; others as they are."""
    query = select(_retired.quote_id).where(_retired.id == quote_id)
    return (await connection.execute(query)).scalar_one_or_none() or quote_id


async def to_current(connection: AsyncConnection, quote_ids: Collection[str]) -> dict[str, str]:
    """Map ids of quotes to their current ids, those that are not retired to themselves."""
    query = select(tables.retired).where(_retired.id.in_(quote_ids))
    given = {row.id: row.quote_id for row in (await connection.execute(query)).all()}
    return {one: given.get(one, one) for one in quote_ids}


async def current_ids(connection: AsyncConnection, quote_ids: Collection[str]) -> dict[str, str]:
    """Map ids of quotes, and all retired ids that lead to the same quotes, to their current ids."""
    current = await to_current(connection, quote_ids)
    same = select(tables.retired).where(_retired.quote_id.in_(set(current.values())))
    others = {row.id: row.quote_id for row in await connection.execute(same)}
    return {one: one for one in current.values()} | current | others


async def same_ids(connection: AsyncConnection, quote_id: str) -> list[str]:
    """List the ids, retired ones included, of the quote that an id leads to."""
    return list(await current_ids(connection, [quote_id]))
