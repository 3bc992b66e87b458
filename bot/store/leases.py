"""Leases: what one process of several may have at a time, even if processes are killed or hang.

Every race is settled by one conditional UPDATE and the number of rows it changed. A beat counts the
changes of a lease: who has it changes it again and again, and a beat that stays the same for long
shows the others that its owner is gone. So no clocks of two machines are compared.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import queries, tables, updates

_lease = tables.lease.c


@dataclass(frozen=True, slots=True)
class LeaseState:
    """Who has a lease, None for nobody, and its beat."""

    owner: str | None
    beat: int


FREE = LeaseState(owner=None, beat=0)
"""The state of a lease that nobody has had yet."""


async def look(connection: AsyncConnection, name: str) -> LeaseState:
    """Return the state of a lease."""
    row = (await connection.execute(select(tables.lease).where(_lease.name == name))).one_or_none()
    return FREE if row is None else LeaseState(row.owner, row.beat)


async def states(connection: AsyncConnection, prefix: str) -> dict[str, LeaseState]:
    """Map the names of the leases that begin with a prefix to their states."""
    begins = _lease.name.startswith(prefix, autoescape=True)
    rows = await connection.execute(select(tables.lease).where(begins))
    return {row.name: LeaseState(row.owner, row.beat) for row in rows}


async def take(
    connection: AsyncConnection, name: str, *, owner: str, seen_beat: int | None
) -> bool:
    """Take a lease that is free, or whose beat is still the one seen; return whether it was."""
    takable = or_(_lease.owner.is_(None), _lease.owner == owner, _lease.beat == seen_beat)
    if await _change(connection, name, takable, owner=owner):
        return True
    if await look(connection, name) != FREE:
        return False
    await connection.execute(insert(tables.lease).values(name=name, owner=owner, beat=1))
    return True


async def renew(connection: AsyncConnection, name: str, *, owner: str) -> bool:
    """Advance the beat of a lease; return False if another has it, or nobody."""
    return await _change(connection, name, _lease.owner == owner, owner=owner)


async def release(connection: AsyncConnection, name: str, *, owner: str) -> bool:
    """Make a lease free; return False if its owner does not have it."""
    return await _change(connection, name, _lease.owner == owner, owner=None)


async def replace_note(
    connection: AsyncConnection, name: str, value: str, *, known: str | None, unless: str
) -> bool:
    """Write a note over the one that is known; return False if it has changed.

    Nor is it written if any lease that begins with a prefix is taken: so who takes such a lease,
    and then reads the note, reads what stays true while it has the lease.
    """
    taken = any(one.owner is not None for one in (await states(connection, unless)).values())
    if taken or await queries.note(connection, name) != known:
        return False
    await updates.set_note(connection, name, value)
    return True


async def _change(
    connection: AsyncConnection, name: str, condition: ColumnElement[bool], *, owner: str | None
) -> bool:
    changed = await connection.execute(
        update(tables.lease)
        .where(_lease.name == name, condition)
        .values(owner=owner, beat=_lease.beat + 1)
    )
    return changed.rowcount > 0
