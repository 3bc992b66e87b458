"""Measure moves between SQLite and PostgreSQL: `python -m benchmarks.migrate [QUOTES ...]`.

The default is 100,000 and 1,000,000 quotes. A library is stored in a file, moved to a server of
Debian's package `postgresql`, and from it into another file. CPU is that of this process; the
server's is counted besides, all of its processes together.
"""

import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.stored import fill
from bot.store import MoveStep, move_library
from tests.support import postgresql

SIZES = ("100000", "1000000")


class Stages:
    """The times at which the stages of a move began."""

    def __init__(self, server: postgresql.Server) -> None:
        self._server = server
        self.begun: dict[str, tuple[float, float, float]] = {}

    def report(self, step: MoveStep) -> None:
        """Note when a stage begins."""
        if step.stage not in self.begun:
            self.note(step.stage)

    def note(self, name: str) -> None:
        """Note the time: by the clock, and the CPU time of this process and of the server."""
        self.begun[name] = (time.perf_counter(), time.process_time(), _cpu_of(self._server))


async def move(name: str, ends: tuple[str, str], server: postgresql.Server) -> None:
    """Move a library, and print a line for each stage."""
    stages = Stages(server)
    rows = sum((await move_library(*ends, report=stages.report)).values())
    stages.note("end")
    for stage, following in (("copy", "compare"), ("compare", "end")):
        begun, ended = stages.begun[stage], stages.begun[following]
        wall, cpu, served = (after - before for before, after in zip(begun, ended, strict=True))
        print(
            f"{name:24} {stage:8} {rows:10,} rows {wall:8.1f} s wall {cpu:8.1f} s CPU "
            f"{served:8.1f} s CPU of the server {rows / wall:10,.0f} rows/s",
            flush=True,
        )


def _cpu_of(server: postgresql.Server) -> float:
    """Return the seconds of CPU that a server and its processes have used; 0 where not on Linux."""
    main = (server.folder / "data" / "postmaster.pid").read_text().split()[0]
    ticks = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        if path.parent.name == main:
            # Those of its processes that have ended, too.
            ticks += sum(map(int, fields[11:15]))
        elif fields[1] == main:
            ticks += sum(map(int, fields[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


async def measure(size: int) -> None:
    """Print the times of a move there and back."""
    with tempfile.TemporaryDirectory() as name, postgresql.running_server() as server:
        first, last = (f"sqlite+aiosqlite:///{name}/{file}.db" for file in ("first", "last"))
        quotes = await fill(first, size)
        print(f"\n{quotes:,} quotes, load {os.getloadavg()[0]:.1f}", flush=True)
        url = await server.create("library")
        await move("SQLite to PostgreSQL", (first, url), server)
        await move("PostgreSQL to SQLite", (url, last), server)


def main() -> None:
    """Print the times for each size."""
    for size in sys.argv[1:] or SIZES:
        asyncio.run(measure(int(size)))


if __name__ == "__main__":
    main()
