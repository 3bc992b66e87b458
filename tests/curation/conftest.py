from collections.abc import AsyncGenerator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.curation import Curation
from bot.library import Library
from bot.models import Content, Episode, Quote, Show
from bot.search import open_index
from bot.store import Store
from tests.support.builders import content, episode
from tests.support.stores import open_store

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
OURS, THEIRS = 111, 222
SAID = (
    ("Dan", "You count the seconds between the flashes of the lighthouse."),
    ("Speaker 1", "Fog swallows a horn the way wool swallows a needle."),
    ("Dan Ott", "In nineteen years the lamp failed me exactly twice."),
)


@dataclass(slots=True)
class House:
    """A library with the changes of its managers, at a time that tests set."""

    store: Store
    library: Library
    curation: Curation
    now: datetime = NOW
    changes: list[None] = field(default_factory=list[None])

    async def add(
        self,
        key: str,
        *,
        server: int | None = None,
        show: str = "lamps",
        embargo: datetime | None = None,
    ) -> tuple[Quote, ...]:
        """Add an episode in which three labels speak, and return its quotes."""
        described, said = spoken(key, server=server, show=show)
        await self.store.add(replace(described, embargo=embargo), said)
        await self.library.refresh()
        return said.quotes

    def wait(self, wait: timedelta) -> None:
        self.now += wait


def spoken(key: str, *, server: int | None = None, show: str = "lamps") -> tuple[Episode, Content]:
    said = content(SAID, highlights=(1,), topics=("lamp",), key=key)
    quotes = (replace(one, start_ms=at * 60_000) for at, one in enumerate(said.quotes))
    described = episode(key, server=server, speakers=("Dan", "Speaker 1", "Dan Ott"))
    described = replace(
        described,
        show=Show(show, show.title(), server),
        published=date(2026, 1, 1 + len(key)),
        length=len(said.text),
    )
    return described, replace(said, quotes=tuple(quotes))


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[House]:
    url = f"sqlite+aiosqlite:///{tmp_path / 'library.db'}"
    async with open_store(url) as store, open_index(tmp_path / "index") as index:
        library = Library(store, index, clock=lambda: opened.now)
        changes: list[None] = []
        curation = Curation(
            library, store, clock=lambda: opened.now, on_change=lambda: changes.append(None)
        )
        opened = House(store, library, curation, changes=changes)
        await library.refresh()
        yield opened
