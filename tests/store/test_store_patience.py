"""How long those wait who are in a hurry."""

import asyncio
import gc
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StoreUnavailableError
from bot.patience import limit_patience
from bot.store import open_store
from bot.store.dialects import dialect_of
from bot.store.engine import open_database


async def test_who_is_in_a_hurry_waits_briefly_for_the_lock_of_another_process(
    tmp_path: Path,
) -> None:
    file = tmp_path / "library.db"
    async with open_store(f"sqlite:///{file}", patience=60) as store:
        await store.set_note("first", "kept")
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")

            async def hurried() -> None:
                limit_patience(0.01)
                await store.set_note("second", "refused")

            async with asyncio.timeout(30):
                with pytest.raises(StoreUnavailableError, match="locked by another process"):
                    await asyncio.create_task(hurried())
            unhurried = asyncio.create_task(store.set_note("third", "kept"))
            other.rollback()
            await unhurried
        assert [await store.note(name) for name in ("second", "third")] == [None, "kept"]


async def test_who_is_in_a_hurry_does_not_queue_behind_a_long_change(tmp_path: Path) -> None:
    begun, over = asyncio.Event(), asyncio.Event()

    async def long_change(_connection: AsyncConnection) -> None:
        begun.set()
        await over.wait()

    async def nothing(_connection: AsyncConnection) -> None:
        pass

    async with open_database(dialect_of(f"sqlite:///{tmp_path / 'library.db'}", patience=1)) as one:
        changing = asyncio.create_task(one.write(long_change))
        await begun.wait()
        limit_patience(0.01)
        with pytest.raises(StoreUnavailableError, match="busy"):
            await one.write(nothing)
        over.set()
        await changing
        await one.write(nothing)


async def test_nobody_hears_of_the_failure_of_a_call_that_was_given_up(tmp_path: Path) -> None:
    heard: list[str] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, given: heard.append(str(given["exception"])))
    may_fail, errors = asyncio.Event(), [StoreUnavailableError("away"), ValueError("a mistake")]

    async def failing(_connection: AsyncConnection) -> None:
        await may_fail.wait()
        raise errors.pop(0)

    async with open_database(dialect_of(f"sqlite:///{tmp_path / 'library.db'}", patience=1)) as one:
        for _ in range(2):
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.01):
                    await one.read(failing)
        may_fail.set()
    gc.collect()
    assert heard == ["a mistake"]
