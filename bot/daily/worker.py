"""One try at one post: claimed first, made at most once, and its outcome written down."""

import asyncio
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta

import structlog

from bot.daily import due, rotation
from bot.daily.candidates import Candidates
from bot.daily.port import Letter, LimitedError, Poster, RefusedError, RejectedError, UnclearError
from bot.daily.rate_limiter import Pace
from bot.library import Library
from bot.models import Hit
from bot.schedules import Board, Candidate, Post, Schedule
from bot.store import Choice, Ledger, StaleChoiceError, Task

LEASE = timedelta(seconds=120)
"""How long a claim holds: whoever has it dies, and another takes over after that."""

BUDGET = 90.0
"""Seconds after which a try is given up as unclear, safely before its lease runs out."""

BACKOFF = timedelta(seconds=15)
LONGEST_BACKOFF = timedelta(minutes=15)

NOTICE_GRACE = timedelta(days=3)
"""How long it is tried to reach the managers."""

_MOST_CHOICES = 5
"""How often a quote is chosen again because the board changed; then the next look tries."""

# Our clock and Discord's may differ.
_SKEW = timedelta(minutes=10)

_NOTHING_LEFT = "There is nothing to post: no episode here has a highlight that may be shown."
_GONE = "Its quote has gone from the library meanwhile."

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class Courier:
    """Make posts on behalf of one owner, whose name no other process has."""

    def __init__(
        self,
        library: Library,
        ledger: Ledger,
        poster: Poster,
        *,
        candidates: Candidates,
        clock: Callable[[], datetime],
        pace: Pace,
        owner: str,
    ) -> None:
        self._library = library
        self._ledger = ledger
        self._poster = poster
        self._candidates = candidates
        self._clock = clock
        self._pace = pace
        self._owner = owner

    async def deliver(self, task: Task) -> None:
        """Claim a post and make it, or write down why not; another may have been quicker."""
        post, schedule = task.post, task.schedule
        stopped = self._stopped(post, schedule)
        claimed = await self._claim(task, stopped=stopped)
        if claimed is None:
            return
        try:
            async with asyncio.timeout(BUDGET):
                await self._attempt(claimed, schedule, stopped=stopped)
        except (UnclearError, TimeoutError) as error:
            await self._hold(claimed, str(error) or "Discord did not answer in time.")
        except LimitedError as error:
            await self._hold(claimed, str(error), seconds=error.seconds)
        except RejectedError as error:
            _log.error("post rejected", server=post.server, key=post.key, reason=str(error))
            await self._ledger.settle(claimed, "skipped", reason=str(error))
        except RefusedError as error:
            await self._refuse(claimed, str(error))

    def _stopped(self, post: Post, schedule: Schedule) -> str:
        """Say why a post is not made any more; empty while it is to be made."""
        now = self._clock()
        if post.kind == "notice":
            return "Nobody could be told." if now - post.due > NOTICE_GRACE else ""
        if schedule.state in {"paused", "off"}:
            return f"The daily highlight was {schedule.state} when it was due."
        late = now - post.due > due.GRACE
        # What was begun in time is seen through, even past midnight: it is due to go out.
        if post.kind == "day" and not post.attempts:
            late = due.judge(schedule, post.date, now=now) == "late"
        return f"It came too late. {post.reason}".strip() if late else ""

    async def _claim(self, task: Task, *, stopped: str) -> Post | None:
        """Claim a post with its quote, which is chosen before: a choice may take long."""
        post = task.post
        wanted = not stopped and post.quote is None and post.kind != "notice"
        for _ in range(_MOST_CHOICES):
            choice = await self._choose(task) if wanted else None
            now = self._clock()
            with suppress(StaleChoiceError):
                return await self._ledger.claim(
                    post,
                    owner=self._owner,
                    now=now,
                    until=now + LEASE,
                    channel=None if stopped or post.kind == "notice" else task.schedule.channel,
                    choice=choice,
                )
        return None

    async def _choose(self, task: Task) -> Choice:
        post, schedule = task.post, task.schedule
        board = await self._ledger.board(post.server)
        if post.kind == "episode":
            offered = await self._candidates.of(schedule, episode=post.episode)
            return Choice(board, _best(schedule, offered, board))
        offered = await self._candidates.of(schedule, pins=board.pins)
        chosen = await asyncio.to_thread(_next, schedule, post.date, offered, board)
        return Choice(board, chosen)

    async def _attempt(self, post: Post, schedule: Schedule, *, stopped: str) -> None:
        """Make the post unless it stands already, and do to it what is still to be done."""
        letter = Letter(post, schedule, await self._hit(post))
        channel, message = post.channel, post.message
        if channel is not None and message is None:
            message = await self._found(letter, channel)
        if channel is None or message is None:
            if stopped:
                await self._ledger.settle(post, "skipped", reason=stopped)
                return
            channel, message = await self._post(letter)
        problem = ""
        if message is not None and letter.hit is not None:
            problem = await self._follow_up(letter, channel, message)
        await self._ledger.settle(post, "sent", reason=problem, channel=channel, message=message)
        _log.info("posted", server=post.server, key=post.key, tries=post.attempts)

    async def _found(self, letter: Letter, channel: int) -> int | None:
        """Look for what an earlier try may have posted; a channel that is gone holds nothing."""
        await self._pace.turn()
        after = (letter.post.first_try or self._clock()) - _SKEW
        try:
            return await self._poster.find_own(channel, letter, after=after)
        except RefusedError:
            if channel == letter.schedule.channel:
                raise
            return None

    async def _post(self, letter: Letter) -> tuple[int, int | None]:
        post, schedule = letter.post, letter.schedule
        channel = schedule.channel
        if post.kind == "notice":
            await self._pace.turn()
            channel = await self._poster.place_for_notice(schedule)
        else:
            if letter.hit is None:
                raise RejectedError(_GONE if post.quote else _NOTHING_LEFT)
            self._poster.check(schedule)
        await self._pace.turn()
        # The claim has noted the channel, but where another is tried now than before.
        tried_there = post.kind != "notice" and post.channel in {None, channel}
        if not tried_there and not await self._ledger.record(post, channel=channel):
            raise UnclearError("Another process has taken the post over.")
        return channel, await self._poster.post(channel, letter)

    async def _follow_up(self, letter: Letter, channel: int, message: int) -> str:
        """Publish the post and open its thread; tell what could not be done, the post stands."""
        schedule = letter.schedule
        if not (schedule.publish or schedule.thread):
            return ""
        await self._ledger.record(letter.post, channel=channel, message=message)
        try:
            if schedule.publish:
                await self._pace.turn()
                await self._poster.publish(channel, message)
            if schedule.thread:
                await self._pace.turn()
                await self._poster.open_thread(channel, message, letter)
        except (RefusedError, RejectedError) as error:
            return f"It was posted, but no more: {error}"
        return ""

    async def _hit(self, post: Post) -> Hit | None:
        hits = await self._library.highlights([post.quote or ""], server=post.server)
        return hits[0]

    async def _hold(self, post: Post, reason: str, *, seconds: float | None = None) -> None:
        doubled = BACKOFF * 2 ** min(post.attempts - 1, 10)
        wait = min(doubled, LONGEST_BACKOFF) if seconds is None else timedelta(seconds=seconds)
        _log.warning("post unclear", server=post.server, key=post.key, reason=reason)
        await self._ledger.hold(post, until=self._clock() + wait, reason=reason)

    async def _refuse(self, post: Post, reason: str) -> None:
        _log.warning("post refused", server=post.server, key=post.key, reason=reason)
        if post.kind == "notice":
            await self._ledger.settle(post, "disabled")
            return
        now = self._clock()
        notice = Post(server=post.server, key=f"n:{now:%Y%m%dT%H%M%S}", date=post.date, due=now)
        await self._ledger.refuse(post, reason=reason, notice=replace(notice, reason=reason))


def _next(
    schedule: Schedule, day: date, offered: Collection[Candidate], board: Board
) -> Candidate | None:
    return rotation.choose(
        offered,
        board.shown,
        today=day,
        seed=schedule.server,
        pinned_queue=board.pins,
        excluded=board.excluded,
        profanity=schedule.profanity,
    )


def _best(schedule: Schedule, offered: Collection[Candidate], board: Board) -> Candidate | None:
    """Choose the best line of a new episode."""
    allowed = [
        one
        for one in offered
        if one.quote not in board.excluded and (schedule.profanity or not one.profane)
    ]
    return max(allowed, key=lambda one: (one.pinned, one.score), default=None)
