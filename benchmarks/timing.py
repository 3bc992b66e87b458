"""Measure times, memory, and how long the event loop is blocked."""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from statistics import median

_TICK = 0.005
_STATUS = Path("/proc/self/status")

Ask = Callable[[], Awaitable[object]]

Times = list[tuple[float, float]]
"""CPU (all threads) and wall milliseconds of each run."""


async def timed(ask: Ask) -> tuple[float, float]:
    """Return the CPU (all threads) and wall milliseconds of a call."""
    cpu, wall = time.process_time(), time.perf_counter()
    await ask()
    return (time.process_time() - cpu) * 1000, (time.perf_counter() - wall) * 1000


async def each(asks: Iterable[Ask]) -> Times:
    """Return the times of sequential calls."""
    return [await timed(ask) for ask in asks]


def head(title: str) -> None:
    """Print the column heads for `line`."""
    names = ("CPU median", "p99", "most", "wall median", "p99", "most", "n")
    print(f"\n{title:30}" + "".join(f"{name:>12}" for name in names), flush=True)


def line(name: str, times: Times) -> None:
    """Print the median, the 99th percentile and the maximum of some times."""
    columns = [sorted(one[way] for one in times) for way in (0, 1)]
    last = min(int(len(times) * 0.99), len(times) - 1)
    figures = [f for column in columns for f in (median(column), column[last], column[-1])]
    print(f"{name:30}" + "".join(f"{f:12.1f}" for f in figures) + f"{len(times):12}", flush=True)


def note(name: str, figure: float, unit: str) -> None:
    """Print one figure."""
    print(f"{name:30}{figure:12.1f} {unit}", flush=True)


def memory() -> float:
    """Return the megabytes of this process without mapped files; NaN where not on Linux."""
    if not _STATUS.exists():
        return float("nan")
    found = dict(one.split(":", 1) for one in _STATUS.read_text("utf-8").splitlines())
    return int(found["RssAnon"].split()[0]) / 1024


@asynccontextmanager
async def watched() -> AsyncGenerator[list[float]]:
    """Yield a list to which the delays of the event loop are added, in milliseconds."""
    stalls: list[float] = [0.0]

    async def watch() -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(_TICK)
            stalls.append((time.perf_counter() - began - _TICK) * 1000)

    watching = asyncio.create_task(watch())
    yield stalls
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching
