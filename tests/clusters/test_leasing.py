import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from bot.clusters import Lease, Leasing, Timing
from bot.errors import StoreError
from bot.store import LeaseTable, Store
from tests.support.faulty import Faults, StillClock

TIMING = Timing(duration=15, margin=3, renewal=3, poll=1)


class Room:
    """Time that passes while all sleep, and processes that share one store."""

    def __init__(self, store: Store) -> None:
        self.busy = Faults(seed=0, share=0, most=0)
        self.still = StillClock(datetime(2026, 1, 1, tzinfo=UTC), self.busy)
        self.table = store.leases
        self.acting: set[str] = set()
        self.most_acting = 0

    def clock(self) -> float:
        return self.still.now().timestamp()

    async def until(self, condition: Callable[[], bool], *, seconds: float = 300) -> float:
        """Let time pass until a condition is true; return the seconds it took."""
        begun = self.clock()
        await self.still.run(lambda: condition() or self.clock() > begun + seconds)
        assert condition()
        return self.clock() - begun

    async def passing(self, seconds: float) -> None:
        end = self.clock() + seconds
        await self.still.run(lambda: self.clock() >= end)


class Process(LeaseTable):
    """One process, which can be cut off from the store, hung and killed."""

    def __init__(self, room: Room, owner: str) -> None:
        self.room, self.owner = room, owner
        self.cut_off = False
        self.running = asyncio.Event()
        self.running.set()
        self.steps: list[float] = []
        self.leasing = Leasing(self, owner=owner, clock=room.clock, sleep=self.sleep, timing=TIMING)
        self.task: asyncio.Task[None] | None = None

    async def sleep(self, seconds: float) -> None:
        await self.room.still.sleep(seconds)
        await self.running.wait()

    async def look(self, name: str) -> Any:
        return await self._asked(self.room.table.look(name))

    async def take(self, name: str, *, owner: str, seen_beat: int | None = None) -> Any:
        return await self._asked(self.room.table.take(name, owner=owner, seen_beat=seen_beat))

    async def renew(self, name: str, *, owner: str) -> Any:
        return await self._asked(self.room.table.renew(name, owner=owner))

    async def release(self, name: str, *, owner: str) -> Any:
        return await self._asked(self.room.table.release(name, owner=owner))

    async def _asked(self, call: Any) -> Any:
        if self.cut_off:
            call.close()
            raise StoreError("The database cannot be reached: injected.")
        self.room.busy.working += 1
        try:
            return await call
        finally:
            self.room.busy.working -= 1

    async def work(self) -> None:
        """Act every second."""
        self.room.acting.add(self.owner)
        self.room.most_acting = max(self.room.most_acting, len(self.room.acting))
        try:
            while True:
                self.steps.append(self.room.clock())
                await self.sleep(1)
        finally:
            self.room.acting.discard(self.owner)

    def start(self, run: Callable[[], Awaitable[None]] | None = None) -> None:
        work = run or (lambda: self.leasing.run_holding("jobs", self.work))
        self.task = asyncio.ensure_future(work())

    async def stop(self) -> None:
        if self.task:
            self.task.cancel()
            await asyncio.wait((self.task,))

    async def kill(self) -> None:
        """End without giving anything back."""
        self.cut_off = True
        await self.stop()


@asynccontextmanager
async def processes(room: Room, *owners: str) -> AsyncGenerator[list[Process]]:
    made = [Process(room, owner) for owner in owners]
    try:
        yield made
    finally:
        for one in made:
            one.running.set()
            await one.stop()


async def test_work_runs_in_one_process_and_moves_at_once_when_that_ends(store: Store) -> None:
    room = Room(store)
    async with processes(room, "a", "b", "c") as (a, b, c):
        a.start()
        await room.until(lambda: bool(a.steps))
        for one in (b, c):
            one.start()
        await room.passing(30)
        assert not b.steps
        assert not c.steps
        await a.stop()
        assert await room.until(lambda: bool(b.steps or c.steps)) <= TIMING.poll
        assert room.most_acting == 1


async def test_a_killed_holder_is_replaced_when_its_lease_has_ended(store: Store) -> None:
    room = Room(store)
    async with processes(room, "a", "b") as (a, b):
        a.start()
        await room.until(lambda: bool(a.steps))
        b.start()
        await room.passing(20)
        await a.kill()
        taken = await room.until(lambda: bool(b.steps))
        assert TIMING.duration - TIMING.renewal <= taken <= TIMING.duration + 2 * TIMING.poll


async def test_a_hung_holder_that_wakes_up_late_stops_and_waits(store: Store) -> None:
    room = Room(store)
    async with processes(room, "a", "b") as (a, b):
        a.start()
        await room.until(lambda: bool(a.steps))
        b.start()
        await room.passing(20)
        a.running.clear()
        await room.until(lambda: bool(b.steps))
        before = len(a.steps)
        a.running.set()
        await room.until(lambda: "a" not in room.acting)
        await room.passing(30)
        assert len(a.steps) <= before + 1
        assert room.acting == {"b"}
        await b.stop()
        await room.until(lambda: "a" in room.acting)


async def test_a_holder_that_is_cut_off_stops_before_another_begins(store: Store) -> None:
    room = Room(store)
    async with processes(room, "a", "b") as (a, b):
        a.start()
        await room.until(lambda: bool(a.steps))
        b.start()
        await room.passing(20)
        a.cut_off = True
        await room.until(lambda: bool(b.steps))
        assert a.steps[-1] <= b.steps[0] - 1
        a.cut_off = False
        await room.passing(30)
        assert room.acting == {"b"}
        assert room.most_acting == 1


async def test_work_stops_while_the_store_is_away_and_goes_on_afterwards(store: Store) -> None:
    room = Room(store)
    async with processes(room, "a", "b") as (a, b):
        a.start()
        await room.until(lambda: bool(a.steps))
        b.start()
        a.cut_off = b.cut_off = True
        await room.until(lambda: not room.acting)
        await room.passing(90)
        assert not room.acting
        a.cut_off = b.cut_off = False
        assert await room.until(lambda: bool(room.acting)) <= 2 * TIMING.poll
        await room.passing(30)
        assert room.most_acting == 1


async def test_a_holder_that_serves_on_keeps_its_lease_over_an_outage(store: Store) -> None:
    room = Room(store)
    holding: list[Lease] = []

    async def hold(one: Process) -> None:
        async with one.leasing.held("cluster") as lease:
            holding.append(lease)
            await lease.lost.wait()

    async with processes(room, "a", "b") as (a, b):
        a.start(lambda: hold(a))
        await room.until(lambda: bool(holding))
        b.start(lambda: hold(b))
        a.cut_off = b.cut_off = True
        await room.until(holding[0].lapsed.is_set)
        await room.passing(90)
        b.cut_off = False  # the waiter reaches the store first
        await room.passing(TIMING.duration - TIMING.poll)
        a.cut_off = False
        await room.until(lambda: not holding[0].lapsed.is_set())
        await room.passing(30)
        assert not holding[0].lost.is_set()
        assert len(holding) == 1


async def test_a_holder_is_told_that_another_has_its_lease(store: Store) -> None:
    room = Room(store)
    async with processes(room, "a") as (a,):
        holding: list[Lease] = []

        async def hold() -> None:
            async with a.leasing.held("cluster") as lease:
                holding.append(lease)
                await lease.lost.wait()

        a.start(hold)
        await room.until(lambda: bool(holding))
        beat = (await store.leases.look("cluster")).beat
        await store.leases.take("cluster", owner="b", seen_beat=beat)
        assert await room.until(holding[0].lost.is_set) <= TIMING.renewal
        await room.until(lambda: bool(a.task and a.task.done()))
        assert (await store.leases.look("cluster")).owner == "b"


async def test_whichever_lease_is_free_first_is_taken(store: Store) -> None:
    room = Room(store)
    held: dict[str, str] = {}
    waited: list[str | None] = []

    async def hold(one: Process) -> None:
        async with one.leasing.held("0", "1", waiting=waited.append) as lease:
            held[one.owner] = lease.name
            await asyncio.Event().wait()

    async with processes(room, "a", "b", "c") as (a, b, c):
        for one in (a, b, c):
            one.start(lambda one=one: hold(one))
            await room.passing(0.1)
        assert held == {"a": "0", "b": "1"}
        assert waited == ["a"]
        await room.passing(100)
        assert len(held) == 2
        await b.stop()
        await room.until(lambda: "c" in held)
        assert held["c"] == "1"


async def test_a_waiter_that_is_stopped_while_it_takes_a_lease_leaves_it_free(
    store: Store,
) -> None:
    leasing = Leasing(store.leases, owner="a")

    async def hold() -> None:
        async with leasing.held("jobs"):
            raise AssertionError

    for rounds in range(12):
        task = asyncio.create_task(hold())
        for _ in range(rounds):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait((task,))
        assert task.cancelled()
        assert (await store.leases.look("jobs")).owner is None
