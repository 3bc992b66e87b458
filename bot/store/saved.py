"""The lines that members saved."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.records import SavedLine
from bot.store import rows, tables
from bot.store.current_ids import current_id, same_ids

_saved = tables.saved.c


async def save(
    connection: AsyncConnection, user: int, quote_id: str, *, server: int | None, at: datetime
) -> bool:
    """Save a quote, given by its id or a retired one; return False if it was saved already."""
    if await is_saved(connection, user, quote_id):
        return False
    values = {"quote_id": await current_id(connection, quote_id), "user": user, "at": at}
    await connection.execute(insert(tables.saved), {**values, "server": rows.owner_value(server)})
    return True


async def is_saved(connection: AsyncConnection, user: int, quote_id: str) -> bool:
    """Return whether a member saved a quote."""
    query = select(_saved.quote_id).where(
        _saved.user == user, _saved.quote_id.in_(await same_ids(connection, quote_id))
    )
    return (await connection.execute(query)).first() is not None


async def unsave(connection: AsyncConnection, user: int, quote_id: str) -> bool:
    """Delete a saved line; return whether it was saved."""
    mine = (_saved.user == user, _saved.quote_id.in_(await same_ids(connection, quote_id)))
    return (await connection.execute(delete(tables.saved).where(*mine))).rowcount > 0


async def count(connection: AsyncConnection, user: int) -> int:
    """Return the number of lines that a member saved."""
    query = select(func.count()).select_from(tables.saved).where(_saved.user == user)
    return (await connection.execute(query)).scalar_one()


async def saved_by(connection: AsyncConnection, user: int) -> tuple[SavedLine, ...]:
    """List the lines that a member saved, the newest first."""
    query = select(tables.saved).where(_saved.user == user)
    found = (await connection.execute(query.order_by(_saved.at.desc(), _saved.quote_id))).all()
    return tuple(SavedLine(row.quote_id, rows.to_server(row.server), row.at) for row in found)


async def clear(connection: AsyncConnection, user: int) -> int:
    """Delete all lines that a member saved; return how many."""
    return (await connection.execute(delete(tables.saved).where(_saved.user == user))).rowcount
