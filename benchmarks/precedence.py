"""Time how 8 processes look for what is due among 10,000 posts, and see how often for the same.

python -m benchmarks.precedence

All servers are due at the same time. Prints the CPU of a look, of this process only, on SQLite and,
where it is installed, on PostgreSQL; and of the posts that seven processes find when the eighth has
left its own, how many are different ones.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from datetime import time as hour
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.daily.scheduler import MAX_CONCURRENT
from bot.schedules import Post, Schedule
from bot.shards import ALL, Shards
from bot.store import Ledger, daily_rows, open_store, tables
from bot.store.dialects import dialect_of
from bot.store.engine import open_database
from bot.store.precedence import Precedence
from tests.support import postgresql

POSTS = 10_000
PROCESSES = 8
LOOKS = 20
DUE = datetime(2026, 3, 27, 9, tzinfo=UTC)
OVERDUE = timedelta(minutes=3)


def main() -> None:
    """Print a table for each database."""
    print(f"{'database':<12}{'look':<34}{'ms':>8}{'CPU ms':>8}{'posts':>7}", flush=True)
    with TemporaryDirectory() as folder:
        asyncio.run(_measure("SQLite", f"sqlite+aiosqlite:///{Path(folder) / 'library.db'}"))
    if postgresql.is_installed():
        with _postgresql() as url:
            asyncio.run(_measure("PostgreSQL", url))


@contextmanager
def _postgresql() -> Generator[str]:
    with postgresql.running_server() as server:
        yield asyncio.run(server.create("precedence"))


def shards_of(process: int) -> Shards:
    """Return the shards of a process: two of 16."""
    return Shards(2 * PROCESSES, frozenset({2 * process, 2 * process + 1}))


async def _measure(name: str, url: str) -> None:
    async with open_store(url):
        pass  # migrated
    await _fill(url)
    async with open_store(url) as store:
        ledger = store.ledger
        await _time(name, "one process, due", ledger, ALL, DUE)
        await _time(name, "the first of 8, due", ledger, shards_of(0), DUE)
        await _time(name, "the first of 8, overdue", ledger, shards_of(0), DUE + OVERDUE)
    await _leave_those_of_the_first(url)
    async with open_store(url) as store:
        found: list[tuple[int, str]] = []
        for process in range(1, PROCESSES):
            tasks = await store.ledger.open_posts(
                DUE + OVERDUE, limit=MAX_CONCURRENT, shards=shards_of(process)
            )
            found += [(one.post.server, one.post.key) for one in tasks]
        print(f"{name:<12}of the first, by the others: {len(found)}, {len(set(found))} different")


async def _leave_those_of_the_first(url: str) -> None:
    """Count all other posts as made."""
    first = Precedence(shards_of(0), tables.post.c.server).is_own()
    async with open_database(dialect_of(url, patience=5)) as database:

        async def make(connection: AsyncConnection) -> None:
            await connection.execute(update(tables.post).where(~first).values(status="sent"))

        await database.write(make)


async def _time(name: str, look: str, ledger: Ledger, shards: Shards, now: datetime) -> None:
    began, cpu = time.perf_counter(), time.process_time()
    counts = [
        len(await ledger.open_posts(now, limit=MAX_CONCURRENT, shards=shards)) for _ in range(LOOKS)
    ]
    took, used = time.perf_counter() - began, time.process_time() - cpu
    ms = 1000 / LOOKS
    print(f"{name:<12}{look:<34}{took * ms:>8.1f}{used * ms:>8.1f}{counts[-1]:>7}", flush=True)


async def _fill(url: str) -> None:
    """Enter the schedules and posts, in one transaction."""
    servers = [(1_000_000 + number) << 22 for number in range(POSTS)]
    schedules = [Schedule(one, one + 1, hour(9), "UTC", created=DUE) for one in servers]
    posts = [Post(one, "2026-03-27", DUE.date(), DUE) for one in servers]
    async with open_database(dialect_of(url, patience=5)) as database:

        async def enter(connection: AsyncConnection) -> None:
            await connection.execute(
                insert(tables.schedule),
                [daily_rows.schedule_values(one) | {"ripe": None, "since": 0} for one in schedules],
            )
            await connection.execute(
                insert(tables.post), [daily_rows.post_values(one) for one in posts]
            )

        await database.write(enter)


if __name__ == "__main__":
    main()
