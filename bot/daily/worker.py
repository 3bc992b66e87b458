"""One try at one post: claim it, make it at most once, and record the outcome."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.daily.candidates import CandidateCache
from bot.daily.choices import choose_line
from bot.daily.contents import PostContents
from bot.daily.omissions import cancel_reason, nothing_to_tell
from bot.daily.port import (
    LimitedError,
    OutgoingPost,
    PostingPort,
    RefusedError,
    RejectedError,
    UnclearError,
    nonce,
)
from bot.daily.rate_limiter import RateLimiter
from bot.daily.requests import PAUSES, RecentRequests
from bot.errors import describe_error
from bot.library import Library
from bot.schedules import ABOUT_A_LINE, Post, Schedule
from bot.store import Ledger, PostTask, StaleChoiceError
from bot.translation import ENGLISH, speaking, use_language
from bot.translation import gettext as _

LEASE = timedelta(seconds=120)
"""How long a claim lasts; after that another process may claim the post."""

ATTEMPT_SECONDS = 90.0
"""Seconds after which a try is given up as unclear, well before its lease ends."""

FIRST_BACKOFF = timedelta(seconds=15)
MAX_BACKOFF = timedelta(minutes=15)

LONGEST_LIMIT = timedelta(hours=1)
"""How long at most Discord is obeyed that asks to wait, once; then it may ask again."""

UNANSWERED = timedelta(seconds=60)
"""How long at least a request that was not answered may yet take effect: a forum has no nonce."""

_MOST_CHOICES = 5
"""How often a quote is chosen in one try, if the rotation state keeps changing."""

# Our clock and Discord's may differ.
_CLOCK_SKEW = timedelta(minutes=10)

_IN_FORUMS = frozenset(("day", "episode", "digest", "anniversary"))
"""The kinds that are posts of their own in a forum, are published and get a thread."""

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class Worker:
    """Makes posts for one owner, under a name unique to this process."""

    def __init__(  # noqa: PLR0913 - each is a service that a post needs
        self,
        library: Library,
        ledger: Ledger,
        port: PostingPort,
        *,
        candidates: CandidateCache,
        contents: PostContents,
        clock: Callable[[], datetime],
        seconds: Callable[[], float],
        rate_limiter: RateLimiter,
        owner: str,
    ) -> None:
        self._library = library
        self._ledger = ledger
        self._port = port
        self._candidates = candidates
        self._contents = contents
        self._clock = clock
        self._requests = RecentRequests(seconds)
        self._rate_limiter = rate_limiter
        self._owner = owner

    async def deliver(self, task: PostTask) -> None:
        """Claim a post and make it, or record why not; do nothing if another owner has it.

        The post and the reasons that are recorded are in the language of the server.
        """
        self._library.pin()
        with speaking(ENGLISH):
            await self._deliver(task)

    async def _deliver(self, task: PostTask) -> None:
        post, schedule = task.post, task.schedule
        cancelled = bool(cancel_reason(post, schedule, now=self._clock()))
        claimed = await self._claim(task, cancelled=cancelled)
        if claimed is None:
            return
        try:
            async with asyncio.timeout(ATTEMPT_SECONDS):
                use_language(await self._port.language(post.server))
                reason = ""
                if cancelled:
                    reason = cancel_reason(post, schedule, now=self._clock())
                await self._attempt(claimed, schedule, cancelled=reason)
        except TimeoutError as error:
            _log_failed("post unclear", post, error)
            least = UNANSWERED if _has_no_nonce(claimed, schedule) else FIRST_BACKOFF
            await self._defer(claimed, _("Discord did not answer in time."), least=least)
        except (UnclearError, LimitedError) as error:
            _log_failed("post unclear", post, error)
            if isinstance(error, LimitedError) and claimed.asked is None:
                await self._ledger.unask(claimed)
            await self._defer(claimed, str(error), seconds=error.seconds)
        except RejectedError as error:
            _log_failed("post rejected", post, error)
            await self._ledger.finish(claimed, "skipped", reason=str(error))
        except RefusedError as error:
            _log_failed("post refused", post, error)
            await self._refuse(claimed, str(error))

    async def _claim(self, task: PostTask, *, cancelled: bool) -> Post | None:
        """Claim a post with its quote, which is chosen before the claim: a choice may take long."""
        post = task.post
        needs_quote = not cancelled and post.quote is None and post.kind in ABOUT_A_LINE
        for _try in range(_MOST_CHOICES):
            choice = None
            if needs_quote:
                choice = await choose_line(task, self._ledger, self._candidates)
            now = self._clock()
            with suppress(StaleChoiceError):
                return await self._ledger.claim(
                    post,
                    owner=self._owner,
                    now=now,
                    until=now + LEASE,
                    choice=choice,
                )
        return None

    async def _attempt(self, post: Post, schedule: Schedule, *, cancelled: str) -> None:
        """Make the post unless an earlier try has, then publish it and open its thread."""
        outgoing = await self._contents.gather(post, schedule)
        channel, message = post.channel, post.message
        repeats = not cancelled and self._may_repeat(post, schedule)
        if channel is not None and message is None and post.asked is not None and not repeats:
            message = await self._find_earlier(outgoing, channel, asked=post.asked)
        if channel is None or message is None:
            reason = cancelled or nothing_to_tell(outgoing)
            if reason:
                await self._ledger.finish(post, "skipped", reason=reason)
                return
            channel, message = await self._post(outgoing)
        problem = ""
        if message is not None:
            problem = await self._follow_up(outgoing, channel, message)
            if schedule.forum and channel == schedule.channel and post.kind in _IN_FORUMS:
                channel = message  # the thread has the id of its first message
        await self._ledger.finish(post, "sent", reason=problem, channel=channel, message=message)
        _log.info("posted", server=post.server, key=post.key, tries=post.attempts)

    def _may_repeat(self, post: Post, schedule: Schedule) -> bool:
        """Return whether Discord would answer a second request with the first message."""
        moved = post.kind not in {"notice", "lines"} and post.channel != schedule.channel
        if post.channel is None or moved or _has_no_nonce(post, schedule):
            return False
        return self._requests.trusted_seconds(nonce(post), post.channel) > 0

    async def _find_earlier(
        self, outgoing: OutgoingPost, channel: int, *, asked: datetime
    ) -> int | None:
        """Return the message of an earlier try; None if it was not made, or its channel is gone.

        Raises UnclearError until it was looked for several times in vain.
        """
        post = outgoing.post
        await self._rate_limiter.acquire()
        last = post.looks >= len(PAUSES)
        try:
            found = await self._port.find_own_post(channel, outgoing, after=asked - _CLOCK_SKEW)
        except RefusedError:
            if channel == outgoing.schedule.channel:
                raise
            found, last = None, True
        if found is None and last:
            await self._ledger.unask(post)
        elif found is None:
            await self._ledger.look_in_vain(post, now=self._clock())
            reason = post.reason or _("Discord did not answer in time.")
            raise UnclearError(reason, seconds=PAUSES[post.looks].total_seconds())
        return found

    async def _post(self, outgoing: OutgoingPost) -> tuple[int, int | None]:
        post, schedule = outgoing.post, outgoing.schedule
        channel = schedule.channel
        if post.kind == "notice" and post.channel and self._may_repeat(post, schedule):
            channel = post.channel
        elif post.kind == "notice":
            await self._rate_limiter.acquire()
            channel = await self._port.notice_channel(schedule)
        elif post.kind == "lines":
            channel = post.channel or channel  # the thread, in which the ledger has them enter
        else:
            await self._port.check(schedule)
        await self._rate_limiter.acquire()
        if not await self._ledger.ask(post, channel=channel, now=self._clock()):
            raise UnclearError(_("Another process has taken the post over."))
        if _has_no_nonce(post, schedule):
            return channel, await self._port.post(channel, outgoing)
        self._requests.begin(nonce(post), channel)
        # All requests must end while Discord knows the nonce of the first.
        async with asyncio.timeout(self._requests.trusted_seconds(nonce(post), channel)):
            return channel, await self._port.post(channel, outgoing)

    async def _follow_up(self, outgoing: OutgoingPost, channel: int, message: int) -> str:
        """Publish a post and open its thread; return why one of them failed, "" if none did."""
        schedule, post = outgoing.schedule, outgoing.post
        threaded = schedule.thread or schedule.forum
        if post.kind not in _IN_FORUMS or not (schedule.publish or threaded):
            return ""
        await self._ledger.record(post, channel=channel, message=message)
        try:
            if schedule.publish:
                await self._rate_limiter.acquire()
                await self._port.publish(channel, message, server=post.server)
            if threaded:
                await self._rate_limiter.acquire()
                await self._port.open_thread(channel, message, outgoing)
        except (RefusedError, RejectedError) as error:
            return _("It was posted, but not published or without its thread: {reason}").format(
                reason=error
            )
        if threaded and outgoing.news and outgoing.news.more and post.kind == "episode":
            await self._ledger.enter((_lines_post(post, message, now=self._clock()),))
        return ""

    async def _defer(
        self,
        post: Post,
        reason: str,
        *,
        seconds: float | None = None,
        least: timedelta = FIRST_BACKOFF,
    ) -> None:
        backoff = max(FIRST_BACKOFF * 2 ** min(post.attempts - 1, 10), least)
        wait = min(backoff, MAX_BACKOFF)
        if seconds is not None:
            wait = timedelta(seconds=min(seconds, LONGEST_LIMIT.total_seconds()))
        await self._ledger.defer(post, until=self._clock() + wait, reason=reason)

    async def _refuse(self, post: Post, reason: str) -> None:
        if post.kind == "notice":
            await self._ledger.finish(post, "disabled")
            return
        if post.kind == "lines":  # somebody has deleted or locked the thread
            await self._ledger.finish(post, "skipped", reason=reason)
            return
        now = self._clock()
        notice = Post(server=post.server, key=f"n:{now:%Y%m%dT%H%M%S}", date=post.date, due=now)
        await self._ledger.refuse(post, reason=reason, notice=replace(notice, reason=reason))


def _has_no_nonce(post: Post, schedule: Schedule) -> bool:
    """Return whether a post is a thread of a forum, which Discord makes without a nonce."""
    return schedule.forum and post.kind in _IN_FORUMS


def _lines_post(announcement: Post, thread: int, *, now: datetime) -> Post:
    """Return the post of more lines in the thread of an announcement."""
    episode = announcement.episode
    lines = Post(announcement.server, f"f:{episode}", announcement.date, now, episode=episode)
    return replace(lines, channel=thread)


def _log_failed(event: str, post: Post, error: Exception) -> None:
    """Log a failed try in English; its reason is in the language of the server."""
    _log.warning(event, server=post.server, key=post.key, why=describe_error(error))
