"""Who is forgotten is named nowhere: every column of every table is searched for their id."""

import json
import re
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Table, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.records import PersonalData
from bot.store import Store, personal, tables
from bot.store.dialects import dialect_of
from bot.store.engine import open_database
from bot.store.tables import metadata
from tests.support.people import (
    MEMBER,
    NEIGHBOURS,
    NUMBERS,
    OTHER_MEMBER,
    PLACES,
    SERVER,
    rows,
)

NOW = datetime(2026, 3, 4, tzinfo=UTC)
COLUMNS = [column for table in metadata.sorted_tables for column in table.c]


async def _fill(connection: AsyncConnection) -> None:
    for row in rows():
        await connection.execute(insert(row.table).values(row.values))


async def _naming(connection: AsyncConnection, number: int) -> list[str]:
    """List the columns that have an id, as a number or within a text, once for each row."""
    wanted = re.compile(rf"(?<!\d){number}(?!\d)")
    found: list[str] = []
    for table in metadata.sorted_tables:
        for row in (await connection.execute(select(table))).mappings():
            found += [
                f"{table.name}.{key}" for key, one in row.items() if wanted.search(_text(one))
            ]
    return found


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode("latin-1")
    return json.dumps(value, default=str)


async def _counts(connection: AsyncConnection) -> dict[str, int]:
    return {
        table.name: len((await connection.execute(select(table))).all())
        for table in metadata.sorted_tables
    }


async def test_a_forgotten_member_is_named_in_no_column(store: Store, url: str) -> None:
    async with open_database(dialect_of(url, patience=5)) as database:
        await database.write(_fill)
        before = await database.read(_naming, MEMBER)
        counts = await database.read(_counts)
        await store.members.forget(MEMBER)
        assert await database.read(_naming, MEMBER) == []
        after = await database.read(_counts)
        neighbours = [await database.read(_naming, one) for one in NEIGHBOURS]
    named = {str(one) for one in (*personal.OF_USER, *personal.NAMING_USER, *personal.FREE_TEXTS)}
    assert named <= set(before)
    lost = {name for name, number in counts.items() if after[name] != number}
    assert lost == {one.table.name for one in personal.OF_USER} | {"alert_match"}
    assert all(after[name] == counts[name] - 1 for name in lost)
    assert all(neighbours)
    _report("member", before)


async def test_a_forgotten_server_is_named_in_no_column(store: Store, url: str) -> None:
    async with open_database(dialect_of(url, patience=5)) as database:
        await database.write(_fill)
        before = await database.read(_naming, SERVER)
        counts = await database.read(_counts)
        told = asdict(await store.servers.stored_of(SERVER))
        assert asdict(await store.servers.forget(SERVER, at=NOW)) == told
        await store.edits.purge(at=NOW)
        assert await database.read(_naming, SERVER) == []
        after = await database.read(_counts)
        neighbours = [await database.read(_naming, one) for one in NEIGHBOURS]
    columns = (*personal.OF_SERVER, *personal.OWNED_BY_SERVER)
    assert {str(one) for one in columns} <= set(before)
    assert all(told.values())
    assert len(told) == len({one.table for one in columns} | {tables.episode})
    kept = {name for name, number in counts.items() if after[name] == number}
    assert kept == {"library", "change", "lease", "note"}
    assert all(after[name] == 1 for name in set(counts) - kept)
    assert all(neighbours)
    _report("server", before)


async def test_to_forget_twice_or_somebody_unknown_changes_nothing(store: Store, url: str) -> None:
    async with open_database(dialect_of(url, patience=5)) as database:
        await database.write(_fill)
        await store.members.forget(MEMBER)
        counts = await database.read(_counts)
        for user in (MEMBER, MEMBER + 2):
            await store.members.forget(user)
        await store.servers.forget(SERVER + 2, at=NOW)
        assert await database.read(_counts) == counts


async def test_an_export_has_every_row_of_the_member_whole_and_names_nobody_else(
    store: Store, url: str
) -> None:
    async with open_database(dialect_of(url, patience=5)) as database:
        await database.write(_fill)
        expected = await database.read(_rows_of, MEMBER)
        exported = await store.members.stored_of(MEMBER)
    written = [dict(row) for kind in asdict(exported).values() for row in kind]
    for row in expected:
        assert row in [{name: one.get(name) for name in row} for one in written]
    assert len(written) == len(expected)
    ids = {one.get(name) for one in written for name in ("user", "finder", "decided_by")}
    assert ids == {MEMBER, None}
    assert OTHER_MEMBER not in ids
    await store.members.forget(MEMBER)
    assert await store.members.stored_of(MEMBER) == PersonalData()


async def _rows_of(connection: AsyncConnection, user: int) -> list[dict[str, Any]]:
    """Read the rows that are stored under a member's id, without the ids of others in them."""
    people = {column.name for column in (*personal.OF_USER, *personal.NAMING_USER)}
    mine = [
        select(column.table).where(column == user)
        for column in (*personal.OF_USER, *personal.NAMING_USER)
    ]
    mine.append(select(tables.alert_match).join(tables.alert).where(tables.alert.c.user == user))
    return [
        {name: one for name, one in row.items() if name not in people or one == user}
        for query in mine
        for row in (await connection.execute(query)).mappings()
    ]


def test_every_wide_number_is_known_to_be_an_id_or_not() -> None:
    """A new one has to be forgotten with its member or server, or be none of both."""
    forgotten = (
        *(*personal.OF_USER, *personal.NAMING_USER, *personal.OF_SERVER),
        *(*personal.NAMING_SERVER, *personal.OWNED_BY_SERVER),
    )
    known = {str(one) for one in (*forgotten, *PLACES, *NUMBERS)}
    assert {str(one) for one in COLUMNS if isinstance(one.type, BigInteger)} == known
    for place in PLACES:
        assert _tables_above(place.table) & {one.table for one in personal.OF_SERVER}


def _tables_above(table: Table) -> set[Table]:
    return {table, *(key.column.table for key in table.foreign_keys)}


def _report(who: str, named: Iterable[str]) -> None:
    """Print what docs/reliability.md has of it."""
    places = list(named)
    print(  # noqa: T201 - with `pytest -s`
        f"{who}: {len(metadata.tables)} tables, {len(COLUMNS)} columns searched; named in "
        f"{len(places)} fields of {len(set(places))} columns before, in 0 after"
    )
