"""The mark of a database into which a library is being moved: a note, which also says how far.

A database that has it cannot be used for anything else.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StoreError
from bot.store import tables

NAME = "move"
"""The name of the note."""

_note = tables.note.c


@dataclass(frozen=True, slots=True)
class MoveMark:
    """Which library is being moved, in which state it was, and the last row that is copied.

    The state is "" where everything has to be copied anew. Tables are copied in the order of their
    foreign keys; `after` is the key of the last row of `table`.
    """

    library: str
    state: str
    table: str = ""
    after: Sequence[str | int] = ()


async def read_mark(connection: AsyncConnection) -> MoveMark | None:
    """Return the mark of a database, None if it has none."""
    value = await connection.scalar(select(_note.value).where(_note.name == NAME))
    return None if value is None else MoveMark(**json.loads(value))


async def add_mark(connection: AsyncConnection, mark: MoveMark) -> None:
    """Mark a database that has no mark."""
    await connection.execute(insert(tables.note).values(name=NAME, value=_to_json(mark)))


async def replace_mark(connection: AsyncConnection, mark: MoveMark, *, by: MoveMark) -> None:
    """Replace a mark; raise StoreError if another process has replaced it first."""
    mine = _note.name == NAME, _note.value == _to_json(mark)
    changed = await connection.execute(
        update(tables.note).where(*mine).values(value=_to_json(by)),
    )
    _refuse_another(changed.rowcount)


async def remove_mark(connection: AsyncConnection, mark: MoveMark) -> None:
    """Remove a mark; raise StoreError if another process has replaced it first."""
    mine = _note.name == NAME, _note.value == _to_json(mark)
    _refuse_another((await connection.execute(delete(tables.note).where(*mine))).rowcount)


async def refuse_unfinished(connection: AsyncConnection) -> None:
    """Raise StoreError if a move into this database is unfinished."""
    if await read_mark(connection):
        raise StoreError(
            "A move into this database is unfinished; run the same `pullquote migrate` again to "
            "finish it, or delete the database."
        )


def _refuse_another(changed: int) -> None:
    if not changed:
        raise StoreError(
            "Another process moves a library into the same database; let only one of them run."
        )


def _to_json(mark: MoveMark) -> str:
    return json.dumps(asdict(mark))
