"""When a message may be requested once more whose outcome is not known.

Discord answers a second request of a nonce with the first message, for some minutes. After that,
only the channel can show whether there is one, and a look may miss a message that was made a moment
ago: so one look that finds nothing proves nothing, and several with pauses between them must agree.
"""

from collections.abc import Callable
from datetime import timedelta

NONCE_SECONDS = 150.0
"""Seconds since the first request in which a nonce is trusted; Discord says "a few minutes"."""

PAUSES = (timedelta(minutes=2), timedelta(minutes=8))
"""After a look in vain, until the next; after one more it counts as not made."""


class RecentRequests:
    """The requests of this process whose nonces Discord still knows.

    `seconds` is a monotonic clock: it does not matter if somebody sets the time.
    """

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._begun: dict[tuple[str, int], float] = {}

    def begin(self, nonce: str, channel: int) -> None:
        """Note a request, before it is sent."""
        now = self._seconds()
        for known, begun in list(self._begun.items()):
            if now - begun > NONCE_SECONDS:
                del self._begun[known]
        self._begun.setdefault((nonce, channel), now)

    def trusted_seconds(self, nonce: str, channel: int) -> float:
        """Return for how long a request may be repeated without a look; 0 if it may not."""
        begun = self._begun.get((nonce, channel))
        return 0.0 if begun is None else max(0.0, begun + NONCE_SECONDS - self._seconds())
