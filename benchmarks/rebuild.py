"""Measure how long an index takes that is built anew from a whole store.

    python -m benchmarks.rebuild [--database URL] [--engine sqlite|postgresql|batches] [QUOTES ...]

The default is 10,000, 100,000 and 1,000,000 quotes of `changelog/`, made by `benchmarks.stored`, in
SQLite and, where a server is installed, in PostgreSQL. With `--database`, the library at that
address is indexed as it is. `batches` is SQLite without other processes, episode by episode, as
before there were any. The event loop of this process is watched meanwhile: it is that of a bot.
"""

import argparse
import asyncio
import multiprocessing
import os
import tempfile
import time
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import bot.library.indexing
from benchmarks.stored import fill
from benchmarks.timing import note, watched
from bot.library import Library
from bot.search import open_index
from bot.store import open_store
from tests.support import postgresql

SIZES = (10_000, 100_000, 1_000_000)
ENGINES = ("sqlite", "postgresql", "batches")

_EVERY = 0.1
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(slots=True)
class Usage:
    """The CPU seconds and the most megabytes of each process, by its number and its work."""

    cpu: dict[str, float] = field(default_factory=dict[str, float])
    memory: dict[str, float] = field(default_factory=dict[str, float])

    def look(self) -> None:
        """Read what this process and its children have used so far."""
        processes = [(os.getpid(), "this process")]
        processes += [(one.pid or 0, one.name) for one in multiprocessing.active_children()]
        for pid, name in processes:
            with suppress(OSError):
                fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
                status = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
                most = next(line for line in status if line.startswith("VmHWM:"))
                self.cpu[f"{name} ({pid})"] = sum(map(int, fields[11:13])) / _TICKS
                self.memory[f"{name} ({pid})"] = int(most.split()[1]) / 1024


async def measure(url: str) -> None:
    """Build the index of a store, and print what that takes."""
    usage = Usage()
    with tempfile.TemporaryDirectory() as name:
        async with open_store(url) as store, open_index(Path(name)) as index:
            library = Library(store, index, clock=lambda: datetime.now(UTC))
            await library.advance()
            quotes = sum((await store.quote_counts()).values())
            async with watched() as stalls, _looked(usage):
                began = time.perf_counter()
                await library.refresh()
                took = time.perf_counter() - began
        size = sum(one.stat().st_size for one in Path(name).rglob("*.db")) / 1e6  # noqa: ASYNC240
    note("quotes", quotes, "")
    note("wall", took, "s")
    note("CPU of all processes", sum(usage.cpu.values()), "s")
    for process, cpu in usage.cpu.items():
        note(f"  {process}", cpu, f"s CPU, at most {usage.memory[process]:.0f} MB")
    note("event loop blocked", max(stalls), "ms")
    note("file", size, "MB")
    note("load of the machine", os.getloadavg()[0], "")


@asynccontextmanager
async def _looked(usage: Usage) -> AsyncGenerator[None]:
    async def look() -> None:
        while True:
            usage.look()
            await asyncio.sleep(_EVERY)

    looking = asyncio.create_task(look())
    yield
    usage.look()
    looking.cancel()


@contextmanager
def _database(engine: str, folder: Path) -> Generator[str]:
    """Lend the address of a new database."""
    if engine == "postgresql":
        with postgresql.running_server() as server:
            yield asyncio.run(server.create("library"))
    else:
        yield f"sqlite+aiosqlite:///{folder / 'library.db'}"


def _print(engine: str, size: int) -> None:
    print(f"\n{size:,} quotes, {engine}", flush=True)
    with tempfile.TemporaryDirectory() as name, _database(engine, Path(name)) as url:
        began = time.perf_counter()
        asyncio.run(fill(url, size))
        note("filling the store, wall", time.perf_counter() - began, "s")
        if engine == "batches":
            bot.library.indexing.FEWEST_EPISODES = size
        asyncio.run(measure(url))


def main() -> None:
    """Print a table for each size and engine."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--database")
    parser.add_argument("--engine", choices=ENGINES, action="append")
    parser.add_argument("sizes", type=int, nargs="*")
    given = parser.parse_args()
    if given.database:
        asyncio.run(measure(given.database))
        return
    engines = given.engine or ["sqlite", *(["postgresql"] if postgresql.is_installed() else [])]
    for size in given.sizes or SIZES:
        for engine in engines:
            _print(engine, size)


if __name__ == "__main__":
    main()
