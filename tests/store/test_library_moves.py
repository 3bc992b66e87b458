"""A library is moved between a file and a server, and back."""

import asyncio
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import create_async_engine

from bot.errors import StoreError, StoreUnavailableError
from bot.store import MoveStep, move_library, open_store
from bot.store.moves import rows
from bot.store.tables import metadata
from tests.support import any_rows, postgresql
from tests.support.episodes import long_episode
from tests.support.platforms import needs_posix

Dump = Mapping[str, list[tuple[Any, ...]]]

_NEVER_TWICE = ("alert", "feed", "feed_item", "mistake", "question", "show")
_KILLED = """
import asyncio, os, signal, sys
from bot.store import move_library

def report(step):
    if step.done > 40:
        os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(move_library(*sys.argv[1:], report=report, living_seconds=0))
"""


class StoppedError(Exception):
    """Stands for whatever ends a process."""


@pytest.fixture
def engine() -> str:
    """Move into a server, and from it into files."""
    if not postgresql.is_installed():
        pytest.skip(postgresql.ABSENT)
    return "postgresql"


@pytest.fixture
def filled(tmp_path: Path, full: bytes) -> Path:
    """Make a file with rows in every table, and ids that were given to rows since deleted."""
    path = tmp_path / "filled.db"
    path.write_bytes(full)
    _execute(path, "UPDATE sqlite_sequence SET seq = 50")
    return path


@pytest.fixture
def other(tmp_path: Path, empty: bytes) -> Path:
    """Make a file with an empty library."""
    path = tmp_path / "other.db"
    path.write_bytes(empty)
    return path


def _address(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


def _execute(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement)
        connection.commit()


def _read(*paths: Path) -> list[bytes]:
    return [path.read_bytes() for path in paths]


def _dump(path: Path) -> Dump:
    """Return all rows of a file, by the names of their tables, as SQLite has them."""
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        names = [name for (name,) in found]
        return {
            name: sorted(connection.execute(f'SELECT * FROM "{name}"'), key=repr)  # noqa: S608 - its own names
            for name in names
        }


def _without_leases(dump: Dump) -> Dump:
    return {**dump, "lease": []}


def _stopping(begun: list[int]) -> Callable[[MoveStep], None]:
    """Return a report that ends a move after 15 batches, and adds how many rows it found copied."""
    left = iter(range(15))

    def report(step: MoveStep) -> None:
        if step.stage == "copy":
            at = next(left, None)
            if at == 0:
                begun.append(step.done)
            if at is None:
                raise StoppedError

    return report


def _at_comparison(act: Callable[[], None]) -> Callable[[MoveStep], None]:
    def report(step: MoveStep) -> None:
        if step.stage == "compare" and not step.done:
            act()

    return report


_move = partial(move_library, patience=0.1, living_seconds=0)


async def test_every_row_of_every_table_is_the_same_there_and_back(
    filled: Path, url: str, other: Path
) -> None:
    counts = await _move(_address(filled), url)
    assert await _move(url, _address(other)) == counts
    assert counts == {
        table.name: 1 if table.name == "library" else any_rows.ROWS
        for table in metadata.sorted_tables
        if table.name != "lease"
    }
    assert _dump(other) == _without_leases(_dump(filled))


async def test_no_id_is_given_twice_after_a_move(filled: Path, url: str) -> None:
    await _move(_address(filled), url)
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        given = [
            await connection.scalar(select(func.nextval(func.pg_get_serial_sequence(name, "id"))))
            for name in _NEVER_TWICE
        ]
    await engine.dispose()
    assert dict(zip(_NEVER_TWICE, given, strict=True)) == {
        name: 51 if name in {"alert", "mistake"} else any_rows.ROWS + 1 for name in _NEVER_TWICE
    }


async def test_the_source_is_not_written(filled: Path, other: Path) -> None:
    with closing(sqlite3.connect(filled)) as writer:
        # As long as it is open, what it writes stays in the write-ahead log.
        writer.execute("UPDATE episode SET title = 'Another'")
        writer.commit()
        log = filled.with_name(f"{filled.name}-wal")
        before = _read(filled, log)
        await _move(_address(filled), _address(other))
        assert _read(filled, log) == before
    assert _dump(other)["episode"] == _dump(filled)["episode"]


async def _refusal(*ends: str) -> str:
    with pytest.raises(StoreError) as told:
        await _move(*ends)
    return str(told.value)


async def _opening_is_refused(url: str) -> bool:
    with pytest.raises(StoreError, match="A move into this database is unfinished; run the same"):
        async with open_store(url):
            pass
    return True


async def test_a_move_that_is_stopped_anywhere_goes_on_there(
    filled: Path, url: str, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "_MANY", 2)
    monkeypatch.setattr(rows, "_FEW", 1)
    begun: list[int] = []
    stopped = True
    while stopped:
        try:
            await _move(_address(filled), url, report=_stopping(begun))
            stopped = False
        except StoppedError:
            assert await _opening_is_refused(url)
    assert len(begun) > 3
    assert begun == sorted(set(begun))
    await _move(url, _address(other))
    assert _dump(other) == _without_leases(_dump(filled))


@needs_posix
async def test_a_move_that_is_killed_goes_on(filled: Path, other: Path) -> None:
    ends = (_address(filled), _address(other))
    killed = await asyncio.create_subprocess_exec(sys.executable, "-c", _KILLED, *ends)
    assert await killed.wait() == -signal.SIGKILL
    assert await _opening_is_refused(ends[1])
    await _move(*ends)
    assert _dump(other) == _without_leases(_dump(filled))


async def test_a_move_that_is_cancelled_stops_after_a_batch_and_goes_on(
    filled: Path, other: Path
) -> None:
    ends = (_address(filled), _address(other))
    steps: list[MoveStep] = []

    def cancel(step: MoveStep) -> None:
        steps.append(step)
        moving.cancel()

    moving = asyncio.create_task(_move(*ends, report=cancel))
    with pytest.raises(asyncio.CancelledError):
        await moving
    assert 0 < steps[-1].done < steps[-1].total
    await _move(*ends)
    assert _dump(other) == _without_leases(_dump(filled))


async def test_a_row_that_differs_is_told_and_everything_copied_anew(
    filled: Path, other: Path
) -> None:
    ends = (_address(filled), _address(other))
    change = partial(_execute, other, "UPDATE pin SET position = 7 WHERE server = 2")
    with pytest.raises(StoreError, match=r"The row \(2, .* of the table pin is not the same"):
        await _move(*ends, report=_at_comparison(change))
    assert await _opening_is_refused(ends[1])
    await _move(*ends)
    assert _dump(other) == _without_leases(_dump(filled))


@pytest.mark.parametrize(
    "change",
    ["DELETE FROM vote", "INSERT INTO vote VALUES (9, 9, 9, 9, '2026-01-01 00:00:00.000000')"],
)
async def test_a_row_that_is_in_one_alone_is_told(filled: Path, other: Path, change: str) -> None:
    with pytest.raises(StoreError, match="of the table vote is not the same in both; run the"):
        await _move(
            *(_address(filled), _address(other)),
            report=_at_comparison(partial(_execute, other, change)),
        )


async def test_a_source_that_changes_meanwhile_is_copied_anew(filled: Path, other: Path) -> None:
    ends = (_address(filled), _address(other))
    change = partial(_execute, filled, "UPDATE library SET version = version + 1")
    with pytest.raises(StoreError, match="The source was changed meanwhile; run the same"):
        await _move(*ends, report=_at_comparison(change))
    await _move(*ends)
    assert _dump(other) == _without_leases(_dump(filled))


async def test_a_move_goes_on_after_its_target_was_away(
    filled: Path, url: str, other: Path, running: postgresql.Server
) -> None:
    def stop(step: MoveStep) -> None:
        if step.done > 40:
            running.stop()

    with pytest.raises(StoreUnavailableError, match=r"later\. Then run the same command again:"):
        await _move(_address(filled), url, report=stop)
    await asyncio.to_thread(running.start)
    await _move(_address(filled), url)
    await _move(url, _address(other))
    assert _dump(other) == _without_leases(_dump(filled))


async def test_two_moves_into_one_database_do_not_mix(filled: Path, other: Path) -> None:
    ends = (_address(filled), _address(other))

    def also_move(step: MoveStep) -> None:
        if step.done == 0 and step.stage == "copy":
            subprocess.run(  # noqa: S603 - our own interpreter
                [sys.executable, "-c", _KILLED.replace("> 40", "> 1000"), *ends], check=True
            )

    with pytest.raises(StoreError, match="Another process moves a library into the same"):
        await _move(*ends, report=also_move)
    assert _dump(other) == _without_leases(_dump(filled))


async def test_a_row_that_the_target_cannot_hold_is_told(filled: Path, url: str) -> None:
    _execute(filled, "UPDATE pin SET position = 4294967296 WHERE server = 2")
    said = await _refusal(_address(filled), url)
    assert "A row of the table pin cannot be stored in the target (" in said
    assert "4294967296" in said


async def test_what_cannot_be_moved_is_refused_and_left_alone(
    filled: Path, other: Path, tmp_path: Path
) -> None:
    source, target = _address(filled), _address(other)
    new = tmp_path / "new.db"
    assert "The source does not exist" in await _refusal(_address(new), target)
    assert "the same database" in await _refusal(source, _address(filled / ".." / filled.name))
    _execute(other, "UPDATE alembic_version SET version_num = '0010'")
    assert "start this release once on it" in await _refusal(target, _address(new))
    assert not new.exists()


async def test_a_target_that_is_used_is_refused_and_left_alone(filled: Path, other: Path) -> None:
    async with open_store(_address(other)) as store:
        await store.add(*long_episode("first", quotes=3))
    before = _dump(other)
    assert "The target is not empty" in await _refusal(_address(filled), _address(other))
    assert _dump(other) == before


async def test_an_unfinished_move_is_neither_moved_nor_taken_for_another(
    filled: Path, other: Path, empty: bytes, tmp_path: Path
) -> None:
    with pytest.raises(StoppedError):
        await _move(_address(filled), _address(other), report=_stopping([]))
    third = tmp_path / "third.db"
    third.write_bytes(empty)
    assert "is unfinished" in await _refusal(_address(other), _address(third))
    assert "of another library" in await _refusal(_address(third), _address(other))


async def test_a_library_whose_leases_are_renewed_is_refused(filled: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.db"
    _execute(filled, "UPDATE lease SET beat = 1, owner = 'someone'")
    renewing = asyncio.create_task(_renew(filled))
    with pytest.raises(StoreError, match="A bot uses this library; stop all its processes"):
        await _move(_address(filled), _address(new), living_seconds=0.1)
    renewing.cancel()
    assert not new.exists()


async def _renew(path: Path) -> None:
    while True:
        _execute(path, "UPDATE lease SET beat = beat + 1")
        await asyncio.sleep(0.01)
