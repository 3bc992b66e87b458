"""Processes of several clusters, in time that passes while all of them sleep."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from bot.clusters import Leasing, Timing
from bot.errors import StoreError
from bot.store import LeaseTable, Store
from tests.support.faulty import Faults, Faulty, StillClock

_REAL = 30
"""Seconds after which a test that waits is given up."""

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
        async with asyncio.timeout(_REAL):  # time stands still where nobody sleeps
            await self.still.run(lambda: condition() or self.clock() > begun + seconds)
        assert condition()
        return self.clock() - begun

    async def passing(self, seconds: float) -> None:
        end = self.clock() + seconds
        async with asyncio.timeout(_REAL):
            await self.still.run(lambda: self.clock() >= end)

    def counted(self, part: Any) -> Any:
        """Return a part of the store during whose calls time stands still."""
        return Faulty(part, "store", self.busy)


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
        self.at_end: list[Callable[[], Awaitable[None]]] = []

    async def sleep(self, seconds: float) -> None:
        await self.room.still.sleep(seconds)
        await self.running.wait()

    async def look(self, name: str) -> Any:
        return await self._asked(self.room.table.look(name))

    async def states(self, prefix: str) -> Any:
        return await self._asked(self.room.table.states(prefix))

    async def take(self, name: str, *, owner: str, seen_beat: int | None = None) -> Any:
        return await self._asked(self.room.table.take(name, owner=owner, seen_beat=seen_beat))

    async def renew(self, name: str, *, owner: str) -> Any:
        return await self._asked(self.room.table.renew(name, owner=owner))

    async def release(self, name: str, *, owner: str) -> Any:
        return await self._asked(self.room.table.release(name, owner=owner))

    async def replace_note(self, name: str, value: str, *, known: str | None, unless: str) -> Any:
        call = self.room.table.replace_note(name, value, known=known, unless=unless)
        return await self._asked(call)

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
            for close in one.at_end:
                closing = asyncio.ensure_future(close())
                await room.until(closing.done)
