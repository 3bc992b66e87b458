"""Make a library of a backup, in the place of the one that is there, which is kept.

The new library is made complete beside the old one: copied, migrated, and given an identity of its
own, so that no index of another state answers for it. Then it takes the old one's name in one step,
or its rows in one transaction. Whatever ends the process, there is the old library or the new one.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StoreError
from bot.store import claims, session_starts, tables, updates
from bot.store.backups import library_files
from bot.store.backups.backup import back_up, copy_file, writable, written_beside
from bot.store.backups.backup_file import (
    count_rows,
    inspect_backup,
    missing_columns,
    readable,
    to_library,
)
from bot.store.dialects import dialect_of
from bot.store.dialects.address import file_of
from bot.store.engine import open_database
from bot.store.moves import rows
from bot.store.moves.checks import refuse_living
from bot.store.moves.move import LIVING_SECONDS, replace_rows
from bot.store.moves.snapshot import open_snapshot
from bot.store.posts import RESTORED

_OF_MIGRATIONS = (SQLAlchemyError, ArithmeticError, LookupError, TypeError, ValueError)
"""What migrations raise for tables, or values in them, that no release has written."""


@dataclass(frozen=True, slots=True)
class Restored:
    """The numbers of rows that a library has now, and the file that has what was there before."""

    counts: Mapping[str, int]
    kept: Path | None


async def restore_backup(
    backup: Path,
    url: str,
    *,
    folder: Path,
    at: datetime,
    release: str,
    living_seconds: float = LIVING_SECONDS,
) -> Restored:
    """Put the library of a backup in the place of the one at an address.

    What was there is kept in a file beside it, or in `folder` if it was on a server. The caller
    sees to it that no bot runs. Raises StoreError, and changes nothing, if the backup or the place
    cannot be used.
    """
    path = file_of(url)
    if path is None:
        return await _into_server(
            backup, url, folder=folder, at=at, release=release, living_seconds=living_seconds
        )
    dialect = dialect_of(url, patience=1)
    dialect.prepare()
    path = path.resolve()  # a link leads to the disk that the library is on
    with suppress(StoreError):  # a damaged library is kept as it is
        await asyncio.to_thread(dialect.recover)
    await asyncio.to_thread(library_files.refuse_itself, path, backup)
    await asyncio.to_thread(library_files.forget_other_names, path)
    async with _library_of(backup, beside=path, at=at) as fresh:
        await asyncio.to_thread(_carry_over, path, fresh)
        kept = await asyncio.to_thread(library_files.take_place, fresh, path, at)
        counts = await asyncio.to_thread(_counts, path)
    return Restored(counts, kept)


@asynccontextmanager
async def _library_of(backup: Path, *, beside: Path, at: datetime) -> AsyncGenerator[Path]:
    """Lend a library of this release that has what a backup has, in a file of its own."""
    summary = await asyncio.to_thread(inspect_backup, backup)
    with written_beside(beside) as fresh:
        with readable(backup), writable(beside):
            await asyncio.to_thread(_copy, backup, fresh)
        dialect = dialect_of(f"sqlite+aiosqlite:///{fresh}", patience=5)
        try:
            async with open_database(dialect) as database:  # migrates it
                await database.write(_renew, at)
        except StoreError as error:
            raise type(error)(str(error).replace(str(fresh), str(beside))) from error
        except _OF_MIGRATIONS as error:
            raise StoreError(
                f"{backup} cannot be brought up to date: it is not a library of release "
                f"{summary.revision} ({type(error).__name__}); name another backup."
            ) from error
        await asyncio.to_thread(library_files.fold_log, fresh)
        if missing := await asyncio.to_thread(_missing, fresh):
            raise StoreError(
                f"{backup} is not a library of Pullquote: it lacks {missing[0]}; name another "
                "backup."
            )
        now = await asyncio.to_thread(_counts, fresh)
        lost = [name for name, rows in summary.counts.items() if rows and not now.get(name)]
        if lost:
            raise StoreError(f"{backup} cannot be restored: it lost its rows of {lost[0]}.")
        yield fresh


def _copy(backup: Path, fresh: Path) -> None:
    copy_file(backup, fresh)
    with closing(sqlite3.connect(fresh, isolation_level=None)) as connection:
        to_library(connection)


async def _renew(connection: AsyncConnection, at: datetime) -> None:
    """Give a library another identity and no leases, and note when it was restored.

    What members were told after the backup is looked for before it is told again.
    """
    await connection.execute(delete(tables.lease))
    await connection.execute(delete(tables.note).where(tables.note.c.name == updates.IDENTITY))
    await updates.identity(connection)
    await updates.set_note(connection, RESTORED, at.isoformat())
    match = tables.alert_match.c
    unasked = (claims.is_open(tables.alert_match), match.asked.is_(None), match.due <= at)
    await connection.execute(update(tables.alert_match).where(*unasked).values(asked=match.due))


def _counts(path: Path) -> Mapping[str, int]:
    with closing(sqlite3.connect(path)) as connection:
        return count_rows(connection)


def _missing(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return missing_columns(connection)


def _carry_over(old: Path, fresh: Path) -> None:
    """Take from the library that is there what must not go back, as far as it can be read.

    No id is given twice, because buttons in old messages name them; and Discord goes on counting
    the sessions of a day.
    """
    if not old.exists():
        return
    # By a URI, so that ATTACH takes one, too: not every SQLite is compiled to do so always.
    opened = sqlite3.connect(fresh.absolute().as_uri(), uri=True, isolation_level=None)
    with closing(opened) as connection:
        connection.execute("PRAGMA busy_timeout = 0")
        with suppress(sqlite3.DatabaseError):  # it is damaged, or of another release
            connection.execute("ATTACH ? AS old", (f"{old.absolute().as_uri()}?mode=ro",))
            for statement in _CARRIED:
                connection.execute(statement, (session_starts.NOTE,) * statement.count("?"))


_CARRIED = (
    "INSERT OR REPLACE INTO note SELECT * FROM old.note WHERE name = ?",
    """INSERT INTO sqlite_sequence SELECT name, 0 FROM old.sqlite_sequence
    WHERE name NOT IN (SELECT name FROM sqlite_sequence)""",
    """UPDATE sqlite_sequence SET seq = max(seq, coalesce(
    (SELECT seq FROM old.sqlite_sequence AS given WHERE given.name = sqlite_sequence.name), 0))""",
)


async def _into_server(
    backup: Path, url: str, *, folder: Path, at: datetime, release: str, living_seconds: float
) -> Restored:
    """Replace all rows of a database by those of a backup, in one transaction."""
    target = dialect_of(url, patience=5)
    await asyncio.to_thread(library_files.delete_unfinished, folder / "library.db")
    kept = library_files.free_name(folder / "library.db", at)
    async with _library_of(backup, beside=folder / "library.db", at=at) as fresh:
        source = dialect_of(f"sqlite+aiosqlite:///{fresh}", patience=5)
        async with open_database(target) as database:
            await refuse_living(target, seconds=living_seconds)
            used = await database.read(_is_used)
            if used:
                await back_up(url, kept, files=lambda _: (), made_at=at, release=release)
            async with open_snapshot(source) as snapshot:
                counts = await replace_rows(snapshot, database, target, kept=(session_starts.NOTE,))
    return Restored(counts, kept if used else None)


async def _is_used(connection: AsyncConnection) -> bool:
    counts = await rows.count(connection)
    own = (tables.library, tables.note)  # every library has rows in them
    return any(counts[table.name] for table in rows.MOVED if table not in own)
