"""PostgreSQL, and databases that speak its protocol.

Nothing is used that CockroachDB, YugabyteDB or Citus lack: no advisory locks, no LISTEN.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from sqlalchemy import Column, cast, func, select
from sqlalchemy.dialects.postgresql import REGCLASS
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.sql.functions import Function

from bot.errors import StoreError, StoreUnavailableError

_CONNECT_SECONDS = 2.0
"""Discord waits three seconds for an answer: a member must be told in time."""

_READ_SECONDS, _WRITE_SECONDS = 10.0, 60.0
"""How long one statement may take; a server that hangs must not hold its callers for ever."""

# Of a process that has lost its network, so that it holds no locks for ever.
_IDLE_MILLISECONDS = "60000"

# https://www.postgresql.org/docs/current/errcodes-appendix.html
_CONFLICTS = frozenset(
    (
        "40001",  # a serialisation failure
        "40P01",  # a deadlock
        "23505",  # two entered the same key, or made the same type of a table
        "42P07",  # another process made this table, column or object: migrations
        "42701",
        "42710",
        "0A000",  # a statement was prepared before the tables changed
    )
)
_UNREACHABLE = "cannot be reached; check that it runs and accepts connections, or try again later"
_KINDS = {
    "08": _UNREACHABLE,  # by the first two characters: the class of the error
    "57": "is being stopped or started; try again later",
    "40": "was changed by others at the same time again and again; try again later",
    "55": "is locked by another process; try again later",
    "28": "refuses this user or password; correct the database's address",
    "3D": "does not exist; create it with `createdb`, or name another in the database's address",
    "53": "has no room: its disk, its memory or its connections are used up; make room there",
    "25": "cannot be written; name the primary server, not a replica that only reads",
    "XX": "is damaged; restore a backup of it",
}
_PERMISSION = "may not be used by this user; grant it the right to create tables in its schema"
_DOWN = frozenset(("08", "57", "53"))
_PASSING = _DOWN | {"40", "55"}


class Postgresql:
    """A PostgreSQL database.

    `patience` is how long, in seconds, a statement waits for the locks of others.
    Transactions that write are SERIALIZABLE, see https://www.postgresql.org/docs/current/
    transaction-iso.html: of two that depend on each other's changes, one fails with a conflict.
    """

    readers = 2
    writers = 2
    is_remote = True
    collation = "C"

    def __init__(self, url: URL, *, patience: float) -> None:
        self._url = url
        self._patience = patience

    def exists(self) -> bool:
        """Return True: the operator creates the database."""
        return True

    def file(self) -> object:
        """Return always the same: the server looks after its files."""
        return self._url

    def prepare(self) -> None:
        """Do nothing."""

    def recover(self) -> None:
        """Do nothing: the server does it."""

    async def initialise(self) -> None:
        """Do nothing."""

    async def finish(self, writers: AsyncEngine) -> None:
        """Do nothing: no file is ever another."""

    def open_writers(self) -> AsyncEngine:
        """Return the engine whose connections write, in serialisable transactions."""
        return self._engine("SERIALIZABLE", size=self.writers, seconds=_WRITE_SECONDS)

    def open_migrator(self) -> AsyncEngine:
        """Return the engine for migrations, which take as long as they need and wait for others."""
        return self._engine("SERIALIZABLE", size=1, seconds=None, patience=0)

    def open_readers(self) -> AsyncEngine:
        """Return the engine for reading, which sees one state of the database in a transaction."""
        engine = self._engine("REPEATABLE READ", size=self.readers, seconds=_READ_SECONDS)
        return engine.execution_options(postgresql_readonly=True)

    def open_copier(self) -> AsyncEngine:
        """Return the engine for reading all of a database in one transaction, however long."""
        engine = self._engine("REPEATABLE READ", size=1, seconds=None, patience=0)
        return engine.execution_options(postgresql_readonly=True)

    async def last_id(self, connection: AsyncConnection, key: Column[int]) -> int:
        """Return the last value of the sequence of a key; 0 for none."""
        last = func.pg_sequence_last_value(cast(_sequence(key), REGCLASS))
        return await connection.scalar(select(last)) or 0

    async def set_last_id(self, connection: AsyncConnection, key: Column[int], last: int) -> None:
        """Have the sequence of a key go on after an id."""
        await connection.execute(select(func.setval(cast(_sequence(key), REGCLASS), last)))

    def is_conflict(self, error: Exception) -> bool:
        """Return whether a transaction has failed because of another, and can be repeated."""
        return isinstance(error, DBAPIError) and _code(error) in _CONFLICTS

    def is_down(self, error: BaseException | None) -> bool:
        """Return whether an error means that the server cannot be used by anyone now."""
        if isinstance(error, DBAPIError):
            return _kind(error) in _DOWN
        return isinstance(error, OSError | TimeoutError)

    def is_worn(self, error: BaseException | None) -> bool:
        """Return False: the pool replaces connections that have ended."""
        del error
        return False

    @contextmanager
    def translated_errors(self) -> Generator[None]:
        """Translate errors of the database to StoreError; pass on those caused by statements."""
        try:
            yield
        except (OSError, TimeoutError) as error:
            raise StoreUnavailableError(f"{self._name} {_UNREACHABLE}.") from error
        except DBAPIError as error:
            kind = _kind(error)
            sentence = _PERMISSION if _code(error) == "42501" else _KINDS.get(kind)
            if sentence is None:
                raise
            told = StoreUnavailableError if kind in _PASSING else StoreError
            raise told(f"{self._name} {sentence}.") from error

    @property
    def _name(self) -> str:
        url = self._url
        return f"The PostgreSQL database {url.database} at {url.host or 'this machine'}"

    def _engine(
        self, isolation: str, *, size: int, seconds: float | None, patience: float | None = None
    ) -> AsyncEngine:
        wait = self._patience if patience is None else patience
        try:
            return create_async_engine(
                self._url,
                isolation_level=isolation,
                pool_size=size,
                max_overflow=0,
                # Parameters hold what members typed, and errors end up in the log.
                hide_parameters=True,
                # One round trip, so that a connection that died meanwhile fails no transaction.
                pool_pre_ping=True,
                connect_args={
                    "timeout": _CONNECT_SECONDS,
                    "command_timeout": seconds,
                    "server_settings": {
                        "application_name": "pullquote",
                        "lock_timeout": f"{wait * 1000:.0f}",
                        "idle_in_transaction_session_timeout": _IDLE_MILLISECONDS
                        if seconds
                        else "0",
                    },
                },
            )
        except ModuleNotFoundError as error:
            raise StoreError(
                "PostgreSQL needs a driver that is not installed. Run "
                "`pip install pullquote[postgres]`."
            ) from error


def _sequence(key: Column[int]) -> Function[str]:
    return func.pg_get_serial_sequence(key.table.name, key.name)


def _kind(error: DBAPIError) -> str:
    """Return the class of an error, two characters, or none."""
    return "08" if error.connection_invalidated else _code(error)[:2]


def _code(error: DBAPIError) -> str:
    """Return the SQLSTATE of an error, five characters, or none."""
    return getattr(error.orig, "sqlstate", None) or ""
