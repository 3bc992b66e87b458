"""Deliveries that are made once, even if processes are killed meanwhile.

A delivery is a row of a table with the columns of `tables.post` that say so. Every race is settled
by one conditional UPDATE and the number of rows it changed, which works for any number of processes
and on any database. Who has claimed a delivery owns it until the lease ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

LONGEST_LEASE = {"post": timedelta(hours=1, minutes=5), "alert_match": timedelta(hours=25)}
"""How long at most a delivery is left alone, by its table: alerts wait for quiet hours to end."""


@dataclass(frozen=True, slots=True)
class Claimable:
    """A row of a table of deliveries, found by its key."""

    table: Table
    key: ColumnElement[bool]


def is_open(table: Table) -> ColumnElement[bool]:
    """Match the deliveries whose outcome is not known."""
    return table.c.status.in_(("due", "sending"))


def is_free(table: Table, now: datetime) -> ColumnElement[bool]:
    """Match the deliveries that no process has.

    A lease that would last for too long is from before the clock was set back.
    """
    lease = table.c.lease
    return or_(lease.is_(None), lease <= now, lease > now + LONGEST_LEASE[table.name])


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


async def ask(
    connection: AsyncConnection, one: Claimable, *, owner: str | None, now: datetime, **values: Any
) -> bool:
    """Store that a delivery is requested now, and values of it; return whether its owner has it.

    To be stored before the request: from then on the delivery may have been made.
    """
    asked = func.coalesce(one.table.c.asked, now)
    return await change(connection, one, owner=owner, asked=asked, **values)


async def look_in_vain(
    connection: AsyncConnection, one: Claimable, *, owner: str | None, now: datetime
) -> bool:
    """Count a look that did not find a delivery; return whether its owner still has it."""
    values: dict[str, Any] = {"looks": one.table.c.looks + 1, "looked": now}
    return await change(connection, one, owner=owner, **values)


async def unask(connection: AsyncConnection, one: Claimable, *, owner: str | None) -> bool:
    """Store that no request for a delivery took effect; return whether its owner still has it."""
    return await change(connection, one, owner=owner, asked=None, looks=0)


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
