import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import AsyncGenerator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StoreError, StoreUnavailableError
from bot.models import EpisodeEdits
from bot.store import Store, open_store
from bot.store.dialects import dialect_of
from bot.store.engine import Database, open_database
from bot.store.left_log import check_left_log
from tests.support.episodes import long_episode


@pytest.fixture
def engine() -> str:
    """Run these tests on files: servers are tested in `test_store_postgresql.py`."""
    return "sqlite"


@pytest.fixture
async def database(url: str) -> AsyncGenerator[Database]:
    async with open_database(dialect_of(url, patience=0.1)) as database:
        yield database


async def _scalar(connection: AsyncConnection, statement: str) -> Any:
    return (await connection.exec_driver_sql(statement)).scalar()


def _execute(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(statement)
        connection.commit()


def _read(file: Path) -> bytes:
    return file.read_bytes()


def _write(file: Path, data: bytes) -> None:
    file.write_bytes(data)


def _beside(file: Path) -> list[str]:
    return sorted(found.name for found in file.parent.glob(f"{file.stem}*"))


async def _refusal(url: str) -> str:
    with pytest.raises(StoreError) as told:
        async with open_store(url, patience=0.1):
            pass
    return str(told.value)


async def test_the_folder_of_a_library_is_created(tmp_path: Path) -> None:
    file = tmp_path / "50% of" / "all things?" / "my library.db"
    async with open_store(f"sqlite:///{str(file).replace('?', '%3F')}") as store:
        assert await store.version() == 0
    assert _read(file)


async def test_what_was_stored_is_there_at_the_next_start(url: str) -> None:
    episode, content = long_episode("first", quotes=3)
    async with open_store(url) as store:
        await store.add(episode, content)
    async with open_store(url) as store:
        assert await store.content("first") == content


async def test_a_closed_library_is_one_file(store: Store, file: Path, url: str) -> None:
    await store.add(*long_episode("first", quotes=3))
    other = file.with_name("other.db")
    async with open_store(url.replace("library.db", "other.db")) as second:
        await second.add(*long_episode("first", quotes=3))
    assert _beside(other) == [other.name]


async def test_two_programs_share_a_library(store: Store, url: str) -> None:
    async with open_store(url) as second:
        await second.add(*long_episode("first", quotes=3))
        await store.add(*long_episode("second", quotes=3))
        assert await second.version() == await store.version() == 2


def test_importing_the_store_does_not_import_alembic() -> None:
    code = "import sys, bot.store; sys.exit('alembic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=False)  # noqa: S603 - our own
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("library.db", "cannot be read; write sqlite"),
        ("mysql://me:secret@host/library", r"Only SQLite and Post.* not mysql://me:\*\*\*@"),
        ("postgresql://me:secret@host", "must name a database; write postgresql"),
        ("sqlite://", "must name a file"),
        ("sqlite:///:memory:", "must name a file"),
        ("sqlite:///library.db?mode=ro", "must name a file"),
    ],
)
async def test_an_address_that_names_no_file_or_database_is_refused(
    address: str, said: str
) -> None:
    with pytest.raises(StoreError, match=said):
        async with open_store(address):
            pass


async def test_a_folder_that_cannot_be_created_is_reported(tmp_path: Path) -> None:
    _write(tmp_path / "file", b"not a folder")
    said = await _refusal(f"sqlite:///{tmp_path}/file/library.db")
    assert "cannot be created (File exists); name another" in said


async def test_a_folder_in_place_of_the_file_is_reported(tmp_path: Path) -> None:
    assert "cannot be opened; check" in await _refusal(f"sqlite:///{tmp_path}")


async def test_a_file_that_is_not_a_database_is_reported_and_not_changed(
    file: Path, url: str
) -> None:
    _write(file, b"Dear diary, " * 100)
    assert "is not a SQLite database; name another" in await _refusal(url)
    assert _read(file) == b"Dear diary, " * 100


async def test_a_damaged_database_is_reported(file: Path, url: str) -> None:
    async with open_store(url) as store:
        await store.add(*long_episode("first"))
    whole = _read(file)
    _write(file, whole[:4096] + b"\xff" * (len(whole) - 4096))
    assert "is damaged; stop what uses it and restore a backup" in await _refusal(url)


async def test_a_database_of_another_program_is_not_changed(file: Path, url: str) -> None:
    _execute(file, "CREATE TABLE bookmarks (address TEXT)")
    before = _read(file)
    assert "belongs to another program; name another" in await _refusal(url)
    assert _read(file) == before


async def test_a_database_newer_than_the_code_is_refused(file: Path, url: str) -> None:
    async with open_store(url):
        pass
    _execute(file, "UPDATE alembic_version SET version_num = '9999'")
    assert "newer (9999) than this release of Pullquote" in await _refusal(url)


async def test_a_new_database_that_is_locked_is_reported(file: Path, url: str) -> None:
    with closing(sqlite3.connect(file)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert "is locked by another process; stop" in await _refusal(url)


async def test_a_library_that_is_being_written_can_be_opened_and_read(
    file: Path,
    url: str,
) -> None:
    async with open_store(url) as store:
        await store.add(*long_episode("first", quotes=3))
    with closing(sqlite3.connect(file)) as other:
        other.execute("BEGIN IMMEDIATE")
        async with open_store(url, patience=0.1) as store:
            assert len(await store.every_episode()) == 1


async def test_a_library_restored_without_its_write_ahead_log_gets_a_new_one(
    file: Path, url: str
) -> None:
    async with open_store(url):
        pass
    _execute(file, "PRAGMA journal_mode = DELETE")
    assert _read(file)[18:20] == b"\1\1"
    async with open_store(url):
        assert _read(file)[18:20] == b"\2\2"


async def test_the_writer_is_as_safe_as_sqlite_can_be(database: Database) -> None:
    for pragma, value in (("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)):
        assert await database.write(_scalar, f"PRAGMA {pragma}") == value


async def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(StoreError, match="cannot be written"):
        await database.read(_scalar, "DELETE FROM library RETURNING id")


async def test_a_reader_sees_one_state_while_another_is_written(
    database: Database,
    store: Store,
) -> None:
    async def work(connection: AsyncConnection) -> tuple[int, int]:
        before = await _scalar(connection, "SELECT version FROM library")
        await store.add(*long_episode("first", quotes=3))
        return before, await _scalar(connection, "SELECT version FROM library")

    assert await database.read(work) == (0, 0)
    assert await store.version() == 1


async def test_an_error_in_our_statement_is_not_blamed_on_the_database(
    database: Database,
) -> None:
    with pytest.raises(OperationalError, match="no such table: nowhere"):
        await database.read(_scalar, "SELECT * FROM nowhere")


async def test_a_file_that_is_moved_away_is_waited_for_and_no_other_is_made(
    store: Store, file: Path
) -> None:
    version = await store.add(*long_episode("first"))
    moved = _move(file, file.with_name("moved.db"))
    with pytest.raises(StoreUnavailableError, match="is gone; put it back"):
        await store.version()
    with pytest.raises(StoreUnavailableError, match="is gone; put it back"):
        await store.add(*long_episode("second"))
    assert not _exists(file)
    _move(moved, file)
    assert await store.version() == version
    assert await store.add(*long_episode("second")) == version + 1


async def test_a_file_put_in_the_place_of_another_is_opened_and_both_stay_whole(
    store: Store, file: Path, empty: bytes
) -> None:
    before = await store.add(*long_episode("first"))
    aside, other = file.with_name("aside.db"), file.with_name("other.db")
    _write(other, empty)
    # The name never stands for nothing, and the log of the one that goes is not in it yet.
    aside.hardlink_to(file)
    _move(other, file)
    assert await store.version() == 0
    await store.add(*long_episode("second"))
    assert [one.key for one in await store.every_episode()] == ["second"]
    assert _check(file) == _check(aside) == "ok"
    async with open_store(f"sqlite:///{aside}") as kept:
        assert await kept.version() == before


async def test_a_file_of_another_release_in_the_place_of_another_is_refused(
    store: Store, file: Path, empty: bytes
) -> None:
    other = file.with_name("other.db")
    _write(other, empty)
    _execute(other, "UPDATE alembic_version SET version_num = '0010'")
    _move(other, file)
    for _ in range(2):
        with pytest.raises(StoreUnavailableError, match="of another release; start Pullquote"):
            await store.version()
    _write(other, empty)
    _move(other, file)
    assert await store.version() == 0


def _move(file: Path, target: Path) -> Path:
    return file.replace(target)


def _exists(file: Path) -> bool:
    return file.exists()


def _check(file: Path) -> str:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute("PRAGMA integrity_check").fetchone()[0]


async def test_the_log_of_a_killed_process_is_not_mixed_into_another_file(
    store: Store, file: Path, url: str, empty: bytes
) -> None:
    other = file.with_name("other.db")
    _write(other, empty)
    async with open_store(f"sqlite:///{other}") as another:
        await another.add(*long_episode("other", quotes=50))
    await store.add(*long_episode("first"))
    _execute(file, "PRAGMA wal_checkpoint(TRUNCATE)")
    await store.edits.edit_episode("first", EpisodeEdits(title="Another"), server=None)
    await check_left_log(url)
    before = _read(other)
    _write(other.with_name(f"{other.name}-wal"), _read(file.with_name(f"{file.name}-wal")))
    with pytest.raises(StoreError, match="is that of another file"):
        await check_left_log(f"sqlite:///{other}")
    assert _read(other) == before


async def test_what_a_process_left_that_was_killed_without_a_log_is_undone(
    file: Path, url: str, empty: bytes
) -> None:
    """As a kill within the switch from a write-ahead log to a journal leaves it."""
    killed = """
import os, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA journal_mode = DELETE")
connection.execute("PRAGMA cache_size = 1")
connection.execute("BEGIN")
connection.execute("CREATE TABLE half (word)")
connection.executemany("INSERT INTO half VALUES (?)", [("x" * 4000,)] * 50)
os._exit(9)
"""
    await asyncio.to_thread(file.write_bytes, empty)
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", killed, str(file))
    assert await process.wait() == 9
    journal = file.with_name(f"{file.name}-journal")
    assert await asyncio.to_thread(journal.exists)
    async with open_store(url) as store:
        assert await store.version() == 0
