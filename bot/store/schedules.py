"""The schedules of the servers, with the quotes that each has pinned or excluded."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, delete, insert, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.schedules import RotationState, Schedule
from bot.shards import ALL, Shards
from bot.store import changes, daily_rows, shows, tables
from bot.store.precedence import Precedence
from bot.store.rows import AnyRow

_SERVER_TABLES = (tables.schedule, tables.post, tables.pin, tables.exclusion)

# A post a week, and a date that its zone has skipped.
_FARTHEST = timedelta(days=15)

# Of posts that are in the channel, or may be.
_SHOWN_STATUSES = ("sent", "sending")

# Raised when a column of a row holds something that its type cannot read.
UNREADABLE = (TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class DueSchedule:
    """A server to be planned, and since when; `schedule` is None if its row cannot be read."""

    server: int
    next_plan_at: datetime
    schedule: Schedule | None


async def get(connection: AsyncConnection, server: int) -> Schedule | None:
    """Return the schedule of a server; None if there is none that can be read."""
    return (await get_many(connection, [server])).get(server)


async def get_many(connection: AsyncConnection, servers: Collection[int]) -> dict[int, Schedule]:
    """Map servers to their schedules, leaving out those that cannot be read."""
    query = select(tables.schedule).where(tables.schedule.c.server.in_(servers))
    return await _readable(connection, query)


async def get_all(connection: AsyncConnection) -> tuple[Schedule, ...]:
    """List all schedules that can be read, by server."""
    query = select(tables.schedule).order_by(tables.schedule.c.server)
    return tuple((await _readable(connection, query)).values())


async def _readable(
    connection: AsyncConnection, query: Select[*tuple[Any, ...]]
) -> dict[int, Schedule]:
    """Map servers to their schedules; if one row cannot be read, read each row by itself."""
    with suppress(*UNREADABLE):
        return {row.server: daily_rows.to_schedule(row) for row in await connection.execute(query)}
    server = tables.schedule.c.server
    schedules: dict[int, Schedule] = {}
    for number in (await connection.execute(query.with_only_columns(server))).scalars():
        with suppress(*UNREADABLE):
            row = (await connection.execute(query.where(server == number))).one()
            schedules[number] = daily_rows.to_schedule(row)
    return schedules


async def put(
    connection: AsyncConnection, schedule: Schedule, *, next_plan_at: datetime | None
) -> None:
    """Write a server's schedule and when it is to be planned next, over an older one.

    Episodes count as new to a server if they are added after it asked for announcements.
    """
    table = tables.schedule
    mine = table.c.server == schedule.server
    known = (await connection.execute(select(table.c.since, table.c.episodes).where(mine))).first()
    asked = known is not None and known.episodes and schedule.episodes
    since = (
        known.since if known is not None and asked else await changes.current_version(connection)
    )
    values = {**daily_rows.schedule_values(schedule), "ripe": next_plan_at, "since": since}
    if known is None:
        await connection.execute(insert(table), values)
    else:
        await connection.execute(update(table).where(mine).values(values))


async def any_far_ahead(connection: AsyncConnection, now: datetime) -> bool:
    """Return whether a server would be planned after weeks, though no two posts are that far apart.

    It was planned while the clock was far ahead.
    """
    far = select(tables.schedule.c.server).where(tables.schedule.c.ripe > now + _FARTHEST)
    return (await connection.execute(far.limit(1))).first() is not None


async def bring_forward(connection: AsyncConnection, now: datetime) -> None:
    """Plan servers now that would be planned after weeks."""
    table = tables.schedule
    far = update(table).where(table.c.ripe > now + _FARTHEST)
    await connection.execute(far.values(ripe=now))


async def reenable(connection: AsyncConnection, server: int) -> None:
    """Set a disabled schedule back to on, because a post was sent."""
    table = tables.schedule
    broken = (table.c.server == server, table.c.state == "disabled")
    await connection.execute(update(table).where(*broken).values(state="on", reason="", told=None))


async def forget(connection: AsyncConnection, server: int) -> None:
    """Delete the schedule of a server, its posts, its pins and its exclusions."""
    for table in _SERVER_TABLES:
        await connection.execute(delete(table).where(table.c.server == server))


async def due_for_planning(
    connection: AsyncConnection, now: datetime, *, limit: int, shards: Shards = ALL
) -> tuple[DueSchedule, ...]:
    """List the servers that a process is to plan, longest due first."""
    server, ripe = tables.schedule.c.server, tables.schedule.c.ripe
    precedence = Precedence(shards, server)
    query = select(server, ripe).where(ripe <= now, precedence.may_take(ripe, now))
    query = query.order_by(*precedence.in_order(ripe, server)).limit(limit)
    rows = (await connection.execute(query)).all()
    schedules = await get_many(connection, [row.server for row in rows])
    return tuple(DueSchedule(row.server, row.ripe, schedules.get(row.server)) for row in rows)


async def new_episodes(
    connection: AsyncConnection, now: datetime, *, shards: Shards = ALL
) -> tuple[tuple[Schedule, tuple[str, ...]], ...]:
    """List the ids of the episodes to be announced in each server on shards, newest first."""
    plan, episode, show, post = tables.schedule, tables.episode, tables.show, tables.post
    announced = and_(
        post.c.server == plan.c.server,
        post.c.key == literal("e:").concat(episode.c.id),
    )
    query = (
        select(plan.c.server, episode.c.id, show.c.slug, show.c.owner)
        .join_from(plan, episode, episode.c.added > plan.c.since)
        .join(show, show.c.id == episode.c.show_id)
        .outerjoin(post, announced)
        .where(
            Precedence(shards, plan.c.server).is_own(),
            plan.c.episodes,
            plan.c.state.in_(("on", "disabled")),
            show.c.owner.in_((tables.PUBLIC, plan.c.server)),
            episode.c.removed_at.is_(None),
            or_(episode.c.embargo.is_(None), episode.c.embargo <= now),
            post.c.server.is_(None),
        )
        .order_by(episode.c.added.desc())
    )
    rows = (await connection.execute(query)).all()
    schedules = await get_many(connection, {row.server for row in rows})
    chosen = await shows.chosen_shows(connection)
    episodes: dict[int, list[str]] = {}
    for row in rows:
        schedule = schedules.get(row.server)
        if not _is_searched(row, chosen.get(row.server)):
            continue
        if schedule and (not schedule.shows or row.slug in schedule.shows):
            episodes.setdefault(row.server, []).append(row.id)
    return tuple((schedules[server], tuple(ids)) for server, ids in episodes.items())


def _is_searched(row: AnyRow, chosen: frozenset[str] | None) -> bool:
    return chosen is None or row.owner != tables.PUBLIC or row.slug in chosen


async def rotation_state(connection: AsyncConnection, server: int) -> RotationState:
    """Return what a server has been shown, has pinned and has excluded."""
    post = tables.post
    in_channel = (
        post.c.server == server,
        post.c.quote_id.is_not(None),
        post.c.status.in_(_SHOWN_STATUSES),
    )
    shown = await connection.execute(
        select(post).where(*in_channel).order_by(post.c.date, post.c.key)
    )
    excluded = select(tables.exclusion.c.quote_id).where(tables.exclusion.c.server == server)
    return RotationState(
        shown=tuple(map(daily_rows.to_shown, shown)),
        pins=(await pins(connection, [server])).get(server, ()),
        excluded=frozenset((await connection.execute(excluded)).scalars()),
    )


async def pins(connection: AsyncConnection, servers: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Map servers to the ids of their pinned quotes, in the order of their queue."""
    pin = tables.pin.c
    query = select(pin.server, pin.quote_id).where(pin.server.in_(servers))
    queues: dict[int, tuple[str, ...]] = {}
    for row in await connection.execute(query.order_by(pin.position)):
        queues[row.server] = (*queues.get(row.server, ()), row.quote_id)
    return queues


async def set_pins(connection: AsyncConnection, server: int, quotes: Sequence[str]) -> None:
    """Replace the queue of a server's pinned quotes."""
    await connection.execute(delete(tables.pin).where(tables.pin.c.server == server))
    rows = [
        {"server": server, "quote_id": quote, "position": position}
        for position, quote in enumerate(dict.fromkeys(quotes))
    ]
    if rows:
        await connection.execute(insert(tables.pin), rows)


async def pin(connection: AsyncConnection, server: int, quote: str, *, first: bool) -> None:
    """Put a quote at the end, or at the head, of a server's queue; it is no longer excluded."""
    queue = (await pins(connection, [server])).get(server, ())
    others = [pinned for pinned in queue if pinned != quote]
    await set_pins(connection, server, [quote, *others] if first else [*others, quote])
    await include(connection, server, quote)


async def unpin(connection: AsyncConnection, server: int, quote: str) -> bool:
    """Remove a quote from a server's queue; return whether it was there."""
    table = tables.pin
    mine = (table.c.server == server, table.c.quote_id == quote)
    return (await connection.execute(delete(table).where(*mine))).rowcount > 0


async def include(connection: AsyncConnection, server: int, quote: str) -> bool:
    """Allow an excluded quote in a server's posts again; return whether it was excluded."""
    table = tables.exclusion
    mine = (table.c.server == server, table.c.quote_id == quote)
    return (await connection.execute(delete(table).where(*mine))).rowcount > 0


async def exclude(connection: AsyncConnection, server: int, quote: str) -> None:
    """Exclude a quote from a server's posts, and remove it from the queue."""
    for table in (tables.pin, tables.exclusion):
        mine = (table.c.server == server, table.c.quote_id == quote)
        await connection.execute(delete(table).where(*mine))
    await connection.execute(insert(tables.exclusion), {"server": server, "quote_id": quote})
