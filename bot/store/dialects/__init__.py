"""The databases that can hold the library, each with its addresses, connections and errors."""

from bot.store.dialects.address import are_same_database, parse_address
from bot.store.dialects.dialect import Dialect
from bot.store.dialects.postgresql import Postgresql
from bot.store.dialects.sqlite import Sqlite

__all__ = ["Dialect", "are_same_database", "dialect_of"]


def dialect_of(url: str, *, patience: float) -> Dialect:
    """Return the dialect of an address, which waits up to `patience` seconds for locks.

    Raises StoreError if no database that can hold the library has such an address.
    """
    parsed = parse_address(url)
    if parsed.get_backend_name() == "postgresql":
        return Postgresql(parsed, patience=patience)
    return Sqlite(parsed, patience=patience)
