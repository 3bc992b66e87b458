"""The folder of the index: the pointer file `current` names the database in use.

A damaged database is never repaired: a new one is created beside it and the pointer moved. Nothing
renames over a database, because another process may have it open.
"""

import secrets
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.errors import SearchError
from bot.search.storage.schema import SCHEMA, VERSION

POINTER = "current"

_PATTERN = "index-*.db*"

_HASH_SIZE = 8 * 1024 * 1024
"""The memory that FTS5 fills before it writes, in bytes."""

_MAX_CHECKED_SIZE = 64 * 1024 * 1024
"""The size in bytes above which a database is opened without `quick_check`, which reads it all."""


def usable_file(folder: Path) -> Path:
    """Return the current database if it is usable, otherwise a new empty one.

    Raise SearchError if none can be created.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = _current(folder)
        if path is None or not _is_usable(path):
            path = folder / f"index-{secrets.token_hex(6)}.db"
            _create(path)
            set_current(folder, path)
    except (OSError, sqlite3.Error) as error:
        raise SearchError(
            f"No index can be made in {folder} ({error}); make room on the disk, and give this "
            "user the right to write that folder."
        ) from error
    return path


def set_current(folder: Path, path: Path) -> None:
    """Move the pointer to a database, atomically."""
    temporary = folder / f"{POINTER}.{secrets.token_hex(4)}"
    temporary.write_text(path.name, encoding="utf-8")
    temporary.replace(folder / POINTER)


def delete_unused(folder: Path) -> None:
    """Delete every database but the current one; delete none if there is no current one."""
    kept = _current(folder)
    if kept is None:
        return
    for path in folder.glob(_PATTERN):
        if not path.name.startswith(kept.name):
            # Another process may have deleted it since the folder was listed.
            path.unlink(missing_ok=True)


def _current(folder: Path) -> Path | None:
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


def _create(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.executescript(SCHEMA)
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
