from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from pathlib import Path

import pytest

from bot.daily.candidates import CandidateCache
from bot.daily.contents import PostContents
from bot.daily.port import PostingPort
from bot.daily.rate_limiter import RateLimiter, Sleep
from bot.daily.scheduler import Scheduler
from bot.daily.service import DailyService
from bot.daily.worker import Worker
from bot.library import Library
from bot.models import Chapter, Content, Episode, Highlight, Show
from bot.runtime.failures import Failures
from bot.schedules import Post, Schedule
from bot.search import open_index
from bot.shards import ALL, Shards
from bot.store import Store
from tests.support.episodes import content_of, episode_of
from tests.support.memory_port import MemoryPort, SetClock
from tests.support.stores import open_store

START = datetime(2026, 3, 27, 0, tzinfo=UTC)
HOME = 71
PLAN = Schedule(server=HOME, channel=100, time=time(9), zone="Europe/Berlin", created=START)


def talk(key: str, *, lines: int = 12, show: Show | None = None) -> tuple[Episode, Content]:
    """Return an episode whose every line is a highlight, the first the best, the last profane."""
    said = [f"In {key} number {line} of the lamps was lit again." for line in range(lines - 1)]
    content = content_of([*said, f"In {key} that fucking lamp went out."], key=key)
    best = [
        Highlight(one.id, one.start, one.end, one.text, one.display, score=1 / (1 + one.position))
        for one in content.quotes
    ]
    middle = content.quotes[lines // 2].start
    chapters = (Chapter("One", 0, middle), Chapter("Two", middle, len(content.text)))
    content = replace(content, highlights=tuple(best), chapters=chapters)
    episode = episode_of(content, key=key)
    return (replace(episode, show=show) if show else episode), content


@dataclass(frozen=True, slots=True)
class House:
    """What a test of the daily highlight works with."""

    store: Store
    library: Library
    port: MemoryPort
    clock: SetClock
    scheduler: Scheduler
    daily: DailyService
    failures: Failures

    async def rows(self) -> list[Post]:
        """List the posts in the ledger, oldest first."""
        return list(await self.store.ledger.history(HOME, limit=99))[::-1]

    async def pass_hours(self, hours: float, *, step: float = 1) -> None:
        """Move the clock on, with a tick of the scheduler every `step` hours."""
        steps = max(2, round(hours / step))
        for _ in range(steps):
            self.clock.move(hours=hours / steps)
            await self.scheduler.run_once()

    async def add(self, episode: Episode, content: Content) -> None:
        """Add an episode."""
        await self.store.add(episode, content)
        await self.library.refresh()


def build_worker(
    store: Store, library: Library, port: PostingPort, clock: SetClock, *, owner: str = "first"
) -> Worker:
    """Build a worker, as the bot does."""
    candidates = CandidateCache(library)
    return Worker(
        library,
        store.ledger,
        port,
        candidates=candidates,
        contents=PostContents(
            library,
            store.ledger,
            candidates=candidates,
            members=store.members,
            servers=store.servers,
        ),
        clock=clock,
        seconds=lambda: clock().timestamp(),
        rate_limiter=RateLimiter(20, clock=clock, sleep=clock.sleep),
        owner=owner,
    )


def build_scheduler(
    store: Store,
    library: Library,
    port: PostingPort,
    clock: SetClock,
    *,
    owner: str = "first",
    sleep: Sleep | None = None,
    failures: Failures | None = None,
    shards: Shards = ALL,
) -> Scheduler:
    """Build a scheduler with its worker, as the bot does."""
    return Scheduler(
        store,
        library,
        build_worker(store, library, port, clock, owner=owner),
        clock=clock,
        failures=failures,
        sleep=sleep or clock.sleep,
        shards=shards,
    )


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[House]:
    url = f"sqlite+aiosqlite:///{tmp_path / 'library.db'}"
    clock, port = SetClock(START), MemoryPort()
    async with open_store(url) as store, open_index(tmp_path / "index") as index:
        library = Library(store, index, clock=clock)
        failures = Failures(clock=clock)
        scheduler = build_scheduler(store, library, port, clock, failures=failures)
        candidates = CandidateCache(library)
        daily = DailyService(
            library,
            store.ledger,
            servers=store.servers,
            candidates=candidates,
            clock=clock,
            on_change=scheduler.wake,
        )
        house = House(store, library, port, clock, scheduler, daily, failures)
        await house.add(*talk("harbour"))
        yield house
