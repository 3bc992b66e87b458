"""The driver's connection to a SQLite file, with fewer steps between its thread and the loop.

SQLAlchemy creates a cursor, executes, fetches and closes for each statement. In aiosqlite each of
these is a step of the connection's thread for which the event loop waits, and most statements take
less time than one step.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Self, TypeVar

import aiosqlite

Result = TypeVar("Result")
Values = tuple[Any, ...]

_FIRST_ROWS = 1000
"""As many rows are fetched in the step that executes a statement."""


def connect(*args: Any, **kwargs: Any) -> "Connection":
    """Return a connection to be awaited; the arguments are those of `sqlite3.connect`."""
    return Connection(lambda: sqlite3.connect(*args, **kwargs), iter_chunk_size=_FIRST_ROWS)


class Connection(aiosqlite.Connection):
    """A connection whose statements mostly take one step of its thread."""

    def __init__(self, connector: Callable[[], sqlite3.Connection], iter_chunk_size: int) -> None:
        super().__init__(connector, iter_chunk_size)
        # A process can end although a connection was not closed.
        self._thread.daemon = True

    def cursor(self) -> "Cursor":  # pyright: ignore[reportIncompatibleMethodOverride] - as SQLAlchemy needs it
        """Return a cursor, without waiting for the thread."""
        return Cursor(self)

    async def step(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """Run a function in the connection's thread."""
        return await self._execute(work, self._conn)  # pyright: ignore[reportUnknownMemberType] - it has no annotations


class Cursor:
    """A cursor that holds the first rows of its statement, and is open only if there are more."""

    def __init__(self, connection: Connection) -> None:
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1
        self._connection = connection
        self._rows: list[Values] = []
        self._open: sqlite3.Cursor | None = None

    async def __aenter__(self) -> Self:
        """Return the cursor: there is nothing to wait for."""
        return self

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        """Execute a statement and fetch its first rows."""

        def work(connection: sqlite3.Connection) -> None:
            self._hold(connection.execute(statement, parameters))

        await self._connection.step(work)

    async def executemany(self, statement: str, parameters: Iterable[Sequence[Any]]) -> None:
        """Execute a statement once for each set of parameters."""

        def work(connection: sqlite3.Connection) -> None:
            self._hold(connection.executemany(statement, parameters))

        await self._connection.step(work)

    async def fetchall(self) -> list[Values]:
        """Return all rows that were not returned yet."""
        held, self._rows = self._rows, []
        if self._open is None:
            return held
        return held + await self._connection.step(lambda _: self._fetch(-1))

    async def fetchmany(self, size: int) -> list[Values]:
        """Return up to `size` more rows, in order."""
        if len(self._rows) < size and self._open is not None:
            missing = size - len(self._rows)
            self._rows += await self._connection.step(lambda _: self._fetch(missing))
        held, self._rows = self._rows[:size], self._rows[size:]
        return held

    async def close(self) -> None:
        """Leave out the rows that were not fetched."""
        opened, self._open = self._open, None
        if opened is not None:
            await self._connection.step(lambda _: opened.close())

    def _hold(self, cursor: sqlite3.Cursor) -> None:
        self._open, self.description = cursor, cursor.description
        self._rows = self._fetch(_FIRST_ROWS)
        self.rowcount, self.lastrowid = cursor.rowcount, cursor.lastrowid

    def _fetch(self, size: int) -> list[Values]:
        """Fetch so many rows, all if negative; close the cursor after the last."""
        if self._open is None:
            return []
        rows = self._open.fetchall() if size < 0 else self._open.fetchmany(size)
        if size < 0 or len(rows) < size:
            self._open.close()
            self._open = None
        return rows
