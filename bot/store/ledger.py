"""The ledger: the only access to the schedules of the servers and their posts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from bot.observations import PostEnd
from bot.schedules import Post, RotationState, Schedule, Status
from bot.shards import ALL, Shards
from bot.store import posts, schedules
from bot.store.engine import Database
from bot.store.posts import HighlightChoice, PlannedPosts, PostTask
from bot.store.schedules import DueSchedule


class Ledger:
    """The schedules and posts of all servers, for any number of processes.

    A post is claimed before it is made. A claim is a lease: when it ends, another process may
    claim the post. A claimed post stays `sending` until its outcome is known. Whose shards a server
    is on takes what is due there first: see `bot.store.precedence`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, server: int) -> Schedule | None:
        """Return the schedule of a server; None if there is none that can be read."""
        return await self._database.read(schedules.get, server)

    async def schedules(self) -> tuple[Schedule, ...]:
        """List all schedules that can be read, by server."""
        return await self._database.read(schedules.get_all)

    async def put(self, schedule: Schedule, *, next_plan_at: datetime | None) -> None:
        """Write a schedule, to be planned next at an instant, None for never."""
        await self._database.write(schedules.put, schedule, next_plan_at=next_plan_at)

    async def forget(self, server: int) -> None:
        """Delete the schedule of a server, its posts, its pins and its exclusions."""
        await self._database.write(schedules.forget, server)

    async def due_for_planning(
        self, now: datetime, *, limit: int, shards: Shards = ALL
    ) -> tuple[DueSchedule, ...]:
        """List the servers that a process is to plan, longest due first."""
        return await self._database.read(
            schedules.due_for_planning, now, limit=limit, shards=shards
        )

    async def new_episodes(
        self, now: datetime, *, shards: Shards = ALL
    ) -> tuple[tuple[Schedule, tuple[str, ...]], ...]:
        """List the ids of the episodes to be announced in each server on shards, newest first."""
        return await self._database.read(schedules.new_episodes, now, shards=shards)

    async def plan(self, plans: Sequence[PlannedPosts]) -> None:
        """Enter the posts of many servers in one transaction, without servers that have changed."""
        await self._database.write(posts.plan, plans)

    async def bring_forward(self, now: datetime) -> None:
        """Plan servers now that were planned while the clock was far ahead; mostly there are none.

        Called again and again, so nothing is written without need.
        """
        if await self._database.read(schedules.any_far_ahead, now):
            await self._database.write(schedules.bring_forward, now)

    async def enter(self, new_posts: Sequence[Post]) -> None:
        """Enter posts, leaving out those whose keys are in the ledger already."""
        await self._database.write(posts.enter, new_posts)

    async def withdraw(self, server: int, key: str) -> bool:
        """Delete a skipped post that was never tried; return whether there was one."""
        return await self._database.write(posts.withdraw, server, key)

    async def open_posts(
        self, now: datetime, *, limit: int, shards: Shards = ALL
    ) -> tuple[PostTask, ...]:
        """List the posts that a process is to claim, longest due first."""
        return await self._database.read(posts.open_posts, now, limit=limit, shards=shards)

    async def claim(
        self,
        post: Post,
        *,
        owner: str,
        now: datetime,
        until: datetime,
        choice: HighlightChoice | None = None,
    ) -> Post | None:
        """Claim a post and store its quote; None if another owner has it.

        Raises StaleChoiceError, and claims nothing, if the rotation state is not the one of the
        choice.
        """
        return await self._database.write(
            posts.claim,
            post,
            owner=owner,
            now=now,
            until=until,
            choice=choice,
        )

    async def ask(self, post: Post, *, channel: int, now: datetime) -> bool:
        """Store that a claimed post is requested now, and where; return whether it still is."""
        return await self._database.write(posts.ask, post, channel=channel, now=now)

    async def look_in_vain(self, post: Post, *, now: datetime) -> None:
        """Count a look that did not find a claimed post."""
        await self._database.write(posts.look_in_vain, post, now=now)

    async def unask(self, post: Post) -> None:
        """Store that no request for a claimed post took effect."""
        await self._database.write(posts.unask, post)

    async def record(self, post: Post, *, channel: int, message: int) -> bool:
        """Store where a claimed post was sent; return whether it is still claimed."""
        return await self._database.write(posts.record, post, channel=channel, message=message)

    async def finish(
        self,
        post: Post,
        status: Status,
        *,
        reason: str = "",
        channel: int | None = None,
        message: int | None = None,
    ) -> None:
        """Store the outcome of a claimed post, unless another owner has it now."""
        held = await self._database.write(
            posts.finish, post, status, reason=reason, channel=channel, message=message
        )
        if held:
            self._database.observe(PostEnd(post.kind, status))

    async def defer(self, post: Post, *, until: datetime, reason: str) -> None:
        """Leave a claimed post unclear, not to be tried before an instant."""
        await self._database.write(posts.defer, post, until=until, reason=reason)
        self._database.observe(PostEnd(post.kind, "unclear"))

    async def refuse(self, post: Post, *, reason: str, notice: Post) -> None:
        """Disable a claimed post and its schedule, and enter a notice unless there has been one."""
        await self._database.write(posts.refuse, post, reason=reason, notice=notice)
        self._database.observe(PostEnd(post.kind, "disabled"))

    async def post(self, server: int, key: str) -> Post | None:
        """Return a post of a server; None if there is none."""
        return await self._database.read(posts.get, server, key)

    async def history(self, server: int, *, limit: int) -> tuple[Post, ...]:
        """List a server's posts without notices, latest first."""
        return await self._database.read(posts.history, server, limit=limit)

    async def posts_since(self, server: int, since: date) -> dict[str, Status]:
        """Map the keys of a server's posts for a date and later to their statuses."""
        return await self._database.read(posts.posts_since, server, since)

    async def rotation_state(self, server: int) -> RotationState:
        """Return what a server has been shown, has pinned and has excluded."""
        return await self._database.read(schedules.rotation_state, server)

    async def pin(self, server: int, quote: str, *, first: bool = False) -> None:
        """Put a quote at the end, or at the head, of a server's queue; it is no longer excluded."""
        await self._database.write(schedules.pin, server, quote, first=first)

    async def unpin(self, server: int, quote: str) -> bool:
        """Remove a quote from a server's queue; return whether it was there."""
        return await self._database.write(schedules.unpin, server, quote)

    async def exclude(self, server: int, quote: str) -> None:
        """Exclude a quote from a server's posts, and remove it from the queue."""
        await self._database.write(schedules.exclude, server, quote)

    async def include(self, server: int, quote: str) -> bool:
        """Allow an excluded quote in a server's posts again; return whether it was excluded."""
        return await self._database.write(schedules.include, server, quote)

    async def next_due_at(self, now: datetime, *, shards: Shards = ALL) -> datetime | None:
        """Return when next a server is to be planned or a post can be claimed; None for never.

        What is overdue on other shards is not counted.
        """
        return await self._database.read(posts.next_due_at, now, shards=shards)
