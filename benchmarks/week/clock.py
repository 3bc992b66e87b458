"""A clock that leaps ahead, shared by processes through a file."""

from __future__ import annotations

import mmap
import struct
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

_TOGETHER = 0.005
_AHEAD = struct.Struct("d")


class LeapingClock:
    """The system's clock, some seconds ahead; one process makes it leap, all others see it.

    Between two leaps it runs as the system's does, so that what is waited for or timed out is so in
    real seconds. Within some milliseconds it is read as of one instant, so that a leap does not
    come between two clocks that are compared.
    """

    def __init__(self, path: Path) -> None:
        self._read_at, self._read = float("-inf"), 0.0
        with path.open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), _AHEAD.size)

    @staticmethod
    def make(path: Path) -> LeapingClock:
        """Create the file of a clock that is not ahead."""
        path.write_bytes(_AHEAD.pack(0.0))
        return LeapingClock(path)

    def now(self) -> datetime:
        """Return the time of this clock."""
        return datetime.now(UTC) + timedelta(seconds=self._ahead())

    def leap(self, seconds: float) -> None:
        """Move the clock on."""
        self._read = self._ahead() + seconds
        self._memory[:] = _AHEAD.pack(self._read)

    def _ahead(self) -> float:
        now = time.monotonic()
        if now - self._read_at > _TOGETHER:
            self._read_at, self._read = now, _AHEAD.unpack(self._memory[:])[0]
        return self._read
