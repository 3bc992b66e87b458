"""One try at one post: claim it, make it at most once, and record the outcome."""

import asyncio
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta

import structlog

from bot.daily import due, rotation
from bot.daily.candidates import CandidateCache
from bot.daily.contents import PostContents
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
from bot.schedules import ABOUT_A_LINE, Post, PostCandidate, RotationState, Schedule
from bot.store import HighlightChoice, Ledger, PostTask, StaleChoiceError
from bot.translation import ENGLISH, N_, speaking, use_language
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

NOTICE_GRACE = timedelta(days=3)
"""How long a notice to the managers is tried."""

_MOST_CHOICES = 5
"""How often a quote is chosen in one try, if the rotation state keeps changing."""

# Our clock and Discord's may differ.
_CLOCK_SKEW = timedelta(minutes=10)

_NOTHING_LEFT = N_("There is nothing to post: no episode here has a highlight that may be shown.")
_REMOVED = N_("Its quote is no longer in the library.")

_IN_FORUMS = frozenset(("day", "episode", "digest", "anniversary"))
"""The kinds that are posts of their own in a forum, are published and get a thread."""
_DATED = frozenset(("day", "digest", "anniversary"))
_NOTHING_NEW = N_("There was nothing to tell: no new episode and no line that somebody voted for.")
_NO_MORE = N_("There are no more lines.")
_NO_ANNIVERSARY = N_("No episode was published on this date.")

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
        cancelled = bool(self._cancel_reason(post, schedule))
        claimed = await self._claim(task, cancelled=cancelled)
        if claimed is None:
            return
        try:
            async with asyncio.timeout(ATTEMPT_SECONDS):
                use_language(await self._port.language(post.server))
                reason = self._cancel_reason(post, schedule) if cancelled else ""
                await self._attempt(claimed, schedule, cancel_reason=reason)
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

    def _cancel_reason(self, post: Post, schedule: Schedule) -> str:
        """Return why a post is not to be made any more, "" if it is."""
        now = self._clock()
        if post.kind == "notice":
            return _("The managers could not be reached.") if now - post.due > NOTICE_GRACE else ""
        if schedule.state == "paused":
            return _("The daily highlight was paused when it was due.")
        if schedule.state == "off":
            return _("The daily highlight was off when it was due.")
        late = now - post.due > due.GRACE
        # A post that was first tried in time may be finished after midnight.
        if post.kind in _DATED and not post.attempts:
            late = due.judge_day(schedule, post.date, now=now) == "late"
        if not late:
            return ""
        reason = post.reason and _(post.reason)
        return _("It could not be posted in time. {reason}").format(reason=reason).strip()

    async def _claim(self, task: PostTask, *, cancelled: bool) -> Post | None:
        """Claim a post with its quote, which is chosen before the claim: a choice may take long."""
        post = task.post
        needs_quote = not cancelled and post.quote is None and post.kind in ABOUT_A_LINE
        for _try in range(_MOST_CHOICES):
            choice = await self._choose(task) if needs_quote else None
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

    async def _choose(self, task: PostTask) -> HighlightChoice:
        post, schedule = task.post, task.schedule
        state = await self._ledger.rotation_state(post.server)
        if post.kind == "episode":
            candidates = await self._candidates.for_schedule(schedule, episode=post.episode)
            return HighlightChoice(state, _best_highlight(schedule, candidates, state))
        anniversary: Collection[PostCandidate] = ()
        if schedule.anniversaries:
            anniversary = await self._candidates.of_anniversary(schedule, post.date)
        if post.kind == "anniversary":
            return HighlightChoice(
                state, _anniversary_line(schedule, post.date, anniversary, state)
            )
        candidates = await self._candidates.for_schedule(schedule, pins=state.pins)
        chosen = await asyncio.to_thread(
            _next_highlight, schedule, post.date, candidates, state, anniversary
        )
        return HighlightChoice(state, chosen)

    async def _attempt(self, post: Post, schedule: Schedule, *, cancel_reason: str) -> None:
        """Make the post unless an earlier try has, then publish it and open its thread."""
        outgoing = await self._contents.gather(post, schedule)
        channel, message = post.channel, post.message
        repeats = not cancel_reason and self._may_repeat(post, schedule)
        if channel is not None and message is None and post.asked is not None and not repeats:
            message = await self._find_earlier(outgoing, channel, asked=post.asked)
        if channel is None or message is None:
            reason = cancel_reason or _nothing_to_tell(outgoing)
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
            if outgoing.hit is None and post.kind in ABOUT_A_LINE:
                raise RejectedError(_(_REMOVED if post.quote else _NOTHING_LEFT))
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


def _nothing_to_tell(outgoing: OutgoingPost) -> str:
    """Return why a post is left out although nothing is wrong, "" if it is made."""
    kind, digest, news = outgoing.post.kind, outgoing.digest, outgoing.news
    if kind == "anniversary" and outgoing.hit is None:
        return _(_NO_ANNIVERSARY)
    if kind == "digest" and (digest is None or not (digest.episodes or digest.loved)):
        return _(_NOTHING_NEW)
    if kind == "lines" and (news is None or not news.more):
        return _(_NO_MORE)
    return ""


def _lines_post(announcement: Post, thread: int, *, now: datetime) -> Post:
    """Return the post of more lines in the thread of an announcement."""
    episode = announcement.episode
    lines = Post(announcement.server, f"f:{episode}", announcement.date, now, episode=episode)
    return replace(lines, channel=thread)


def _anniversary_line(
    schedule: Schedule, day: date, candidates: Collection[PostCandidate], state: RotationState
) -> PostCandidate | None:
    return rotation.anniversary_line(
        candidates,
        state.shown,
        today=day,
        excluded=state.excluded,
        profanity=schedule.profanity,
    )


def _next_highlight(
    schedule: Schedule,
    day: date,
    candidates: Collection[PostCandidate],
    state: RotationState,
    anniversary: Collection[PostCandidate],
) -> PostCandidate | None:
    return rotation.choose(
        candidates,
        state.shown,
        today=day,
        seed=schedule.server,
        pinned_queue=state.pins,
        anniversary=anniversary,
        excluded=state.excluded,
        profanity=schedule.profanity,
    )


def _best_highlight(
    schedule: Schedule, candidates: Collection[PostCandidate], state: RotationState
) -> PostCandidate | None:
    """Choose the best highlight of a new episode, pinned ones first."""
    allowed = [
        one
        for one in candidates
        if one.quote not in state.excluded and (schedule.profanity or not one.profane)
    ]
    return max(allowed, key=lambda one: (one.pinned, one.score), default=None)


def _log_failed(event: str, post: Post, error: Exception) -> None:
    """Log a failed try in English; its reason is in the language of the server."""
    _log.warning(event, server=post.server, key=post.key, why=describe_error(error))
