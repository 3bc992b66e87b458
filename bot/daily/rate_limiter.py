"""A limit to the number of requests a second."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

Sleep = Callable[[float], Awaitable[None]]

_MAX_WAIT = timedelta(seconds=60)


class RateLimiter:
    """Spaces requests evenly, `rate` a second at most, first come first served."""

    def __init__(self, rate: float, *, clock: Callable[[], datetime], sleep: Sleep) -> None:
        self._gap = timedelta(seconds=1 / rate)
        self._clock = clock
        self._sleep = sleep
        self._next: datetime | None = None

    async def acquire(self) -> None:
        """Wait until the next request may be sent."""
        now = self._clock()
        at = max(now, self._next or now)
        if at - now > _MAX_WAIT:  # the clock was set back
            at = now
        self._next = at + self._gap
        if at > now:
            await self._sleep((at - now).total_seconds())
