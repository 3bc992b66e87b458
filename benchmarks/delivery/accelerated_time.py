"""A fast clock that all processes share, and an event loop of the same speed."""

from __future__ import annotations

import asyncio
import mmap
import selectors
import struct
import time
from datetime import datetime, timedelta
from pathlib import Path

_FIELDS = struct.Struct("3d")


class SharedClock:
    """A clock that runs `speed` times faster, and can be moved on for all processes.

    The system's monotonic clock is the same in all processes, so a file of three numbers is
    enough: the start, the speed, and the seconds that it was moved on.
    """

    def __init__(self, path: Path, start: datetime) -> None:
        self._start = start
        with path.open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), _FIELDS.size)

    @staticmethod
    def make(path: Path, *, speed: float) -> None:
        """Create the file of a clock that starts now."""
        path.write_bytes(_FIELDS.pack(time.monotonic(), speed, 0.0))

    @property
    def speed(self) -> float:
        """The seconds of this clock in one second."""
        return self._read()[1]

    def now(self) -> datetime:
        """Return the time of this clock."""
        began, speed, moved = self._read()
        return self._start + timedelta(seconds=(time.monotonic() - began) * speed + moved)

    def move(self, seconds: float) -> None:
        """Move the clock on by seconds; only one process at a time may do so."""
        began, speed, moved = self._read()
        self._memory[:] = _FIELDS.pack(began, speed, moved + seconds)

    def _read(self) -> tuple[float, float, float]:
        began, speed, moved = _FIELDS.unpack(self._memory[:])
        return began, speed, moved


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
