"""A clock that leaps ahead, shared by processes through a file."""

from __future__ import annotations

import mmap
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path

_AHEAD = struct.Struct("d")


class LeapingClock:
    """The system's clock, some seconds ahead; one process makes it leap, all others see it.

    Between two leaps it runs as the system's does, so that what is waited for or timed out is so in
    real seconds.
    """

    def __init__(self, path: Path) -> None:
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
        self._memory[:] = _AHEAD.pack(self._ahead() + seconds)

    def _ahead(self) -> float:
        return _AHEAD.unpack(self._memory[:])[0]
