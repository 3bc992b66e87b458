"""What the store needs of a database."""

from contextlib import AbstractContextManager
from typing import Protocol

from sqlalchemy import Column
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine


class Dialect(Protocol):
    """A database at one address.

    Transactions that write are serialisable: the outcome is as if each had run alone. One that
    cannot be so, because of what another has committed meanwhile, fails with a conflict.
    """

    readers: int
    """Connections that read."""

    writers: int
    """Connections that write."""

    is_remote: bool
    """Whether a server is asked, which may not answer."""

    collation: str
    """The collation that orders texts by the bytes of their UTF-8."""

    def exists(self) -> bool:
        """Return whether there may be a library: False if the database is still to be created."""
        ...

    def file(self) -> object:
        """Return what tells the file of the database from any other; None while there is none.

        Where no file is read, always the same.
        """
        ...

    def prepare(self) -> None:
        """Create what a new database needs beforehand; raise StoreError if that fails."""
        ...

    def recover(self) -> None:
        """Undo what a process left that was killed; raise StoreError if that fails."""
        ...

    async def initialise(self) -> None:
        """Create the database if that is for us to do; raise StoreError if that fails."""
        ...

    async def finish(self, writers: AsyncEngine) -> None:
        """Write what was committed to the file that is open, although another has its name."""
        ...

    def open_writers(self) -> AsyncEngine:
        """Return the engine whose connections write, each in serialisable transactions."""
        ...

    def open_readers(self) -> AsyncEngine:
        """Return the engine whose connections read, each transaction one state of the database."""
        ...

    def open_migrator(self) -> AsyncEngine:
        """Return the engine for migrations."""
        ...

    def open_copier(self) -> AsyncEngine:
        """Return the engine for reading all of a database in one transaction, however long."""
        ...

    async def last_id(self, connection: AsyncConnection, key: Column[int]) -> int:
        """Return the last id that a counter has given a key, 0 if none or there is no counter."""
        ...

    async def set_last_id(self, connection: AsyncConnection, key: Column[int], last: int) -> None:
        """Have the counter of a key, if there is one, go on after an id."""
        ...

    def is_conflict(self, error: Exception) -> bool:
        """Return whether a transaction has failed only because of another, and can be repeated."""
        ...

    def is_down(self, error: BaseException | None) -> bool:
        """Return whether an error means that the database cannot be used by anyone now."""
        ...

    def is_worn(self, error: BaseException | None) -> bool:
        """Return whether an error stays with a connection although its cause may have ended."""
        ...

    def translated_errors(self) -> AbstractContextManager[None]:
        """Translate errors of the database to StoreError; pass on those caused by our statements.

        What may pass by itself becomes StoreUnavailableError.
        """
        ...
