"""The ledger: the whole boundary to the schedules of the servers and their posts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from bot.schedules import Post, RotationState, Schedule, Status
from bot.store import posts, schedules
from bot.store.engine import Database
from bot.store.posts import HighlightChoice, PlannedPosts, PostTask


class Ledger:
    """Keep what servers want to be posted and what became of it, for any number of processes.

    Who wants to make a post claims it first. A claim runs out, so that a post whose maker died
    is taken over; until its outcome is known it stays `sending`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, server: int) -> Schedule | None:
        """Read the schedule of a server."""
        return await self._database.read(schedules.get, server)

    async def schedules(self) -> tuple[Schedule, ...]:
        """List the schedules of all servers."""
        return await self._database.read(schedules.get_all)

    async def put(self, schedule: Schedule, *, next_plan_at: datetime | None) -> None:
        """Write a schedule; at `ripe` its next day is to be planned, never where that is None."""
        await self._database.write(schedules.put, schedule, next_plan_at=next_plan_at)

    async def forget(self, server: int) -> None:
        """Delete the schedule of a server, its posts, its pins and its exclusions."""
        await self._database.write(schedules.forget, server)

    async def due_for_planning(
        self, now: datetime, *, limit: int
    ) -> tuple[tuple[Schedule, datetime], ...]:
        """List the schedules to be planned, each with the instant at which it was."""
        return await self._database.read(schedules.due_for_planning, now, limit=limit)

    async def new_episodes(self, now: datetime) -> tuple[tuple[Schedule, tuple[str, ...]], ...]:
        """List the ids of episodes to be announced, the newest first, by server."""
        return await self._database.read(schedules.new_episodes, now)

    async def plan(self, plans: Sequence[PlannedPosts]) -> None:
        """Enter the posts of many servers in one transaction."""
        await self._database.write(posts.plan, plans)

    async def enter(self, new_posts: Sequence[Post]) -> None:
        """Enter posts in the ledger, but those whose keys it holds already."""
        await self._database.write(posts.enter, new_posts)

    async def withdraw(self, server: int, key: str) -> bool:
        """Take back a skip that has not come to pass; tell whether there was one."""
        return await self._database.write(posts.withdraw, server, key)

    async def open_posts(self, now: datetime, *, limit: int) -> tuple[PostTask, ...]:
        """List the posts that can be claimed, the longest due first."""
        return await self._database.read(posts.open_posts, now, limit=limit)

    async def claim(
        self,
        post: Post,
        *,
        owner: str,
        now: datetime,
        until: datetime,
        channel: int | None = None,
        choice: HighlightChoice | None = None,
    ) -> Post | None:
        """Take a post for oneself, and keep the choice of its quote; None if another was quicker.

        What is returned names the channel of the tries before this one, None for the first. Raises
        StaleChoiceError, and claims nothing, where the choice was made by an older board.
        """
        return await self._database.write(
            posts.claim,
            post,
            owner=owner,
            now=now,
            until=until,
            channel=channel,
            choice=choice,
        )

    async def record(self, post: Post, *, channel: int, message: int | None = None) -> bool:
        """Remember where a claimed post is tried, or stands; False where another took it over."""
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
        """Write down what became of a claimed post, unless another has taken it over."""
        await self._database.write(
            posts.finish, post, status, reason=reason, channel=channel, message=message
        )

    async def defer(self, post: Post, *, until: datetime, reason: str) -> None:
        """Leave a claimed post unclear, and untouched until an instant."""
        await self._database.write(posts.defer, post, until=until, reason=reason)

    async def refuse(self, post: Post, *, reason: str, notice: Post) -> None:
        """Settle a post that Discord refuses; the notice is entered unless there was one."""
        await self._database.write(posts.refuse, post, reason=reason, notice=notice)

    async def history(self, server: int, *, limit: int) -> tuple[Post, ...]:
        """List a server's posts, but for notices, the latest first."""
        return await self._database.read(posts.history, server, limit=limit)

    async def posts_since(self, server: int, since: date) -> dict[str, Status]:
        """Tell of a server's posts, by key, that are in the ledger for that date and later."""
        return await self._database.read(posts.posts_since, server, since)

    async def rotation_state(self, server: int) -> RotationState:
        """Read what a server's next highlight is chosen by."""
        return await self._database.read(schedules.rotation_state, server)

    async def pin(self, server: int, quote: str, *, first: bool = False) -> None:
        """Put a quote at the end, or at the head, of a server's queue."""
        await self._database.write(schedules.pin, server, quote, first=first)

    async def unpin(self, server: int, quote: str) -> bool:
        """Take a quote out of a server's queue; tell whether it was there."""
        return await self._database.write(schedules.unpin, server, quote)

    async def exclude(self, server: int, quote: str) -> None:
        """Never post a quote in a server."""
        await self._database.write(schedules.exclude, server, quote)

    async def next_due_at(self, now: datetime) -> datetime | None:
        """Tell at which later instant there is next something to do, None for never."""
        return await self._database.read(posts.next_due_at, now)
