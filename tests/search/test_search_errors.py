"""Every failure of the index file is raised as a SearchError."""

import sqlite3
from pathlib import Path

import aiosqlite
import pytest

from bot.errors import SearchError
from bot.search import Index, open_index
from bot.search.storage.connections import READERS, open_connections
from bot.search.storage.files import POINTER
from tests.search.talks import PUBLIC, bees, fill, lighthouses


def _failing(error: Exception) -> object:
    async def fail(*_: object) -> None:
        raise error

    return fail


@pytest.mark.parametrize(
    "error",
    [
        sqlite3.DatabaseError("database disk image is malformed"),
        sqlite3.OperationalError("disk I/O error"),
        ValueError("no active connection"),
    ],
)
async def test_an_error_of_the_driver_becomes_a_search_error_with_advice(
    index: Index, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    await fill(index, lighthouses())
    monkeypatch.setattr(aiosqlite.Connection, "execute_fetchall", _failing(error))
    for work in (
        index.quote("eleven winters", PUBLIC),
        index.indexed_version(),
        fill(index, bees()),
    ):
        with pytest.raises(SearchError, match="`pullquote reindex`") as caught:
            await work
        assert str(error) in str(caught.value)
        assert caught.value.__cause__ is error


async def test_another_value_error_passes_unchanged(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aiosqlite.Connection, "execute_fetchall", _failing(ValueError("ours")))
    with pytest.raises(ValueError, match="ours"):
        await index.indexed_version()


async def test_a_connection_is_usable_after_its_rollback_or_commit_failed(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(index, lighthouses())
    lost = _failing(sqlite3.OperationalError("disk I/O error"))
    monkeypatch.setattr(aiosqlite.Connection, "rollback", lost)
    for _ in range(READERS):
        with pytest.raises(SearchError):
            await index.indexed_version()
    monkeypatch.setattr(aiosqlite.Connection, "commit", lost)
    with pytest.raises(SearchError):
        await fill(index, bees(), version=2)
    monkeypatch.undo()
    for _ in range(READERS):
        assert await index.indexed_version() == 1
    await fill(index, bees(), version=2)
    assert (await index.quote("the same dance", PUBLIC)).matches


async def test_a_failed_merge_leaves_the_index_as_it_was(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(index, lighthouses())
    lost = _failing(sqlite3.OperationalError("database or disk is full"))
    monkeypatch.setattr(aiosqlite.Connection, "execute", lost)
    monkeypatch.setattr(aiosqlite.Connection, "rollback", lost)
    await index.optimize()
    monkeypatch.undo()
    assert (await index.quote("eleven winters", PUBLIC)).matches


async def test_an_unwritable_folder_is_named_in_the_error(tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file")
    with pytest.raises(SearchError, match="blocked"):
        async with open_index(blocked):
            pass
    (tmp_path / "index" / "0" / POINTER).mkdir(parents=True)
    with pytest.raises(SearchError, match="No index can be made"):
        async with open_index(tmp_path / "index"):
            pass


async def test_a_file_that_is_not_a_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "index.db"
    path.write_text("not a database " * 1000)
    with pytest.raises(SearchError, match="not a database"):
        async with open_connections(path):
            pass
