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
from collections import Counter, defaultdict
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.delivery.accelerated_time import SharedClock
from benchmarks.delivery.fault_injection import RandomFaults, unreliable_discord
from benchmarks.delivery.servers import DATES, START, Member, alerts, members, told_by_gateway
from benchmarks.delivery.worker import Orders, Way
from bot.daily import due
from bot.library import Library
from bot.models import Content, Episode, Highlight
from bot.records import AlertMatch
from bot.schedules import Post, Schedule
from bot.search import open_index
from bot.store import open_store
from tests.support.episodes import long_episode
from tests.support.postgresql import Server
from tests.support.wire import LoopbackDiscord
from tests.support.wire.objects import EPOCH_MS, components

REQUESTS_A_KILL = 9
LAST_DELAY = 0.05
_HIGHLIGHTS = 60

_SPEED, _SHARED_SPEED = 200.0, 40.0
"""While posts are made; in between, time passes at once. Many processes share the processors."""

_AHEAD = 60.0
"""Seconds by which the clock of a process may be ahead of Discord's, or behind it."""

_RESTARTED = (5.0, 60.0)
_AWAY = (1_200.0, 4_800.0)
"""Seconds until a killed process is started again: most times, and for one in five."""

_MANY_TRIES = 10
"""Tries within six hours of a post that is given up: they are at most 15 minutes apart."""

_OUT = (10.0, 300.0)
"""Seconds for which the database is away."""

Posts = defaultdict[tuple[int, date], list[tuple[datetime, str]]]
"""By channel and local date: when each post was made, and the id of its button."""

Match = tuple[int, str]
"""An alert and the quote that its member is told of."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a run is made with; without a `server`, the database is a file of SQLite."""

    way: Way = "ledger"
    processes: int = 1
    kills: int = 100
    outages: int = 0
    server: Server | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of one run."""

    way: Way
    seed: int
    kills: int
    restarts: int
    outages: int
    posts: int
    told: int
    doubled: int
    missed: int
    given_up: int
    notices: int
    taken_over: int
    requests: int
    seconds: float
    struck: Counter[str]
    wrong: tuple[str, ...] = ()

    def counts(self) -> tuple[int, int, int, int, int]:
        """Return the numbers that the last line sums."""
        return self.posts, self.told, self.doubled, self.missed, self.given_up


async def run(seed: int, conditions: Conditions) -> Outcome:
    """Run five days, and count the posts and the messages of alerts."""
    began = time.monotonic()
    plans, chance = members(seed), random.Random(seed)
    ahead = tuple(chance.uniform(-_AHEAD, _AHEAD) for _ in range(conditions.processes))
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
        outcome = _counted(seed, trouble, plans, discord, seconds, posts)
        return _with_alerts(outcome, discord, matches, untold)


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
        self.conditions = conditions
        self.kills = self.restarts = self.outages = 0
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
        if self.kills == self.conditions.kills or not self._pool.alive:
            return
        await asyncio.sleep(self._chance.uniform(0, LAST_DELAY))
        cluster = self._chance.choice(sorted(self._pool.alive))
        politely = self._chance.random() < 0.2
        await self._pool.stop(cluster, signal.SIGTERM if politely else signal.SIGKILL)
        self.restarts += politely
        self.kills += not politely
        away = _AWAY if self._chance.random() < 0.2 else _RESTARTED
        seconds = self._chance.uniform(*away) if self.conditions.processes > 1 else 0
        self._again[cluster] = self._clock.now() + timedelta(seconds=seconds)

    async def _stop_database(self) -> None:
        """Crash the database, and start it some minutes later."""
        self._next_outage = len(self._discord.requests) + 40 * self._soon()
        server = self.conditions.server
        if server is None or self.outages == self.conditions.outages:
            return
        self.outages += 1
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
            first = due.next_post(schedule, after=START)
            await store.ledger.put(schedule, next_plan_at=first[1] if first else None)


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


def _episode(key: str) -> tuple[Episode, Content]:
    episode, content = long_episode(key, quotes=200)
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
        }


async def _untold(database: str, matches: Sequence[AlertMatch]) -> dict[int, str]:
    """Map alerts that were given up to the reason."""
    async with open_store(database) as store:
        return {
            alert: why
            for match in matches
            for alert, why in (await store.members.untold(match.alert.user)).items()
        }


def _counted(
    seed: int,
    trouble: Trouble,
    plans: Sequence[Member],
    discord: LoopbackDiscord,
    seconds: float,
    rows: Mapping[tuple[int, date], Post],
) -> Outcome:
    posted, notices = _sorted(discord)
    owed = {(one.schedule.channel, day) for one in plans for day in one.expected()}
    missing = {one: rows.get(one) for one in owed - set(posted)}
    given_up = [one for one in missing.values() if _was_given_up(one)]
    unrecorded = [one for one in posted if one in rows and rows[one].status != "sent"]
    reports = [
        *(f"{one[0]}: {one[1]} was not posted: {row}" for one, row in missing.items()),
        *(f"{one[0]}: {one[1]} was posted: {rows[one]}" for one in unrecorded),
        *(f"{one}: {made}" for one, made in posted.items() if len(made) > 1),
    ]
    faults = discord.faults
    assert isinstance(faults, RandomFaults)
    way = trouble.conditions.way
    return Outcome(
        way=way,
        seed=seed,
        kills=trouble.kills,
        restarts=trouble.restarts,
        outages=trouble.outages,
        posts=sum(map(len, posted.values())),
        told=0,
        doubled=sum(len(made) - 1 for made in posted.values()),
        missed=len(missing) - len(given_up),
        given_up=len(given_up),
        notices=sum(notices.values()),
        taken_over=sum(_was_taken_over(row, trouble.conditions) for row in rows.values()),
        requests=len(discord.requests),
        seconds=seconds,
        struck=faults.struck,
        wrong=(*reports, *_wrong(plans, posted, notices)) if way == "ledger" else (),
    )


def _was_given_up(row: Post | None) -> bool:
    """Return whether a post was tried until it was late, and managers are told why it failed."""
    if row is None or row.status != "skipped" or not row.reason:
        return False
    return row.attempts >= _MANY_TRIES


def _was_taken_over(row: Post, conditions: Conditions) -> bool:
    """Return whether another process than the one with the server's shard claimed a post last."""
    orders = Orders(conditions.way, "", "", "", "", (0.0,) * conditions.processes)
    cluster = int((row.owner or "0-").partition("-")[0])
    return row.owner is not None and not orders.shards(cluster).contains(row.server)


def _with_alerts(
    outcome: Outcome,
    discord: LoopbackDiscord,
    matches: Sequence[AlertMatch],
    untold: Mapping[int, str],
) -> Outcome:
    """Add what became of the alerts: each is told once, or given up for a reason."""
    told = _told(discord)
    owed = {(one.alert.id, one.quote) for one in matches}
    missing = owed - set(told)
    given_up = {one for one in missing if one[0] in untold}
    reports = [
        *(f"alert {one} was not told: {untold.get(one[0])}" for one in missing),
        *(f"alert {one} was told {count} times" for one, count in told.items() if count > 1),
    ]
    return replace(
        outcome,
        told=told.total(),
        doubled=outcome.doubled + told.total() - len(told),
        missed=outcome.missed + len(missing) - len(given_up),
        given_up=outcome.given_up + len(given_up),
        wrong=(*outcome.wrong, *reports),
    )


def _told(discord: LoopbackDiscord) -> Counter[Match]:
    """Count how often each match is told of."""
    marks = [mark for message in discord.world.messages.values() for mark in _marks(message)]
    found = [mark.split(":") for mark in marks if mark.startswith("al:")]
    return Counter((int(alert), quote) for _, alert, quote in found)


def _marks(message: Mapping[str, Any]) -> list[str]:
    return [one["custom_id"] for one in components(dict(message)) if one.get("custom_id")]


def _sorted(discord: LoopbackDiscord) -> tuple[Posts, Counter[int]]:
    """Return the posts by channel and date, and the number of notices by channel."""
    posted: Posts = defaultdict(list)
    notices: Counter[int] = Counter()
    for message in discord.world.messages.values():
        channel = message["channel_id"]
        thread = discord.world.threads.get(channel)
        place = int(thread["parent_id"] if thread else channel)
        marks = _marks(message)
        for mark in marks:
            if mark.startswith("d:"):
                day = datetime.strptime(mark.split(":")[1], "%Y%m%d").date()  # noqa: DTZ007 - a local date
                posted[place, day].append((_instant(message["id"]), mark))
        notices[place] += not marks
    return posted, notices


def _wrong(plans: Sequence[Member], posted: Posts, notices: Counter[int]) -> Iterator[str]:
    """List other mistakes: a wrong hour, a repeated quote, too many or too few notices."""
    ahead = timedelta(seconds=_AHEAD)
    for one in plans:
        schedule = one.schedule
        mine = {day: made for (channel, day), made in posted.items() if channel == schedule.channel}
        quotes = {mark[-12:] for made in mine.values() for _, mark in made}
        if len(quotes) < len(mine):
            yield f"{schedule.server}: repeats a quote"
        for day, made in mine.items():
            late = made[0][0] - due.due_instant(day, schedule.time, schedule.zone)
            if not -ahead <= late <= due.GRACE + ahead:
                yield f"{schedule.server}: {day} was posted {late} after it was due"
        count, refused = notices[one.notices], one.fate != "open"
        if count != refused:
            yield f"{schedule.server}: {count} notices"


def _instant(snowflake: str) -> datetime:
    return datetime.fromtimestamp(((int(snowflake) >> 22) + EPOCH_MS) / 1000, UTC)
