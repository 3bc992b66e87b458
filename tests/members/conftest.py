from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.curation import Curation
from bot.library import Library
from bot.members import Members
from bot.models import Link, Quote, Show
from bot.search import open_index
from bot.servers import Servers
from bot.store import Store
from tests.support.builders import content, episode
from tests.support.stores import open_store

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
"""A Wednesday."""

OURS, THEIRS = 111, 222
MIA, JONAS, ADA = 7_000_000_000_000_000_001, 7_000_000_000_000_000_002, 7_000_000_000_000_000_003
SAID = (
    ("Dan", "You count the seconds between the flashes of the lighthouse."),
    ("Speaker 1", "Fog swallows a horn the way wool swallows a needle."),
    ("Dan", "In nineteen years the lamp failed me *exactly* twice."),
)


@dataclass(slots=True)
class Club:
    """Members of two servers with a library, at a time that tests set."""

    store: Store
    library: Library
    curation: Curation
    members: Members
    servers: Servers
    now: datetime = NOW

    async def add(
        self,
        key: str,
        *,
        server: int | None = None,
        said: tuple[tuple[str, str], ...] = SAID,
        embargo: datetime | None = None,
    ) -> tuple[Quote, ...]:
        """Add an episode and return its quotes, each a minute after the other."""
        made = content(said, key=key)
        quotes = tuple(replace(one, start_ms=at * 60_000) for at, one in enumerate(made.quotes))
        described = replace(
            episode(key, server=server, speakers=("Dan", "Speaker 1"), embargo=embargo),
            show=Show("lamps" if server is None else f"show-{server}", "Lamps", server),
            published=date(2026, 1, 1),
            length=len(made.text),
            links=(Link("video", "https://youtu.be/abcdefghijk"),),
        )
        await self.store.add(described, replace(made, quotes=quotes))
        await self.library.refresh()
        return quotes


@pytest.fixture
async def club(tmp_path: Path) -> AsyncGenerator[Club]:
    async with open_club(tmp_path) as opened:
        yield opened


@asynccontextmanager
async def open_club(folder: Path) -> AsyncGenerator[Club]:
    """Open a club with a library in a folder."""
    url = f"sqlite+aiosqlite:///{folder / 'library.db'}"
    async with open_store(url) as store, open_index(folder / "index") as index:

        def clock() -> datetime:
            return opened.now

        library = Library(store, index, clock=clock)
        curation = Curation(library, store, clock=clock)
        members = Members(library, store, curation, clock=clock)
        opened = Club(store, library, curation, members, Servers(store.servers, clock=clock))
        await library.refresh()
        yield opened
