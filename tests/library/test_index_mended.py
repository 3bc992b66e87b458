"""An index that is damaged, gone or of another library answers nothing wrong, and is built anew."""

import random
import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.errors import SearchError
from bot.library import Library
from bot.library import rebuild as rebuilding
from bot.models import Scope
from bot.search import Index, open_index
from bot.search.storage import files
from bot.search.storage.files import POINTER
from bot.store import Store
from tests.search.talks import bees, lighthouses
from tests.support.damage import cut, overwrite, ruin_index
from tests.support.stores import open_store

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ALL = Scope(server=None)
SAID = "two suitcases"


def address(folder: Path, name: str = "library.db") -> str:
    return f"sqlite+aiosqlite:///{folder / name}"


@pytest.fixture
async def store(tmp_path: Path) -> AsyncGenerator[Store]:
    async with open_store(address(tmp_path)) as store:
        await store.add(*lighthouses())
        await store.add(*bees())
        yield store


@asynccontextmanager
async def opened(folder: Path, store: Store) -> AsyncGenerator[tuple[Library, Index]]:
    async with open_index(folder / "index") as index:
        library = Library(store, index, clock=lambda: NOW)
        await library.refresh()
        yield library, index


def index_file(folder: Path) -> Path:
    (path,) = folder.glob("index/0/index-*.db")
    return path


async def confidence(library: Library) -> str:
    return (await library.quote(SAID, ALL)).confidence


@pytest.mark.parametrize("at_once", [False, True])
async def test_an_index_that_is_damaged_while_it_is_used_is_built_anew(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch, *, at_once: bool
) -> None:
    if at_once:
        monkeypatch.setattr("bot.library.indexing.FEWEST_EPISODES", 1)
        monkeypatch.setattr(rebuilding, "_MAKERS", 1)
    quote_id = lighthouses()[1].quotes[3].id
    async with opened(tmp_path, store) as (library, index):
        before = ruin_index(tmp_path)
        with pytest.raises(SearchError, match="malformed"):
            await confidence(library)
        assert index.damage
        assert not library.is_prepared
        # What is read by its id comes from the store.
        (hit,) = await library.hits([quote_id], server=None)
        assert hit is not None
        with capture_logs() as logged:
            await library.refresh()
        assert [line["event"] for line in logged] == ["index damaged, building it anew"]
        assert await confidence(library) == "exact"
        assert library.is_prepared
        assert index_file(tmp_path) != before
        await store.remove("bees", server=None)
        await library.refresh()
        assert {one.key for one in await library.episodes(ALL)} == {"lighthouses"}


async def test_an_index_that_is_damaged_again_and_again_is_built_once_a_minute(
    tmp_path: Path, store: Store
) -> None:
    async with opened(tmp_path, store) as (library, index):
        with capture_logs() as logged:
            for _ in range(2):
                ruin_index(tmp_path)
                with pytest.raises(SearchError):
                    await confidence(library)
                await library.refresh()
        assert len(logged) == 1
        assert index.damage


async def test_an_index_found_damaged_is_not_opened_again(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_MAX_CHECKED_SIZE", 0)
    async with opened(tmp_path, store) as (library, _):
        ruin_index(tmp_path)
        with pytest.raises(SearchError):
            await confidence(library)
    async with opened(tmp_path, store) as (library, _):
        assert await confidence(library) == "exact"


@pytest.mark.parametrize("region", ["header", "schema", "tables", "indexes", "log"])
async def test_an_index_damaged_anywhere_while_nothing_ran_is_built_anew(
    tmp_path: Path, store: Store, region: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed = tmp_path / "killed"
    async with opened(tmp_path, store):
        shutil.copytree(tmp_path / "index", killed / "index")
    damaged = killed if region == "log" else tmp_path
    assert overwrite(index_file(damaged), region, random.Random(3), pages=20)
    # Without the check at start, which large ones have not.
    monkeypatch.setattr(files, "_MAX_CHECKED_SIZE", 0)
    async with opened(damaged, store) as (library, index):
        with suppress(SearchError):
            assert await confidence(library) == "exact"
        await library.refresh()
        assert await confidence(library) == "exact"
        assert not index.damage


async def test_without_a_usable_pointer_or_file_the_index_is_built_anew(
    tmp_path: Path, store: Store
) -> None:
    pointer = tmp_path / "index" / "0" / POINTER

    def point_nowhere() -> None:
        pointer.write_text("index-000000000000.db", encoding="utf-8")

    def point_outside() -> None:
        pointer.write_text("../../library.db", encoding="utf-8")

    for step in (
        lambda: pointer.write_bytes(b"\xff\x00"),
        lambda: pointer.write_bytes(b""),
        pointer.unlink,
        point_nowhere,
        point_outside,
        lambda: index_file(tmp_path).unlink(),
        lambda: index_file(tmp_path).write_bytes(b""),
        lambda: index_file(tmp_path).write_bytes(b"Dear diary"),
        lambda: cut(index_file(tmp_path), kept=0.5),
        lambda: shutil.rmtree(tmp_path / "index"),
    ):
        async with opened(tmp_path, store) as (library, _):
            assert await confidence(library) == "exact"
        step()
    async with opened(tmp_path, store) as (library, _):
        assert await confidence(library) == "exact"
    assert len(list((tmp_path / "index" / "0").glob("index-*.db"))) == 1


async def test_a_library_put_in_the_place_of_another_is_never_answered_from_its_index(
    tmp_path: Path,
) -> None:
    for name, made in (("library.db", lighthouses()), ("other.db", bees())):
        async with open_store(address(tmp_path, name)) as store:
            await store.identity()
            await store.add(*made)
    async with (
        open_store(address(tmp_path)) as store,
        opened(tmp_path, store) as (library, _),
    ):
        assert await confidence(library) == "exact"
        (tmp_path / "other.db").replace(tmp_path / "library.db")
        # The snapshot is of the other library before its index is built.
        await library.advance()
        assert [one.key for one in await library.episodes(ALL)] == ["bees"]
        with pytest.raises(SearchError, match="being built"):
            await confidence(library)
        (hit,) = await library.hits([lighthouses()[1].quotes[3].id], server=None)
        assert hit is None
        await library.refresh()
        assert await confidence(library) == "none"
        assert (await library.topic("bees", ALL)).hits
