"""Lose the answers to posts where looks into a channel may miss them, and count what is doubled.

python -m benchmarks.looks [posts] [seed]

Each request to post fails with an even chance, before or after it took effect: the process is
killed, or does not know. Discord knows a nonce for three minutes, in a forum for none. A look
misses a message while it is not to be seen yet, at random, or always. Time is virtual, the store is
real.
"""

from __future__ import annotations

import asyncio
import logging
import random
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import structlog

from bot.daily.candidates import CandidateCache
from bot.daily.contents import PostContents
from bot.daily.port import OutgoingPost, UnclearError
from bot.daily.rate_limiter import RateLimiter
from bot.daily.worker import Worker
from bot.library import Library
from bot.models import Content, Episode, Highlight
from bot.schedules import Post, Schedule
from bot.search import open_index
from bot.store import PostTask, Store, open_store
from bot.translation import ENGLISH
from tests.support.episodes import long_episode
from tests.support.memory_port import SetClock

POSTS, SEED = 1_000, 1
SHARES = (0.0, 0.02, 0.2)
START = datetime(2026, 3, 27, 9, tzinfo=UTC)
REMEMBERED = timedelta(minutes=3)

_FAILS, _KILLED, _TOOK_EFFECT, _NO_LOOK = 0.5, 0.5, 0.5, 0.05
_LAG = timedelta(minutes=5)
_UNSTEADY = timedelta(minutes=10)
_NEVER = 1 / 50
"""Of the messages that may be missed, those that no look ever shows."""


class Killed(BaseException):
    """The process is killed; nothing of it may react."""


@dataclass(frozen=True, slots=True)
class Message:
    """A post in a channel, and from when on looks may show it, None for never."""

    id: int
    made: datetime
    shown: datetime | None


@dataclass(slots=True)
class HazyPort:
    """A Discord whose looks miss a share of the messages."""

    clock: SetClock
    chance: random.Random
    share: float
    forum: bool
    made: defaultdict[tuple[int, str], list[Message]] = field(
        default_factory=lambda: defaultdict(list)
    )
    looks: int = 0

    async def language(self, server: int) -> str:
        """Return English."""
        del server
        return ENGLISH

    async def check(self, schedule: Schedule) -> None:
        """Find no right missing."""

    async def post(self, channel: int, outgoing: OutgoingPost) -> int | None:
        """Make a post, or fail before or after."""
        del channel
        fails = self.chance.random() < _FAILS
        if fails and self.chance.random() >= _TOOK_EFFECT:
            self._fail()
        message = self._message(outgoing.post)
        if fails:
            self._fail()
        return message.id

    async def find_own_post(
        self, channel: int, outgoing: OutgoingPost, *, after: datetime
    ) -> int | None:
        """Return a post that this look shows."""
        del channel
        self.looks += 1
        if self.chance.random() < _NO_LOOK:
            raise UnclearError("Discord answered 502.")
        for one in self.made[outgoing.post.server, outgoing.post.key]:
            if one.made >= after and self._shows(one):
                return one.id
        return None

    async def publish(self, channel: int, message: int, *, server: int) -> None:
        """Do nothing."""

    async def open_thread(self, channel: int, message: int, outgoing: OutgoingPost) -> None:
        """Do nothing."""

    async def notice_channel(self, schedule: Schedule) -> int:
        """Return the schedule's own."""
        return schedule.channel

    def _fail(self) -> None:
        if self.chance.random() < _KILLED:
            raise Killed
        raise UnclearError("Discord answered 502.", seconds=60 if self.forum else None)

    def _message(self, post: Post) -> Message:
        known, now = self.made[post.server, post.key], self.clock()
        for one in known:
            if not self.forum and now - one.made <= REMEMBERED:
                return one
        shown: datetime | None = now
        if self.chance.random() < self.share:
            shown = now + self.chance.random() * _LAG
            shown = None if self.chance.random() < _NEVER else shown
        known.append(Message(len(known) + 1, now, shown))
        return known[-1]

    def _shows(self, one: Message) -> bool:
        now = self.clock()
        unsteady = now - one.made < _UNSTEADY and self.chance.random() < self.share
        return one.shown is not None and one.shown <= now and not unsteady


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the posts; `late` in seconds after they were due."""

    posts: int
    doubled: int
    missed: int
    unrecorded: int
    looks: int
    late: tuple[float, ...]


def main() -> None:
    """Print a line for each share of missed looks, with nonces and in forums."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    posts, seed = [*map(int, sys.argv[1:]), *(POSTS, SEED)[len(sys.argv) - 1 :]]
    print(
        f"{'where':<10}{'missing':>8}{'posts':>7}{'doubled':>9}{'missed':>8}{'unrecorded':>12}"
        f"{'looks':>7}{'late (median, p99, most)':>28}"
    )
    for forum in (False, True):
        for share in SHARES:
            with TemporaryDirectory() as folder:
                ran = asyncio.run(run(Path(folder), posts, share=share, forum=forum, seed=seed))
            late = sorted(ran.late)
            minutes = [median(late), late[len(late) * 99 // 100], late[-1]]
            told = " ".join(f"{one / 60:.1f}" for one in minutes) + " min"
            print(
                f"{'forum' if forum else 'channel':<10}{share:>8.0%}{ran.posts:>7}{ran.doubled:>9}"
                f"{ran.missed:>8}{ran.unrecorded:>12}{ran.looks:>7}{told:>28}",
                flush=True,
            )


async def run(folder: Path, posts: int, *, share: float, forum: bool, seed: int) -> Outcome:
    """Make posts that are due together, by processes that are killed; return the outcome."""
    clock = SetClock(START)
    port = HazyPort(clock, random.Random(seed), share, forum)
    url = f"sqlite+aiosqlite:///{folder / 'library.db'}"
    async with open_store(url) as store, open_index(folder / "index") as index:
        await store.add(*_episode())
        library = Library(store, index, clock=clock)
        await library.refresh()
        planned = [_schedule(number, forum=forum) for number in range(posts)]
        for one in planned:
            await store.ledger.put(one, next_plan_at=None)
        await store.ledger.enter([_post(one) for one in planned])
        await _make_all(store, library, port, clock)
        ended = [(await store.ledger.history(one.server, limit=1))[0] for one in planned]
    made = [port.made[one.server, one.key] for one in ended]
    return Outcome(
        posts=sum(map(len, made)),
        doubled=sum(len(one) > 1 for one in made),
        missed=sum(not one for one in made),
        unrecorded=sum(post.status != "sent" for post, one in zip(ended, made, strict=True) if one),
        looks=port.looks,
        late=tuple((one[0].made - START).total_seconds() for one in made if one),
    )


async def _make_all(store: Store, library: Library, port: HazyPort, clock: SetClock) -> None:
    lives = _lives(store, library, port, clock)
    worker = next(lives)
    while True:
        tasks: tuple[PostTask, ...] = await store.ledger.open_posts(clock(), limit=100)
        for task in tasks:
            try:
                await worker.deliver(task)
            except Killed:
                worker = next(lives)
        if tasks:
            continue
        following = await store.ledger.next_due_at(clock())
        if following is None:
            return
        clock.instant = following


def _lives(store: Store, library: Library, port: HazyPort, clock: SetClock) -> Iterator[Worker]:
    """Yield a worker for each life of the process."""
    candidates = CandidateCache(library)
    contents = PostContents(
        library,
        store.ledger,
        candidates=candidates,
        members=store.members,
        servers=store.servers,
    )
    number = 0
    while True:
        number += 1
        yield Worker(
            library,
            store.ledger,
            port,
            candidates=candidates,
            contents=contents,
            clock=clock,
            seconds=lambda: clock().timestamp(),
            rate_limiter=RateLimiter(1000, clock=clock, sleep=clock.sleep),
            owner=f"life {number}",
        )


def _episode() -> tuple[Episode, Content]:
    episode, content = long_episode("harbour", quotes=60)
    best = tuple(
        Highlight(one.id, one.start, one.end, one.text, one.display, score=1 / (1 + rank))
        for rank, one in enumerate(content.quotes)
    )
    return episode, replace(content, highlights=best)


def _schedule(number: int, *, forum: bool) -> Schedule:
    return Schedule(1000 + number, 1, time(9), "UTC", forum=forum, created=START)


def _post(schedule: Schedule) -> Post:
    return Post(schedule.server, START.date().isoformat(), START.date(), START)


if __name__ == "__main__":
    main()
