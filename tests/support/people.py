"""Rows for every table in which a member and a server are named wherever they could be."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    Integer,
    LargeBinary,
    String,
    Table,
    Time,
)

from bot.store import personal, tables
from bot.store.tables import AnyText, Instant, metadata

MEMBER, SERVER = 876_543_210_987_654_321, 765_432_109_876_543_210
NEIGHBOURS = (MEMBER * 10, MEMBER // 10, MEMBER + 1, SERVER * 10, SERVER // 10, SERVER + 1)
"""Ids that contain another, are contained in it, or are nearly the same."""
OTHER_MEMBER, OTHER_SERVER = MEMBER * 10, SERVER * 10

PLACES = (
    tables.alert.c.thread,
    tables.alert_match.c.message,
    tables.post.c.channel,
    tables.post.c.message,
    tables.schedule.c.channel,
    tables.schedule.c.role,
    tables.schedule.c.tag,
)
"""Ids of channels, messages, roles and tags, which are of no member and of one server."""

NUMBERS = (
    tables.episode.c.number,
    tables.lease.c.beat,
    tables.quote.c.start_ms,
    tables.show.c.offset,
)
"""Wide numbers that are no ids of Discord."""

_REST = {tables.library, tables.change, tables.lease, tables.note}
"""What is of nobody: it stays, and no id is written there."""

_VALUES: tuple[tuple[type, Any], ...] = (
    (Boolean, True),
    (LargeBinary, b"bytes"),
    (Float, 0.5),
    (Date, date(2026, 1, 1)),
    (Time, time(9)),
    (Instant, datetime(2026, 1, 1, tzinfo=UTC)),
    (Integer, 7),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the member and the server (`mine`), or of others who name them."""

    table: Table
    mine: bool
    values: dict[str, Any]


def rows() -> Iterator[Row]:
    """Make two rows for each table, in the order in which they can be inserted."""
    for table in metadata.sorted_tables:
        if table is not tables.library:
            for mine in (True, False):
                yield Row(table, mine, {one.name: _value(one, mine=mine) for one in table.c})


def _value(column: Column[Any], *, mine: bool) -> Any:
    for key in column.foreign_keys:
        return _value(key.column, mine=mine)
    person = _person(column, mine=mine)
    if person is not None or column is tables.episode.c.removed_at:
        return person
    if column.name in {"episode_id", "quote_id"} or (column.primary_key and column.name == "id"):
        return _id(column, mine=mine)
    if isinstance(column.type, String | AnyText | JSON):
        return _text(column, mine=mine)
    if column.primary_key or column.unique:
        return 1 if mine else 2
    return next(value for of, value in _VALUES if isinstance(column.type, of))


def _person(column: Column[Any], *, mine: bool) -> int | None:
    """Return the id of the member, the server or others that a column has by its kind."""
    if column in personal.NAMING_USER:
        return MEMBER
    if column in personal.NAMING_SERVER:
        return SERVER
    if column in personal.OF_USER:
        return MEMBER if mine else OTHER_MEMBER
    if column in (*personal.OF_SERVER, *personal.OWNED_BY_SERVER):
        return SERVER if mine else OTHER_SERVER
    return None


def _id(column: Column[Any], *, mine: bool) -> Any:
    """Return the id of an episode or a quote, the same wherever it is named, or of another row."""
    if isinstance(column.type, Integer):
        return 1 if mine else 2
    kind = column.name if column.name != "id" else f"{column.table.name}_id"
    return f"{kind}-{1 if mine else 2}"


def _text(column: Column[Any], *, mine: bool) -> Any:
    """Name in a text whoever it may name: in rows of others, only where people type what they want.

    In the rows of an episode nobody is named by an id.
    """
    named = list[int](NEIGHBOURS)
    if column in personal.FREE_TEXTS or (mine and _is_of(column.table, personal.OF_USER)):
        named.append(MEMBER)
    if column in personal.FREE_TEXTS or (mine and column.table not in _REST):
        named.append(SERVER)
    text = " ".join((str(1 if mine else 2), *(f"<@{one}> {one}" for one in named)))
    is_json = isinstance(column.type, JSON)
    return {f"of {one}": [f"<@{one}>"] for one in named} if is_json else text


def _is_of(table: Table, columns: tuple[Column[Any], ...]) -> bool:
    """Return whether the rows of a table go with those of columns."""
    return any(one.table is table for one in columns) or any(
        _is_of(key.column.table, columns) for key in table.foreign_keys
    )
