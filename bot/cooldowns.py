"""How often a member may use the bot: a token bucket for each kind of use, in bounded memory.

The theoretical arrival time of the generic cell rate algorithm is all that is kept of a bucket
(ITU-T I.371, https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm).
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Literal

from bot.observations import Observer, Refusal, unobserved

Use = Literal[
    "command", "press", "modal", "autocomplete", "managing", "costly", "mention", "channel", "told"
]


@dataclass(frozen=True, slots=True)
class Limit:
    """So many uses at once, and then one more every so many seconds."""

    burst: int
    seconds: float


LIMITS: Mapping[Use, Limit] = {
    "command": Limit(12, 3.0),
    "press": Limit(30, 0.5),
    "modal": Limit(8, 3.0),
    "autocomplete": Limit(40, 0.15),
    "managing": Limit(30, 1.0),
    "costly": Limit(10, 6.0),
    "mention": Limit(4, 7.5),
    "channel": Limit(10, 1.5),
    "told": Limit(1, 30.0),
}
"""The limits of one member; of a channel, how often mentions in it are answered.

Typing and paging are faster than commands. "told" is how often a refusal is told in a message.
"""

MOST_BUCKETS = 20_000
"""Buckets of one kind that are remembered, each in some 200 bytes; those used last."""


_ROUNDING = 1e-6
"""Seconds by which sums of seconds may be wrong."""


class Cooldowns:
    """Counts the uses of members; only those of the last seconds are known."""

    def __init__(
        self,
        *,
        limits: Mapping[Use, Limit] = LIMITS,
        clock: Callable[[], float] = monotonic,
        observe: Observer = unobserved,
        most: int = MOST_BUCKETS,
    ) -> None:
        self._limits = limits
        self._clock = clock
        self._observe = observe
        self._most = most
        self._full: dict[Use, OrderedDict[int, float]] = {use: OrderedDict() for use in limits}
        """When each bucket will be full again, those used last at the end."""

    @property
    def remembered(self) -> int:
        """Return the number of buckets that are remembered."""
        return sum(map(len, self._full.values()))

    def take(self, use: Use, key: int) -> float:
        """Count a use by a member; return 0 if it is allowed, else the seconds until it will be.

        A use that is refused does not count.
        """
        limit = self._limits.get(use)
        if limit is None:
            return 0.0
        now, buckets = self._clock(), self._full[use]
        full = max(buckets.get(key, now), now)
        wait = full - now - (limit.burst - 1) * limit.seconds
        if wait > _ROUNDING:
            self._observe(Refusal(use))
            return wait
        buckets[key] = full + limit.seconds
        buckets.move_to_end(key)
        self._forget(buckets, now)
        return 0.0

    def _forget(self, buckets: OrderedDict[int, float], now: float) -> None:
        """Forget buckets that are full again, and the longest unused of too many."""
        oldest = next(iter(buckets))
        while buckets[oldest] <= now or len(buckets) > self._most:
            del buckets[oldest]
            oldest = next(iter(buckets))
