"""What a process holds at a moment, and how that grows; Linux only."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

_PATIENCE = 60.0
_KB = 1024


@dataclass(frozen=True, slots=True)
class Sample:
    """What a process holds: memory and files in bytes, `at` in days of the week.

    `anonymous` is memory that is no page of a file: the index is read by mapping it, and its pages
    count as resident until the system wants them back. `children` is that of its child processes.
    """

    at: float
    bot: int
    resident: int
    anonymous: int
    children: int
    files: int
    threads: int
    database: int
    log: int
    index: int
    folder: int


@dataclass(frozen=True, slots=True)
class Objects:
    """The Python objects of a process that the collector tracks, and its tasks.

    Those that are frozen it does not look at any more; `garbage` are those of them that nothing
    refers to, which are only counted where they were asked for. `blocks` is the number of blocks of
    memory that Python has given out, and `heap` the bytes that libraries in C hold.
    """

    objects: int = 0
    frozen: int = 0
    tasks: int = 0
    blocks: int = 0
    heap: int = 0
    kinds: dict[str, int] = field(default_factory=dict[str, int])
    garbage: dict[str, int] = field(default_factory=dict[str, int])


def sample(process: int, folder: Path, *, at: float, bot: int) -> Sample:
    """Look at a process and its data folder."""
    memory = _fields(Path(f"/proc/{process}/smaps_rollup"))
    status = _fields(Path(f"/proc/{process}/status"))
    return Sample(
        at=at,
        bot=bot,
        resident=memory["Rss"] * _KB,
        anonymous=memory["Anonymous"] * _KB,
        children=sum(map(_anonymous, _children(process))),
        files=len([*Path(f"/proc/{process}/fd").iterdir()]),
        threads=status["Threads"],
        database=_size(folder / "library.db"),
        log=_size(folder / "library.db-wal"),
        index=_size(folder / "index"),
        folder=_size(folder),
    )


def _children(process: int) -> Iterator[int]:
    for task in Path(f"/proc/{process}/task").iterdir():
        with suppress(OSError):  # the task has ended
            yield from map(int, (task / "children").read_text("ascii").split())


def _anonymous(process: int) -> int:
    try:
        return _fields(Path(f"/proc/{process}/smaps_rollup"))["Anonymous"] * _KB
    except OSError:
        return 0


async def count_objects(process: int, path: Path, *, thaw: bool = False) -> Objects:
    """Have a process write how many objects it has, and read that."""
    number = signal.SIGUSR2 if thaw else signal.SIGUSR1
    return await asyncio.to_thread(_count_objects, process, path, number)


def _count_objects(process: int, path: Path, number: signal.Signals) -> Objects:
    path.unlink(missing_ok=True)
    os.kill(process, number)
    until = time.monotonic() + _PATIENCE
    while not path.exists() and time.monotonic() < until:
        time.sleep(0.05)
    return Objects(**json.loads(path.read_text("utf-8")))


def cpu_seconds(process: int) -> float:
    """Return the CPU seconds of a process so far."""
    fields = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Growth:
    """How a value grows: the slope of a line through it a day, and how far a day's values differ.

    `noise` is the largest range of the values of one day.
    """

    slope: float
    days: float
    noise: float

    @property
    def flat(self) -> bool:
        """Return whether all those days gained less than what comes and goes within one."""
        return self.slope * self.days <= self.noise


def growth(points: Sequence[tuple[float, float]]) -> Growth:
    """Return how a value grows, given at moments in days; there are at least two."""
    slope = statistics.linear_regression(*zip(*points, strict=True)).slope
    days: dict[int, list[float]] = {}
    for at, value in points:
        days.setdefault(int(at), []).append(value)
    noise = max(max(values) - min(values) for values in days.values())
    return Growth(slope, points[-1][0] - points[0][0], noise)


def _fields(path: Path) -> dict[str, int]:
    found: dict[str, int] = {}
    for line in path.read_text("utf-8").splitlines():
        name, _, value = line.partition(":")
        number = value.split()[:1]
        if number and number[0].isdecimal():
            found[name] = int(number[0])
    return found


def _size(path: Path) -> int:
    if not path.is_dir():
        with suppress(FileNotFoundError):
            return path.stat().st_size
        return 0
    return sum(_size(one) for one in path.iterdir())
