"""Send the matches that are due, each once even if processes are killed meanwhile."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime, timedelta

import structlog

from bot.alerting.port import AlertMessage, AlertPort, nonce
from bot.daily.port import LimitedError, RefusedError, RejectedError, UnclearError
from bot.daily.rate_limiter import RateLimiter
from bot.daily.requests import PAUSES, RecentRequests
from bot.daily.worker import ATTEMPT_SECONDS, FIRST_BACKOFF, LEASE, LONGEST_LIMIT, MAX_BACKOFF
from bot.errors import describe_error
from bot.library import Library
from bot.members import due_at
from bot.models import Hit
from bot.records import AlertMatch, Untold
from bot.runtime.clock_guard import ClockGuard
from bot.shards import ALL, Shards
from bot.store import MemberTable
from bot.translation import speaking

MOST = 3
"""Matches in one message: more would not fit."""

GRACE = timedelta(days=3)
"""How long it is tried to tell of a match."""

SECONDS = 15.0
"""Seconds between two looks for matches that are due."""

_BATCH = 100

# Our clock and Discord's may differ.
_CLOCK_SKEW = timedelta(minutes=10)

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class AlertSender:
    """Tells members of matches for one owner, under a name unique to this process."""

    def __init__(  # noqa: PLR0913 - each is a service that an alert needs
        self,
        library: Library,
        table: MemberTable,
        port: AlertPort,
        *,
        clock: Callable[[], datetime],
        seconds: Callable[[], float],
        rate_limiter: RateLimiter,
        owner: str,
        shards: Shards = ALL,
        guard: ClockGuard | None = None,
    ) -> None:
        self._library = library
        self._table = table
        self._port = port
        self._clock = clock
        self._requests = RecentRequests(seconds)
        self._rate_limiter = rate_limiter
        self._owner = owner
        self._shards = shards
        self._guard = guard

    async def run(self, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Send what is due, again and again."""
        while True:
            if await self.run_once() < _BATCH:
                await sleep(SECONDS)

    async def run_once(self) -> int:
        """Send what is due, up to 100 matches; return how many were looked at."""
        if self._guard is not None and self._guard.is_doubtful:
            return 0  # a clock that is wrong for a moment would make all of them late
        matches = await self._table.open_matches(self._clock(), limit=_BATCH, shards=self._shards)
        for together in _messages(matches):
            with speaking(together[0].alert.language):
                await self._tell(together)
        return len(matches)

    async def _tell(self, matches: Sequence[AlertMatch]) -> None:
        """Claim matches of one message and send it, or record why not."""
        now = self._clock()
        tried = [
            await self._table.claim(one, owner=self._owner, now=now, until=now + LEASE)
            for one in matches
        ]
        claimed = [one for one in tried if one is not None]
        if not claimed:
            return
        try:
            async with asyncio.timeout(ATTEMPT_SECONDS):
                await self._attempt(claimed)
        except TimeoutError as error:
            _log.warning("alert unclear", episode=claimed[0].episode, why=describe_error(error))
            await self._defer(claimed, str(error))
        except (UnclearError, LimitedError) as error:
            _log.warning("alert unclear", episode=claimed[0].episode, why=describe_error(error))
            if isinstance(error, LimitedError):
                for one in [known for known in claimed if known.asked is None]:
                    await self._table.unask(one)
            await self._defer(claimed, str(error), seconds=error.seconds)
        except (RefusedError, RejectedError) as error:
            _log.warning("alert refused", episode=claimed[0].episode, why=describe_error(error))
            await self._skip(claimed, "refused")

    async def _attempt(self, matches: Sequence[AlertMatch]) -> None:
        """Send a message unless an earlier try has, then record the outcome of each match."""
        alert, now = matches[0].alert, self._clock()
        allowed = due_at(alert, now)
        if allowed > now:  # the hours have become quiet since it was due
            for one in matches:
                await self._table.defer(one, until=allowed, reason="")
            return
        if now - max(one.due for one in matches) > GRACE:
            await self._skip(matches, "late")
            return
        if alert.server is not None and not await self._port.is_in(alert.server):
            await self._skip(matches, "left")
            return
        shown = await self._shown(matches)
        if shown:
            await self._rate_limiter.acquire()
            channel = await self._port.channel(alert)
            if not await self._was_sent(channel, [one for one, _ in shown]):
                await self._send(channel, shown)

    async def _shown(self, matches: Sequence[AlertMatch]) -> list[tuple[AlertMatch, Hit]]:
        """Return the matches with lines that may be shown there now; the others are finished."""
        alert, ids = matches[0].alert, [one.quote for one in matches]
        here = await self._library.hits(ids, server=alert.server)
        # A DM has no server: nothing that is private to one reaches it.
        there = here if alert.thread else await self._library.hits(ids, server=None)
        shown: list[tuple[AlertMatch, Hit]] = []
        for match, seen, hit in zip(matches, here, there, strict=True):
            if seen is not None and hit is not None:
                shown.append((match, hit))
            else:
                await self._skip([match], "gone" if seen is None else "private")
        return shown

    async def _was_sent(self, channel: int, matches: Sequence[AlertMatch]) -> bool:
        """Finish the matches that an earlier try has sent; the others are looked for once more.

        Raises UnclearError until they were looked for several times in vain.
        """
        asked = [one for one in matches if one.asked is not None]
        first = min((one.asked for one in asked if one.asked), default=None)
        if first is None or self._requests.trusted_seconds(nonce(matches), channel):
            return False
        await self._rate_limiter.acquire()
        found = await self._port.find_own(channel, asked, after=first - _CLOCK_SKEW)
        if found is None:
            await self._look_in_vain(asked)
            return False
        for one in matches:
            if one in found.matches:
                await self._table.finish(one, "sent", message=found.message)
            else:
                await self._table.defer(one, until=self._clock(), reason="")
        return True

    async def _look_in_vain(self, matches: Sequence[AlertMatch]) -> None:
        """Count a look; raise UnclearError if it was not the last."""
        looks = min(one.looks for one in matches)
        if looks >= len(PAUSES):
            for one in matches:
                await self._table.unask(one)
            return
        for one in matches:
            await self._table.look_in_vain(one, now=self._clock())
        raise UnclearError("It was looked for in vain.", seconds=PAUSES[looks].total_seconds())

    async def _send(self, channel: int, shown: Sequence[tuple[AlertMatch, Hit]]) -> None:
        matches = tuple(one for one, _ in shown)
        await self._rate_limiter.acquire()
        for one in matches:
            if not await self._table.ask(one, now=self._clock()):
                return  # another process has taken it over
        self._requests.begin(nonce(matches), channel)
        # All requests must end while Discord knows the nonce of the first.
        async with asyncio.timeout(self._requests.trusted_seconds(nonce(matches), channel)):
            message = await self._port.send(
                channel, AlertMessage(matches, tuple(hit for _, hit in shown))
            )
        for one in matches:
            await self._table.finish(one, "sent", message=message)
        _log.info("told of alerts", number=len(matches), tries=matches[0].attempts)

    async def _skip(self, matches: Sequence[AlertMatch], reason: Untold) -> None:
        for one in matches:
            await self._table.finish(one, "skipped", reason=reason)

    async def _defer(
        self, matches: Sequence[AlertMatch], reason: str, *, seconds: float | None = None
    ) -> None:
        backoff = FIRST_BACKOFF * 2 ** min(matches[0].attempts - 1, 10)
        wait = min(backoff, MAX_BACKOFF)
        if seconds is not None:
            wait = timedelta(seconds=min(seconds, LONGEST_LIMIT.total_seconds()))
        for one in matches:
            await self._table.defer(one, until=self._clock() + wait, reason=reason)


def _messages(matches: Iterable[AlertMatch]) -> list[tuple[AlertMatch, ...]]:
    """Group matches that are told together: of one member, channel and episode, due at once."""
    together: dict[object, list[AlertMatch]] = {}
    for one in sorted(matches, key=lambda match: match.alert.id):
        alert = one.alert
        key = (alert.user, alert.server, alert.thread, one.episode, one.due, alert.language)
        together.setdefault(key, []).append(one)
    return [
        tuple(some[at : at + MOST])
        for some in together.values()
        for at in range(0, len(some), MOST)
    ]
