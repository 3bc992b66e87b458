"""One state of a database, read in one transaction."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing, asynccontextmanager
from typing import Any, TypeVar

from sqlalchemy import Column, Table, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.dialects import Dialect
from bot.store.moves import rows

Result = TypeVar("Result")


class Snapshot:
    """One state of a database; its errors become StoreError."""

    def __init__(self, dialect: Dialect, connection: AsyncConnection) -> None:
        self._dialect = dialect
        self._connection = connection

    async def read(self, work: Callable[[AsyncConnection], Awaitable[Result]]) -> Result:
        """Run a function that reads."""
        with self._dialect.translated_errors():
            return await work(self._connection)

    async def batches(
        self, table: Table, *, after: Sequence[Any] = ()
    ) -> AsyncGenerator[list[rows.TableRow]]:
        """Yield the rows of a table after a key, in the order of the bytes of their keys."""
        found = rows.batches(
            self._connection, table, collation=self._dialect.collation, after=after
        )
        with self._dialect.translated_errors():
            async with aclosing(found):
                async for batch in found:
                    yield batch

    async def last_ids(self) -> dict[Column[int], int]:
        """Map the columns whose values the database gives to the last of each, 0 for none."""
        return {key: await self.read(self._last_id(key)) for key in rows.COUNTED}

    def _last_id(self, key: Column[int]) -> Callable[[AsyncConnection], Awaitable[int]]:
        async def last_id(connection: AsyncConnection) -> int:
            given = await self._dialect.last_id(connection, key)
            return max(given, await connection.scalar(select(func.max(key))) or 0)

        return last_id


@asynccontextmanager
async def open_snapshot(dialect: Dialect) -> AsyncGenerator[Snapshot]:
    """Read the state that a database has when something is first read."""
    engine = dialect.open_copier()
    try:
        with dialect.translated_errors():
            connection = await engine.connect()
        try:
            yield Snapshot(dialect, connection)
        finally:
            await connection.close()
    finally:
        await engine.dispose()
