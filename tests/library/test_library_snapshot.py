"""The snapshot: one state at a time, and nothing under embargo."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextvars import Context, copy_context
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.errors import LibraryError
from bot.library import Library
from bot.models import Chapter, Content, Episode, Scope
from bot.search import Index, open_index
from bot.search.memory import partitions
from bot.store import Store
from tests.support.builders import content, episode
from tests.support.stores import open_store

PUBLIC = Scope(server=None)
FAILED = "the disk failed"
NOW = datetime(2026, 3, 1, tzinfo=UTC)
LATER = datetime(2026, 3, 2, tzinfo=UTC)


@dataclass(slots=True)
class FailingOnce:
    """A proxy of an object, one of whose methods fails `left` times."""

    inner: Any
    method: str
    left: int = 1

    def __getattr__(self, name: str) -> Any:
        if name == self.method and self.left:
            self.left -= 1
            return self._fail
        return getattr(self.inner, name)

    async def _fail(self, *_args: Any, **_given: Any) -> None:
        raise OSError(FAILED)


@dataclass(frozen=True, slots=True)
class EmbargoedAfterReading:
    """A store whose episode is replaced right after one of its quotes was read."""

    inner: Store
    episode: Episode
    content: Content

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    async def quotes(self, quote_ids: Sequence[str], *, server: int | None) -> Any:
        found = await self.inner.quotes(quote_ids, server=server)
        await self.inner.replace(self.episode, self.content)
        return found


@dataclass(frozen=True, slots=True)
class House:
    store: Store
    index: Index

    def library(self, *, store: Any = None, index: Any = None) -> Library:
        return Library(store or self.store, index or self.index, clock=lambda: NOW)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[House]:
    url = f"sqlite+aiosqlite:///{tmp_path / 'library.db'}"
    async with open_store(url) as store, open_index(tmp_path / "index") as index:
        yield House(store, index)


def talk(key: str, word: str, *, embargo: datetime | None = None) -> tuple[Episode, Content]:
    said = content(
        [("Ann", f"The {word} was painted twice."), ("Bob", f"Nobody ever asked the {word} why.")],
        key=key,
        highlights=(0, 1),
        topics=(word,),
    )
    chapters = (Chapter(f"On {word}", 0, len(said.text)),)
    described = replace(episode(key), embargo=embargo, length=len(said.text))
    return described, replace(said, chapters=chapters)


async def test_nothing_under_embargo_is_offered_while_many_episodes_come_in(house: House) -> None:
    library = house.library()
    await library.refresh()
    await house.store.add(*talk("secret", "walrus", embargo=LATER))
    for number in range(30):
        await house.store.add(*talk(f"e{number}", "harbour"))
    coming = asyncio.create_task(library.refresh())
    offered: set[str] = set()
    while not coming.done():
        for option in ("quote.words", "topic.name", "episode"):
            for text in ("", "walrus", "secret"):
                offered |= {one.value for one in await library.suggest(option, text, PUBLIC)}
    await coming
    assert offered
    assert not [one for one in offered if "walrus" in one or "secret" in one]


@pytest.mark.parametrize("method", ["snapshot_update", "changes", "content_at", "state"])
async def test_the_next_refresh_completes_one_that_failed(house: House, method: str) -> None:
    failing = FailingOnce(house.store, method, left=0)
    library = house.library(store=failing)
    await house.store.add(*talk("pilot", "harbour"))
    await library.refresh()
    await house.store.replace(*talk("pilot", "lantern"))
    failing.left = 1
    with pytest.raises(OSError, match=FAILED):
        await library.refresh()
    await library.refresh()
    assert [one.name for one in await library.topics(PUBLIC)] == ["lantern"]
    assert (await library.quote("the lantern was painted twice", PUBLIC)).confidence == "exact"
    assert [one.name for one in await library.suggest("topic.name", "", PUBLIC)] == ["lantern"]


async def test_the_next_refresh_reads_suggestions_that_could_not_be_read(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = house.library()
    await library.refresh()
    assert await library.suggest("topic.name", "", PUBLIC) == ()
    await house.store.add(*talk("pilot", "lantern"))

    async def fail(*_: Any) -> None:
        raise OSError(FAILED)

    with monkeypatch.context() as failing:
        failing.setattr(partitions, "read_suggestions", fail)
        with pytest.raises(OSError, match=FAILED):
            await library.refresh()
    await library.refresh()
    assert [one.name for one in await library.suggest("topic.name", "", PUBLIC)] == ["lantern"]


@pytest.mark.parametrize("method", ["apply", "indexed_version"])
async def test_the_next_refresh_completes_a_failed_update_of_the_index(
    house: House, method: str
) -> None:
    failing = FailingOnce(house.index, method, left=0)
    library = house.library(index=failing)
    await library.refresh()
    await house.store.add(*talk("pilot", "lantern"))
    failing.left = 1
    with pytest.raises(OSError, match=FAILED):
        await library.refresh()
    await library.refresh()
    assert (await library.quote("the lantern was painted twice", PUBLIC)).confidence == "exact"
    assert [one.name for one in await library.suggest("topic.name", "", PUBLIC)] == ["lantern"]


async def test_a_removed_episode_is_read_like_a_search_until_the_snapshot_lacks_it(
    house: House,
) -> None:
    described, said = talk("pilot", "lantern")
    library = house.library()
    await house.store.add(described, said)
    await library.refresh()
    await house.store.remove("pilot", server=None)
    assert (await library.topic("lantern", PUBLIC)).hits
    assert await library.highlight(PUBLIC)
    assert await library.around(said.quotes[0].id, server=None)
    assert (await library.chapters(PUBLIC))[1]
    await library.advance()
    assert not (await library.topic("lantern", PUBLIC)).hits
    assert await library.highlight(PUBLIC) is None
    assert await library.hits([said.quotes[0].id], server=None) == (None,)
    assert await library.around(said.quotes[0].id, server=None) is None
    with pytest.raises(LibraryError, match="no episodes"):
        await library.chapters(PUBLIC)


async def test_an_embargo_that_the_snapshot_lacks_is_kept(house: House) -> None:
    described, said = talk("pilot", "lantern")
    library = house.library()
    await house.store.add(described, said)
    await library.refresh()
    await house.store.replace(replace(described, embargo=LATER), said)
    await library.advance()
    assert await library.hits([said.quotes[0].id], server=None) == (None,)
    assert await library.highlight(PUBLIC) is None


async def test_chapters_and_neighbours_that_came_under_embargo_are_not_shown(house: House) -> None:
    described, said = talk("pilot", "lantern")
    library = house.library()
    await house.store.add(described, said)
    await library.refresh()
    described, secret = talk("pilot", "walrus", embargo=LATER)
    late = EmbargoedAfterReading(house.store, described, secret)
    library = house.library(store=late)
    await library.advance()
    found = await library.around(said.quotes[0].id, server=None)
    assert found is not None
    assert found.quotes == said.quotes[:1]
    with pytest.raises(LibraryError, match="being updated"):
        await library.chapters(PUBLIC)


async def test_a_key_given_to_another_episode_does_not_lend_it_the_old_description(
    house: House,
) -> None:
    library = house.library()
    await house.store.add(*talk("pilot", "lantern"))
    await library.advance()
    await house.store.remove("pilot", server=None)
    described, said = talk("pilot", "walrus")
    await house.store.add(replace(described, id="another"), said)
    assert await library.hits([said.quotes[0].id], server=None) == (None,)


async def test_removed_episodes_leave_the_snapshot_once_the_index_has_been_updated(
    house: House,
) -> None:
    failing = FailingOnce(house.index, "apply", left=0)
    library = house.library(index=failing)
    for word in ("lantern", "harbour"):
        await house.store.add(*talk(word, word))
    await library.refresh()
    await house.store.remove("lantern", server=None)
    failing.left = 1
    with pytest.raises(OSError, match=FAILED):
        await library.refresh()
    assert (await library.quote("the lantern was painted twice", PUBLIC)).confidence != "exact"
    await library.refresh()
    assert library.snapshot.removed == frozenset()
    assert (await library.quote("the lantern was painted twice", PUBLIC)).confidence != "exact"
    assert [one.key for one in await library.episodes(PUBLIC)] == ["harbour"]


async def test_a_task_that_pins_a_snapshot_reads_it_to_its_end(house: House) -> None:
    library = house.library()
    await house.store.add(*talk("pilot", "lantern"))
    await library.refresh()

    async def request() -> tuple[list[str], list[str]]:
        library.pin()
        before = [one.key for one in await library.episodes(PUBLIC)]
        await house.store.add(*talk("second", "harbour"))
        await asyncio.create_task(library.refresh())
        return before, [one.key for one in await library.episodes(PUBLIC)]

    assert await asyncio.create_task(request()) == (["pilot"], ["pilot"])
    assert len(await library.episodes(PUBLIC)) == 2


async def test_what_a_task_leaves_behind_does_not_keep_the_snapshot_that_it_pinned(
    house: House,
) -> None:
    library = house.library()
    await library.refresh()

    async def request() -> Context:
        library.pin()
        return copy_context()  # as the callbacks of a connection do that it opens

    left = await asyncio.create_task(request())
    before = library.snapshot
    await house.store.add(*talk("pilot", "lantern"))
    await library.refresh()
    assert left.run(lambda: library.snapshot) is library.snapshot is not before


async def test_a_search_is_repeated_if_the_index_gets_ahead_of_the_snapshot(house: House) -> None:
    library = house.library()
    await library.refresh()

    async def request() -> list[str]:
        library.pin()
        await house.store.add(*talk("secret", "walrus", embargo=LATER))
        await asyncio.create_task(library.refresh())
        return [one.value for one in await library.suggest("topic.name", "", PUBLIC)]

    assert await asyncio.create_task(request()) == []


async def test_a_library_restored_from_a_backup_is_read_from_the_start(
    house: House, tmp_path: Path
) -> None:
    moved = FailingOnce(house.store, "", left=0)
    library = house.library(store=moved)
    await house.store.add(*talk("pilot", "lantern"))
    await house.store.add(*talk("second", "harbour"))
    await library.refresh()
    async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'older.db'}") as older:
        await older.add(*talk("third", "walrus"))
        moved.inner = older
        await library.refresh()
        assert [one.key for one in await library.episodes(PUBLIC)] == ["third"]
        assert (await library.quote("the walrus was painted twice", PUBLIC)).confidence == "exact"
        assert (await library.quote("the lantern was painted twice", PUBLIC)).confidence != "exact"
