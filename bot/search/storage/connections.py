"""The connections to one index file: one writer, which also checkpoints, and two readers.

SQLite 3.7.0 to 3.51.2 can corrupt a WAL database when two connections write or checkpoint at
once (https://sqlite.org/wal.html#walresetbug), hence the single writer. A semaphore lends readers
in order of request; an `asyncio.Queue` of readers starved clients for seconds.
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
"""The messages of the ValueErrors that aiosqlite raises for a closed connection."""


class ConnectionPool:
    """The connections of one open index file; its methods raise SearchError if the file fails."""

    def __init__(
        self, path: Path, writer: aiosqlite.Connection, readers: list[aiosqlite.Connection]
    ) -> None:
        self._path = path
        self._writer = writer
        self._writing = asyncio.Lock()
        self._free = list(readers)
        self._available = asyncio.Semaphore(len(readers))

    @asynccontextmanager
    async def reading(self) -> AsyncGenerator[aiosqlite.Connection]:
        """Lend a read-only connection within a transaction, in order of request."""
        with translated_errors(self._path):
            async with self._available:
                reader = self._free.pop()
                try:
                    # The transaction reads one state of the file, whatever is written meanwhile.
                    await _begin(reader, "BEGIN")
                    yield reader
                finally:
                    # Also after a cancellation: the connection runs its calls one after another,
                    # so the next borrower's statements wait for this rollback.
                    try:
                        await reader.rollback()
                    finally:
                        self._free.append(reader)

    @asynccontextmanager
    async def writing(self) -> AsyncGenerator[aiosqlite.Connection]:
        """Lend the writer within a transaction, which is committed on success only."""
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
    """Open an existing index file; raise SearchError if SQLite refuses it."""
    uri = f"{path.absolute().as_uri()}?mode=ro"  # noqa: ASYNC240 - does not touch the disk
    async with AsyncExitStack() as stack:
        with translated_errors(path):
            writer = await stack.enter_async_context(aiosqlite.connect(path, isolation_level=None))
            await writer.execute("PRAGMA journal_mode=WAL")
            await writer.execute("PRAGMA synchronous=NORMAL")
            await writer.execute("PRAGMA cache_size=-16000")
            readers = [await stack.enter_async_context(_reader(uri)) for _ in range(READERS)]
        yield ConnectionPool(path, writer, readers)


@contextmanager
def translated_errors(path: Path) -> Generator[None]:
    """Raise a SearchError for an error of the driver; any other error passes unchanged."""
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
    """Begin a transaction, after rolling back one that could not be ended before."""
    if connection.in_transaction:
        await connection.rollback()
    await connection.execute(statement)


@asynccontextmanager
async def _reader(uri: str) -> AsyncGenerator[aiosqlite.Connection]:
    async with aiosqlite.connect(uri, uri=True, isolation_level=None) as connection:
        await connection.execute("PRAGMA query_only=1")
        await connection.execute("PRAGMA cache_size=-8000")
        await connection.execute("PRAGMA mmap_size=268435456")
        yield connection
