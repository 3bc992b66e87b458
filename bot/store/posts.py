"""The posts of the ledger, each of which is made once, even if processes are killed meanwhile.

How races are settled is told in `bot.store.claims`.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import count

from sqlalchemy import ColumnElement, and_, delete, func, insert, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.schedules import Post, PostCandidate, RotationState, Schedule, Status
from bot.shards import ALL, Shards
from bot.store import claims, daily_rows, queries, schedules, tables
from bot.store.precedence import Precedence
from bot.store.rows import Values

_post = tables.post.c

RESTORED = "restored"
"""The name of the note that says when the library was made of a backup."""

_MOST_KEYS = 500
"""Keys in one statement: PostgreSQL cannot parse one with thousands of pairs."""


@dataclass(frozen=True, slots=True)
class HighlightChoice:
    """The candidate to post, None for nothing, and the rotation state it was chosen from."""

    state: RotationState
    candidate: PostCandidate | None


class StaleChoiceError(Exception):
    """A server's rotation state has changed since the choice: choose again."""


@dataclass(frozen=True, slots=True)
class PlannedPosts:
    """Posts to be entered for a server, planned when its schedule had `next_plan_at`.

    `following_plan_at` is when the server is to be planned next, None for never.
    """

    server: int
    next_plan_at: datetime
    posts: tuple[Post, ...]
    following_plan_at: datetime | None


@dataclass(frozen=True, slots=True)
class PostTask:
    """A post to be made, with its server's schedule and the ids of its pinned quotes."""

    post: Post
    schedule: Schedule
    pins: tuple[str, ...] = ()


async def plan(connection: AsyncConnection, plans: Sequence[PlannedPosts]) -> None:
    """Enter the posts of many servers, leaving out servers whose schedule has changed meanwhile.

    If two processes made the same plan, the second finds the schedule changed.
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
    """Enter posts, leaving out those whose keys are in the ledger already.

    A server without a schedule gets none: it may have been forgotten meanwhile.
    """
    schedule = tables.schedule
    for server in {post.server for post in posts}:
        # Changes nothing, but locks the row, so that nobody else enters the same keys.
        mine = schedule.c.server == server
        locked = update(schedule).where(mine).values(ripe=schedule.c.ripe)
        if (await connection.execute(locked)).rowcount:
            await _enter_missing(connection, [post for post in posts if post.server == server])


async def withdraw(connection: AsyncConnection, server: int, key: str) -> bool:
    """Delete a skipped post that was never tried; return whether there was one."""
    untouched = (_post.status == "skipped", _post.attempts == 0)
    deletion = delete(tables.post).where(_has_key(server, key), *untouched)
    return (await connection.execute(deletion)).rowcount > 0


async def open_posts(
    connection: AsyncConnection, now: datetime, *, limit: int, shards: Shards = ALL
) -> tuple[PostTask, ...]:
    """List due posts without a running lease that a process is to make, longest due first.

    Posts that cannot be read, and those of servers whose schedule cannot be, are left out.
    """
    precedence = Precedence(shards, _post.server)
    ready = (claims.is_open(tables.post), _post.due <= now, claims.is_free(tables.post, now))
    keys = select(_post.server, _post.key).where(*ready)
    keys = keys.where(precedence.may_take(claims.ready_at(tables.post), now))
    keys = keys.order_by(*precedence.in_order(_post.due, _post.server, _post.key)).limit(limit)
    tasks: list[PostTask] = []
    for page in count():
        found = (await connection.execute(keys.offset(page * limit))).all()
        servers = {server for server, _ in found}
        known = await schedules.get_many(connection, servers)
        pins = await schedules.pins(connection, servers)
        tasks += [
            PostTask(post, known[post.server], pins.get(post.server, ()))
            for post in await _readable(connection, [tuple(one) for one in found])
            if post.server in known
        ]
        if len(found) < limit or len(tasks) >= limit:
            break
    return tuple(tasks[:limit])


async def _readable(connection: AsyncConnection, keys: Sequence[tuple[int, str]]) -> list[Post]:
    """Read posts in order."""
    found: list[Post] = []
    for first in range(0, len(keys), _MOST_KEYS):
        found += await _readable_of(connection, keys[first : first + _MOST_KEYS])
    return found


async def _readable_of(connection: AsyncConnection, keys: Sequence[tuple[int, str]]) -> list[Post]:
    """Read posts in order; if one cannot be read, read each by itself."""
    wanted = tuple_(_post.server, _post.key).in_(keys)
    with suppress(*schedules.UNREADABLE):
        rows = await connection.execute(select(tables.post).where(wanted))
        known = {(row.server, row.key): daily_rows.to_post(row) for row in rows}
        return [known[key] for key in keys]
    posts: list[Post] = []
    for server, key in keys:
        with suppress(*schedules.UNREADABLE):
            query = select(tables.post).where(_has_key(server, key))
            posts.append(daily_rows.to_post((await connection.execute(query)).one()))
    return posts


async def claim(
    connection: AsyncConnection,
    post: Post,
    *,
    owner: str,
    now: datetime,
    until: datetime,
    choice: HighlightChoice | None,
) -> Post | None:
    """Claim a post until an instant; None if it is not open or another owner has it.

    The first claim stores the quote, which all later tries use. Raises StaleChoiceError, and claims
    nothing, if the rotation state is not the one of the choice.
    """
    delivery = _claimable(post)
    if not await claims.claim(connection, delivery, owner=owner, now=now, until=until):
        return None
    query = select(tables.post).where(delivery.key)
    claimed = daily_rows.to_post((await connection.execute(query)).one())
    if await _may_be_made(connection, claimed):
        # As after a request of unclear outcome: it is looked for before it is made.
        values = {
            "asked": claimed.due,
            "channel": claimed.channel or await _channel(connection, post),
        }
        await claims.change(connection, delivery, owner=owner, **values)
        claimed = replace(claimed, **values)
    if choice is None or claimed.quote is not None:
        return claimed
    if choice.state != await schedules.rotation_state(connection, post.server):
        raise StaleChoiceError
    chosen = choice.candidate
    return claimed if chosen is None else await _store_choice(connection, claimed, chosen)


async def ask(connection: AsyncConnection, post: Post, *, channel: int, now: datetime) -> bool:
    """Store that a claimed post is requested now, and where; return whether it is still claimed."""
    one = _claimable(post)
    return await claims.ask(connection, one, owner=post.owner, now=now, channel=channel)


async def look_in_vain(connection: AsyncConnection, post: Post, *, now: datetime) -> None:
    """Count a look that did not find a claimed post."""
    await claims.look_in_vain(connection, _claimable(post), owner=post.owner, now=now)


async def unask(connection: AsyncConnection, post: Post) -> None:
    """Store that no request for a claimed post took effect."""
    await claims.unask(connection, _claimable(post), owner=post.owner)


async def _may_be_made(connection: AsyncConnection, post: Post) -> bool:
    """Return whether a post may have been made after the backup that this library was made of."""
    if post.attempts > 1 or post.asked is not None or post.kind == "notice":
        return False
    restored = await queries.note(connection, RESTORED)
    return restored is not None and post.due <= datetime.fromisoformat(restored)


async def _channel(connection: AsyncConnection, post: Post) -> int | None:
    schedule = tables.schedule.c
    return await connection.scalar(select(schedule.channel).where(schedule.server == post.server))


async def record(
    connection: AsyncConnection, post: Post, *, channel: int, message: int | None
) -> bool:
    """Store where a claimed post was sent; return whether it is still claimed."""
    values = {"channel": channel, "message": message}
    return await claims.change(connection, _claimable(post), owner=post.owner, **values)


async def finish(
    connection: AsyncConnection,
    post: Post,
    status: Status,
    *,
    reason: str = "",
    channel: int | None = None,
    message: int | None = None,
) -> bool:
    """Store the outcome of a claimed post; return whether it was still claimed.

    A post that was sent enables its server's schedule again.
    """
    given = {"channel": channel, "message": message, "reason": reason}
    values: Values = {name: value for name, value in given.items() if value}
    values |= {"status": status, "lease": None}
    claimed = await claims.change(connection, _claimable(post), owner=post.owner, **values)
    if status == "sent" and post.kind != "notice":
        await schedules.reenable(connection, post.server)
    return claimed


async def defer(connection: AsyncConnection, post: Post, *, until: datetime, reason: str) -> None:
    """Leave a claimed post unclear, not to be tried before an instant."""
    values = {"lease": until, "reason": reason}
    await claims.change(connection, _claimable(post), owner=post.owner, **values)


async def refuse(
    connection: AsyncConnection,
    post: Post,
    *,
    reason: str,
    notice: Post,
) -> None:
    """Disable a claimed post and its schedule, and enter a notice unless there has been one.

    Does nothing if another owner has claimed the post meanwhile.
    """
    if not await finish(connection, post, "disabled", reason=reason):
        return
    schedule = tables.schedule
    mine = (schedule.c.server == post.server, schedule.c.state.in_(("on", "disabled")))
    await connection.execute(update(schedule).where(*mine).values(state="disabled", reason=reason))
    not_notified = update(schedule).where(*mine, schedule.c.told.is_(None)).values(told=notice.due)
    if (await connection.execute(not_notified)).rowcount:
        await _enter_missing(connection, (notice,))


async def get(connection: AsyncConnection, server: int, key: str) -> Post | None:
    """Return a post of a server; None if there is none."""
    row = (await connection.execute(select(tables.post).where(_has_key(server, key)))).first()
    return None if row is None else daily_rows.to_post(row)


async def history(connection: AsyncConnection, server: int, *, limit: int) -> tuple[Post, ...]:
    """List a server's posts without notices, latest first."""
    query = select(tables.post).where(_post.server == server, _post.key.not_like("n:%"))
    rows = await connection.execute(query.order_by(_post.due.desc()).limit(limit))
    return tuple(map(daily_rows.to_post, rows))


async def posts_since(connection: AsyncConnection, server: int, since: date) -> dict[str, Status]:
    """Map the keys of a server's posts for a date and later to their statuses."""
    query = select(_post.key, _post.status).where(_post.server == server, _post.date >= since)
    return {row.key: row.status for row in await connection.execute(query)}


async def next_due_at(
    connection: AsyncConnection, now: datetime, *, shards: Shards = ALL
) -> datetime | None:
    """Return when next a server is to be planned or a post can be claimed; None for never.

    What is overdue on other shards is not counted.
    """
    own = Precedence(shards, _post.server).is_own()
    waiting = await claims.next_due_at(connection, tables.post, now, where=own)
    schedule = tables.schedule.c
    coming = select(func.min(schedule.ripe)).where(Precedence(shards, schedule.server).is_own())
    planned = await connection.execute(coming)
    instants = (waiting, planned.scalar_one())
    return min((one for one in instants if one is not None), default=None)


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


def _claimable(post: Post) -> claims.Claimable:
    return claims.Claimable(tables.post, _has_key(post.server, post.key))
