"""Rows for every table of a library, with the values that are hardest to carry over."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    Float,
    Integer,
    LargeBinary,
    String,
    Table,
    Time,
    delete,
    insert,
    null,
)

from bot.store import tables
from bot.store.tables import AnyText, Instant, metadata

ROWS = 3
"""The number of rows of each table but `library`."""

_INSTANTS = (
    datetime(1, 1, 1, tzinfo=UTC),
    datetime(2026, 11, 29, 23, 59, 59, 999_999, tzinfo=UTC),
    datetime(9999, 12, 31, tzinfo=UTC),
)
_VALUES: tuple[tuple[type, Sequence[Any]], ...] = (
    (JSON, ([], [["a", [1, 2.5, None, True]], {"ключ": "\0 🎙", "b": {}}], "text")),
    (Boolean, (True, False, True)),
    (LargeBinary, (b"", bytes(range(256)), b"\0")),
    (Float, (0.1 + 0.2, 1e308, 5e-324)),
    (Date, (date(1, 1, 1), date(2024, 2, 29), date(9999, 12, 31))),
    (Time, (time(0, 0), time(23, 59, 59, 999_999), time(12, 30))),
    (Instant, _INSTANTS),
    (BigInteger, (999_999_999_999_999_999, 2**63 - 1, -(2**63))),
    (Integer, (0, -1, 2**31 - 1)),
    (AnyText, ("\0 and \1 and \1\2", "\1", "line\r\nbreaks\u2028\ufeff")),
    (String, ("", "naïve 🎙 日本語 'quoted' \\ %s :name", "-")),
)
"""The values of the first, second and third row by the type of the column."""


def fill(connection: Connection) -> None:
    """Fill every table of a new library; in each, one row has NULL wherever that may be."""
    for table in metadata.sorted_tables:
        connection.execute(delete(table))
        number = 1 if table is tables.library else ROWS
        for at in range(number):
            connection.execute(insert(table).values(dict(_values(table, at))))


def _values(table: Table, at: int) -> Iterator[tuple[str, Any]]:
    for column in table.c:
        bare = at == ROWS - 1 and column.nullable
        yield column.name, null() if bare else _value(column, at)


def _value(column: Column[Any], at: int) -> Any:
    for key in column.foreign_keys:
        return _value(key.column, at)
    if isinstance(column.type, Integer) and column.primary_key:
        return at + 1
    values = next(values for of, values in _VALUES if isinstance(column.type, of))
    is_text = isinstance(column.type, String | AnyText)
    return f"{column.table.name} {at} {values[at]}" if is_text else values[at]
