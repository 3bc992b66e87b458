"""Run clusters of a bot of sixteen shards: identify, answer, kill one, restart all of them.

python -m benchmarks.clusters [--postgresql] [CONCURRENCY...]

Each cluster is a process of its own, `pullquote run --cluster I/4`; a fifth, `--cluster any/4`,
stands by. Discord is on loopback: it notes when each shard identifies, and sends a command to a
server of every shard. The members go on using commands while a cluster is killed and while all are
restarted.
"""

import argparse
import asyncio
import itertools
import os
import resource
import signal
import time
from collections import Counter, defaultdict
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

from tests.support import postgresql
from tests.support.wire import BotProcess, LoopbackDiscord, Response, running
from tests.support.wire.gateway import Identified
from tests.support.wire.objects import Guild
from tests.support.wire.world import Request

CLUSTERS, SHARDS = 4, 16
CONCURRENCIES = (1, 2, 16)
SPACING = 5.0
"""Seconds that Discord wants between two identifies of one bucket."""

_EVERY = 0.5
_LATE = 3.0
"""Seconds that Discord waits for an answer."""

_PATIENCE = 600


@dataclass
class Members:
    """Members who use a command on every shard again and again."""

    discord: LoopbackDiscord
    guilds: list[Guild]
    used: list[tuple[float, Response]] = field(default_factory=list[tuple[float, Response]])

    async def use_once(self) -> None:
        """Use the command once in the server of every shard."""
        for guild in self.guilds:
            self.used.append(
                (time.perf_counter(), await self.discord.begin_slash("help", guild=guild))
            )

    @asynccontextmanager
    async def using(self) -> AsyncGenerator[None]:
        """Use the command during a block, and wait for the last answers."""

        async def use() -> None:
            while True:
                await self.use_once()
                await asyncio.sleep(_EVERY)

        task = asyncio.create_task(use())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.sleep(_LATE)

    def outcome(self) -> Counter[str]:
        """Count the commands by how they were answered, and forget them."""
        answers: defaultdict[str, list[Request]] = defaultdict(list)
        for request in self.discord.made("POST", "/interactions/*/callback"):
            answers[request.path.split("/")[3]].append(request)
        counted: Counter[str] = Counter()
        for used, response in self.used:
            known = answers[response.interaction["token"]]
            good = [one.arrived for one in known if (one.status or 0) < 300]
            if not good or good[0] > used + _LATE:
                outcome = "unanswered"  # Discord would have refused an answer that comes late
            else:
                outcome = "once" if len(good) == 1 else "doubled"
            counted[outcome] += 1
            counted["refused as answered already"] += len(known) - len(good)
        self.used.clear()
        return counted


class Run:
    """The processes of one bot over one Discord."""

    def __init__(self, discord: LoopbackDiscord, data: Path, settings: dict[str, str]) -> None:
        self.discord = discord
        self._data = data
        self._settings = settings
        self._stack = AsyncExitStack()
        self.processes: dict[str, BotProcess] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def start(self, cluster: str, *, name: str = "") -> None:
        """Start a process for a cluster."""
        name = name or cluster
        folder = self._data / f"log-{len(list(self._data.glob('log-*')))}"
        folder.mkdir()
        settings = self._settings | {"PULLQUOTE_DATA_DIR": str(self._data)}
        self.processes[name] = await self._stack.enter_async_context(
            running(self.discord, folder, "run", "--cluster", cluster, **settings)
        )

    def connected(self) -> set[int]:
        """Return the shards that are connected and know their servers."""
        return {one.shard[0] for one in self.discord.gateway_server.live() if one.ready}

    async def all_connected(self) -> float:
        """Wait until every shard is connected; return the seconds it took."""
        return await until(lambda: len(self.connected()) == SHARDS)

    def serving(self) -> dict[str, str]:
        """Return which process serves which cluster, by their logs."""
        found: dict[str, str] = {}
        for name, process in self.processes.items():
            for line in process.log.splitlines():
                if "cluster taken" in line:
                    found[line.split("cluster=")[1].split()[0]] = name
        return found


async def until(condition: Callable[[], bool]) -> float:
    """Wait for a condition; return the seconds it took."""
    begun = time.perf_counter()
    async with asyncio.timeout(_PATIENCE):
        while not condition():  # noqa: ASYNC110 - other processes
            await asyncio.sleep(0.1)
    return time.perf_counter() - begun


def violations(identified: list[Identified], concurrency: int) -> tuple[int, float]:
    """Count identifies within five seconds of another of their bucket; return the shortest gap."""
    buckets: defaultdict[int, list[float]] = defaultdict(list)
    for one in identified:
        buckets[one.shard % concurrency].append(one.at)
    gaps = [
        later - earlier
        for times in buckets.values()
        for earlier, later in itertools.pairwise(sorted(times))
    ]
    return sum(gap < SPACING for gap in gaps), min(gaps, default=float("inf"))


async def measure(
    concurrency: int, data: Path, settings: dict[str, str], server: postgresql.Server | None
) -> None:
    """Measure one bot with one `max_concurrency`, and print rows of a table."""
    async with LoopbackDiscord(shards=SHARDS) as discord:
        discord.world.session_starts["max_concurrency"] = concurrency
        # Neighbouring milliseconds: the servers are on shards 0 to 15.
        discord.world.guilds[:] = [
            Guild(str((1_000_000 * SHARDS + one) << 22), f"Server {one}", next(discord.world.ids))
            for one in range(SHARDS)
        ]
        members = Members(discord, discord.world.guilds)
        async with Run(discord, data, settings) as run:
            await _start(run, concurrency)
            await members.use_once()
            await asyncio.sleep(_LATE)
            row("commands on all shards", _text(members.outcome()))
            await run.start(f"any/{CLUSTERS}", name="standby")
            await until(lambda: "are served" in run.processes["standby"].log)
            await _kill(run, members)
            await _hang(run, members)
            if server:
                await _outage(run, members, server)
            await _restart(run, members)
            wrong, shortest = violations(discord.gateway_server.identified, concurrency)
            row("identifies in all", str(len(discord.gateway_server.identified)))
            row("within 5 s of another of their bucket", str(wrong))
            row("shortest time between two", f"{shortest:.2f} s")
            row("times that commands were registered", str(len(discord.made("PUT", "*/commands"))))
        row("refused by Discord's description", str(len(discord.violations)))


async def _start(run: Run, concurrency: int) -> None:
    row(f"**max_concurrency {concurrency}**", "")
    begun = time.perf_counter()
    for number in range(CLUSTERS):
        await run.start(f"{number}/{CLUSTERS}")
    await run.all_connected()
    identified = run.discord.gateway_server.identified
    took = identified[-1].at - identified[0].at
    row("seconds to all 16 shards, processes included", f"{time.perf_counter() - begun:.1f}")
    row("seconds from the first identify to the last", f"{took:.1f}")


async def _kill(run: Run, members: Members) -> None:
    async with members.using():
        await asyncio.sleep(2)
        killed = run.processes.pop(f"0/{CLUSTERS}")
        begun = time.perf_counter()
        before = len(run.discord.gateway_server.identified)
        await killed.kill()
        await until(lambda: len(run.discord.gateway_server.identified) > before)
        first = time.perf_counter() - begun
        await run.all_connected()
        took = time.perf_counter() - begun
        await asyncio.sleep(2)
    row("a cluster killed: seconds to the standby's first identify", f"{first:.1f}")
    row("seconds to all shards again", f"{took:.1f}")
    row("commands meanwhile", _text(members.outcome()))


async def _hang(run: Run, members: Members) -> None:
    """Stop the process of a cluster until a standby has taken over, and let it go on."""
    await run.start(f"any/{CLUSTERS}", name="second standby")
    await until(lambda: "are served" in run.processes["second standby"].log)
    async with members.using():
        hung = run.processes.pop(f"1/{CLUSTERS}")
        begun = time.perf_counter()
        before = len(run.discord.gateway_server.identified)
        os.kill(hung.pid, signal.SIGSTOP)
        await until(lambda: len(run.discord.gateway_server.identified) > before)
        took = time.perf_counter() - begun
        await asyncio.sleep(5)
        woken = time.perf_counter()
        os.kill(hung.pid, signal.SIGCONT)
        code = await hung.ended()
        ended = time.perf_counter()
    row("a cluster hung: seconds to the standby's first identify", f"{took:.1f}")
    row("seconds until it ended when it went on, exit code", f"{ended - woken:.1f}, {code}")
    row("commands meanwhile", _text(members.outcome()))


async def _outage(run: Run, members: Members, server: postgresql.Server) -> None:
    """Stop the database for a minute."""
    await run.start(f"any/{CLUSTERS}", name="third standby")
    await until(lambda: "are served" in run.processes["third standby"].log)
    before = len(run.discord.gateway_server.identified)
    async with members.using():
        await asyncio.to_thread(server.stop)
        await asyncio.sleep(60)
        await asyncio.to_thread(server.start)
        await asyncio.sleep(30)
    changed = len(run.discord.gateway_server.identified) - before
    row("the database away for a minute: shards that changed their process", str(changed))
    row("commands meanwhile", _text(members.outcome()))


async def _restart(run: Run, members: Members) -> None:
    """Restart every process, one after the other; the one before becomes no standby."""
    gaps: list[float] = []
    async with members.using():
        for name in [*run.processes]:
            await run.start(f"any/{CLUSTERS}", name=f"new {name}")
            await until(lambda name=name: "are served" in run.processes[f"new {name}"].log)
            process = run.processes.pop(name)
            begun = time.perf_counter()
            code = await _stopped(process)
            assert code == 0, process.log
            await run.all_connected()
            gaps.append(time.perf_counter() - begun)
        await asyncio.sleep(2)
    row(
        "all restarted: seconds for each to all shards again",
        ", ".join(f"{one:.1f}" for one in gaps),
    )
    row("commands meanwhile", _text(members.outcome()))


async def _stopped(process: BotProcess) -> int:
    os.kill(process.pid, signal.SIGTERM)
    return await process.ended()


def _text(counted: Counter[str]) -> str:
    total = counted["once"] + counted["unanswered"] + counted["doubled"]
    parts = [f"{total}: {counted['once']} answered once, {counted['doubled']} twice"]
    parts += [f"{counted[key]} {key}" for key in ("unanswered",) if counted[key]]
    late = counted["refused as answered already"]
    return ", ".join((*parts, *((f"{late} second answers refused",) if late else ())))


def row(name: str, value: str) -> None:
    """Print a row of the table."""
    print(f"| {name} | {value} |", flush=True)


async def _on_engine(concurrency: int, server: postgresql.Server | None) -> None:
    with TemporaryDirectory() as folder:
        settings: dict[str, str] = {}
        if server:
            settings["PULLQUOTE_DATABASE_URL"] = await server.create(f"clusters{concurrency}")
        await measure(concurrency, Path(folder), settings, server)


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--postgresql", action="store_true", help="start a server, and use it")
    parser.add_argument("concurrency", nargs="*", type=int, default=CONCURRENCIES)
    given = parser.parse_args()
    print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print("| | |\n|---|---|")
    with ExitStack() as stack:
        server = stack.enter_context(postgresql.running_server()) if given.postgresql else None
        for concurrency in given.concurrency:
            asyncio.run(_on_engine(concurrency, server))
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    row("CPU seconds of all processes", f"{used.ru_utime + used.ru_stime:.0f}")
    print(f"load after: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
