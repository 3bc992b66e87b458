"""Everything specific to SQLite: addresses, connections, locks and error codes."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from bot.errors import StoreError

READERS = 2

_PAUSE = 0.02

_EXAMPLE = "sqlite+aiosqlite:////path/to/library.db"

_WRITER = (
    # FULL and not NORMAL: in WAL mode NORMAL may lose the last commits when the power fails.
    # https://www.sqlite.org/pragma.html#pragma_synchronous
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
)

# The low byte of an error code is its kind: https://www.sqlite.org/rescode.html
_MESSAGES = {
    sqlite3.SQLITE_BUSY: "is locked by another process; stop that process, or try again later",
    sqlite3.SQLITE_LOCKED: "is locked by another process; stop that process, or try again later",
    sqlite3.SQLITE_READONLY: "cannot be written; give this user the right to write it",
    sqlite3.SQLITE_PERM: "may not be opened; give this user the right to read and write it",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; check that it is a file this user may write",
    sqlite3.SQLITE_IOERR: "cannot be read or written; check the disk",
    sqlite3.SQLITE_FULL: "cannot grow because the disk is full; make room and try again",
    sqlite3.SQLITE_NOTADB: "is not a SQLite database; name another file, or move this one away",
    sqlite3.SQLITE_CORRUPT: "is damaged; restore a backup, or move it away and import again",
}


def address(url: str) -> URL:
    """Parse the address of a SQLite file; raise StoreError for any other address.

    A database in memory is refused, because each connection would see a different one.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StoreError(f"The database address cannot be read; write {_EXAMPLE}.") from error
    if parsed.get_backend_name() != "sqlite":
        shown = parsed.render_as_string()
        raise StoreError(f"Only SQLite can hold the library, not {shown}; write {_EXAMPLE}.")
    if parsed.query or not parsed.database or parsed.database.startswith((":", "file:")):
        raise StoreError(f"The database address must name a file and no more; write {_EXAMPLE}.")
    path = Path(parsed.database).expanduser().absolute()
    return URL.create("sqlite+aiosqlite", database=str(path))


def exists(url: URL) -> bool:
    """Return whether the database file exists."""
    return _path(url).is_file()


def prepare(url: URL) -> None:
    """Create the folder of the database file; raise StoreError if that is not possible."""
    folder = _path(url).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"The folder {folder} of the database cannot be created ({error.strerror}); "
            "name another in the database's address.",
        ) from error


async def initialise(url: URL, *, patience: float) -> None:
    """Create the file if there is none, and switch it to a write-ahead log (WAL).

    SQLite's own waiting does not work for the switch: two processes that wait for each other both
    fail. So a process that finds the file busy closes it and tries again, for `patience` seconds.
    Raises StoreError after that.
    """
    with translated_errors(url):
        for _ in range(round(patience / _PAUSE)):
            if _switched_to_wal(url):
                return
            await asyncio.sleep(_PAUSE)
    raise StoreError(f"The database {_path(url)} {_MESSAGES[sqlite3.SQLITE_BUSY]}.")


def writer(url: URL, *, patience: float) -> AsyncEngine:
    """Return the engine with the one connection that writes.

    A transaction takes the write lock when it begins (IMMEDIATE): one that reads first and locks
    later fails at once, without waiting, if another process has written in between.
    """
    return _engine(url, patience=patience, begin="BEGIN IMMEDIATE", pragmas=_WRITER)


def migrator(url: URL, *, patience: float) -> AsyncEngine:
    """Return the engine for migrations.

    Foreign keys are off: a table that is altered by copying is dropped, which would delete all rows
    that refer to it, and within a transaction they cannot be turned off.
    """
    return _engine(url, patience=patience, begin="BEGIN IMMEDIATE")


def readers(url: URL, *, patience: float) -> AsyncEngine:
    """Return the engine for reading, which sees one state of the database in each transaction.

    Its connections cannot write, nor run a checkpoint, which two must not do at once:
    https://www.sqlite.org/wal.html#walresetbug
    """
    url = url.set(database=_path(url).as_uri(), query={"mode": "ro", "uri": "true"})
    return _engine(url, patience=patience, begin="BEGIN", size=READERS)


@contextmanager
def translated_errors(url: URL) -> Generator[None]:
    """Translate errors of the database to StoreError; pass on those caused by our statements."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        sentence = _MESSAGES.get(_kind(cause))
        if sentence is None:
            raise
        raise StoreError(f"The database {_path(url)} {sentence}.") from error


def _kind(error: BaseException | None) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _switched_to_wal(url: URL) -> bool:
    try:
        with closing(sqlite3.connect(_path(url), timeout=0)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if _kind(error) != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True


def _path(url: URL) -> Path:
    return Path(url.database or "")


def _engine(
    url: URL,
    *,
    patience: float,
    begin: str,
    pragmas: tuple[str, ...] = (),
    size: int = 1,
) -> AsyncEngine:
    engine = create_async_engine(
        url,
        pool_size=size,
        max_overflow=0,
        # The driver begins no transactions by itself: the event below does.
        connect_args={"isolation_level": None, "timeout": patience},
    )

    def connected(connection: Any, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()

    def began(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine.sync_engine, "connect", connected)
    event.listen(engine.sync_engine, "begin", began)
    return engine
