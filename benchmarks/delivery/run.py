"""One run: servers, a Discord with faults, and posting processes that are killed and restarted."""

from __future__ import annotations

import asyncio
import json
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.delivery.accelerated_time import SharedClock
from benchmarks.delivery.fault_injection import unreliable_discord
from benchmarks.delivery.outcome import (
    AHEAD,
    Conditions,
    Outcome,
    Struck,
    count,
    with_alerts,
    with_news,
)
from benchmarks.delivery.servers import (
    ANNIVERSARY,
    DATES,
    START,
    Member,
    alerts,
    members,
    told_by_gateway,
)
from benchmarks.delivery.worker import Orders
from bot.daily import due
from bot.library import Library
from bot.models import Content, Episode, Highlight
from bot.records import AlertMatch
from bot.schedules import Post, Schedule
from bot.search import open_index
from bot.store import open_store
from tests.support.episodes import long_episode
from tests.support.wire import LoopbackDiscord

REQUESTS_A_KILL = 9
LAST_DELAY = 0.05
_HIGHLIGHTS = 60

_SPEED, _SHARED_SPEED = 200.0, 40.0
"""While posts are made; in between, time passes at once. Many processes share the processors."""

_RESTARTED = (5.0, 60.0)
_AWAY = (1_200.0, 4_800.0)
"""Seconds until a killed process is started again: most times, and for one in five."""

_OUT = (10.0, 300.0)
"""Seconds for which the database is away."""


async def run(seed: int, conditions: Conditions) -> Outcome:
    """Run five days, and count the posts and the messages of alerts."""
    began = time.monotonic()
    plans, chance = members(seed, count=conditions.servers), random.Random(seed)
    ahead = tuple(chance.uniform(-AHEAD, AHEAD) for _ in range(conditions.processes))
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        database = f"sqlite+aiosqlite:///{folder / 'library.db'}"
        if conditions.server is not None:
            database = await conditions.server.create(f"run{seed}")
        await fill(folder, [one.schedule for one in plans], database=database)
        matches = await _match(database, plans, chance) if conditions.way == "ledger" else []
        for number in range(conditions.processes):
            shutil.copytree(folder / "index", folder / f"index-{number}")
        speed = _SPEED if conditions.processes == 1 else _SHARED_SPEED
        SharedClock.make(folder / "clock", speed=speed, processes=conditions.processes)
        clock = SharedClock(folder / "clock", START)
        discord = await stack.enter_async_context(unreliable_discord(plans, clock=clock, seed=seed))
        _write_gateway(folder, discord)
        orders = Orders(
            conditions.way,
            str(folder),
            database,
            discord.api,
            discord.token,
            ahead if conditions.processes > 1 else (0.0,),
        )
        pool = await stack.enter_async_context(_worker_pool(orders, clock))
        trouble = Trouble(pool, clock, discord, conditions, chance=chance)
        await trouble.pass_days(plans)
        await pool.end()
        seconds = time.monotonic() - began
        posts, untold = await _rows(database), await _untold(database, matches)
        outcome = count(
            seed, conditions, trouble.struck, plans, discord, seconds=seconds, rows=posts
        )
        outcome = with_alerts(outcome, discord, matches, untold)
        return with_news(outcome, plans, discord) if conditions.way == "ledger" else outcome


def _write_gateway(folder: Path, discord: LoopbackDiscord) -> None:
    """Write what the gateway would tell of the servers, for the processes with their shards."""
    told = [json.dumps(told_by_gateway(discord.world, one)) for one in discord.guilds]
    (folder / "gateway.jsonl").write_text("\n".join(told), encoding="utf-8")


class WorkerPool:
    """The posting processes, one for each cluster."""

    def __init__(self, process: asyncio.subprocess.Process, clock: SharedClock) -> None:
        self._process = process
        self._clock = clock
        self.alive: dict[int, int] = {}

    async def start(self, cluster: int) -> None:
        """Start the process of a cluster."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._clock.tell(cluster, None)
        self._process.stdin.write(f"{cluster}\n".encode())
        self.alive[cluster] = int(await self._process.stdout.readline())

    async def stop(self, cluster: int, number: signal.Signals) -> None:
        """Send a signal to the process of a cluster, and wait until it has ended."""
        pid = self.alive.pop(cluster)
        with suppress(ProcessLookupError):
            os.kill(pid, number)
            while True:
                os.kill(pid, 0)
                await asyncio.sleep(0.001)
        self._clock.end(cluster)

    async def end(self) -> None:
        """Kill all processes."""
        for cluster in list(self.alive):
            await self.stop(cluster, signal.SIGKILL)
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()


@asynccontextmanager
async def _worker_pool(orders: Orders, clock: SharedClock) -> AsyncGenerator[WorkerPool]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.delivery.worker", orders.written()),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    workers = WorkerPool(process, clock)
    try:
        for cluster in range(orders.processes):
            await workers.start(cluster)
        yield workers
    finally:
        await workers.end()


class Trouble:
    """Kills processes, restarts them in turn, and stops the database, while the days pass."""

    def __init__(
        self,
        pool: WorkerPool,
        clock: SharedClock,
        discord: LoopbackDiscord,
        conditions: Conditions,
        *,
        chance: random.Random,
    ) -> None:
        self._conditions = conditions
        self.struck = Struck()
        self._pool, self._clock, self._discord, self._chance = pool, clock, discord, chance
        self._again: dict[int, datetime] = {}
        self._next_kill = self._soon()
        self._next_outage = self._soon()

    async def pass_days(self, plans: Sequence[Member]) -> None:
        """Let time pass until every post was made or is late."""
        end = max(due.send_time(one.schedule, DATES[-1]) for one in plans) + due.GRACE
        end += timedelta(hours=1)  # what is late is recorded by then
        while (now := self._clock.now()) < end:
            await asyncio.sleep(0.002)
            for cluster in [one for one, at in self._again.items() if at <= now]:
                del self._again[cluster]
                await self._pool.start(cluster)
            if len(self._discord.requests) >= self._next_kill:
                await self._strike()
            elif len(self._discord.requests) >= self._next_outage:
                await self._stop_database()
            self._clock.pass_idle_time(until=min((end, *self._again.values())))

    async def _strike(self) -> None:
        """Kill a process, or ask it to end; start it again at once, or much later."""
        self._next_kill = len(self._discord.requests) + self._soon()
        if self.struck.kills == self._conditions.kills or not self._pool.alive:
            return
        await asyncio.sleep(self._chance.uniform(0, LAST_DELAY))
        cluster = self._chance.choice(sorted(self._pool.alive))
        politely = self._chance.random() < 0.2
        await self._pool.stop(cluster, signal.SIGTERM if politely else signal.SIGKILL)
        self.struck.restarts += politely
        self.struck.kills += not politely
        away = _AWAY if self._chance.random() < 0.2 else _RESTARTED
        seconds = self._chance.uniform(*away) if self._conditions.processes > 1 else 0
        self._again[cluster] = self._clock.now() + timedelta(seconds=seconds)

    async def _stop_database(self) -> None:
        """Crash the database, and start it some minutes later."""
        self._next_outage = len(self._discord.requests) + 40 * self._soon()
        server = self._conditions.server
        if server is None or self.struck.outages == self._conditions.outages:
            return
        self.struck.outages += 1
        await asyncio.to_thread(server.stop)
        await asyncio.sleep(self._chance.uniform(*_OUT) / self._clock.speed)
        await asyncio.to_thread(server.start)

    def _soon(self) -> int:
        return self._chance.randrange(1, 2 * REQUESTS_A_KILL)


async def fill(folder: Path, schedules: Sequence[Schedule], *, database: str) -> None:
    """Create the library, with the schedules in its ledger."""
    async with open_store(database) as store, open_index(folder / "index") as index:
        for key in ("first", "second", "third"):
            await store.add(*_episode(key))
        await Library(store, index, clock=lambda: START).refresh()
        for schedule in schedules:
            planned = due.next_plan_at(schedule, after=START)
            await store.ledger.put(schedule, next_plan_at=planned)
        await store.ledger.enter([_announcement(one) for one in schedules])


async def _match(database: str, plans: Sequence[Member], chance: random.Random) -> list[AlertMatch]:
    """Let alerts match an episode, each due at some time of the days; return the matches."""
    episode, content = _episode("first")
    async with open_store(database) as store:
        matches = [
            AlertMatch(
                await store.members.add_alert(alert),
                episode.id,
                chance.choice(content.quotes).id,
                START + chance.uniform(0.2, 4) * timedelta(days=1),
            )
            for alert in alerts(plans)
        ]
        assert await store.members.enter_matches(episode.id, matches)
    return matches


def _announcement(schedule: Schedule) -> Post:
    """Return the announcement of an episode, some hours after the start."""
    episode, _ = _episode("second")
    soon = START + timedelta(hours=6) + due.send_delay(schedule.server)
    return Post(schedule.server, f"e:{episode.id}", soon.date(), soon, episode=episode.id)


def _episode(key: str) -> tuple[Episode, Content]:
    episode, content = long_episode(key, quotes=200)
    episode = replace(episode, published=ANNIVERSARY.replace(year=2020), added_at=START)
    best = tuple(
        Highlight(one.id, one.start, one.end, one.text, one.display, score=1 / (1 + rank))
        for rank, one in enumerate(content.quotes[:_HIGHLIGHTS])
    )
    return episode, replace(content, highlights=best)


async def _rows(database: str) -> dict[tuple[int, date], Post]:
    """Return the posts in the ledger by the channel of their schedule and date."""
    async with open_store(database) as store:
        return {
            (schedule.channel, post.date): post
            for schedule in await store.ledger.schedules()
            for post in await store.ledger.history(schedule.server, limit=99)
            if post.kind in {"day", "anniversary"}
        }


async def _untold(database: str, matches: Sequence[AlertMatch]) -> dict[int, str]:
    """Map alerts that were given up to the reason."""
    async with open_store(database) as store:
        return {
            alert: why
            for match in matches
            for alert, why in (await store.members.untold(match.alert.user)).items()
        }
