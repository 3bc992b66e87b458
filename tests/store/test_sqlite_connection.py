"""The driver's connection, as SQLAlchemy uses it: what it returns, and in how few steps."""

import logging
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.store.dialects.sqlite_connection import Connection, Cursor, connect

NUMBERS = (
    "WITH RECURSIVE one(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM one LIMIT {}) SELECT n FROM one"
)
LIMITS = (0, 1, 999, 1000, 1001, 2500)


@pytest.fixture
async def connection(tmp_path: Path) -> AsyncGenerator[Connection]:
    opened = connect(tmp_path / "any.db", isolation_level=None)
    async with opened:
        yield opened


async def executed(connection: Connection, limit: int) -> Cursor:
    cursor = await connection.cursor().__aenter__()
    await cursor.execute(NUMBERS.format(limit))
    return cursor


@pytest.mark.parametrize("limit", LIMITS)
async def test_all_rows_are_returned_in_order(connection: Connection, limit: int) -> None:
    cursor = await executed(connection, limit)
    assert await cursor.fetchall() == [(n,) for n in range(1, limit + 1)]
    assert await cursor.fetchall() == []


@pytest.mark.parametrize("limit", LIMITS)
@pytest.mark.parametrize("size", [1, 300, 1000, 1700])
async def test_parts_of_any_size_are_all_rows(
    connection: Connection, limit: int, size: int
) -> None:
    cursor = await executed(connection, limit)
    rows = await cursor.fetchmany(size)
    while part := await cursor.fetchmany(size):
        assert len(part) <= size
        rows += part
    assert rows == [(n,) for n in range(1, limit + 1)]


async def test_some_rows_and_then_the_others_are_all(connection: Connection) -> None:
    cursor = await executed(connection, 2500)
    rows = await cursor.fetchmany(1200) + await cursor.fetchall()
    assert rows == [(n,) for n in range(1, 2501)]


@pytest.mark.parametrize(("limit", "steps"), [(10, 1), (2500, 2)])
async def test_a_statement_with_few_rows_is_one_step_of_the_thread(
    connection: Connection, limit: int, steps: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "aiosqlite")
    cursor = await executed(connection, limit)
    await cursor.fetchall()
    await cursor.close()
    assert len([one for one in caplog.messages if one.startswith("executing")]) == steps


async def test_a_cursor_closed_early_locks_nothing(connection: Connection) -> None:
    await (await executed(connection, 1)).execute("CREATE TABLE held (n INTEGER)")
    cursor = connection.cursor()
    await cursor.executemany("INSERT INTO held VALUES (?)", [(n,) for n in range(2500)])
    assert (cursor.description, cursor.rowcount) == (None, 2500)
    await cursor.execute("SELECT n FROM held")
    await cursor.close()
    await cursor.execute("DROP TABLE held")
