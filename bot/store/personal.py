"""What is stored under the id of a member or a server, all in one place, so that it can be deleted.

A test holds these tables to all columns that have such an id.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from typing import cast as cast_to

from sqlalchemy import Column, Select, Text, cast, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.records import PersonalData
from bot.store import tables

OF_USER: tuple[Column[int], ...] = (
    tables.saved.c.user,
    tables.vote.c.user,
    tables.alert.c.user,
    tables.mistake.c.user,
)
"""The columns whose rows are deleted with a member."""

NAMING_USER: tuple[Column[int], ...] = (tables.vote.c.finder, tables.mistake.c.decided_by)
"""The columns that are emptied, because the rows are others' or of the library."""

OF_SERVER: tuple[Column[int], ...] = (
    tables.server.c.server,
    tables.question.c.server,
    tables.vote.c.server,
    tables.alert.c.server,
    tables.mistake.c.server,
    tables.chosen.c.server,
    tables.schedule.c.server,
    tables.post.c.server,
    tables.pin.c.server,
    tables.exclusion.c.server,
)
"""The columns whose rows are deleted with a server."""

NAMING_SERVER: tuple[Column[int], ...] = (tables.saved.c.server,)
"""The columns that are set to none: a saved line is the member's, wherever it was saved."""

OWNED_BY_SERVER: tuple[Column[int], ...] = (tables.show.c.owner, tables.feed.c.owner)
"""The columns whose rows are deleted with a server, with all that belongs to them."""

FREE_TEXTS: tuple[Column[Any], ...] = (
    tables.question.c.words,
    tables.alert.c.phrase,
    tables.mistake.c.heard,
    tables.mistake.c.right,
    tables.mistake.c.note,
    tables.server.c.wording,
)
"""Texts of others in which a member, or a link to a server, may be mentioned."""

ERASED = "?"
"""What stands in a text for an id that was erased."""


async def stored_of(connection: AsyncConnection, user: int) -> PersonalData:
    """Read everything that is stored under a member's id, without the ids of others."""
    matches = (
        select(tables.alert_match, tables.alert.c.user)
        .join(tables.alert, tables.alert.c.id == tables.alert_match.c.alert_id)
        .where(tables.alert.c.user == user)
    )
    return PersonalData(
        saved=await _records(connection, _of(tables.saved.c.user, user), user),
        votes=await _records(connection, _of(tables.vote.c.user, user), user),
        found=await _records(connection, _of(tables.vote.c.finder, user), user),
        alerts=await _records(connection, _of(tables.alert.c.user, user), user),
        alert_matches=await _records(connection, matches, user),
        mistakes=await _records(connection, _of(tables.mistake.c.user, user), user),
        decisions=await _records(connection, _of(tables.mistake.c.decided_by, user), user),
    )


def _of(column: Column[int], user: int) -> Select[*tuple[Any, ...]]:
    return select(column.table).where(column == user)


async def _records(
    connection: AsyncConnection, query: Select[*tuple[Any, ...]], user: int
) -> tuple[Mapping[str, object], ...]:
    """Read rows as mappings of what they have, with no id of a member but this one's."""
    people = {"user", "finder", "decided_by"}
    found = (await connection.execute(query)).mappings()
    return tuple(
        {
            str(name): value
            for name, value in row.items()
            if value is not None and (str(name) not in people or value == user)
        }
        for row in found
    )


async def forget_user(connection: AsyncConnection, user: int) -> None:
    """Delete everything of a member; corrections that were accepted stay, without a name."""
    for column in NAMING_USER:
        await connection.execute(update(column.table).where(column == user).values({column: None}))
    for column in OF_USER:
        await connection.execute(delete(column.table).where(column == user))
    await erase(connection, user)


async def erase(connection: AsyncConnection, number: int) -> None:
    """Erase an id from what people have typed, for example a mention of a member."""
    pattern = re.compile(rf"(?<!\d){number}(?!\d)")
    for column in FREE_TEXTS:
        keys = list(column.table.primary_key)
        having = cast(column, Text).contains(str(number))
        for *key, text in (await connection.execute(select(*keys, column).where(having))).all():
            mine = (one == value for one, value in zip(keys, key, strict=True))
            erased = _replaced(text, pattern)
            await connection.execute(update(column.table).where(*mine).values({column: erased}))


def _replaced(value: Any, pattern: re.Pattern[str]) -> Any:
    """Return a text, or JSON, with what stands for an erased id in the place of each match."""
    if isinstance(value, str):
        return pattern.sub(ERASED, value)
    if isinstance(value, dict):
        fields = cast_to("dict[str, Any]", value)
        return {_replaced(name, pattern): _replaced(one, pattern) for name, one in fields.items()}
    if isinstance(value, list):
        return [_replaced(one, pattern) for one in cast_to("list[Any]", value)]
    return value
