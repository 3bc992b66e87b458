"""Back up a library while others use it.

Everything is read in one transaction, so the copy is of one state. It is written to a hidden file
beside the one that is named, read again, and only then put in its place: whatever ends the process,
no file of that name is incomplete.
"""

from __future__ import annotations

import asyncio
import glob
import os
import secrets
import sqlite3
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StoreError
from bot.store import revisions, tables
from bot.store.backups.backup_file import (
    BackupSummary,
    KeptFile,
    count_rows,
    describe_backup,
    inspect_backup,
    known_hashes,
)
from bot.store.dialects import Dialect, dialect_of
from bot.store.dialects.address import file_of
from bot.store.moves.mark import refuse_unfinished
from bot.store.moves.move import MoveStep, Report, copy_state
from bot.store.moves.snapshot import open_snapshot

FilesOf = Callable[[frozenset[str]], Iterable[KeptFile]]
"""Returns the files to keep with a library, given the SHA-256 of those that it has imported."""

_PAGES = 2_000
"""Pages that are copied between two reports: 8 MB."""


async def back_up(
    url: str,
    path: Path,
    *,
    files: FilesOf,
    made_at: datetime,
    release: str,
    replace: bool = False,
    report: Report = lambda _: None,
    patience: float = 5.0,
) -> BackupSummary:
    """Write a backup of the library at an address, and describe what it holds.

    Only its owner can read it. Raises StoreError, and leaves what there was, if the file exists and
    is not to be replaced, if it has episodes and the library has none, if it cannot be written, or
    if the library cannot be read.
    """
    _refuse(path, replace=replace)
    held = await asyncio.to_thread(_episodes_in, path)
    dialect = dialect_of(url, patience=patience)
    await _check_library(dialect)
    with written_beside(path) as partial:
        source = file_of(url)
        if source is None:
            counts = await _copy_rows(dialect, partial, name=path, report=report)
        else:
            with dialect.translated_errors(), writable(path):
                counts = await asyncio.to_thread(copy_file, source, partial, report=report)
        if held and not counts.get(tables.episode.name):
            raise StoreError(
                f"The library has no episode, and {path} holds {held:,}, so it is left as it is: "
                "restore it if the library was lost, else name another file."
            )
        with writable(path):
            await asyncio.to_thread(
                _complete, partial, counts, files=files, made_at=made_at, release=release
            )
        summary = await asyncio.to_thread(_verified, partial, path, counts)
        _refuse(path, replace=replace)
        await asyncio.to_thread(put_in_place, partial, path)
    return summary


def _refuse(path: Path, *, replace: bool) -> None:
    if path.is_dir():
        raise StoreError(
            f"{path} is a folder; name a file in it, such as {path / 'pullquote-backup.db'}."
        )
    if path.exists() and not path.is_file():
        raise StoreError(f"{path} is not a file; name a new file in a folder.")
    if path.exists() and not replace:
        raise StoreError(f"{path} exists; name another file, or add --replace to write over it.")


def _episodes_in(path: Path) -> int:
    """Return how many episodes the backup has that is to be replaced; 0 if it is no backup."""
    if not path.exists():
        return 0
    try:
        return inspect_backup(path).counts.get(tables.episode.name, 0)
    except StoreError:
        return 0


async def _check_library(dialect: Dialect) -> None:
    """Raise StoreError if there is no library, or none that this release knows."""
    await asyncio.to_thread(dialect.recover)
    if dialect.exists():
        async with open_snapshot(dialect) as snapshot:
            if await snapshot.read(_has_library):
                await snapshot.read(refuse_unfinished)
                return
    raise StoreError("There is no library to back up; check the database's address.")


async def _has_library(connection: AsyncConnection) -> bool:
    return await connection.run_sync(revisions.revision_of) is not None


async def _copy_rows(
    source: Dialect, partial: Path, *, name: Path, report: Report
) -> Mapping[str, int]:
    """Copy the library of a server, row by row."""
    target = dialect_of(f"sqlite+aiosqlite:///{partial}", patience=5.0)
    with writable(name):
        await asyncio.to_thread(_create_tables, partial)
    try:
        return await copy_state(source, target, report=report)
    except StoreError as error:
        raise type(error)(str(error).replace(str(partial), str(name))) from error


def _create_tables(path: Path) -> None:
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        revisions.create(connection)
    engine.dispose()


def copy_file(source: Path, target: Path, *, report: Report = lambda _: None) -> dict[str, int]:
    """Copy one state of a SQLite file into an empty one; return the numbers of its tables' rows."""

    def advance(_: int, left: int, total: int) -> None:
        report(MoveStep("copy pages", total - left, total))

    reading = f"{source.absolute().as_uri()}?mode=ro"
    with (
        closing(sqlite3.connect(reading, uri=True, isolation_level=None, timeout=5)) as ours,
        closing(_writing(target)) as theirs,
    ):
        ours.execute("BEGIN")  # all of one state: others may go on writing
        counts = count_rows(ours)
        ours.backup(theirs, pages=_PAGES, progress=advance)
        theirs.execute("PRAGMA journal_mode = DELETE")  # one file, without a write-ahead log
    return counts


def _complete(
    partial: Path,
    counts: Mapping[str, int],
    *,
    files: FilesOf,
    made_at: datetime,
    release: str,
) -> None:
    """Add the files to keep, and leave no rows of processes and nothing that was deleted."""
    with closing(_writing(partial)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        with suppress(sqlite3.OperationalError):  # an older library has none
            connection.execute(f"DELETE FROM {tables.lease.name}")  # noqa: S608 - a name of ours
        kept = (
            files(known_hashes(connection))
            if counts.get(tables.episode.name)
            else files(frozenset())
        )
        describe_backup(connection, counts, files=kept, made_at=made_at, release=release)
        packed = partial.with_name(f"{partial.name}-packed")
        packed.touch(mode=0o600)
        # Not VACUUM alone: it makes its copy in the system's folder for temporary files, which in a
        # container is memory.
        connection.execute("VACUUM INTO ?", (str(packed),))
    packed.replace(partial)


def _writing(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    # Nobody else opens the file before it is complete, and it is synchronised then.
    connection.execute("PRAGMA synchronous = OFF")
    return connection


def _verified(partial: Path, path: Path, counts: Mapping[str, int]) -> BackupSummary:
    try:
        summary = inspect_backup(partial)
    except StoreError as error:
        said = str(error).replace(str(partial), "What was copied")
        raise StoreError(f"{path} was not written. {said}") from error
    if summary.counts != counts:
        raise StoreError(f"{path} was not written, because its rows are not those of the library.")
    return summary


@contextmanager
def written_beside(path: Path) -> Generator[Path]:
    """Lend a new hidden file beside another; delete it and what a killed process left, at the end.

    Only its owner can read it. Raises StoreError if it cannot be made.
    """
    with writable(path):
        for left in path.parent.glob(f".{glob.escape(path.name)}.*.partial*"):
            left.unlink(missing_ok=True)
        partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}.partial")
        os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        yield partial
    finally:
        for part in partial.parent.glob(f"{glob.escape(partial.name)}*"):
            part.unlink(missing_ok=True)


def put_in_place(new: Path, path: Path) -> None:
    """Give a complete file its name, at once, so that it survives a loss of power."""
    with writable(path):
        synchronise(new)
        new.replace(path)
        synchronise(path.parent)


def synchronise(path: Path) -> None:
    """Have a file or a folder reach the disk."""
    if path.is_dir() and os.name == "nt":
        return  # Windows opens no folders
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def writable(path: Path) -> Generator[None]:
    """Translate errors of writing a file to StoreError."""
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"{path} cannot be written ({error.strerror}); make room, or name a file in a folder "
            "that this user may write."
        ) from error
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in _OF_WRITING:
            raise
        raise StoreError(
            f"{path} cannot be written ({error}); make room, or name a file on another disk."
        ) from error


_OF_WRITING = frozenset(
    (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)
)
