"""Measure what a server of Discord costs: `python -m benchmarks.footprint`.

It prints the memory of the program and of 5,000 servers in its cache, each with 30 channels, 20
roles and 20 emoji; then, on PostgreSQL, what a daily post costs (its claim and its outcome, each a
serialisable transaction) in CPU seconds of this process and of the server, by one process with 32
posts at once, and the bytes of a schedule and of a post; then how much a process that nobody uses
asks of the database in a minute, connected to a Discord on the loopback.
"""

import asyncio
import os
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from datetime import time as hour
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp
import discord
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from benchmarks.timing import memory, note
from bot.client import PullquoteBot
from bot.schedules import Post, Schedule
from bot.store import Ledger, open_store
from tests.support import postgresql
from tests.support.wire import BotProcess, LoopbackDiscord, running
from tests.support.wire.objects import Guild

SERVERS, POSTS = 5_000, 500
CHANNELS, ROLES, EMOJI = 30, 20, 20
_AT_ONCE = 32
_SETTLING, _IDLE = 30.0, 60.0
_STARTS = 5
_NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
_TICKS = os.sysconf("SC_CLK_TCK")


def measure_cache() -> None:
    """Print the memory of servers as the client keeps them."""
    note(f"{PullquoteBot.__name__} and its libraries", memory(), "MB")
    kept = discord.Client(intents=discord.Intents(guilds=True), max_messages=None)
    before = memory()
    servers = [
        discord.Guild(data=_payload(number), state=kept._connection)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - only Discord fills the cache otherwise
        for number in range(1, SERVERS + 1)
    ]
    note("a server in the cache", (memory() - before) * 1024 / len(servers), "kB")


def _payload(number: int) -> Any:
    """Return a server as Discord describes it, with its own ids."""
    first = number << 32
    described: Any = Guild(str(first), f"Server {number}", channel=str(first + 1)).json()
    (channel,), (role, *_) = described["channels"], described["roles"]
    described["channels"] = [
        {**channel, "id": str(first + one), "name": f"channel-{one}", "position": one}
        for one in range(1, CHANNELS + 1)
    ]
    described["roles"] += [
        {**role, "id": str(first + 100 + one), "name": f"Role {one}", "position": one}
        for one in range(1, ROLES)
    ]
    described["emojis"] = [
        {"id": str(first + 200 + one), "name": f"emoji{one}", "roles": [], "animated": False}
        for one in range(EMOJI)
    ]
    return described


async def measure_posts() -> None:
    """Print what a post costs on PostgreSQL."""
    with postgresql.running_server() as server:
        async with open_store(await server.create("library")) as store:
            for number in range(POSTS):
                schedule = Schedule(number + 1, channel=number, time=hour(9), zone="Europe/Berlin")
                await store.ledger.put(schedule, next_plan_at=None)
            await store.ledger.enter([_post(number + 1) for number in range(POSTS)])
            cpu, others, wall = time.process_time(), server_cpu(server.folder), time.monotonic()
            queue = iter(range(POSTS))
            await asyncio.gather(*(_deliver(store.ledger, queue) for _ in range(_AT_ONCE)))
            wall = time.monotonic() - wall
            note("posts a second", POSTS / wall, f"(load {os.getloadavg()[0]:.0f})")
            note("CPU of a post, ours", (time.process_time() - cpu) / POSTS * 1000, "ms")
            spent = server_cpu(server.folder) - others
            note("CPU of a post, PostgreSQL", spent / POSTS * 1000, "ms")
        for table in ("schedule", "post"):
            note(f"a row of {table}", await _row_bytes(server, table), "bytes, with its indexes")


async def measure_idle() -> None:
    """Print what a process that nobody uses asks of PostgreSQL."""
    with (
        postgresql.running_server() as server,
        socket.socket() as found,
        TemporaryDirectory() as data,
    ):
        found.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{found.getsockname()[1]}"
        found.close()
        given = {
            "PULLQUOTE_DATABASE_URL": await server.create("library"),
            "PULLQUOTE_METRICS": address,
        }
        async with (
            LoopbackDiscord() as loopback,
            running(loopback, Path(data), "run", **given) as bot,
        ):
            await _until_ready(bot)
            await asyncio.sleep(_SETTLING)
            before, others = await _scrape(address), server_cpu(server.folder)
            await asyncio.sleep(_IDLE)
            after = await _scrape(address)
            for kind in ("read", "write"):
                key = f'pullquote_transactions_total{{kind="{kind}",outcome="committed"}}'
                each = (after[key] - before.get(key, 0)) / _IDLE
                note(f"transactions a second, {kind}", each, "")
            cpu = "process_cpu_seconds_total"
            note("CPU in a minute, ours", after[cpu] - before[cpu], "s")
            note("CPU in a minute, PostgreSQL", (server_cpu(server.folder) - others) * 1000, "ms")
            note("memory (RSS)", after["process_resident_memory_bytes"] / 2**20, "MB")


async def _until_ready(bot: BotProcess) -> None:
    for _ in range(_STARTS):  # a busy machine takes longer than a test may
        with suppress(AssertionError):
            return await bot.ready()
    raise AssertionError(bot.log)


async def _scrape(address: str) -> dict[str, float]:
    async with aiohttp.request("GET", f"http://{address}/metrics") as answer:
        lines = (await answer.text()).splitlines()
    pairs = (one.rpartition(" ") for one in lines if not one.startswith("#"))
    return {name: float(value) for name, _, value in pairs}


async def _deliver(ledger: Ledger, queue: Iterator[int]) -> None:
    for number in queue:
        until = _NOW + timedelta(minutes=2)
        post = await ledger.claim(_post(number + 1), owner="us", now=_NOW, until=until)
        assert post
        await ledger.finish(post, "sent", channel=1, message=number)


def _post(server: int) -> Post:
    return Post(server, "2026-03-01", date(2026, 3, 1), _NOW, quote="k3bq7xw2m9fa")


async def _row_bytes(server: postgresql.Server, table: str) -> float:
    engine = create_async_engine(server.url("library"))
    async with engine.connect() as connection:
        size = await connection.scalar(text(f"SELECT pg_total_relation_size('{table}')"))
    await engine.dispose()
    return float(size) / POSTS


def server_cpu(folder: Path) -> float:
    """Return the CPU seconds of a PostgreSQL server and of its connections, open and closed."""
    main = (folder / "data" / "postmaster.pid").read_text("ascii").split()[0]
    spent = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended meanwhile
            fields = path.read_text("utf-8").rpartition(")")[2].split()
            own, ended = (sum(map(int, fields[at : at + 2])) for at in (11, 13))
            if path.parent.name == main:
                spent += own + ended
            elif fields[1] == main:
                spent += own
    return spent / _TICKS


if __name__ == "__main__":
    measure_cache()
    asyncio.run(measure_posts())
    asyncio.run(measure_idle())
