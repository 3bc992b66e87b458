"""What is stored under the id of a member or a server, all in one place, so that it can be deleted.

A test holds these tables to all columns that have such an id.
"""

from __future__ import annotations

from sqlalchemy import Column, delete, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import tables

OF_USER: tuple[Column[int], ...] = (
    tables.saved.c.user,
    tables.vote.c.user,
    tables.alert.c.user,
    tables.mistake.c.user,
)
"""The columns whose rows are deleted with a member."""

NAMING_USER: tuple[Column[int], ...] = (tables.vote.c.finder, tables.mistake.c.decided_by)
"""The columns that are emptied, because the rows are others' or of the library."""

OF_SERVER: tuple[Column[int], ...] = (
    tables.server.c.server,
    tables.question.c.server,
    tables.vote.c.server,
    tables.alert.c.server,
    tables.mistake.c.server,
    tables.chosen.c.server,
    tables.schedule.c.server,
    tables.post.c.server,
    tables.pin.c.server,
    tables.exclusion.c.server,
)
"""The columns whose rows are deleted with a server."""

NAMING_SERVER: tuple[Column[int], ...] = (tables.saved.c.server,)
"""The columns that are set to none: a saved line is the member's, wherever it was saved."""


async def forget_user(connection: AsyncConnection, user: int) -> None:
    """Delete everything of a member; corrections that were accepted stay, without a name."""
    for column in NAMING_USER:
        await connection.execute(update(column.table).where(column == user).values({column: None}))
    for column in OF_USER:
        await connection.execute(delete(column.table).where(column == user))


async def forget_server(connection: AsyncConnection, server: int) -> None:
    """Delete everything of a server but its shows and feeds, which have commands of their own."""
    for column in NAMING_SERVER:
        here = column == server
        await connection.execute(update(column.table).where(here).values({column: tables.PUBLIC}))
    for column in OF_SERVER:
        await connection.execute(delete(column.table).where(column == server))
