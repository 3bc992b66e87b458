"""The daily highlight and the library's refresh, in which any call may fail.

Time is virtual: it stops while any task works, and passes while all of them sleep.
"""

from __future__ import annotations

import asyncio
import heapq
import inspect
import itertools
import random
import sqlite3
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, cast

from bot.daily import due
from bot.daily.candidates import CandidateCache, anniversary_years
from bot.daily.contents import PostContents
from bot.daily.port import OutgoingPost, PostingPort, UnclearError
from bot.daily.rate_limiter import RateLimiter
from bot.daily.scheduler import Scheduler
from bot.daily.worker import Worker
from bot.errors import SearchError, StoreError
from bot.library import Library
from bot.models import Content, Episode, Highlight, Scope
from bot.runtime.failures import Failure, Failures
from bot.runtime.supervisor import Supervisor
from bot.schedules import EVERY_DAY, Kind, Post, Schedule
from bot.search import Index, open_index
from bot.store import Ledger, Store, open_store
from tests.support.episodes import long_episode
from tests.support.memory_port import MemoryPort, PostedMessage

START = datetime(2026, 3, 27, 0, tzinfo=UTC)
REMEMBERED = timedelta(minutes=3)
"""How long Discord enforces a nonce."""

_FOLLOW = 300.0
_POLL = 600.0
_ROUNDS = 30
_WEIGHTS = {"clock": 0.5, "discord": 2, "index": 5}
"""How much more often the calls of a part fail: those of some are rare, those of the clock many."""
_HIGHLIGHTS = 120
_MANY_TRIES = 10
"""Tries within six hours of a post that is given up: they are at most 15 minutes apart."""

_ANNIVERSARIES: tuple[tuple[Kind, str], ...] = (("day", ""), ("anniversary", "a:"))
"""The kinds of posts that have the line of an anniversary, with the beginning of their keys."""
_ZONES = ("Europe/Berlin", "America/New_York", "Asia/Tokyo", "Australia/Lord_Howe", "UTC")
_UNEXPECTED: tuple[Callable[[], Exception], ...] = (
    lambda: RuntimeError("injected"),
    lambda: OSError(5, "injected"),
    lambda: sqlite3.OperationalError("injected"),
)
_OURS: dict[str, Callable[[], Exception]] = {
    "store": lambda: StoreError("The database is locked: injected."),
    "ledger": lambda: StoreError("The database is locked: injected."),
    "index": lambda: SearchError("The index is damaged: injected."),
    "discord": lambda: UnclearError("Discord answered 502: injected."),
}


class Faults:
    """Chooses at random which calls fail, how, and whether before or after they took effect."""

    def __init__(self, *, seed: int, share: float, most: int) -> None:
        self.struck: Counter[str] = Counter()
        self.calls = 0
        self.working = 0
        self._chance = random.Random(seed)
        self._share = share
        self._most = most

    @property
    def over(self) -> bool:
        """Whether all faults have been injected."""
        return self.struck.total() >= self._most

    def draw(self, part: str, call: str) -> tuple[Exception | None, bool]:
        """Return the error that a call is to raise, if any, and whether after it took effect."""
        self.calls += 1
        if self.over or self._chance.random() >= self._share * _WEIGHTS.get(part, 1):
            return None, False
        self.struck[f"{part}.{call}"] += 1
        ours = [_OURS[part]] if part in _OURS else []
        return self._chance.choice((*_UNEXPECTED, *ours))(), self._chance.random() < 0.5


class Faulty:
    """A proxy of an object whose calls may fail."""

    def __init__(self, real: object, part: str, faults: Faults, **parts: object) -> None:
        self._real, self._part, self._faults, self._parts = real, part, faults, parts

    def __getattr__(self, name: str) -> Any:
        if name in self._parts:
            return self._parts[name]
        real = getattr(self._real, name)
        if inspect.iscoroutinefunction(real):
            return self._awaited(name, real)
        return self._called(name, real) if callable(real) else real

    def __call__(self) -> Any:
        return self._called("now", cast("Callable[[], object]", self._real))()

    def _awaited(self, name: str, real: Callable[..., Awaitable[object]]) -> object:
        async def call(*args: object, **kwargs: object) -> object:
            self._faults.working += 1
            try:
                error, after = self._faults.draw(self._part, name)
                if error and not after:
                    raise error
                answer = await real(*args, **kwargs)
                if error:
                    raise error
                return answer
            finally:
                self._faults.working -= 1

        return call

    def _called(self, name: str, real: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **kwargs: object) -> object:
            error, after = self._faults.draw(self._part, name)
            if error and not after:
                raise error
            answer = real(*args, **kwargs)
            if error:
                raise error
            return answer

        return call


class StillClock:
    """A clock that stops while any task works, then moves on to when the first sleeper wakes."""

    def __init__(self, now: datetime, faults: Faults) -> None:
        self._now = now
        self._faults = faults
        self._count = itertools.count()
        self._wakings: list[tuple[datetime, int, asyncio.Event]] = []

    def now(self) -> datetime:
        """Return the current time."""
        return self._now

    async def sleep(self, seconds: float) -> None:
        """Sleep in the time of this clock."""
        woken = asyncio.Event()
        wakes = self._now + timedelta(seconds=seconds)
        heapq.heappush(self._wakings, (wakes, next(self._count), woken))
        await woken.wait()

    async def run(self, until: Callable[[], bool]) -> None:
        """Let time pass until a condition is true."""
        idle = 0
        while not until():
            await asyncio.sleep(0.0002 if self._faults.working else 0)
            idle = 0 if self._faults.working else idle + 1
            if idle > _ROUNDS and self._wakings:
                self._now, _, woken = heapq.heappop(self._wakings)
                woken.set()
                idle = 0


class ForgetfulPort(MemoryPort):
    """A port that enforces a nonce for some minutes only, as Discord does."""

    def __init__(self, clock: StillClock) -> None:
        super().__init__()
        self._clock = clock
        self._made_at: dict[int, datetime] = {}

    async def post(self, channel: int, outgoing: OutgoingPost) -> int | None:
        """Accept a post, once for each nonce that is still enforced."""
        for one in self.posts:
            if self._clock.now() - self._made_at[one.id] > REMEMBERED:
                one.nonce = ""
        made = await super().post(channel, outgoing)
        if made is not None:
            self._made_at.setdefault(made, self._clock.now())
        return made


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a run: `doubled`, `missed`, `stuck` and `failing` should be empty.

    A post is given up, and not missed, if every try for six hours has failed, and its row says so.
    """

    calls: int
    struck: Counter[str]
    days: int
    posts: int
    kinds: Counter[str]
    doubled: tuple[str, ...]
    missed: tuple[str, ...]
    given_up: tuple[str, ...]
    stuck: tuple[str, ...]
    failing: tuple[Failure, ...]


async def run(folder: Path, *, seed: int, faults: int, share: float, servers: int) -> Outcome:
    """Run days in which `faults` calls fail, then a day without; return the outcome."""
    injected = Faults(seed=seed, share=share, most=faults)
    clock = StillClock(START, injected)
    port = ForgetfulPort(clock)
    failures = Failures(clock=clock.now)
    async with _opened(folder) as (store, index):
        await store.add(*_episode(0))
        plans = [_schedule(number) for number in range(servers)]
        for plan in plans:
            first = due.next_plan_at(plan, after=START)
            await store.ledger.put(plan, next_plan_at=first)
        follow, deliver, library = _jobs(store, index, port, clock, injected, failures)
        supervisor = Supervisor(failures, sleep=clock.sleep, chance=random.Random(seed))
        async with supervisor.running({"library": follow, "highlights": deliver}):
            days = 0
            while not injected.over:
                days += 1
                await store.add(*_episode(days))
                end = START + timedelta(days=days)
                await clock.run(lambda end=end: clock.now() >= end)
            days += 1
            end = START + timedelta(days=days)
            await clock.run(lambda: clock.now() >= end)
            stuck = await _stuck(store, index, library)
        missed, given_up = await _missed(store, port, plans, end)
        return Outcome(
            calls=injected.calls,
            struck=injected.struck,
            days=days,
            posts=len(port.posts),
            kinds=Counter(one.outgoing.post.kind for one in port.posts),
            doubled=_doubled(port.posts),
            missed=missed,
            given_up=given_up,
            stuck=stuck,
            failing=failures.lasting,
        )


@asynccontextmanager
async def _opened(folder: Path) -> AsyncGenerator[tuple[Store, Index]]:
    url = f"sqlite+aiosqlite:///{folder / 'library.db'}"
    async with open_store(url) as store, open_index(folder / "index") as index:
        yield store, index


def _jobs(
    store: Store,
    index: Index,
    port: MemoryPort,
    clock: StillClock,
    faults: Faults,
    failures: Failures,
) -> tuple[Callable[[], Awaitable[None]], Callable[[], Awaitable[None]], Library]:
    """Build the jobs of `pullquote run`, with every part but the supervisor failing."""
    ledger = cast("Ledger", Faulty(store.ledger, "ledger", faults))
    failing = cast("Store", Faulty(store, "store", faults, ledger=ledger))
    poster = cast("PostingPort", Faulty(port, "discord", faults))
    now = cast("Callable[[], datetime]", Faulty(clock.now, "clock", faults))
    library = Library(failing, cast("Index", Faulty(index, "index", faults)), clock=now)
    candidates = CandidateCache(library)
    worker = Worker(
        library,
        ledger,
        poster,
        candidates=candidates,
        contents=PostContents(
            library,
            ledger,
            candidates=candidates,
            members=store.members,
            servers=store.servers,
        ),
        clock=now,
        seconds=lambda: clock.now().timestamp(),
        rate_limiter=RateLimiter(20, clock=now, sleep=clock.sleep),
        owner="first",
    )
    delivery = Scheduler(
        failing,
        library,
        worker,
        clock=now,
        failures=failures,
        sleep=clock.sleep,
        poll=_POLL,
    )

    async def follow() -> None:
        while True:
            await library.refresh()
            await clock.sleep(_FOLLOW)

    return follow, delivery.run, library


def _episode(number: int) -> tuple[Episode, Content]:
    episode, content = long_episode(f"episode-{number}", quotes=_HIGHLIGHTS)
    best = tuple(
        Highlight(one.id, one.start, one.end, one.text, one.display, score=1 / (1 + rank))
        for rank, one in enumerate(content.quotes)
    )
    described = replace(
        episode,
        # Each was published two years before some day of the run.
        published=START.date().replace(year=2024) + timedelta(days=number % 5),
        added_at=START + timedelta(days=number),
    )
    return described, replace(content, highlights=best)


def _schedule(number: int) -> Schedule:
    return Schedule(
        server=1000 + number,
        channel=number,
        time=time(number * 5 % 24, number * 7 % 60),
        zone=_ZONES[number % len(_ZONES)],
        publish=number % 3 == 0,
        thread=number % 4 == 0,
        episodes=number % 2 == 0,
        forum=number % 3 == 1,
        digest=number % 7,
        anniversaries=number % 2 == 1,
        days=frozenset((0, 2, 4)) if number % 4 == 1 else EVERY_DAY,
        created=START,
    )


def _doubled(posts: list[PostedMessage]) -> tuple[str, ...]:
    keys = Counter((one.outgoing.post.server, one.outgoing.post.key) for one in posts)
    return tuple(f"{server} {key}" for (server, key), count in keys.items() if count > 1)


async def _missed(
    store: Store, port: MemoryPort, plans: list[Schedule], end: datetime
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """List the days without a post, and the episodes not announced; and what was given up."""
    made = {(one.outgoing.post.server, one.outgoing.post.key) for one in port.posts}
    missed: list[str] = []
    given_up: list[str] = []
    for plan in plans:
        rows = {row.key: row for row in await store.ledger.history(plan.server, limit=9999)}
        owed = [day.isoformat() for day in _days(plan, end)]
        owed += [f"w:{day.isoformat()}" for day in _days_of(plan, end, "digest")]
        if plan.episodes:
            episodes = (await store.every_episode())[1:]
            together = [key for key, row in rows.items() if "together" in row.reason]
            owed += [key for one in episodes if (key := f"e:{one.id}") not in together]
            if plan.forum or plan.thread:
                owed += [
                    f"f:{one.outgoing.news.episode.id}"
                    for one in port.posts
                    if one.outgoing.post.kind == "episode"
                    and one.outgoing.post.server == plan.server
                    and one.outgoing.news
                    and one.outgoing.news.more
                ]
        missed += _wrong_anniversaries(plan, rows, await store.every_episode(), end)
        for key in owed:
            row, posted = rows.get(key), (plan.server, key) in made
            if not posted or row is None or row.status != "sent":
                kind = given_up if not posted and _is_given_up(row) else missed
                kind.append(f"{plan.server} {key}: {row}")
    return tuple(missed), tuple(given_up)


def _is_given_up(row: Post | None) -> bool:
    """Return whether a post was tried again and again since it was due, and its row says why."""
    if row is None or row.first_try is None or row.status != "skipped" or not row.reason:
        return False
    return row.attempts >= _MANY_TRIES and row.first_try - row.due < due.MIDNIGHT_GRACE


def _days(plan: Schedule, end: datetime) -> list[date]:
    """List the days whose post went out some hours before the end."""
    return _days_of(plan, end, "day")


def _wrong_anniversaries(
    plan: Schedule, rows: Mapping[str, Post], episodes: Sequence[Episode], end: datetime
) -> list[str]:
    """List the days on which an anniversary was due, and its line was not posted."""
    if not plan.anniversaries:
        return []
    published = {one.id: one for one in episodes}
    wrong: list[str] = []
    for kind, prefix in _ANNIVERSARIES:
        for day in _days_of(plan, end, kind):
            # Of an episode that was added the same day, the library may not know yet.
            known = [one for one in episodes if (one.added_at or end).date() < day]
            row = rows.get(f"{prefix}{day.isoformat()}")
            due_today = any(anniversary_years(one, day) for one in known)
            chosen = published.get(row.episode or "") if row else None
            if due_today and not (chosen and anniversary_years(chosen, day)):
                wrong.append(f"{plan.server} {prefix}{day}: no anniversary: {row}")
    return wrong


def _days_of(plan: Schedule, end: datetime, kind: Kind) -> list[date]:
    plan = due.dated_schedules(plan).get(kind, replace(plan, days=frozenset()))
    first = START.date() - timedelta(days=1)
    listed = due.upcoming_days(plan, first, (end - START).days + 3)
    quiet = timedelta(hours=1)
    return [day for day, _ in listed if START < due.send_time(plan, day) < end - quiet]


async def _stuck(store: Store, index: Index, library: Library) -> tuple[str, ...]:
    """List what has not caught up with the store."""
    found: list[str] = []
    if await index.indexed_version() != await store.version():
        found.append(f"the index holds {await index.indexed_version()} of {await store.version()}")
    known = {one.id for one in await library.episodes(Scope(server=None))}
    missing = {one.id for one in await store.every_episode()} - known
    return (*found, *(f"the library does not know {one}" for one in sorted(missing)))
