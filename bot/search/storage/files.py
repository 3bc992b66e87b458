"""The folder of the index: the pointer file `current` names the database in use.

A damaged database is never repaired: a new one is created beside it and the pointer moved. Nothing
renames over a database, because another process may have it open.
"""

import secrets
import shutil
import sqlite3
import tempfile
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path

from bot.errors import SearchError
from bot.search.storage.schema import SCHEMA, VERSION

POINTER = "current"
NEW_FILE = "index.db"
"""The name of a file that is being built, in a folder of its own."""

_PATTERN = "index-*.db*"
_BUILDING = "building-*"

_HASH_SIZE = 8 * 1024 * 1024
"""The memory that FTS5 fills before it writes, in bytes."""

_OF_FULL_DISKS = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN}
"""The kinds of errors by which SQLite tells that it cannot make a file."""

_FREE = 64 * 1024
"""Bytes without which SQLite cannot open a database."""

_MAX_CHECKED_SIZE = 64 * 1024 * 1024
"""The size in bytes above which a database is opened without `quick_check`, which reads it all."""


def usable_file(folder: Path) -> Path:
    """Return the current database if it is usable, otherwise a new empty one.

    Raise SearchError if none can be created.
    """
    with refused(folder):
        folder.mkdir(parents=True, exist_ok=True)
        path = current_file(folder)
        if path is None or not _is_usable(path):
            path = folder / _new_name()
            create(path)
            set_current(folder, path)
    return path


@contextmanager
def refused(folder: Path) -> Generator[None]:
    """Raise SearchError where no file can be made."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise SearchError(
            f"No index can be made in {folder} ({error}); make room on the disk, and give this "
            "user the right to write that folder."
        ) from error


def is_full(error: Exception, folder: Path) -> bool:
    """Return whether an error of SQLite means that a disk is full, in whatever words."""
    kind = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if kind not in _OF_FULL_DISKS:
        return kind == sqlite3.SQLITE_FULL
    try:
        return shutil.disk_usage(folder).free < _FREE
    except OSError:
        return False


def set_current(folder: Path, path: Path) -> None:
    """Move the pointer to a database, atomically."""
    temporary = folder / f"{POINTER}.{secrets.token_hex(4)}"
    temporary.write_text(path.name, encoding="utf-8")
    temporary.replace(folder / POINTER)


@contextmanager
def building_folder(folder: Path) -> Generator[Path]:
    """Lend a new folder for a file that is being built."""
    with refused(folder):
        lent = tempfile.TemporaryDirectory(
            prefix=_BUILDING.removesuffix("*"), dir=folder, ignore_cleanup_errors=True
        )
    with lent as name:
        yield Path(name)


def put_in_place(folder: Path, built: Path) -> Path:
    """Move a complete file to the folder of the index, and the pointer to it."""
    path = folder / _new_name()
    with refused(folder):
        built.replace(path)
        set_current(folder, path)
    return path


def discard_current(folder: Path) -> None:
    """Have the next process that opens the folder create a new database."""
    (folder / POINTER).unlink(missing_ok=True)


def delete_unused(folder: Path) -> None:
    """Delete all but the current database; delete no database if there is no current one.

    What was being built is deleted too: nothing else builds in this folder.
    """
    for building in folder.glob(_BUILDING):
        shutil.rmtree(building, ignore_errors=True)
    kept = current_file(folder)
    if kept is None:
        return
    for path in folder.glob(_PATTERN):
        if not path.name.startswith(kept.name):
            # Another process may have deleted it since the folder was listed.
            path.unlink(missing_ok=True)


def _new_name() -> str:
    return f"index-{secrets.token_hex(6)}.db"


def current_file(folder: Path) -> Path | None:
    """Return the database that the pointer names; None if it names none in this folder."""
    try:
        name = (folder / POINTER).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None
    path = folder / name
    return path if path.parent == folder and path.match(_PATTERN) and path.is_file() else None


def _is_usable(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(path)) as connection:
            version = connection.execute("SELECT value FROM meta WHERE name = 'version'").fetchone()
            if version != (VERSION,):
                return False
            if path.stat().st_size > _MAX_CHECKED_SIZE:
                return True
            return connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
    except sqlite3.DatabaseError:
        return False


def create(path: Path) -> None:
    """Create an empty database."""
    with closing(sqlite3.connect(path)) as connection:
        # Nothing is lost with it: one that a loss of power damages is found so, and made anew.
        connection.execute("PRAGMA synchronous=OFF")
        connection.executescript("BEGIN;" + SCHEMA)
        connection.executemany(
            "INSERT INTO meta VALUES (?, ?)",
            [
                ("version", VERSION),
                ("library", ""),
                ("holds", "0"),
                ("change", "0"),
                ("row", "1"),
                ("model", ""),
                ("vectors", "0"),
            ],
        )
        connection.execute("INSERT INTO rooms VALUES (0, NULL)")
        connection.execute(
            "INSERT INTO postings (postings, rank) VALUES ('hashsize', ?)", (_HASH_SIZE,)
        )
        connection.commit()
        connection.execute("PRAGMA journal_mode=WAL")
