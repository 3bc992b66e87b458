"""A disk that is full, and has room again: nothing is lost, and all goes on by itself."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cli.app import main
from bot.errors import SearchError, StoreUnavailableError
from bot.library import Library
from bot.models import Scope
from bot.runtime.lock import process_lock
from bot.search import open_index
from tests.support.damage import ruin_index
from tests.support.episodes import long_episode
from tests.support.small_disk import ABSENT, SmallDisk, can_mount, small_disk
from tests.support.stores import open_store

ALL = Scope(server=None)

pytestmark = pytest.mark.skipif(not can_mount(), reason=ABSENT)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(tmp_path / "disk", megabytes=16) as disk:
        yield disk


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    said = "Ada: The harbour is closed at night, and nobody has the key.\n\nBo: Who has it then?\n"
    path = tmp_path / "talk.txt"
    path.write_text(said * 20, encoding="utf-8")
    return path


def test_a_backup_needs_no_room_but_where_it_is_written(disk: SmallDisk, tmp_path: Path) -> None:
    data, backup = tmp_path / "data", tmp_path / "backup.db"

    async def fill() -> None:
        async with open_store(f"sqlite+aiosqlite:///{data / 'library.db'}") as store:
            await store.add(*long_episode("first", quotes=100))

    asyncio.run(fill())
    (data / "guides").mkdir()
    (data / "guides" / "large.toml").write_bytes(os.urandom(6_000_000))
    disk.fill()
    # SQLite reads this when a process begins.
    environment = os.environ | {"PULLQUOTE_DATA_DIR": str(data), "SQLITE_TMPDIR": str(disk.folder)}
    command = [sys.executable, "-m", "bot", "backup", str(backup)]
    ended = subprocess.run(  # noqa: S603 - our own command
        command, env=environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    assert "and 1 files of the data folder" in ended.stdout
    assert {one.name for one in tmp_path.glob("*backup*")} == {"backup.db"}
    assert backup.stat().st_mode & 0o777 == 0o600


async def confidence(library: Library, key: str) -> str:
    return (await library.quote(f"in {key} we come to tide number 8", ALL)).confidence


async def test_members_search_on_while_the_disk_is_full_and_what_waits_is_done_afterwards(
    disk: SmallDisk,
) -> None:
    folder = disk.folder
    async with (
        open_store(f"sqlite+aiosqlite:///{folder / 'library.db'}") as store,
        open_index(folder / "index") as index,
    ):
        library = Library(store, index, clock=lambda: datetime(2026, 1, 1, tzinfo=UTC))
        await store.add(*long_episode("first", quotes=100))
        await library.refresh()
        for key, left in (("none", 0), ("little", 40_000), ("stored", 450_000)):
            disk.fill(left=left)
            assert await confidence(library, "first") == "exact"
            assert (await library.topic("orchard", ALL)).hits
            assert await library.suggest("quote.words", "in first we", ALL)
            if key != "stored":
                with pytest.raises(StoreUnavailableError, match="the disk is full; make room"):
                    await store.add(*long_episode(key, quotes=100))
            else:  # there is room for it in the store, and then no more in the index
                await store.add(*long_episode(key, quotes=100))
                disk.fill()
                with pytest.raises(SearchError, match="make room, and it goes on by itself"):
                    await library.refresh()
                assert await confidence(library, "first") == "exact"
            disk.empty()
            if key != "stored":
                await store.add(*long_episode(key, quotes=100))
            await library.refresh()
            assert await confidence(library, key) == "exact"


async def test_a_damaged_index_is_built_anew_when_the_disk_has_room_again(
    disk: SmallDisk,
) -> None:
    folder = disk.folder
    async with (
        open_store(f"sqlite+aiosqlite:///{folder / 'library.db'}") as store,
        open_index(folder / "index") as index,
        process_lock(folder, waiting=lambda _: None),
    ):
        library = Library(store, index, clock=lambda: datetime(2026, 1, 1, tzinfo=UTC))
        await store.add(*long_episode("first", quotes=100))
        await library.refresh()
        ruin_index(folder)
        disk.fill()
        with pytest.raises(SearchError):
            await confidence(library, "first")
        with pytest.raises(SearchError, match="make room"):
            await library.refresh()
        disk.empty()
        await library.refresh()
        assert await confidence(library, "first") == "exact"


@pytest.mark.parametrize("filled", [False, True])
def test_a_command_on_a_full_disk_ends_with_one_sentence_and_succeeds_afterwards(
    disk: SmallDisk, talk: Path, capsys: pytest.CaptureFixture[str], *, filled: bool
) -> None:
    options = ("--data-dir", str(disk.folder / "data"))
    with ExitStack() as stack:
        if filled:
            assert _code("list", *options) == 0
        for left in (0, 100_000):
            disk.fill(left=left)
            stack.callback(disk.empty)
            capsys.readouterr()
            assert _code("add", str(talk), *options) == 1
            (sentence,) = capsys.readouterr().err.splitlines()
            assert "make room" in sentence
            disk.empty()
    assert _code("add", str(talk), *options) == 0


async def test_a_folder_on_a_full_disk_can_be_locked(disk: SmallDisk) -> None:
    disk.fill()
    async with process_lock(disk.folder, waiting=lambda _: None):
        pass


def _code(*arguments: str) -> object:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    return ended.value.code
