"""What members reported to be wrong in excerpts, for those who may correct it."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.records import Decision, Mistake
from bot.store import rows, tables
from bot.store.ownership import owned_by

_mistake, _show = tables.mistake.c, tables.show.c


async def file(connection: AsyncConnection, mistake: Mistake) -> Mistake:
    """Store a mistake, or find the open one that the member reported in the same words."""
    query = select(tables.mistake).where(
        _mistake.user == mistake.user,
        _mistake.quote_id == mistake.quote,
        _mistake.kind == mistake.kind,
        _mistake.heard == mistake.misheard,
        _mistake.right == mistake.right,
        _mistake.status == "open",
    )
    known = (await connection.execute(query)).first()
    if known is not None:
        return _to_mistake(known)
    values = insert(tables.mistake).values(_values(mistake))
    added = await connection.execute(values.returning(_mistake.id))
    return replace(mistake, id=added.scalar_one())


async def reported_by(connection: AsyncConnection, user: int) -> tuple[Mistake, ...]:
    """List the mistakes that a member reported, the oldest first."""
    query = select(tables.mistake).where(_mistake.user == user).order_by(_mistake.id)
    return tuple(map(_to_mistake, await connection.execute(query)))


async def open_mistakes(connection: AsyncConnection, *, server: int | None) -> tuple[Mistake, ...]:
    """List the open mistakes that a server may see, the oldest first; None is the operator.

    A server sees those in its own shows, and those in public shows that its members reported.
    """
    query = _placed(select(tables.mistake)).where(_mistake.status == "open", _seen_by(server))
    return tuple(map(_to_mistake, await connection.execute(query.order_by(_mistake.id))))


async def open_in(connection: AsyncConnection, server: int) -> int:
    """Return how many mistakes in a server's own shows are open."""
    query = _placed(select(func.count())).where(_mistake.status == "open", owned_by(server))
    return (await connection.execute(query)).scalar_one()


async def decided_mistakes(
    connection: AsyncConnection, *, server: int | None, since: datetime
) -> tuple[Mistake, ...]:
    """List the mistakes that a server may see and that were decided since a moment."""
    query = _placed(select(tables.mistake)).where(_mistake.decided >= since, _seen_by(server))
    return tuple(map(_to_mistake, await connection.execute(query.order_by(_mistake.id))))


async def reopen(connection: AsyncConnection, mistake_id: int) -> None:
    """Open a decided mistake again."""
    values = {"status": "open", "decided": None, "decided_by": None}
    await connection.execute(update(tables.mistake).where(_mistake.id == mistake_id).values(values))


async def decide(
    connection: AsyncConnection, mistake_id: int, status: Decision, *, at: datetime, by: int | None
) -> bool:
    """Close an open mistake; return False if somebody else has decided it."""
    waiting = (_mistake.id == mistake_id, _mistake.status == "open")
    values = {"status": status, "decided": at, "decided_by": by}
    decided = update(tables.mistake).where(*waiting).values(values)
    return (await connection.execute(decided)).rowcount > 0


def _placed(query: Select[Any]) -> Select[Any]:
    """Return a query of mistakes with their episodes, unless removed, and their shows."""
    return (
        query.select_from(tables.mistake)
        .join(tables.episode, tables.episode.c.id == _mistake.episode_id)
        .join(tables.show, _show.id == tables.episode.c.show_id)
        .where(tables.episode.c.removed_at.is_(None))
    )


def _seen_by(server: int | None) -> ColumnElement[bool]:
    reported_here = and_(_show.owner == tables.PUBLIC, _mistake.server == server)
    return owned_by(server) if server is None else or_(owned_by(server), reported_here)


def _values(mistake: Mistake) -> rows.Values:
    values = asdict(mistake) | {"server": rows.owner_value(mistake.server)}
    del values["id"]
    names = {"episode": "episode_id", "quote": "quote_id", "misheard": "heard"}
    return {names.get(name, name): value for name, value in values.items()}


def _to_mistake(row: rows.AnyRow) -> Mistake:
    return Mistake(
        server=rows.to_server(row.server),
        user=row.user,
        episode=row.episode_id,
        quote=row.quote_id,
        kind=row.kind,
        created=row.created,
        misheard=row.heard,
        right=row.right,
        note=row.note,
        status=row.status,
        decided=row.decided,
        decided_by=row.decided_by,
        id=row.id,
    )
