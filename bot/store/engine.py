"""The connections of one database: one that writes, others that read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.store import dialect, revisions

Result = TypeVar("Result")
Given = ParamSpec("Given")


class Database:
    """Runs each function in its own transaction, first come first served."""

    def __init__(self, url: URL, *, writer: AsyncEngine, readers: AsyncEngine) -> None:
        self._url = url
        self._writer = writer
        self._readers = readers
        # A pool is not fair; these queue in order.
        self._writing = asyncio.Lock()
        self._reading = asyncio.Semaphore(dialect.READERS)
        self._running: set[asyncio.Task[Any]] = set()

    async def write(
        self,
        work: Callable[Concatenate[AsyncConnection, Given], Awaitable[Result]],
        *args: Given.args,
        **kwargs: Given.kwargs,
    ) -> Result:
        """Run a function in a transaction that writes; roll back if it raises."""

        async def writing() -> Result:
            async with self._writing, self._writer.begin() as connection:
                return await work(connection, *args, **kwargs)

        return await self.run(writing())

    async def read(
        self,
        work: Callable[Concatenate[AsyncConnection, Given], Awaitable[Result]],
        *args: Given.args,
        **kwargs: Given.kwargs,
    ) -> Result:
        """Run a function in a transaction that reads one state of the database."""

        async def reading() -> Result:
            async with self._reading, self._readers.connect() as connection:
                return await work(connection, *args, **kwargs)

        return await self.run(reading())

    async def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Await a coroutine to its end, even if the caller is cancelled.

        A statement that is cancelled while the driver's thread runs it can leave its connection
        open, with the write lock.
        """
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        with dialect.translated_errors(self._url):
            return await asyncio.shield(task)

    async def close(self) -> None:
        """Wait for running transactions, then close all connections."""
        await asyncio.gather(*self._running, return_exceptions=True)
        # The writer last: the last connection removes the write-ahead log, which readers cannot.
        await self._readers.dispose()
        await self._writer.dispose()


@asynccontextmanager
async def open_database(url: URL, *, patience: float) -> AsyncGenerator[Database]:
    """Open a database, creating or migrating it first if necessary."""
    dialect.prepare(url)
    writer = dialect.writer(url, patience=patience)
    readers = dialect.readers(url, patience=patience)
    database = Database(url, writer=writer, readers=readers)
    try:
        # Read before anything is written: the file may belong to another program.
        current = dialect.exists(url) and await database.read(_is_current)
        await dialect.initialise(url, patience=patience)
        if not current:
            await database.run(_upgrade(url, patience=patience))
        yield database
    finally:
        await database.close()


async def _is_current(connection: AsyncConnection) -> bool:
    return await connection.run_sync(revisions.is_current)


async def _upgrade(url: URL, *, patience: float) -> None:
    migrator = dialect.migrator(url, patience=patience)
    try:
        async with migrator.begin() as connection:
            await connection.run_sync(revisions.upgrade)
    finally:
        await migrator.dispose()
