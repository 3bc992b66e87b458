"""SQLite: a file, with one connection that writes and others that read."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Column, Connection, column, delete, event, insert, select, table
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from bot.errors import StoreError, StoreUnavailableError
from bot.patience import patience

_PAUSE = 0.02

_WRITER = (
    # FULL and not NORMAL: in WAL mode NORMAL may lose the last commits when the power fails.
    # https://www.sqlite.org/pragma.html#pragma_synchronous
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    # What is deleted is overwritten: the ids of members who are forgotten do not stay in the file.
    # https://www.sqlite.org/pragma.html#pragma_secure_delete
    "PRAGMA secure_delete = ON",
)

_BUSY = "is locked by another process; stop that process, or try again later"

_WAITS = "busy_timeout"
"""Under this name a connection remembers how many seconds it waits for the lock of another."""

# The low byte of an error code is its kind: https://www.sqlite.org/rescode.html
_MESSAGES = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_READONLY: "cannot be written; give this user the right to write it, its "
    "folder and the files beside it",
    sqlite3.SQLITE_PERM: "may not be opened; give this user the right to read and write it",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; check that it is a file this user may write",
    sqlite3.SQLITE_IOERR: "cannot be read or written; check the disk",
    sqlite3.SQLITE_FULL: "cannot grow because the disk is full; make room and try again",
    sqlite3.SQLITE_NOTADB: "is not a SQLite database; name another file, or move this one away",
    sqlite3.SQLITE_CORRUPT: "is damaged; stop what uses it and restore a backup with "
    "`pullquote restore FILE`",
}

_FULL_KINDS = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN}
"""The kinds of errors by which SQLite tells of a full disk, too, where it has to make a file.

https://www.sqlite.org/walformat.html#the_wal_index_or_shm_file_format"""

_FREE = 64 * 1024
"""Bytes without which SQLite cannot open a database."""

# https://www.sqlite.org/autoinc.html
_counters = table("sqlite_sequence", column("name"), column("seq"))


class Sqlite:
    """A SQLite file.

    `patience` is how long, in seconds, a transaction waits for the lock of another process, if who
    asks has no less.
    """

    # More would not read faster: the file is in memory, and the work is done by Python.
    readers = 2
    writers = 1
    is_remote = False
    collation = "BINARY"

    def __init__(self, url: URL, *, patience: float) -> None:
        self._url = url
        self._path = Path(url.database or "")
        self._patience = patience

    def exists(self) -> bool:
        """Return whether the file exists, or its folder cannot be read."""
        try:
            return self._path.is_file()
        except OSError:  # whoever opens it says what is wrong
            return True

    def file(self) -> object:
        """Return the device and number of the file, which one that is put in its place has not."""
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def prepare(self) -> None:
        """Create the folder of the file; raise StoreError if that is not possible."""
        folder = self._path.parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"The folder {folder} of the database cannot be created ({error.strerror}); "
                "name another in the database's address.",
            ) from error
        if self.exists():
            # Here, and not in a thread of the driver's, which may outlive a process that gives up.
            address = f"{self._path.as_uri()}?mode=ro"
            with self.translated_errors(), closing(sqlite3.connect(address, uri=True)):
                pass

    def recover(self) -> None:
        """Undo a change that a process left which was killed while the file had no log (WAL).

        Until then no connection can read that may not write.
        """
        file = self._path.resolve()  # SQLite keeps the journal beside what a link leads to
        journal = file.with_name(f"{file.name}-journal")
        if self.exists() and journal.exists():
            with (
                self.translated_errors(),
                closing(sqlite3.connect(self._path, timeout=self._patience)) as connection,
            ):
                connection.execute("SELECT count(*) FROM sqlite_master").fetchone()

    async def initialise(self) -> None:
        """Create the file if there is none, and switch it to a write-ahead log (WAL).

        SQLite's own waiting does not work for the switch: two processes that wait for each other
        both fail. So a process that finds the file busy closes it and tries again, until its
        patience ends. Raises StoreError after that.
        """
        with self.translated_errors():
            for _ in range(round(self._patience / _PAUSE)):
                if _switched_to_wal(self._path):
                    return
                await asyncio.sleep(_PAUSE)
        raise StoreUnavailableError(f"The database {self._path} {_BUSY}.")

    async def finish(self, writers: AsyncEngine) -> None:
        """Empty the write-ahead log into the file that is open, although another has its name.

        SQLite leaves the log of a file that was moved, and would apply it to the one that has the
        name now: https://www.sqlite.org/howtocorrupt.html#_unlinking_or_renaming_a_database_file_while_in_use
        """
        # A new connection would do just that.
        if cast("QueuePool", writers.pool).checkedin():
            async with writers.connect() as connection:
                raw = await connection.get_raw_connection()
                opened: Any = raw.driver_connection
                with suppress(sqlite3.Error):
                    await opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def open_writers(self) -> AsyncEngine:
        """Return the engine with the one connection that writes.

        A transaction takes the write lock when it begins (IMMEDIATE): one that reads first and
        locks later fails at once, without waiting, if another process has written in between.
        """
        return self._engine("rw", begin="BEGIN IMMEDIATE", pragmas=_WRITER)

    def open_migrator(self) -> AsyncEngine:
        """Return the engine for migrations.

        Foreign keys are off: a table that is altered by copying is dropped, which would delete all
        rows that refer to it, and within a transaction they cannot be turned off.
        """
        return self._engine("rw", begin="BEGIN IMMEDIATE")

    def open_readers(self) -> AsyncEngine:
        """Return the engine for reading, which sees one state of the database in a transaction.

        Its connections cannot write, nor run a checkpoint, which two must not do at once:
        https://www.sqlite.org/wal.html#walresetbug
        """
        return self._engine("ro", begin="BEGIN", size=self.readers)

    def open_copier(self) -> AsyncEngine:
        """Return the engine for reading all of a database in one transaction, however long."""
        return self.open_readers()

    async def last_id(self, connection: AsyncConnection, key: Column[int]) -> int:
        """Return the last id of a table with AUTOINCREMENT; 0 for others, and if there is none."""
        mine = _counters.c.name == key.table.name
        return await connection.scalar(select(_counters.c.seq).where(mine)) or 0

    async def set_last_id(self, connection: AsyncConnection, key: Column[int], last: int) -> None:
        """Have a table with AUTOINCREMENT go on after an id; in others only the rows count."""
        name = key.table.name
        if key.table.dialect_options["sqlite"]["autoincrement"]:
            await connection.execute(delete(_counters).where(_counters.c.name == name))
            await connection.execute(insert(_counters).values(name=name, seq=last))

    def is_conflict(self, error: Exception) -> bool:
        """Return False: who has the write lock is alone."""
        del error
        return False

    def is_down(self, error: BaseException | None) -> bool:
        """Return False: there is no server."""
        del error
        return False

    def is_worn(self, error: BaseException | None) -> bool:
        """Return whether a connection was opened for a file that it could not write."""
        return isinstance(error, DBAPIError) and _kind(error.orig) == sqlite3.SQLITE_READONLY

    @contextmanager
    def translated_errors(self) -> Generator[None]:
        """Translate errors of the database to StoreError; pass on those caused by statements.

        All are of the kind that may pass: by itself, or once somebody has mended the file.
        """
        try:
            yield
        except (DBAPIError, sqlite3.Error) as error:
            kind = _kind(error.orig if isinstance(error, DBAPIError) else error)
            sentence = _MESSAGES.get(kind)
            if sentence is None:
                raise
            if kind in _FULL_KINDS and _is_full(self._path.parent):
                sentence = _MESSAGES[sqlite3.SQLITE_FULL]
            raise StoreUnavailableError(f"The database {self._path} {sentence}.") from error

    def _engine(
        self, mode: str, *, begin: str, pragmas: tuple[str, ...] = (), size: int = 1
    ) -> AsyncEngine:
        # Neither mode creates a file where one was deleted meanwhile.
        url = self._url.set(database=self._path.as_uri(), query={"mode": mode, "uri": "true"})
        engine = create_async_engine(
            url,
            pool_size=size,
            max_overflow=0,
            # Parameters hold what members typed, and errors end up in the log.
            hide_parameters=True,
            # The driver begins no transactions by itself: the event below does.
            connect_args={"isolation_level": None, "timeout": self._patience},
        )

        def connected(connection: Any, _: ConnectionPoolEntry) -> None:
            cursor = connection.cursor()
            for pragma in pragmas:
                cursor.execute(pragma)
            cursor.close()

        def began(connection: Connection) -> None:
            seconds = min(self._patience, patience() or self._patience)
            if connection.info.get(_WAITS, self._patience) != seconds:
                # A number of ours: a PRAGMA takes no parameters.
                connection.exec_driver_sql(f"PRAGMA busy_timeout = {seconds * 1000:.0f}")
                connection.info[_WAITS] = seconds
            connection.exec_driver_sql(begin)

        event.listen(engine.sync_engine, "connect", connected)
        event.listen(engine.sync_engine, "begin", began)
        return engine


def _kind(error: BaseException | None) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < _FREE
    except OSError:
        return False


def _switched_to_wal(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(path, timeout=0)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if _kind(error) != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True
