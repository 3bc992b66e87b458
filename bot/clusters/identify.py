"""Let shards identify no faster than Discord allows, over all processes of the bot.

Discord takes one identify of each bucket in five seconds; a shard is in the bucket
`shard % max_concurrency`. Of a day it takes a number, usually 1,000, and resets the token of a bot
that needs more: https://discord.com/developers/docs/events/gateway#session-start-limit-object
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.clusters.leasing import Lease, Leasing, Sleep
from bot.errors import DiscordError, StoreError, describe_error
from bot.store import SessionStartTable

SPACING = 5.5
"""Seconds between two identifies of one bucket: five, and some for their way to Discord."""

PATIENCE = 60.0
"""Seconds between two looks whether sessions may be started again."""

_RETRY = 2.0
_POLL = 0.5
_RESERVED = 20
"""One in so many of the day's session starts is not used: it is there for what people start."""

_USED_UP = "session starts of the day used up: waiting, as Discord would reset the token of the bot"

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class GatewayLimits:
    """What Discord says of the bot's gateway: shards it recommends, and session starts.

    `concurrency` is the number of buckets, `reset_after` in seconds.
    """

    shards: int
    concurrency: int
    total: int
    remaining: int
    reset_after: float

    @property
    def reserve(self) -> int:
        """How many of the day's session starts the bot does not use."""
        return self.total // _RESERVED


FetchLimits = Callable[[], Awaitable[GatewayLimits]]


async def _unknown() -> GatewayLimits:
    raise DiscordError("Discord has not been asked for its limits.")


@dataclass(frozen=True, slots=True)
class _Turn:
    """The turn of a shard to identify: its bucket is closed to others meanwhile."""

    stack: AsyncExitStack
    lease: Lease | None


class Identifies:
    """Gives shards their turn to identify, and counts the session starts of the day."""

    def __init__(
        self,
        starts: SessionStartTable,
        *,
        clock: Callable[[], datetime],
        leasing: Leasing | None = None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._starts = starts
        self._clock = clock
        self._leasing = leasing
        self._sleep = sleep
        self._fetch: FetchLimits = _unknown
        self._concurrency = 1
        self._queues: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._turns: dict[int, _Turn] = {}
        self._freeing: set[asyncio.Task[None]] = set()

    async def start(self, fetch: FetchLimits) -> GatewayLimits:
        """Ask Discord for its limits, as will be done again when the counted starts are used up."""
        self._fetch = fetch
        limits = await self._learn()
        self._concurrency = limits.concurrency
        return limits

    async def admit(self, shard: int) -> None:
        """Wait for the turn of a shard; its bucket is closed to others until it has identified.

        To be awaited before a connection is opened, which Discord closes after a minute's silence.
        """
        turn = self._turns.pop(shard, None)
        if turn and not (turn.lease and turn.lease.lapsed.is_set()):
            self._turns[shard] = turn
            return
        if turn:
            await turn.stack.aclose()
        async with AsyncExitStack() as stack:
            bucket = shard % self._concurrency
            lease = await stack.enter_async_context(self._bucket(bucket))
            await self._count()
            self._turns[shard] = _Turn(stack.pop_all(), lease)

    async def begin(self, shard: int) -> None:
        """Wait for the turn of a shard, if it has none, and take it: it identifies now."""
        await self.admit(shard)
        freeing = asyncio.create_task(self._free(self._turns.pop(shard)))
        self._freeing.add(freeing)
        freeing.add_done_callback(self._freeing.discard)

    async def aclose(self) -> None:
        """Give back the turns that were not taken, and wait for the end of the others."""
        while self._turns:
            await self._turns.popitem()[1].stack.aclose()
        await asyncio.gather(*self._freeing)

    @asynccontextmanager
    async def _bucket(self, bucket: int) -> AsyncGenerator[Lease | None]:
        async with self._queues[bucket]:
            if self._leasing is None:
                yield None
                return
            async with self._leasing.held(f"identify/{bucket}", poll=_POLL) as lease:
                yield lease

    async def _count(self) -> None:
        """Count a session start; wait while no more than the reserve of the day is left."""
        told = False
        while True:
            try:
                if await self._starts.spend(now=self._clock()):
                    return
                limits = await self._learn()
            except (StoreError, DiscordError) as error:
                if not told:
                    _log.warning("identify waits", cause=describe_error(error))
                told = True
                await self._sleep(_RETRY)
                continue
            if limits.remaining > limits.reserve:
                continue
            if not told:
                _log.error(_USED_UP, remaining=limits.remaining, minutes=limits.reset_after // 60)
            told = True
            await self._sleep(min(PATIENCE, limits.reset_after))

    async def _learn(self) -> GatewayLimits:
        limits = await self._fetch()
        await self._starts.put(
            usable=limits.remaining - limits.reserve,
            resets=self._clock() + timedelta(seconds=limits.reset_after),
        )
        return limits

    async def _free(self, turn: _Turn) -> None:
        async with turn.stack:
            await self._sleep(SPACING)
