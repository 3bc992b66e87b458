"""The ledger: what became of every post, so that each is made once whoever dies at it.

Each statement that settles a race is one conditional UPDATE, judged by how many rows it changed:
it holds for any number of processes and on any database.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, case, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.schedules import Post, PostCandidate, RotationState, Schedule, Status
from bot.store import daily_rows, schedules, tables

_post = tables.post.c
_OPEN = _post.status.in_(("due", "sending"))


@dataclass(frozen=True, slots=True)
class HighlightChoice:
    """Name what to post, None for nothing, and the board that it was chosen by."""

    state: RotationState
    candidate: PostCandidate | None


class StaleChoiceError(Exception):
    """Say that a server's board has changed since a choice was made by it: choose again."""


@dataclass(frozen=True, slots=True)
class PlannedPosts:
    """Enter a server's posts in the ledger; `ripe` is what the schedule said when they were made.

    `then` is when the day after them is to be entered.
    """

    server: int
    next_plan_at: datetime
    posts: tuple[Post, ...]
    following_plan_at: datetime | None


@dataclass(frozen=True, slots=True)
class PostTask:
    """Hand over a post to be made, with its server's schedule and the ids of its pinned quotes."""

    post: Post
    schedule: Schedule
    pins: tuple[str, ...] = ()


async def plan(connection: AsyncConnection, plans: Sequence[PlannedPosts]) -> None:
    """Enter the posts of many servers, each unless its schedule has changed meanwhile.

    Two processes may have made the same plan: the second finds the schedule moved on.
    """
    schedule = tables.schedule
    for one in plans:
        unchanged = (schedule.c.server == one.server, schedule.c.ripe == one.next_plan_at)
        updated = await connection.execute(
            update(schedule).where(*unchanged).values(ripe=one.following_plan_at)
        )
        if updated.rowcount:
            await _enter_missing(connection, one.posts)


async def enter(connection: AsyncConnection, posts: Sequence[Post]) -> None:
    """Enter posts in the ledger, but those whose keys it holds already."""
    schedule = tables.schedule
    for server in {post.server for post in posts}:
        # For the lock of the row only: it keeps others from entering the same keys.
        mine = schedule.c.server == server
        await connection.execute(update(schedule).where(mine).values(ripe=schedule.c.ripe))
    await _enter_missing(connection, posts)


async def withdraw(connection: AsyncConnection, server: int, key: str) -> bool:
    """Take a post out of the ledger again that was skipped before anyone began it."""
    untouched = (_post.status == "skipped", _post.attempts == 0)
    deletion = delete(tables.post).where(_has_key(server, key), *untouched)
    return (await connection.execute(deletion)).rowcount > 0


async def open_posts(
    connection: AsyncConnection, now: datetime, *, limit: int
) -> tuple[PostTask, ...]:
    """List the posts that wait to be made and that nobody is at, the longest due first."""
    free = or_(_post.lease.is_(None), _post.lease <= now)
    query = select(tables.post).where(_OPEN, _post.due <= now, free)
    rows = await connection.execute(query.order_by(_post.due, _post.server).limit(limit))
    waiting = tuple(map(daily_rows.to_post, rows))
    servers = {post.server for post in waiting}
    known = await schedules.get_many(connection, servers)
    pins = await schedules.pins(connection, servers)
    return tuple(
        PostTask(post, known[post.server], pins.get(post.server, ()))
        for post in waiting
        if post.server in known
    )


async def claim(
    connection: AsyncConnection,
    post: Post,
    *,
    owner: str,
    now: datetime,
    until: datetime,
    channel: int | None,
    choice: HighlightChoice | None,
) -> Post | None:
    """Take a post for oneself until an instant; None where another was quicker.

    What is posted, and first tried where, is settled here, once: every later try finds it in the
    row. What is returned has the channel of the tries before, None for the first. Raises
    StaleChoiceError, and claims nothing, where the choice was made by another board.
    """
    free = or_(_post.lease.is_(None), _post.lease <= now)
    taken = await connection.execute(
        update(tables.post)
        .where(_has_key(post.server, post.key), _OPEN, free)
        .values(
            status="sending",
            owner=owner,
            lease=until,
            attempts=_post.attempts + 1,
            first_try=func.coalesce(_post.first_try, now),
        )
    )
    if not taken.rowcount:
        return None
    query = select(tables.post).where(_has_key(post.server, post.key))
    claimed = daily_rows.to_post((await connection.execute(query)).one())
    if claimed.channel is None and channel is not None:
        await record(connection, claimed, channel=channel, message=None)
    if choice is None or claimed.quote is not None:
        return claimed
    if choice.state != await schedules.rotation_state(connection, post.server):
        raise StaleChoiceError
    chosen = choice.candidate
    return claimed if chosen is None else await _store_choice(connection, claimed, chosen)


async def record(
    connection: AsyncConnection, post: Post, *, channel: int, message: int | None
) -> bool:
    """Remember where the post is tried, or stands; tell whether it is still one's own to make."""
    values = {"channel": channel, "message": message}
    noted = update(tables.post).where(_is_claimed(post)).values(values)
    return (await connection.execute(noted)).rowcount > 0


async def finish(
    connection: AsyncConnection,
    post: Post,
    status: Status,
    *,
    reason: str = "",
    channel: int | None = None,
    message: int | None = None,
) -> None:
    """Write down what became of a post that one has claimed; a success mends the schedule."""
    known = {"channel": channel, "message": message, "reason": reason}
    values = {name: value for name, value in known.items() if value}
    done = update(tables.post).where(_is_claimed(post))
    await connection.execute(done.values(status=status, lease=None, **values))
    if status == "sent" and post.kind != "notice":
        await schedules.reenable(connection, post.server)


async def defer(connection: AsyncConnection, post: Post, *, until: datetime, reason: str) -> None:
    """Leave a post unclear, and untouched until an instant."""
    waiting = update(tables.post).where(_is_claimed(post)).values(lease=until, reason=reason)
    await connection.execute(waiting)


async def refuse(
    connection: AsyncConnection,
    post: Post,
    *,
    reason: str,
    notice: Post,
) -> None:
    """Settle a post that Discord refuses, and enter a notice unless the managers have had one."""
    await finish(connection, post, "disabled", reason=reason)
    schedule = tables.schedule
    mine = (schedule.c.server == post.server, schedule.c.state.in_(("on", "disabled")))
    broken = update(schedule).where(*mine).values(state="disabled", reason=reason)
    await connection.execute(broken)
    not_notified = update(schedule).where(*mine, schedule.c.told.is_(None)).values(told=notice.due)
    if (await connection.execute(not_notified)).rowcount:
        await _enter_missing(connection, (notice,))


async def history(connection: AsyncConnection, server: int, *, limit: int) -> tuple[Post, ...]:
    """List what became of a server's posts, the latest first."""
    query = select(tables.post).where(_post.server == server, _post.key.not_like("n:%"))
    rows = await connection.execute(query.order_by(_post.due.desc()).limit(limit))
    return tuple(map(daily_rows.to_post, rows))


async def posts_since(connection: AsyncConnection, server: int, since: date) -> dict[str, Status]:
    """Tell of the posts that a server has in the ledger for that date and later ones."""
    query = select(_post.key, _post.status).where(_post.server == server, _post.date >= since)
    return {row.key: row.status for row in await connection.execute(query)}


async def next_due_at(connection: AsyncConnection, now: datetime) -> datetime | None:
    """Tell when a server is next to be planned, or a post that waits can be claimed."""
    ready = case((_post.lease > _post.due, _post.lease), else_=_post.due)
    waiting = await connection.execute(select(func.min(ready)).where(_OPEN, ready > now))
    planned = await connection.execute(select(func.min(tables.schedule.c.ripe)))
    found = (waiting.scalar_one(), planned.scalar_one())
    return min((one for one in found if one is not None), default=None)


async def _store_choice(connection: AsyncConnection, post: Post, chosen: PostCandidate) -> Post:
    place = {"chapter": chosen.chapter, "speaker": chosen.speaker}
    values = {"quote_id": chosen.quote, "episode_id": chosen.episode, **place}
    await connection.execute(
        update(tables.post).where(_has_key(post.server, post.key)).values(values)
    )
    pin = tables.pin.c
    used = delete(tables.pin).where(pin.server == post.server, pin.quote_id == chosen.quote)
    await connection.execute(used)
    return replace(post, quote=chosen.quote, episode=chosen.episode, **place)


async def _enter_missing(connection: AsyncConnection, posts: Sequence[Post]) -> None:
    for post in posts:
        query = select(_post.key).where(_has_key(post.server, post.key))
        if (await connection.execute(query)).first() is None:
            await connection.execute(insert(tables.post), daily_rows.post_values(post))


def _has_key(server: int, key: str) -> ColumnElement[bool]:
    return and_(_post.server == server, _post.key == key)


def _is_claimed(post: Post) -> ColumnElement[bool]:
    """Hold only while nobody else has taken the post over, its lease having run out."""
    return and_(
        _has_key(post.server, post.key), _post.status == "sending", _post.owner == post.owner
    )
