"""Hold leases while blocks run, and wait for those that others have.

Only time that a process measures by its own clock counts. A waiter takes a lease over when it has
seen the same beat for `Timing.duration`. Its holder lets it lapse `Timing.margin` earlier, counted
from when it began the last renewal that the store confirmed: so whoever stops acting at the lapse
never acts beside its successor. While a waiter cannot read the store, it counts nothing: a holder
that could not renew meanwhile gets the whole duration to do so.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog

from bot.errors import StoreError
from bot.store import LeaseState, LeaseTable

Sleep = Callable[[float], Awaitable[None]]

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Timing:
    """How leases are kept, in seconds: how long they last, are renewed, and are waited for."""

    duration: float = 15.0
    margin: float = 3.0
    renewal: float = 3.0
    poll: float = 1.0


class Lease:
    """A lease that this process holds.

    `lapsed` is set while it could not be renewed in time, so that another may take it over; `lost`
    is set for good once the store has said that another has it, or nobody.
    """

    def __init__(self, name: str, *, renewed: float) -> None:
        self.name = name
        self.renewed = renewed
        self.lapsed = asyncio.Event()
        self.lost = asyncio.Event()

    def lose(self) -> None:
        """Mark that it is lost for good."""
        self.lost.set()
        self.lapsed.set()


class Leasing:
    """Takes, keeps and gives back leases for one owner."""

    def __init__(
        self,
        table: LeaseTable,
        *,
        owner: str,
        clock: Callable[[], float] = time.monotonic,
        sleep: Sleep = asyncio.sleep,
        timing: Timing | None = None,
    ) -> None:
        self.table = table
        self.owner = owner
        self.clock = clock
        self.sleep = sleep
        self.timing = timing or Timing()

    @asynccontextmanager
    async def held(
        self,
        *names: str,
        waiting: Callable[[str | None], None] = lambda _: None,
        poll: float | None = None,
    ) -> AsyncGenerator[Lease]:
        """Hold whichever of the leases is free first while the block runs.

        Two blocks at once must not hold the same one for the same owner. If another has them all,
        `waiting` is called once with the owner of the first, None where the store cannot tell.
        """
        lease = await self._acquired(names, waiting, poll or self.timing.poll)
        keeping = asyncio.create_task(self._keep(lease))
        try:
            yield lease
        finally:
            keeping.cancel()
            await asyncio.wait((keeping,))
            await self._release(lease.name)
        if not keeping.cancelled():
            keeping.result()

    async def run_holding(
        self, name: str, work: Callable[[], Awaitable[None]], *, poll: float | None = None
    ) -> None:
        """Run work while this process holds a lease; cancel it at a lapse, and begin again.

        Returns when the work does.
        """
        while True:
            async with self.held(name, poll=poll) as lease:
                if await run_until(lease.lapsed, work()):
                    return

    async def _acquired(
        self, names: Iterable[str], waiting: Callable[[str | None], None], poll: float
    ) -> Lease:
        watches = [_Watch(name) for name in names]
        told = False
        while True:
            for watch in watches:
                begun = self.clock()
                if await self._taken(watch):
                    return Lease(watch.name, renewed=begun)
            if not told:
                waiting(watches[0].owner)
                told = True
            await self.sleep(poll)

    async def _taken(self, watch: "_Watch") -> bool:
        looked = self.clock()
        try:
            state = await self.table.look(watch.name)
            seen = watch.unchanged_beat(state, looked=looked, now=self.clock(), timing=self.timing)
            if state.owner not in {None, self.owner} and seen is None:
                return False
            return await self.table.take(watch.name, owner=self.owner, seen_beat=seen)
        except StoreError as error:
            _log.debug("lease not read", lease=watch.name, cause=str(error))
            watch.forget()
            return False
        except asyncio.CancelledError:
            # The store runs every call to its end, so the lease may have been taken.
            await self._release(watch.name)
            raise

    async def _keep(self, lease: Lease) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._renew(lease))
                group.create_task(self._watch(lease))
        finally:
            lease.lose()

    async def _renew(self, lease: Lease) -> None:
        failing = False
        while not lease.lost.is_set():
            await self.sleep(self.timing.renewal)
            begun = self.clock()
            try:
                kept = await self.table.renew(lease.name, owner=self.owner)
            except StoreError as error:
                if not failing:
                    _log.warning("lease not renewed", lease=lease.name, cause=str(error))
                failing = True
                continue
            failing = False
            if kept:
                lease.renewed = begun
                lease.lapsed.clear()
            else:
                _log.warning("lease lost", lease=lease.name)
                lease.lose()

    async def _watch(self, lease: Lease) -> None:
        """Mark the lapse by the clock alone: a call of the store may hang."""
        while not lease.lost.is_set():
            left = lease.renewed + self.timing.duration - self.timing.margin - self.clock()
            if left <= 0:
                lease.lapsed.set()
            await self.sleep(left if left > 0 else self.timing.renewal)

    async def _release(self, name: str) -> None:
        try:
            await self.table.release(name, owner=self.owner)
        except StoreError as error:
            _log.warning("lease not given back", lease=name, cause=str(error))


class _Watch:
    """What a waiter has seen of one lease."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._seen: LeaseState | None = None
        self._since = 0.0

    @property
    def owner(self) -> str | None:
        """Who has it, as far as is known."""
        return self._seen.owner if self._seen else None

    def unchanged_beat(
        self, state: LeaseState, *, looked: float, now: float, timing: Timing
    ) -> int | None:
        """Note a state; return its beat if it has been the same for the lease's duration.

        `looked` and `now` are when the reading began and ended, whichever proves less.
        """
        if state != self._seen:
            self._seen, self._since = state, now
        return state.beat if looked - self._since >= timing.duration else None

    def forget(self) -> None:
        """Count anew, because the holder may have been cut off as well."""
        self._seen = None


async def run_until(event: asyncio.Event, work: Awaitable[None]) -> bool:
    """Run work; cancel and await it when an event is set; return whether it ended by itself."""
    running = asyncio.ensure_future(work)
    stopping = asyncio.create_task(event.wait())
    try:
        await asyncio.wait((running, stopping), return_when=asyncio.FIRST_COMPLETED)
        ended = running.done()
    finally:
        stopping.cancel()
        running.cancel()
        await asyncio.wait((running,))
    if not running.cancelled():
        running.result()
    return ended
