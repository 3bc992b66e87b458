"""The connections to one index file: one writer, which also checkpoints, and two readers.

SQLite 3.7.0 to 3.51.2 can corrupt a WAL database when two connections write or checkpoint at
once (https://sqlite.org/wal.html#walresetbug), hence the single writer. A semaphore lends readers
in order of request; an `asyncio.Queue` of readers starved clients for seconds.
"""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import aiosqlite

from bot.errors import SearchError
from bot.search.storage.files import is_full

READERS = 2

_CLOSED = {"no active connection", "Connection closed"}
"""The messages of the ValueErrors that aiosqlite raises for a closed connection."""

_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR}
"""The kinds of errors, low bytes of their codes, after which a file is built anew.

Not SQLITE_ERROR, which a statement of ours may cause: a query must not have an index built.
"""

_DAMAGED_SCHEMA = ("vtable constructor failed", "no such table", "Could not decode to UTF-8")
"""What other errors say after which a file is built anew, too."""


@dataclass(frozen=True, slots=True)
class _Opened:
    """The connections to one file: the writer, and the readers that are free."""

    path: Path
    writer: aiosqlite.Connection
    free: list[aiosqlite.Connection]
    stack: AsyncExitStack

    async def close(self) -> None:
        await self.stack.aclose()


class ConnectionPool:
    """The connections of one open index file; its methods raise SearchError if the file fails."""

    def __init__(self, opened: _Opened) -> None:
        self._opened = opened
        self._writing = asyncio.Lock()
        self._available = asyncio.Semaphore(READERS)
        self.damage = ""
        """What SQLite has said of a file that is damaged; empty while it seems whole."""

    @property
    def path(self) -> Path:
        """Return the path of the file."""
        return self._opened.path

    @asynccontextmanager
    async def reading(self) -> AsyncGenerator[aiosqlite.Connection]:
        """Lend a read-only connection within a transaction, in order of request."""
        with self._noticed_errors():
            async with self._available:
                reader = self._opened.free.pop()
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
                        self._opened.free.append(reader)

    @asynccontextmanager
    async def writing(self) -> AsyncGenerator[aiosqlite.Connection]:
        """Lend the writer within a transaction, which is committed on success only."""
        with self._noticed_errors():
            async with self._writing:
                writer = self._opened.writer
                try:
                    await _begin(writer, "BEGIN IMMEDIATE")
                    yield writer
                    await writer.commit()
                except BaseException:
                    await writer.rollback()
                    raise
                # The pages that it has read and written are not needed until the next import.
                await writer.execute("PRAGMA shrink_memory")

    async def switch(
        self,
        path: Path,
        prepare: Callable[[aiosqlite.Connection | None, aiosqlite.Connection], Awaitable[None]],
    ) -> None:
        """Use another file from now on, once what is running has ended, and close this one.

        Before that, `prepare` may read this file and change the other, in a transaction of each. A
        damaged file is not given to it.
        """
        with translated_errors(path):
            following = await _open(path)
            try:
                async with self._held() as writer:
                    await _begin(following.writer, "BEGIN IMMEDIATE")
                    await prepare(writer, following.writer)
                    await following.writer.commit()
                    async with self._no_readers():
                        self._opened, following = following, self._opened
                        self.damage = ""
            finally:
                # This one, unless that failed.
                await following.close()

    @asynccontextmanager
    async def _held(self) -> AsyncGenerator[aiosqlite.Connection | None]:
        """Let nothing be written, and lend the writer if the file is whole."""
        if not self.damage:
            async with self.writing() as writer:
                yield writer
        else:
            async with self._writing:
                yield None

    @contextmanager
    def _noticed_errors(self) -> Generator[None]:
        """Translate errors of the driver, and note what says that the file is damaged."""
        try:
            with translated_errors(self.path):
                yield
        except SearchError as error:
            if _is_damage(error.__cause__):
                self.damage = str(error.__cause__)
            raise

    @asynccontextmanager
    async def _no_readers(self) -> AsyncGenerator[None]:
        """Wait until nothing reads, and let nothing begin to."""
        async with AsyncExitStack() as stack:
            for _ in range(READERS):
                await stack.enter_async_context(self._available)
            yield

    async def close(self) -> None:
        """Close all connections."""
        await self._opened.close()


@asynccontextmanager
async def open_connections(path: Path) -> AsyncGenerator[ConnectionPool]:
    """Open an existing index file; raise SearchError if SQLite refuses it."""
    with translated_errors(path):
        opened = await _open(path)
    pool = ConnectionPool(opened)
    try:
        yield pool
    finally:
        await pool.close()


@contextmanager
def translated_errors(path: Path) -> Generator[None]:
    """Raise a SearchError for an error of the driver; any other error passes unchanged."""
    try:
        yield
    except (sqlite3.Error, ValueError) as error:
        if isinstance(error, ValueError) and str(error) not in _CLOSED:
            raise
        if is_full(error, path.parent):
            sentence = "cannot grow because the disk is full; make room, and it goes on by itself."
        else:
            sentence = (
                f"cannot be used ({error}); start again, or stop the bot and run "
                "`pullquote reindex`, which builds it anew from the library."
            )
        raise SearchError(f"The index in {path.parent} {sentence}") from error


def _is_damage(error: BaseException | None) -> bool:
    kind = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return kind in _DAMAGED or str(error).startswith(_DAMAGED_SCHEMA)


async def _begin(connection: aiosqlite.Connection, statement: str) -> None:
    """Begin a transaction, after rolling back one that could not be ended before."""
    if connection.in_transaction:
        await connection.rollback()
    await connection.execute(statement)


async def _open(path: Path) -> _Opened:
    uri = f"{path.absolute().as_uri()}?mode=ro"  # noqa: ASYNC240 - does not touch the disk
    async with AsyncExitStack() as stack:
        writer = await stack.enter_async_context(aiosqlite.connect(path, isolation_level=None))
        await writer.execute("PRAGMA journal_mode=WAL")
        await writer.execute("PRAGMA synchronous=NORMAL")
        # What is deleted is overwritten, as in the store.
        await writer.execute("PRAGMA secure_delete=ON")
        await writer.execute("PRAGMA cache_size=-16000")
        readers = [await stack.enter_async_context(_reader(uri)) for _ in range(READERS)]
        return _Opened(path, writer, readers, stack.pop_all())


@asynccontextmanager
async def _reader(uri: str) -> AsyncGenerator[aiosqlite.Connection]:
    async with aiosqlite.connect(uri, uri=True, isolation_level=None) as connection:
        await connection.execute("PRAGMA query_only=1")
        await connection.execute("PRAGMA cache_size=-8000")
        await connection.execute("PRAGMA mmap_size=268435456")
        yield connection
