"""The connections of one database: those that write and those that read."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Concatenate, Literal, ParamSpec, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.errors import LibraryError, StoreError, StoreUnavailableError
from bot.observations import Observer, TransactionEnd, TransactionRepeat, unobserved
from bot.patience import patience
from bot.store import revisions
from bot.store.dialects import Dialect

Result = TypeVar("Result")
Given = ParamSpec("Given")

_PAUSES = (0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6)
"""Seconds before a transaction that failed because of another is repeated, on average."""

_COOLDOWN = 1.0
"""Seconds for which nothing is tried after the database could not be reached."""

_REACH_SECONDS = 1.5
"""Seconds until a server has to show that it is there, also on a connection that is open already.

It may hang, and Discord waits three seconds until a member has to be told."""

_WORN = object()
"""In place of a file whose connections have to be opened anew."""

_BUSY = "The database is busy; try again later."
_GONE = "The file of the database is gone; put it back, or stop the bot and restore a backup."
_OTHER = (
    "Another database was put in the place of this one, which is of another release; start "
    "Pullquote again."
)


class Database:
    """Runs each function in its own transaction, first come first served.

    A function that writes is run again if its transaction failed because of another: it must do
    nothing but run statements. After the database could not be reached, calls fail at once for a
    second, so that they do not all wait for it. A file that is put in the place of another is
    opened; what was not yet written to the other is written there.
    """

    def __init__(self, dialect: Dialect, *, observe: Observer = unobserved) -> None:
        self.observe = observe
        self._dialect = dialect
        self._writer = dialect.open_writers()
        self._readers = dialect.open_readers()
        # A pool is not fair; these queue in order.
        self._writing = asyncio.Semaphore(dialect.writers)
        self._reading = asyncio.Semaphore(dialect.readers)
        self._running: set[asyncio.Task[Any]] = set()
        self._unreachable: tuple[float, StoreUnavailableError] | None = None
        self._file: object = None
        self._reopening = asyncio.Lock()

    async def write(
        self,
        work: Callable[Concatenate[AsyncConnection, Given], Awaitable[Result]],
        *args: Given.args,
        **kwargs: Given.kwargs,
    ) -> Result:
        """Run a function in a transaction that writes; roll back if it raises."""

        async def writing(connection: AsyncConnection) -> Result:
            return await work(connection, *args, **kwargs)

        return await self.run(self._observed("write", self._write(self._writer, writing)))

    async def read(
        self,
        work: Callable[Concatenate[AsyncConnection, Given], Awaitable[Result]],
        *args: Given.args,
        **kwargs: Given.kwargs,
    ) -> Result:
        """Run a function in a transaction that reads one state of the database."""

        async def reading() -> Result:
            async with self._turn(self._reading), self._connected(self._readers) as connection:
                return await work(connection, *args, **kwargs)

        return await self.run(self._observed("read", reading()))

    async def _observed(
        self, kind: Literal["read", "write"], work: Coroutine[Any, Any, Result]
    ) -> Result:
        begun, outcome = time.monotonic(), "failed"
        try:
            result = await work
            outcome = "committed"
        except LibraryError:
            outcome = "refused"
            raise
        finally:
            self.observe(TransactionEnd(kind, outcome, time.monotonic() - begun))
        return result

    async def upgrade(self) -> None:
        """Run the missing migrations."""
        await self.write_at_length(_upgrade)

    async def write_at_length(self, work: Callable[[AsyncConnection], Awaitable[Result]]) -> Result:
        """Run a function in a transaction that writes, for as long as it takes.

        On SQLite, foreign keys are off meanwhile.
        """
        migrator = self._dialect.open_migrator()
        try:
            return await self.run(self._write(migrator, work))
        finally:
            await migrator.dispose()

    async def _write(
        self, engine: AsyncEngine, work: Callable[[AsyncConnection], Awaitable[Result]]
    ) -> Result:
        for pause in _PAUSES:
            try:
                return await self._write_once(engine, work)
            except Exception as error:
                if not self._dialect.is_conflict(error):
                    raise
            self.observe(TransactionRepeat())
            await asyncio.sleep(pause * random.uniform(0.5, 1.5))
        return await self._write_once(engine, work)

    async def _write_once(
        self, engine: AsyncEngine, work: Callable[[AsyncConnection], Awaitable[Result]]
    ) -> Result:
        async with (
            self._turn(self._writing),
            self._connected(engine) as connection,
            connection.begin(),
        ):
            return await work(connection)

    @asynccontextmanager
    async def _connected(self, engine: AsyncEngine) -> AsyncGenerator[AsyncConnection]:
        """Lend a connection of which it is known that the server answers."""
        opening = asyncio.create_task(_open(engine))
        self._running.add(opening)
        opening.add_done_callback(self._running.discard)
        await asyncio.wait((opening,), timeout=_REACH_SECONDS if self._dialect.is_remote else None)
        if not opening.done():
            # Not awaited: to end a connection takes seconds more where the server hangs.
            opening.cancel()
            raise TimeoutError
        connection = opening.result()
        try:
            yield connection
        finally:
            await connection.close()

    async def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Await a coroutine to its end, even if the caller is cancelled.

        A statement that is cancelled while the driver's thread runs it can leave its connection
        open, with the write lock.
        """
        task = asyncio.create_task(self._guarded(work))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            task.add_done_callback(_forget)
            raise

    async def _guarded(self, work: Coroutine[Any, Any, Result]) -> Result:
        try:
            with self._dialect.translated_errors():
                result = await work
        except StoreUnavailableError as error:
            if self._dialect.is_worn(error.__cause__):
                self._file = _WORN
            if self._dialect.is_down(error.__cause__):
                self._unreachable = (time.monotonic() + _COOLDOWN, error)
            raise
        self._unreachable = None
        return result

    async def _follow_file(self) -> None:
        """Open the file anew if it is another one, once all that reads or writes has ended.

        While it is gone its connections stay open: it may have been moved, and be moved back.
        """
        if self._file is None:
            return
        async with self._reopening:
            found = self._dialect.file()
            if found is None:
                raise StoreUnavailableError(_GONE)
            if found == self._file:
                return
            async with AsyncExitStack() as stack:
                for slots, number in (
                    (self._writing, self._dialect.writers),
                    (self._reading, self._dialect.readers),
                ):
                    for _ in range(number):
                        await stack.enter_async_context(slots)
                await self._dialect.finish(self._writer)
                await self._dispose()
                await self._dialect.initialise()
                async with self._connected(self._readers) as connection:
                    if not await _is_current(connection):
                        raise StoreUnavailableError(_OTHER)
            self._file = found

    def watch_file(self) -> None:
        """Watch from now on whether another file takes the place of the database's."""
        self._file = self._dialect.file()

    async def _dispose(self) -> None:
        # The writer last: the last connection removes the write-ahead log, which readers cannot.
        await self._readers.dispose()
        await self._writer.dispose()

    @asynccontextmanager
    async def _turn(self, slots: asyncio.Semaphore) -> AsyncGenerator[None]:
        """Wait for a connection to be free; raise at once if it has just failed.

        Who is in a hurry is told after that time that others have them all.
        """
        await self._follow_file()
        try:
            async with asyncio.timeout(patience()):
                await slots.acquire()
        except TimeoutError:
            raise StoreUnavailableError(_BUSY) from None
        try:
            if self._unreachable and time.monotonic() < self._unreachable[0]:
                raise StoreUnavailableError(str(self._unreachable[1]))
            yield
        finally:
            slots.release()

    async def close(self) -> None:
        """Wait for running transactions, then close all connections."""
        await asyncio.gather(*self._running, return_exceptions=True)
        await self._dispose()


@asynccontextmanager
async def open_database(
    dialect: Dialect, *, observe: Observer = unobserved
) -> AsyncGenerator[Database]:
    """Open a database, creating or migrating it first if necessary."""
    dialect.prepare()
    await asyncio.to_thread(dialect.recover)
    database = Database(dialect, observe=observe)
    try:
        # Read before anything is written: the database may belong to another program.
        current = dialect.exists() and await database.read(_is_current)
        await dialect.initialise()
        if not current:
            await database.upgrade()
        database.watch_file()
        yield database
    finally:
        await database.close()


def _forget(task: asyncio.Task[Any]) -> None:
    """Take note of how a call ended that nobody waits for; asyncio logs what is raised here."""
    error = None if task.cancelled() else task.exception()
    if error is not None and not isinstance(error, StoreError):
        raise error


async def _open(engine: AsyncEngine) -> AsyncConnection:
    return await engine.connect()


async def _is_current(connection: AsyncConnection) -> bool:
    return await connection.run_sync(revisions.is_current)


async def _upgrade(connection: AsyncConnection) -> None:
    await connection.run_sync(revisions.upgrade)
