"""The time of a week, which leaps ahead unless somebody holds it, and what is planned in it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from datetime import datetime, timedelta

from benchmarks.week.clock import LeapingClock

DAY = 86_400.0
TICK = 0.1
"""Real seconds between two leaps."""

_IDLE_PATIENCE = 60.0

Step = Callable[[], Awaitable[None]]


class Flow:
    """Passes some days in so many minutes, and starts what is planned when its moment comes.

    What fails is kept in `failures`, and the week goes on.
    """

    def __init__(self, clock: LeapingClock, *, days: int, minutes: float) -> None:
        self.failures: list[str] = []
        self.began = clock.now()
        self._clock = clock
        self._leap = days * DAY * TICK / (minutes * 60)
        self._plan: list[tuple[float, Step]] = []
        self._running: set[asyncio.Task[None]] = set()
        self._holds = 0
        self._unhurried = 0

    @property
    def day(self) -> float:
        """Return how many days have passed."""
        return (self._clock.now() - self.began).total_seconds() / DAY

    @property
    def stands_still(self) -> bool:
        """Return whether somebody holds the time."""
        return bool(self._holds)

    @property
    def waits_for_managers(self) -> bool:
        """Return whether nobody but managers hold the time."""
        return self._holds == self._unhurried

    def begin_at_midnight(self) -> None:
        """Leap to the next midnight, at which the week begins."""
        now = self._clock.now()
        midnight = datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), now.tzinfo)
        self._clock.leap((midnight - now).total_seconds())
        self.began = midnight

    def plan(self, at: float, step: Step) -> None:
        """Have something happen at a moment, in days."""
        self._plan.append((at, step))
        self._plan.sort(key=lambda one: one[0], reverse=True)

    def pass_on(self) -> None:
        """Leap, and start what is due then."""
        self._clock.leap(self._leap)
        while self._plan and self._plan[-1][0] <= self.day:
            self.start(self._plan.pop()[1]())

    def start(self, work: Awaitable[None]) -> None:
        """Let something happen beside all else."""

        async def run() -> None:
            try:
                await work
            except Exception as error:  # noqa: BLE001 - the week goes on, and tells of it
                self.failures.append(f"{type(error).__name__}: {error}"[:600])

        task = asyncio.create_task(run())
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def idle(self) -> None:
        """Wait until nothing happens any more, a minute at most."""
        if self._running:
            await asyncio.wait(self._running, timeout=_IDLE_PATIENCE)

    @contextmanager
    def held(self) -> Generator[None]:
        """Have the clock run as the system's meanwhile."""
        self._holds += 1
        try:
            yield
        finally:
            self._holds -= 1

    def unhurried(self, step: Step) -> Step:
        """Return a step for which the time is held: an upload waits for half an hour only."""

        async def run() -> None:
            self._unhurried += 1
            try:
                with self.held():
                    await step()
            finally:
                self._unhurried -= 1

        return run
