"""Ten thousand servers due at the same time, at the rate that Discord allows, in virtual time.

The store, the library, the claims and the choices are real; only Discord answers immediately.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import logging
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from datetime import time as hour
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog

from benchmarks.delivery.run import fill
from benchmarks.delivery.servers import START
from bot.daily import due
from bot.daily.candidates import CandidateCache
from bot.daily.contents import PostContents
from bot.daily.port import OutgoingPost
from bot.daily.rate_limiter import RateLimiter
from bot.daily.scheduler import Scheduler
from bot.daily.worker import Worker
from bot.library import Library
from bot.schedules import Schedule
from bot.search import open_index
from bot.store import open_store
from bot.translation import ENGLISH

SERVERS = 10_000
RATE = 20.0
DUE = datetime(2026, 3, 27, 9, tzinfo=UTC)
_LOOK = 0.0002


@dataclass(frozen=True, slots=True)
class Crowd:
    """When the first and the last post were made, and the cost."""

    posts: int
    first: timedelta
    last: timedelta
    busiest: int
    seconds: float


class _RecordingPort:
    """A port that accepts every post and records its time."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.posted: list[datetime] = []
        self._clock = clock

    async def language(self, server: int) -> str:
        del server
        return ENGLISH

    async def check(self, schedule: Schedule) -> None:
        del schedule

    async def post(self, channel: int, outgoing: OutgoingPost) -> int | None:
        del channel, outgoing
        self.posted.append(self._clock())
        return len(self.posted)

    async def find_own_post(
        self, channel: int, outgoing: OutgoingPost, *, after: datetime
    ) -> int | None:
        del channel, outgoing, after

    async def publish(self, channel: int, message: int, *, server: int) -> None:
        del channel, message, server

    async def open_thread(self, channel: int, message: int, outgoing: OutgoingPost) -> None:
        del channel, message, outgoing

    async def notice_channel(self, schedule: Schedule) -> int:
        return schedule.channel


class _VirtualClock:
    """A clock that stops until all tasks sleep, and then moves on to when the first one wakes."""

    def __init__(self, now: datetime) -> None:
        self.asleep = 0
        self._now = now
        self._count = itertools.count()
        self._wakings: list[tuple[datetime, int, asyncio.Event]] = []

    def now(self) -> datetime:
        return self._now

    async def sleep(self, seconds: float) -> None:
        woken = asyncio.Event()
        wakes = self._now + timedelta(seconds=seconds)
        heapq.heappush(self._wakings, (wakes, next(self._count), woken))
        self.asleep += 1
        try:
            await woken.wait()
        finally:
            self.asleep -= not woken.is_set()
            woken.set()

    async def run(self, *, done: Callable[[], bool], awake: Callable[[], bool]) -> None:
        """Move the clock on whenever all tasks sleep."""
        while not done():
            await asyncio.sleep(_LOOK if awake() else 0)
            if self._wakings and not awake():
                self._now, _, woken = heapq.heappop(self._wakings)
                self.asleep -= not woken.is_set()
                woken.set()


def measure() -> Crowd:
    """Post to all servers."""
    began = time.monotonic()
    with TemporaryDirectory() as folder:
        posted = asyncio.run(_serve(Path(folder)))
    return Crowd(
        posts=len(posted),
        first=posted[0] - DUE,
        last=posted[-1] - DUE,
        busiest=max(sum(1 for _ in group) for _, group in itertools.groupby(posted, _second)),
        seconds=time.monotonic() - began,
    )


def quiet() -> None:
    """Turn the log off: ten thousand posts would be ten thousand lines."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))


def summary_line(crowd: Crowd) -> str:
    """Return the result as one line."""
    return (
        f"{crowd.posts:,} servers due together: the first after "
        f"{crowd.first.total_seconds():.0f} s, the last after "
        f"{crowd.last.total_seconds() / 60:.1f} min, at most {crowd.busiest} posts in a second "
        f"(virtual time; {crowd.seconds:.0f} s of real time)"
    )


async def _serve(folder: Path) -> list[datetime]:
    url = f"sqlite+aiosqlite:///{folder / 'library.db'}"
    await fill(folder, [_schedule(0)], database=url)
    _multiply(folder / "library.db")
    clock = _VirtualClock(DUE - timedelta(seconds=1))
    async with open_store(url) as store, open_index(folder / "index") as index:
        library = Library(store, index, clock=clock.now)
        await library.refresh()
        poster, candidates = _RecordingPort(clock.now), CandidateCache(library)
        worker = Worker(
            library,
            store.ledger,
            poster,
            candidates=candidates,
            contents=PostContents(
                library,
                store.ledger,
                candidates=candidates,
                members=store.members,
                servers=store.servers,
            ),
            clock=clock.now,
            seconds=lambda: clock.now().timestamp(),
            rate_limiter=RateLimiter(RATE, clock=clock.now, sleep=clock.sleep),
            owner="crowd",
        )
        delivery = Scheduler(
            store,
            library,
            worker,
            clock=clock.now,
            sleep=clock.sleep,
        )
        delivering = asyncio.create_task(delivery.run())
        await clock.run(
            done=lambda: len(poster.posted) == SERVERS,
            # The scheduler sleeps beside those that make posts, or waits for one of them.
            awake=lambda: clock.asleep <= delivery.active_posts,
        )
        delivering.cancel()
        await asyncio.gather(delivering, return_exceptions=True)
        return poster.posted


def _multiply(file: Path) -> None:
    """Copy the first schedule to all servers, in one transaction instead of ten thousand."""
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.row_factory = sqlite3.Row
        first = dict(connection.execute("SELECT * FROM schedule").fetchone())
        names = ", ".join(first)
        values = ", ".join(f":{name}" for name in first)
        connection.executemany(
            f"INSERT INTO schedule ({names}) VALUES ({values})",  # noqa: S608 - names of columns
            [first | _changed(_schedule(number)) for number in range(1, SERVERS)],
        )


def _changed(schedule: Schedule) -> dict[str, object]:
    leaves = DUE + due.send_delay(schedule.server)
    ripe = f"{leaves:%Y-%m-%d %H:%M:%S.%f}"
    return {"server": schedule.server, "channel": schedule.channel, "ripe": ripe}


def _schedule(number: int) -> Schedule:
    server = (1_000_000 + number) << 22
    return Schedule(server, server + 1, hour(9), "UTC", created=START)


def _second(instant: datetime) -> datetime:
    return instant.replace(microsecond=0)
