"""One run: servers, a Discord with faults, and posting processes that are killed one by one."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.delivery.accelerated_time import SharedClock
from benchmarks.delivery.fault_injection import RandomFaults, unreliable_discord
from benchmarks.delivery.servers import DATES, START, Member, members
from benchmarks.delivery.worker import Orders, Way
from bot.daily import due
from bot.library import Library
from bot.models import Content, Episode, Highlight
from bot.schedules import Post, Schedule
from bot.search import open_index
from bot.store import open_store
from tests.support.episodes import long_episode
from tests.support.wire import LoopbackDiscord
from tests.support.wire.objects import EPOCH_MS, components

SPEED = 200.0
"""While posts are made; in between, time passes at once."""

REQUESTS_A_KILL = 9
LAST_DELAY = 0.05
_HIGHLIGHTS = 60

Posts = defaultdict[tuple[int, date], list[tuple[datetime, str]]]
"""By channel and local date: when each post was made, and the id of its button."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of one run."""

    way: Way
    seed: int
    kills: int
    posts: int
    doubled: int
    missed: int
    notices: int
    requests: int
    seconds: float
    struck: Counter[str]
    wrong: tuple[str, ...] = ()

    def counts(self) -> tuple[int, int, int]:
        """Return the numbers that the last line sums."""
        return self.posts, self.doubled, self.missed


async def run(seed: int, *, way: Way, kills: int) -> Outcome:
    """Run five days, and count the posts."""
    began = time.monotonic()
    plans = members(seed)
    with TemporaryDirectory() as name:
        folder = Path(name)
        await fill(folder, [one.schedule for one in plans])
        SharedClock.make(folder / "clock", speed=SPEED)
        clock = SharedClock(folder / "clock", START)
        async with unreliable_discord(plans, clock=clock, seed=seed) as discord:
            orders = Orders(way, name, discord.api, discord.token)
            async with _worker_pool(orders) as workers:
                killed = await _kill(workers, discord, clock, plans, seed=seed, kills=kills)
            seconds = time.monotonic() - began
            return _counted(way, seed, killed, plans, discord, seconds, await _rows(folder))


class WorkerPool:
    """The posting processes, of which the oldest posts."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._alive: list[int] = []

    async def start(self) -> None:
        """Start a process; the second waits for the first to end, and so on."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(b"\n")
        self._alive.append(int(await self._process.stdout.readline()))

    def kill(self) -> None:
        """Kill the oldest process, which is the one that posts."""
        os.kill(self._alive.pop(0), signal.SIGKILL)

    async def end(self) -> None:
        """Kill all processes."""
        while self._alive:
            self.kill()
        self._process.kill()
        await self._process.wait()


@asynccontextmanager
async def _worker_pool(orders: Orders) -> AsyncGenerator[WorkerPool]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.delivery.worker", orders.written()),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    workers = WorkerPool(process)
    try:
        yield workers
    finally:
        await workers.end()


async def fill(folder: Path, schedules: Sequence[Schedule]) -> None:
    """Create the library, with the schedules in its ledger."""
    url = f"sqlite+aiosqlite:///{folder / 'library.db'}"
    async with open_store(url) as store, open_index(folder / "index") as index:
        for key in ("first", "second", "third"):
            await store.add(*_episode(key))
        await Library(store, index, clock=lambda: START).refresh()
        for schedule in schedules:
            first = due.next_post(schedule, after=START)
            await store.ledger.put(schedule, next_plan_at=first[1] if first else None)


def _episode(key: str) -> tuple[Episode, Content]:
    episode, content = long_episode(key, quotes=200)
    best = tuple(
        Highlight(one.id, one.start, one.end, one.text, one.display, score=1 / (1 + rank))
        for rank, one in enumerate(content.quotes[:_HIGHLIGHTS])
    )
    return episode, replace(content, highlights=best)


async def _rows(folder: Path) -> dict[tuple[int, date], Post]:
    """Return the posts in the ledger by channel and date."""
    async with open_store(f"sqlite+aiosqlite:///{folder / 'library.db'}") as store:
        return {
            (schedule.channel, post.date): post
            for schedule in await store.ledger.schedules()
            for post in await store.ledger.history(schedule.server, limit=99)
        }


async def _kill(
    workers: WorkerPool,
    discord: LoopbackDiscord,
    clock: SharedClock,
    plans: Sequence[Member],
    *,
    seed: int,
    kills: int,
) -> int:
    """Kill the posting process at random instants until the days have passed; return how often."""
    chance = random.Random(seed)
    end = max(due.send_time(one.schedule, DATES[-1]) for one in plans) + due.GRACE
    await workers.start()
    await workers.start()
    killed, at = 0, chance.randrange(1, 2 * REQUESTS_A_KILL)
    while clock.now() < end:
        if len(discord.requests) < at or killed == kills:
            await asyncio.sleep(0.002)
            continue
        await asyncio.sleep(chance.uniform(0, LAST_DELAY))
        workers.kill()
        killed += 1
        await workers.start()
        at = len(discord.requests) + chance.randrange(1, 2 * REQUESTS_A_KILL)
    return killed


def _counted(
    way: Way,
    seed: int,
    killed: int,
    plans: Sequence[Member],
    discord: LoopbackDiscord,
    seconds: float,
    rows: Mapping[tuple[int, date], Post],
) -> Outcome:
    posted, notices = _sorted(discord)
    doubled = sum(len(made) - 1 for made in posted.values())
    owed = {(one.schedule.channel, day) for one in plans for day in one.expected()}
    missing = owed - set(posted)
    reports = [
        f"{channel}: {day} is missing: {rows.get((channel, day))}" for channel, day in missing
    ]
    faults = discord.faults
    assert isinstance(faults, RandomFaults)
    return Outcome(
        way=way,
        seed=seed,
        kills=killed,
        posts=sum(map(len, posted.values())),
        doubled=doubled,
        missed=len(missing),
        notices=sum(notices.values()),
        requests=len(discord.requests),
        seconds=seconds,
        struck=faults.struck,
        wrong=(*reports, *_wrong(plans, posted, notices)) if way == "ledger" else (),
    )


def _sorted(discord: LoopbackDiscord) -> tuple[Posts, Counter[int]]:
    """Return the posts by channel and date, and the number of notices by channel."""
    posted: Posts = defaultdict(list)
    notices: Counter[int] = Counter()
    for message in discord.world.messages.values():
        channel = int(message["channel_id"])
        ids = [one["custom_id"] for one in components(message) if one.get("custom_id")]
        marks = [one for one in ids if one.startswith("d:")]
        for mark in marks:
            day = datetime.strptime(mark.split(":")[1], "%Y%m%d").date()  # noqa: DTZ007 - a local date
            posted[channel, day].append((_instant(message["id"]), mark))
        notices[channel] += not marks
    return posted, notices


def _wrong(plans: Sequence[Member], posted: Posts, notices: Counter[int]) -> Iterator[str]:
    """List other mistakes: a wrong hour, a repeated quote, too many or too few notices."""
    for one in plans:
        schedule = one.schedule
        mine = {day: made for (channel, day), made in posted.items() if channel == schedule.channel}
        quotes = {mark[-12:] for made in mine.values() for _, mark in made}
        if len(quotes) < len(mine):
            yield f"{schedule.server}: repeats a quote"
        for day, made in mine.items():
            late = made[0][0] - due.due_instant(day, schedule.time, schedule.zone)
            if not timedelta() <= late <= due.GRACE:
                yield f"{schedule.server}: {day} was posted {late} after it was due"
        count, refused = notices[schedule.server + 2], one.fate != "open"
        if count != refused:
            yield f"{schedule.server}: {count} notices"


def _instant(snowflake: str) -> datetime:
    return datetime.fromtimestamp(((int(snowflake) >> 22) + EPOCH_MS) / 1000, UTC)
