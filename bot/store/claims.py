"""Deliveries that are made once, even if processes are killed meanwhile.

A delivery is a row of a table with the columns of `tables.post` that say so. Every race is settled
by one conditional UPDATE and the number of rows it changed, which works for any number of processes
and on any database. Who has claimed a delivery owns it until the lease ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class Claimable:
    """A row of a table of deliveries, found by its key."""

    table: Table
    key: ColumnElement[bool]


def is_open(table: Table) -> ColumnElement[bool]:
    """Match the deliveries whose outcome is not known."""
    return table.c.status.in_(("due", "sending"))


def is_free(table: Table, now: datetime) -> ColumnElement[bool]:
    """Match the deliveries that no process has."""
    return or_(table.c.lease.is_(None), table.c.lease <= now)


async def claim(
    connection: AsyncConnection, one: Claimable, *, owner: str, now: datetime, until: datetime
) -> bool:
    """Claim a delivery until an instant; return False if it is not open or another has it."""
    taken = await connection.execute(
        update(one.table)
        .where(one.key, is_open(one.table), is_free(one.table, now))
        .values(
            status="sending",
            owner=owner,
            lease=until,
            attempts=one.table.c.attempts + 1,
            first_try=func.coalesce(one.table.c.first_try, now),
        )
    )
    return taken.rowcount > 0


async def change(
    connection: AsyncConnection, one: Claimable, *, owner: str | None, **values: Any
) -> bool:
    """Store values of a delivery; return whether its owner still has it, else nothing is stored."""
    claimed = and_(one.key, one.table.c.status == "sending", one.table.c.owner == owner)
    changed = update(one.table).where(claimed).values(**values)
    return (await connection.execute(changed)).rowcount > 0


def ready_at(table: Table) -> ColumnElement[datetime]:
    """Return since when a delivery can be claimed."""
    return case((table.c.lease > table.c.due, table.c.lease), else_=table.c.due)


async def next_due_at(
    connection: AsyncConnection,
    table: Table,
    now: datetime,
    *,
    where: ColumnElement[bool] | None = None,
) -> datetime | None:
    """Return when next a delivery of a table can be claimed; None for never."""
    ready = ready_at(table)
    waiting = select(func.min(ready)).where(is_open(table), ready > now)
    if where is not None:
        waiting = waiting.where(where)
    return (await connection.execute(waiting)).scalar_one()
