"""Connections to one index file: one that writes and checkpoints, two that read.

SQLite 3.7.0 to 3.51.2 can corrupt a WAL database when two connections write or checkpoint at
once (https://sqlite.org/wal.html#walresetbug), hence the single writer. Readers are lent in the
order they were asked for: an `asyncio.Queue` of them starved clients for seconds.
"""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Generator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path

import aiosqlite

from bot.errors import SearchError

READERS = 2

_CLOSED = {"no active connection", "Connection closed"}
"""What aiosqlite says in a ValueError."""


class ConnectionPool:
    """Lend the connections of one open index file; SearchError where it cannot be used."""

    def __init__(
        self, path: Path, writer: aiosqlite.Connection, readers: list[aiosqlite.Connection]
    ) -> None:
        self._path = path
        self._writer = writer
        self._writing = asyncio.Lock()
        self._free = list(readers)
        self._gate = asyncio.Semaphore(len(readers))

    @asynccontextmanager
    async def reading(self) -> AsyncGenerator[aiosqlite.Connection]:
        """Lend a connection that only reads, first come first served."""
        with translated_errors(self._path):
            async with self._gate:
                reader = self._free.pop()
                try:
                    # All that is read is of one moment, whatever is written meanwhile.
                    await _begin(reader, "BEGIN")
                    yield reader
                finally:
                    # It is put back whoever stops waiting: what is asked of it next waits for this.
                    try:
                        await reader.rollback()
                    finally:
                        self._free.append(reader)

    @asynccontextmanager
    async def writing(self) -> AsyncGenerator[aiosqlite.Connection]:
        """Lend the writer within a transaction: all of it is kept, or nothing."""
        with translated_errors(self._path):
            async with self._writing:
                try:
                    await _begin(self._writer, "BEGIN IMMEDIATE")
                    yield self._writer
                    await self._writer.commit()
                except BaseException:
                    await self._writer.rollback()
                    raise


@asynccontextmanager
async def open_connections(path: Path) -> AsyncGenerator[ConnectionPool]:
    """Open an existing index file."""
    address = f"{path.absolute().as_uri()}?mode=ro"  # noqa: ASYNC240 - asks for a name only
    async with AsyncExitStack() as stack:
        with translated_errors(path):
            writer = await stack.enter_async_context(aiosqlite.connect(path, isolation_level=None))
            await writer.execute("PRAGMA journal_mode=WAL")
            await writer.execute("PRAGMA synchronous=NORMAL")
            await writer.execute("PRAGMA cache_size=-16000")
            readers = [await stack.enter_async_context(_reader(address)) for _ in range(READERS)]
        yield ConnectionPool(path, writer, readers)


@contextmanager
def translated_errors(path: Path) -> Generator[None]:
    """Raise a SearchError for what the driver raises; another ValueError is a fault of our own."""
    try:
        yield
    except (sqlite3.Error, ValueError) as error:
        if isinstance(error, ValueError) and str(error) not in _CLOSED:
            raise
        raise SearchError(
            f"The index in {path.parent} cannot be used ({error}); start again, or delete that "
            "folder while nothing runs: it is built again from the library."
        ) from error


async def _begin(connection: aiosqlite.Connection, statement: str) -> None:
    """Begin a transaction, and end the one before where its own end has failed."""
    if connection.in_transaction:
        await connection.rollback()
    await connection.execute(statement)


@asynccontextmanager
async def _reader(address: str) -> AsyncGenerator[aiosqlite.Connection]:
    async with aiosqlite.connect(address, uri=True, isolation_level=None) as connection:
        await connection.execute("PRAGMA query_only=1")
        await connection.execute("PRAGMA cache_size=-8000")
        await connection.execute("PRAGMA mmap_size=268435456")
        yield connection
