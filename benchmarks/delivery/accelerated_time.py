"""A fast clock that all processes share, and an event loop of the same speed."""

from __future__ import annotations

import asyncio
import mmap
import selectors
import struct
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

_FIELDS = struct.Struct("3d")
_SLOT = struct.Struct("d")
_ABSENT, _BUSY = -1.0, 0.0

_LOOK = 0.005
"""Real seconds between two looks of a process that waits."""

_GRID = timedelta(seconds=600)
"""Long waits end together: each instant at which somebody wakes takes some milliseconds."""


class SharedClock:
    """A clock that runs `speed` times faster, and moves on at once while all processes wait.

    The system's monotonic clock is the same in all processes, so a file of numbers is enough: the
    start, the speed, the seconds that it was moved on, and of each process when it wakes. A process
    may have a clock that is some seconds ahead.
    """

    def __init__(self, path: Path, start: datetime, *, ahead: float = 0.0) -> None:
        self._start = start
        self._ahead = timedelta(seconds=ahead)
        with path.open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), 0)

    @staticmethod
    def make(path: Path, *, speed: float, processes: int) -> None:
        """Create the file of a clock that starts now."""
        fields = _FIELDS.pack(time.monotonic(), speed, 0.0)
        path.write_bytes(fields + _SLOT.pack(_ABSENT) * processes)

    @property
    def speed(self) -> float:
        """The seconds of this clock in one second."""
        return self._read()[1]

    def now(self) -> datetime:
        """Return the time of this clock."""
        return self._true_now() + self._ahead

    def tell(self, process: int, wakes: datetime | None) -> None:
        """Say when a process wakes; None if it is at work."""
        seconds = _BUSY if wakes is None else (wakes - self._ahead - self._start).total_seconds()
        self._write(process, seconds)

    def end(self, process: int) -> None:
        """Say that a process is not running."""
        self._write(process, _ABSENT)

    def pass_idle_time(self, *, until: datetime) -> None:
        """Move the clock on to when the first process wakes, if all wait; only one may do so."""
        now = (self._true_now() - self._start).total_seconds()
        instants = [seconds for seconds in self._slots() if seconds != _ABSENT]
        soonest = min((*instants, (until - self._start).total_seconds()))
        if _BUSY not in instants and soonest > now:
            began, speed, moved = self._read()
            self._memory[: _FIELDS.size] = _FIELDS.pack(began, speed, moved + soonest - now)

    def _true_now(self) -> datetime:
        began, speed, moved = self._read()
        return self._start + timedelta(seconds=(time.monotonic() - began) * speed + moved)

    def _read(self) -> tuple[float, float, float]:
        began, speed, moved = _FIELDS.unpack(self._memory[: _FIELDS.size])
        return began, speed, moved

    def _slots(self) -> list[float]:
        return [seconds for (seconds,) in _SLOT.iter_unpack(self._memory[_FIELDS.size :])]

    def _write(self, process: int, seconds: float) -> None:
        at = _FIELDS.size + process * _SLOT.size
        self._memory[at : at + _SLOT.size] = _SLOT.pack(seconds)


class Waits:
    """The waits of the jobs of one process: while all jobs wait, time may pass at once."""

    def __init__(
        self, clock: SharedClock, process: int, *, jobs: int, busy: Callable[[], bool]
    ) -> None:
        self._clock, self._process = clock, process
        self._jobs, self._busy = jobs, busy
        self._wakings: list[datetime] = []

    async def sleep(self, seconds: float) -> None:
        """Wait; if it is for long, until an instant at which other processes wake, too."""
        wakes = self._clock.now() + timedelta(seconds=seconds)
        if timedelta(seconds=seconds) >= _GRID:
            wakes -= (wakes - datetime.min.replace(tzinfo=wakes.tzinfo)) % _GRID
        self._wakings.append(wakes)
        try:
            while self._clock.now() < wakes:
                self._tell()
                await asyncio.sleep(_LOOK * self._clock.speed)
        finally:
            self._wakings.remove(wakes)
            self._tell()

    def _tell(self) -> None:
        idle = len(self._wakings) >= self._jobs and not self._busy()
        self._clock.tell(self._process, min(self._wakings) if idle else None)


class _AcceleratedSelector(selectors.DefaultSelector):
    def __init__(self, speed: float) -> None:
        super().__init__()
        self._speed = speed

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        return super().select(timeout and timeout / self._speed)


class AcceleratedLoop(asyncio.SelectorEventLoop):
    """An event loop with faster timers: a sleep of a second takes a fraction of one."""

    def __init__(self, speed: float) -> None:
        self._speed = speed
        super().__init__(_AcceleratedSelector(speed))

    def time(self) -> float:
        """Return the time of the timers."""
        return time.monotonic() * self._speed
