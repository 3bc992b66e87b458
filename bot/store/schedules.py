"""The schedules of the servers, and what each pinned or never wants to see."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import and_, delete, insert, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.schedules import RotationState, Schedule
from bot.store import changes, daily_rows, tables

_SERVER_TABLES = (tables.schedule, tables.post, tables.pin, tables.exclusion)

# What is in the channel, or may be.
_SHOWN_STATUSES = ("sent", "sending")


async def get(connection: AsyncConnection, server: int) -> Schedule | None:
    """Read the schedule of a server."""
    query = select(tables.schedule).where(tables.schedule.c.server == server)
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else daily_rows.to_schedule(row)


async def get_many(connection: AsyncConnection, servers: Collection[int]) -> dict[int, Schedule]:
    """Read the schedules of these servers."""
    query = select(tables.schedule).where(tables.schedule.c.server.in_(servers))
    return {row.server: daily_rows.to_schedule(row) for row in await connection.execute(query)}


async def get_all(connection: AsyncConnection) -> tuple[Schedule, ...]:
    """List all schedules."""
    rows = await connection.execute(select(tables.schedule).order_by(tables.schedule.c.server))
    return tuple(map(daily_rows.to_schedule, rows))


async def put(
    connection: AsyncConnection, schedule: Schedule, *, next_plan_at: datetime | None
) -> None:
    """Write a server's schedule over an older one, and when its next day is to be entered.

    Episodes are new to a server from the moment on in which it asks for them.
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


async def reenable(connection: AsyncConnection, server: int) -> None:
    """Take a schedule for mended, because a post arrived."""
    table = tables.schedule
    broken = (table.c.server == server, table.c.state == "disabled")
    await connection.execute(update(table).where(*broken).values(state="on", reason="", told=None))


async def forget(connection: AsyncConnection, server: int) -> None:
    """Delete all that the daily highlight knows of a server."""
    for table in _SERVER_TABLES:
        await connection.execute(delete(table).where(table.c.server == server))


async def due_for_planning(
    connection: AsyncConnection, now: datetime, *, limit: int
) -> tuple[tuple[Schedule, datetime], ...]:
    """List schedules whose next day is to be entered, with when that was due, oldest first."""
    table = tables.schedule
    query = select(table).where(table.c.ripe <= now).order_by(table.c.ripe, table.c.server)
    rows = await connection.execute(query.limit(limit))
    return tuple((daily_rows.to_schedule(row), row.ripe) for row in rows)


async def new_episodes(
    connection: AsyncConnection, now: datetime
) -> tuple[tuple[Schedule, tuple[str, ...]], ...]:
    """List the episodes that are new to servers which want to hear of them, newest first."""
    plan, episode, show, post = tables.schedule, tables.episode, tables.show, tables.post
    announced = and_(
        post.c.server == plan.c.server,
        post.c.key == literal("e:").concat(episode.c.id),
    )
    query = (
        select(plan, episode.c.id, show.c.slug)
        .join_from(plan, episode, episode.c.added > plan.c.since)
        .join(show, show.c.id == episode.c.show_id)
        .outerjoin(post, announced)
        .where(
            plan.c.episodes,
            plan.c.state.in_(("on", "disabled")),
            show.c.owner.in_((tables.PUBLIC, plan.c.server)),
            or_(episode.c.embargo.is_(None), episode.c.embargo <= now),
            post.c.server.is_(None),
        )
        .order_by(episode.c.added.desc())
    )
    found: dict[int, tuple[Schedule, list[str]]] = {}
    for row in await connection.execute(query):
        schedule = daily_rows.to_schedule(row)
        if not schedule.shows or row.slug in schedule.shows:
            found.setdefault(row.server, (schedule, []))[1].append(row.id)
    return tuple((schedule, tuple(episodes)) for schedule, episodes in found.values())


async def rotation_state(connection: AsyncConnection, server: int) -> RotationState:
    """Read what a server's next highlight is chosen by."""
    post = tables.post
    held = (
        post.c.server == server,
        post.c.quote_id.is_not(None),
        post.c.status.in_(_SHOWN_STATUSES),
    )
    shown = await connection.execute(select(post).where(*held).order_by(post.c.date, post.c.key))
    excluded = select(tables.exclusion.c.quote_id).where(tables.exclusion.c.server == server)
    return RotationState(
        shown=tuple(map(daily_rows.to_shown, shown)),
        pins=(await pins(connection, [server])).get(server, ()),
        excluded=frozenset((await connection.execute(excluded)).scalars()),
    )


async def pins(connection: AsyncConnection, servers: Collection[int]) -> dict[int, tuple[str, ...]]:
    """List the quotes that servers want next, in order."""
    pin = tables.pin.c
    query = select(pin.server, pin.quote_id).where(pin.server.in_(servers))
    found: dict[int, tuple[str, ...]] = {}
    for row in await connection.execute(query.order_by(pin.position)):
        found[row.server] = (*found.get(row.server, ()), row.quote_id)
    return found


async def set_pins(connection: AsyncConnection, server: int, quotes: Sequence[str]) -> None:
    """Put a server's queue in this order."""
    await connection.execute(delete(tables.pin).where(tables.pin.c.server == server))
    rows = [
        {"server": server, "quote_id": quote, "position": position}
        for position, quote in enumerate(dict.fromkeys(quotes))
    ]
    if rows:
        await connection.execute(insert(tables.pin), rows)


async def pin(connection: AsyncConnection, server: int, quote: str, *, first: bool) -> None:
    """Put a quote into a server's queue; what was excluded is no longer."""
    waiting = (await pins(connection, [server])).get(server, ())
    others = [known for known in waiting if known != quote]
    await set_pins(connection, server, [quote, *others] if first else [*others, quote])
    table = tables.exclusion
    excluded = (table.c.server == server, table.c.quote_id == quote)
    await connection.execute(delete(table).where(*excluded))


async def unpin(connection: AsyncConnection, server: int, quote: str) -> bool:
    """Take a quote out of a server's queue; tell whether it was there."""
    table = tables.pin
    mine = (table.c.server == server, table.c.quote_id == quote)
    return (await connection.execute(delete(table).where(*mine))).rowcount > 0


async def exclude(connection: AsyncConnection, server: int, quote: str) -> None:
    """Never post a quote in a server, even where it was pinned."""
    for table in (tables.pin, tables.exclusion):
        mine = (table.c.server == server, table.c.quote_id == quote)
        await connection.execute(delete(table).where(*mine))
    await connection.execute(insert(tables.exclusion), {"server": server, "quote_id": quote})
