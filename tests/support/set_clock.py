"""Daily posts of some servers while somebody sets the clock; time is virtual."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path

from bot.daily import due
from bot.daily.candidates import CandidateCache
from bot.daily.contents import PostContents
from bot.daily.rate_limiter import RateLimiter
from bot.daily.scheduler import Scheduler
from bot.daily.worker import Worker
from bot.library import Library
from bot.models import Content, Episode, Highlight
from bot.runtime.clock_guard import ClockGuard
from bot.schedules import Schedule
from bot.search import open_index
from bot.store import Store
from tests.support.episodes import long_episode
from tests.support.memory_port import MemoryPort
from tests.support.stores import open_store

START = datetime(2026, 3, 27, 0, tzinfo=UTC)
_ZONES = ("Europe/Berlin", "America/New_York", "Asia/Tokyo", "Australia/Lord_Howe", "UTC")
_TICK, _FINE = timedelta(minutes=20), timedelta(minutes=1)
_CLOSE, _GAP = timedelta(hours=12), timedelta(hours=49)


@dataclass(frozen=True, slots=True)
class Jump:
    """The clock is set by `by`, and set right after `lasts`, None for never."""

    by: timedelta
    lasts: timedelta | None


@dataclass(slots=True)
class Clock:
    """The true time, and what the clock says."""

    true: datetime = START
    wrong: timedelta = timedelta()
    made: defaultdict[int, list[datetime]] = field(default_factory=lambda: defaultdict(list))

    def now(self) -> datetime:
        """Return what the clock says."""
        return self.true + self.wrong

    def seconds(self) -> float:
        """Return the time that nobody can set."""
        return self.true.timestamp()

    async def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.true += timedelta(seconds=seconds)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Posts in all; of the same key twice; less than 12 hours apart; days without one."""

    posts: int
    doubled: int
    close: int
    gaps: int


async def run(
    folder: Path, jump: Jump, *, days: int, servers: int, tick: timedelta = _TICK
) -> Outcome:
    """Run days, with a jump at noon of the second, and count the posts."""
    clock, port = Clock(), MemoryPort()
    url = f"sqlite+aiosqlite:///{folder / 'library.db'}"
    async with open_store(url) as store, open_index(folder / "index") as index:
        await store.add(*_episode())
        library = Library(store, index, clock=clock.now)
        await library.refresh()
        for one in map(_schedule, range(servers)):
            await store.ledger.put(one, next_plan_at=due.next_plan_at(one, after=START))
        scheduler = _scheduler(store, library, port, clock)
        jumps = START + timedelta(days=1, hours=12)
        while clock.true < START + timedelta(days=days):
            since = clock.true - jumps
            wrong = since >= timedelta() and (jump.lasts is None or since < jump.lasts)
            clock.wrong = jump.by if wrong else timedelta()
            known = len(port.posts)
            await scheduler.run_once()
            for post in port.posts[known:]:
                clock.made[post.outgoing.post.server].append(clock.true)
            near = timedelta(minutes=-20) < since < timedelta(hours=1)
            clock.true += _FINE if near else tick
    keys = [(one.outgoing.post.server, one.outgoing.post.key) for one in port.posts]
    apart = [later - one for made in clock.made.values() for one, later in pairwise(made)]
    apart += [clock.true - made[-1] for made in clock.made.values()]
    return Outcome(
        posts=len(keys),
        doubled=len(keys) - len(set(keys)),
        close=sum(one < _CLOSE for one in apart[: len(keys) - servers]),
        gaps=sum(one > _GAP for one in apart),
    )


def _scheduler(store: Store, library: Library, port: MemoryPort, clock: Clock) -> Scheduler:
    candidates = CandidateCache(library)
    contents = PostContents(
        library,
        store.ledger,
        candidates=candidates,
        members=store.members,
        servers=store.servers,
    )
    worker = Worker(
        library,
        store.ledger,
        port,
        candidates=candidates,
        contents=contents,
        clock=clock.now,
        seconds=clock.seconds,
        rate_limiter=RateLimiter(20, clock=clock.now, sleep=clock.sleep),
        owner="first",
    )
    guard = ClockGuard(clock.now, clock.seconds)
    return Scheduler(store, library, worker, clock=clock.now, sleep=clock.sleep, guard=guard)


def _episode() -> tuple[Episode, Content]:
    episode, content = long_episode("harbour", quotes=120)
    best = tuple(
        Highlight(one.id, one.start, one.end, one.text, one.display, score=1 / (1 + rank))
        for rank, one in enumerate(content.quotes)
    )
    return episode, replace(content, highlights=best)


def _schedule(number: int) -> Schedule:
    hour = time(number * 5 % 24, number * 7 % 60)
    return Schedule(1000 + number, number, hour, _ZONES[number % len(_ZONES)], created=START)
