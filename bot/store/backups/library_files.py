"""The files of a library in SQLite: one takes the name of another, which stays under a second."""

from __future__ import annotations

import glob
import os
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from bot.errors import StoreError
from bot.store.backups.backup import synchronise, writable

_IN_USE = (
    "Another program has the library {path} open; stop the bot and all other commands, and run "
    "this again."
)
_KEPT = "{stem}-before-restore-{at}"


def refuse_itself(path: Path, backup: Path) -> None:
    """Raise StoreError if a backup is the library that is to make way for it."""
    if path.exists() and backup.exists() and path.samefile(backup):
        raise StoreError(f"{backup} is the library itself; name a backup of it.")


def free_name(path: Path, at: datetime) -> Path:
    """Return the path under which a library is kept when another takes its place."""
    name = _KEPT.format(stem=path.stem, at=f"{at:%Y-%m-%d-%H%M%S}")
    names = (name, *(f"{name}-{number}" for number in range(2, 1000)))
    return next(one for name in names if not (one := path.with_name(f"{name}.db")).exists())


def take_place(fresh: Path, path: Path, at: datetime) -> Path | None:
    """Give a new library the name of the old one, in one step; return the old one's new name.

    Raises StoreError, and changes nothing, if another program has the old one open.
    """
    with writable(path):
        synchronise(fresh)
        kept = _keep(path, free_name(path, at)) if path.exists() else None
        fresh.replace(path)
        synchronise(path.parent)
    return kept


def _keep(path: Path, kept: Path) -> Path:
    """Give a library a second name, with which it stays when the first is another's."""
    log, kept_log = _log_of(path), _log_of(kept)
    if log.exists():
        _add_name(log, kept_log)  # SQLite deletes one that it cannot read
    try:
        is_whole = _try_to_fold(path)
    except StoreError:
        kept_log.unlink(missing_ok=True)
        raise
    if is_whole:
        kept_log.unlink(missing_ok=True)
    _add_name(path, kept)
    # SQLite would read either into the library that has the name next.
    log.unlink(missing_ok=True)
    journal = path.with_name(f"{path.name}-journal")
    if journal.exists():
        journal.replace(kept.with_name(f"{kept.name}-journal"))
    path.with_name(f"{path.name}-shm").unlink(missing_ok=True)
    synchronise(path.parent)
    return kept


def _add_name(path: Path, other: Path) -> None:
    try:
        os.link(path, other)
    except OSError:  # not every disk has second names
        shutil.copyfile(path, other)
        other.chmod(0o600)
        synchronise(other)


def _try_to_fold(path: Path) -> bool:
    """Return whether all of a library is in its file; not so if it is damaged."""
    try:
        fold_log(path)
    except sqlite3.DatabaseError:
        return False
    return True


def fold_log(path: Path) -> None:
    """Take the write-ahead log into the file; raise StoreError if another program has it open."""
    try:
        with closing(sqlite3.connect(path, isolation_level=None, timeout=1)) as connection:
            (mode,) = connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            raise
        raise StoreError(_IN_USE.format(path=path)) from error
    if mode != "delete":
        raise StoreError(_IN_USE.format(path=path))


def forget_other_names(path: Path) -> None:
    """Take from a library the second names that a process has given it which was then killed."""
    names = _KEPT.format(stem=glob.escape(path.stem), at="*")
    for suffix, own in ((".db", path), (".db-wal", _log_of(path))):
        for other in path.parent.glob(f"{names}{suffix}"):
            if own.exists() and other.samefile(own):
                if not suffix.endswith("-wal") and _log_of(other).exists():
                    _log_of(other).replace(_log_of(path))
                other.unlink()


def delete_unfinished(path: Path) -> None:
    """Delete what a process was writing to keep a library, and which was then killed."""
    names = _KEPT.format(stem=glob.escape(path.stem), at="*")
    for left in path.parent.glob(f".{names}.db.*.partial*"):
        left.unlink(missing_ok=True)


def _log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")
