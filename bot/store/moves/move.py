"""Move a library into an empty database, and compare every row.

All rows are read in one transaction, so they are of one state of the source, to which nothing is
written. Each batch is written in one transaction with the mark that says how far the move is:
whatever ends the process, the next run goes on after the last batch. Only when every row has been
read again and compared, and the counters of ids are set, is the mark removed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Generator, Mapping
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, replace
from itertools import dropwhile
from typing import Literal

from sqlalchemy import Column, Table, delete, insert, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StoreError
from bot.store import tables
from bot.store.dialects import Dialect, are_same_database, dialect_of
from bot.store.engine import Database, open_database
from bot.store.moves import checks, rows
from bot.store.moves.mark import MoveMark, remove_mark, replace_mark
from bot.store.moves.snapshot import Snapshot, open_snapshot

LIVING_SECONDS = 7.0
"""Within so many seconds, a process that has a lease renews it."""

_ANEW = "run the same command again, which copies everything anew."


@dataclass(frozen=True, slots=True)
class MoveStep:
    """How many of all rows are copied, or compared; of a file pages are copied."""

    stage: Literal["copy", "compare", "copy pages"]
    done: int
    total: int


Report = Callable[[MoveStep], None]


async def move_library(
    source: str,
    target: str,
    *,
    report: Report = lambda _: None,
    patience: float = 5.0,
    living_seconds: float = LIVING_SECONDS,
) -> Mapping[str, int]:
    """Move the library at an address to another; map its tables to the numbers of their rows.

    Goes on with a move that was stopped, wherever that was; stops after the current batch if it is
    cancelled. Raises StoreError if that is not possible, or a row is not the same in both.
    """
    if are_same_database(source, target):
        raise StoreError("The source and the target are the same database; name two.")
    ends = (dialect_of(source, patience=patience), dialect_of(target, patience=patience))
    progress = _Progress(report)
    # Not cancelled itself: a driver's thread may be busy.
    moving = asyncio.create_task(_move(*ends, progress, living_seconds=living_seconds))
    try:
        return await asyncio.shield(moving)
    except asyncio.CancelledError:
        progress.stopping = True
        await asyncio.wait((moving,))
        if moving.cancelled():
            raise
        return moving.result()


async def copy_state(
    source: Dialect, target: Dialect, *, report: Report = lambda _: None
) -> Mapping[str, int]:
    """Copy one state of a library into a new database, and compare every row of both.

    Others may use the library meanwhile. Raises StoreError if it is not of this release.
    """
    progress = _Progress(report)
    async with open_snapshot(source) as snapshot, open_database(target) as database:
        origin = await snapshot.read(checks.check_source)
        mark = await database.write(checks.begin, origin)
        counts = await snapshot.read(rows.count)
        progress.begin("copy", done=0, total=sum(counts.values()))
        mark = await _copy(snapshot, database, mark, progress)
        progress.begin("compare", done=0, total=sum(counts.values()))
        differing = await _differing(snapshot, target, progress)
        if differing:
            raise StoreError(f"{differing}; run the same command again.")
        await database.write(_finish, target, mark, last_ids=await snapshot.last_ids())
    return counts


async def replace_rows(
    source: Snapshot, database: Database, target: Dialect, *, kept: Collection[str]
) -> Mapping[str, int]:
    """Replace all rows of a library by those of another, in one transaction that compares them.

    Notes with a name in `kept` stay. Ids go on after the highest that either has given.
    """
    counts, last_ids = await source.read(rows.count), await source.last_ids()

    async def replace_all(connection: AsyncConnection) -> None:
        keeping = tables.note.c.name.in_(kept)
        notes = (await connection.execute(select(tables.note).where(keeping))).mappings().all()
        last = {
            key: max(last, await target.last_id(connection, key)) for key, last in last_ids.items()
        }
        for table in reversed(rows.MOVED):
            await connection.execute(delete(table))
        for table in rows.MOVED:
            async with aclosing(source.batches(table)) as batches:
                async for batch in batches:
                    with _naming(table):
                        await rows.write(connection, table, batch)
        await _refuse_difference(source, connection, target)
        await connection.execute(delete(tables.note).where(keeping))
        for note in notes:
            await connection.execute(insert(tables.note).values(note))
        for key, number in last.items():
            if number:
                await target.set_last_id(connection, key, number)

    await database.write_at_length(replace_all)
    return counts


async def _refuse_difference(source: Snapshot, copy: AsyncConnection, target: Dialect) -> None:
    """Raise StoreError if a row is not the same in both."""
    for table in rows.MOVED:
        theirs = rows.batches(copy, table, collation=target.collation)
        async with aclosing(source.batches(table)) as ours, aclosing(theirs):
            key = await rows.differing_key(table, ours, theirs, advance=lambda _: None)
        if key is not None:
            raise StoreError(
                f"The row {key} of the table {table.name} could not be stored as it is."
            )


class _Progress:
    """Counts rows, and ends the move where it is to be stopped."""

    def __init__(self, report: Report) -> None:
        self.stopping = False
        self._report = report
        self._step = MoveStep("copy", 0, 0)

    def begin(self, stage: Literal["copy", "compare"], *, done: int, total: int) -> None:
        self._step = MoveStep(stage, done, total)
        self._report(self._step)

    def advance(self, number: int) -> None:
        self._step = replace(self._step, done=self._step.done + number)
        self._report(self._step)
        if self.stopping:
            raise asyncio.CancelledError


async def _move(
    source: Dialect, target: Dialect, progress: _Progress, *, living_seconds: float
) -> Mapping[str, int]:
    if not source.exists():
        raise StoreError("The source does not exist; name the database that has the library.")
    origin = await _origin(source)
    await checks.refuse_living(source, seconds=living_seconds)
    async with open_snapshot(source) as snapshot, open_database(target) as database:
        await checks.refuse_living(target, seconds=living_seconds)
        mark = await database.write(checks.begin, origin)
        with _telling_to_go_on():
            if mark.state != origin.state:
                mark = await _clear(database, mark, origin=origin)
            counts = await snapshot.read(rows.count)
            async with open_snapshot(target) as begun:
                present = await begun.read(rows.count)
            progress.begin("copy", done=sum(present.values()), total=sum(counts.values()))
            mark = await _copy(snapshot, database, mark, progress)
            progress.begin("compare", done=0, total=sum(counts.values()))
            differing = await _differing(snapshot, target, progress)
            changed = await _origin(source) != origin
        if differing or changed:
            await database.write(replace_mark, mark, by=replace(origin, state=checks.ANEW))
            raise StoreError(f"{differing or 'The source was changed meanwhile'}; {_ANEW}")
        with _telling_to_go_on():
            await database.write(_finish, target, mark, last_ids=await snapshot.last_ids())
    return counts


async def _origin(source: Dialect) -> MoveMark:
    async with open_snapshot(source) as snapshot:
        return await snapshot.read(checks.check_source)


@contextmanager
def _telling_to_go_on() -> Generator[None]:
    try:
        yield
    except StoreError as error:
        how = "Then run the same command again: the move goes on where it stopped."
        raise type(error)(f"{error} {how}") from error


@contextmanager
def _naming(table: Table) -> Generator[None]:
    """Tell in which table there is a row that the target cannot hold."""
    try:
        yield
    except DBAPIError as error:
        cause = str(error.orig).partition("\n")[0]
        raise StoreError(
            f"A row of the table {table.name} cannot be stored in the target ({cause}); correct it "
            "in the source."
        ) from error


async def _clear(target: Database, mark: MoveMark, *, origin: MoveMark) -> MoveMark:
    for table in reversed(rows.MOVED):
        while await target.write(rows.delete_some, table):
            pass
    await target.write(replace_mark, mark, by=origin)
    return origin


async def _copy(
    source: Snapshot, target: Database, mark: MoveMark, progress: _Progress
) -> MoveMark:
    """Copy what is not copied yet, and return the last mark."""
    begun = mark.table or rows.MOVED[0].name
    for table in dropwhile(lambda table: table.name != begun, rows.MOVED):
        after = mark.after if mark.table == table.name else ()
        async with aclosing(source.batches(table, after=after)) as batches:
            async for batch in batches:
                copied = replace(mark, table=table.name, after=rows.key_of(table, batch[-1]))
                with _naming(table):
                    await target.write(_write, table, batch, mark=mark, by=copied)
                mark = copied
                progress.advance(len(batch))
    return mark


async def _write(
    connection: AsyncConnection,
    table: Table,
    batch: list[rows.TableRow],
    *,
    mark: MoveMark,
    by: MoveMark,
) -> None:
    await replace_mark(connection, mark, by=by)
    await rows.write(connection, table, batch)


async def _differing(source: Snapshot, target: Dialect, progress: _Progress) -> str:
    """Return which row is not the same in both, "" if all are."""
    async with open_snapshot(target) as copy:
        for table in rows.MOVED:
            async with (
                aclosing(source.batches(table)) as ours,
                aclosing(copy.batches(table)) as theirs,
            ):
                key = await rows.differing_key(table, ours, theirs, advance=progress.advance)
            if key is not None:
                return f"The row {key} of the table {table.name} is not the same in both"
    return ""


async def _finish(
    connection: AsyncConnection,
    dialect: Dialect,
    mark: MoveMark,
    *,
    last_ids: Mapping[Column[int], int],
) -> None:
    for key, last in last_ids.items():
        if last:
            await dialect.set_last_id(connection, key, last)
    await remove_mark(connection, mark)
