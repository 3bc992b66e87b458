"""Rows of any table, read in the order of their keys as they are stored, and written again."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Select,
    Table,
    Text,
    cast,
    delete,
    func,
    insert,
    literal,
    select,
    tuple_,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import tables
from bot.store.moves import mark

TableRow = tuple[Any, ...]
"""The values of all columns, in order; JSON as its text, which tells NULL from null."""

MOVED = tuple(table for table in tables.metadata.sorted_tables if table is not tables.lease)
"""The tables of a library, those that others refer to first. Leases belong to processes."""

COUNTED = tuple(
    table.autoincrement_column for table in MOVED if table.autoincrement_column is not None
)
"""The columns whose values the database gives."""

_LONG = (tables.episode_text, tables.source)
"""Tables with rows of up to some megabytes."""

_MANY, _FEW = 5000, 20


async def batches(
    connection: AsyncConnection, table: Table, *, collation: str, after: Sequence[Any] = ()
) -> AsyncGenerator[list[TableRow]]:
    """Yield the rows of a table after a key, in the order of the bytes of their keys."""
    keys = [_ordered(column, collation) for column in table.primary_key]
    query = _without_mark(select(*map(_stored, table.c)), table).order_by(*keys)
    if after:
        values = zip(table.primary_key, after, strict=True)
        last = tuple_(*(literal(value, column.type) for column, value in values))
        query = query.where(tuple_(*keys) > last)
    options = {"yield_per": _FEW if table in _LONG else _MANY}
    result = await connection.stream(query, execution_options=options)
    try:
        async for rows in result.partitions():
            yield [tuple(row) for row in rows]
    finally:
        await result.close()


def _without_mark(query: Select[Any], table: Table) -> Select[Any]:
    return query.where(table.c.name != mark.NAME) if table is tables.note else query


def _stored(column: Column[Any]) -> ColumnElement[Any]:
    return cast(column, Text) if isinstance(column.type, JSON) else column


def _ordered(column: Column[Any], collation: str) -> ColumnElement[Any]:
    return column.collate(collation) if column.type.python_type is str else column


async def write(connection: AsyncConnection, table: Table, rows: Sequence[TableRow]) -> None:
    """Insert rows."""
    dialect = connection.dialect
    conversions = [
        None
        if isinstance(column.type, JSON)
        else column.type.dialect_impl(dialect).bind_processor(dialect)
        for column in table.c
    ]
    columns = (
        map(convert, values) if convert else values
        for convert, values in zip(conversions, zip(*rows, strict=True), strict=True)
    )
    statement = str(insert(table).compile(dialect=dialect))
    await connection.exec_driver_sql(statement, list(zip(*columns, strict=True)))


async def delete_some(connection: AsyncConnection, table: Table) -> int:
    """Delete some rows of a table, and return how many."""
    keys = tuple(table.primary_key)
    some = _without_mark(select(*keys), table).limit(_MANY)
    return (await connection.execute(delete(table).where(tuple_(*keys).in_(some)))).rowcount


async def count(connection: AsyncConnection) -> dict[str, int]:
    """Map the names of the tables to the numbers of their rows."""
    numbers = (
        _without_mark(select(func.count()).select_from(table), table)
        .scalar_subquery()
        .label(table.name)
        for table in MOVED
    )
    return dict((await connection.execute(select(*numbers))).mappings().one())


def key_of(table: Table, row: TableRow) -> TableRow:
    """Return the primary key of a row."""
    return tuple(value for column, value in zip(table.c, row, strict=True) if column.primary_key)


async def differing_key(
    table: Table,
    source: AsyncIterator[list[TableRow]],
    target: AsyncIterator[list[TableRow]],
    *,
    advance: Callable[[int], None],
) -> TableRow | None:
    """Return the key of a row that is not the same in both, or is in one alone; None for none.

    The two should be in the same order: rows that wait for their like stay in memory. `advance` is
    called with the number of rows of each batch.
    """
    ours: dict[TableRow, TableRow] = {}
    theirs: dict[TableRow, TableRow] = {}
    while True:
        one, other = await anext(source, None), await anext(target, None)
        if one is None and other is None:
            return next(chain(ours, theirs), None)
        advance(len(one or ()))
        if one == other and not ours and not theirs:
            continue
        ours.update((key_of(table, row), row) for row in one or ())
        theirs.update((key_of(table, row), row) for row in other or ())
        for key in ours.keys() & theirs.keys():
            if not _are_equal(table, ours.pop(key), theirs.pop(key)):
                return key


def _are_equal(table: Table, one: TableRow, other: TableRow) -> bool:
    return one == other or _parsed(table, one) == _parsed(table, other)


def _parsed(table: Table, row: TableRow) -> TableRow:
    """Return a row with its JSON parsed: some databases store it in another form."""
    return tuple(
        (json.loads(value),) if isinstance(column.type, JSON) and value is not None else value
        for column, value in zip(table.c, row, strict=True)
    )
