"""Notice that somebody has set the clock, and wait until it can be trusted again."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog

SETTLED = 600.0
"""Seconds that a clock must have gone evenly before anything is purged by it."""

BELIEVED = 300.0
"""Seconds after somebody has set the clock forward until what has fallen due by that is done."""

_JUMP = 60.0
"""Seconds by which the clock must be off: corrections of a second are no jump."""

_LOOK = 30.0

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class ClockGuard:
    """Compares the clock with one that nobody can set, `seconds`.

    A machine that slept looks the same as one whose clock was set forward.
    """

    def __init__(
        self,
        clock: Callable[[], datetime],
        seconds: Callable[[], float],
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._clock, self._seconds, self._sleep = clock, seconds, sleep
        self._offset = clock().timestamp() - seconds()
        self._even_since = seconds()
        self._forward_at = float("-inf")

    @property
    def even_for(self) -> float:
        """The seconds since the start, or since somebody has set the clock."""
        self._look()
        return self._seconds() - self._even_since

    @property
    def is_doubtful(self) -> bool:
        """Whether the clock was set forward a moment ago, and may yet be set back."""
        self._look()
        return self._seconds() - self._forward_at < BELIEVED

    async def wait(self) -> None:
        """Wait until the clock has gone evenly for ten minutes."""
        while (left := SETTLED - self.even_for) > 0:
            await self._sleep(min(left, _LOOK))

    async def sleep(self, seconds: float) -> None:
        """Sleep, and then wait until the clock has settled."""
        await self._sleep(seconds)
        await self.wait()

    def _look(self) -> None:
        now = self._seconds()
        offset = self._clock().timestamp() - now
        jump, self._offset = offset - self._offset, offset
        if abs(jump) < _JUMP:
            return
        self._even_since = now
        self._forward_at = now if jump > 0 else float("-inf")
        _log.warning("the clock was set", seconds=round(jump))
