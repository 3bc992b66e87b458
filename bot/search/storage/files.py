"""The folder of the index: `current` names the database file in use.

A file that cannot be used is never repaired: a new one is built beside it and the pointer moved.
Nothing renames over a database, as another process may have it open.
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
_CHECKED_BELOW = 64 * 1024 * 1024


def usable_file(folder: Path) -> Path:
    """Return the database to open: the current one where it is sound, else a new empty one.

    SearchError where none can be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = _pointed(folder)
        if path is None or not _is_sound(path):
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
    """Make a database the current one, at once or not at all."""
    fresh = folder / f"{POINTER}.{secrets.token_hex(4)}"
    fresh.write_text(path.name, encoding="utf-8")
    fresh.replace(folder / POINTER)


def delete_unused(folder: Path) -> None:
    """Delete databases that the pointer no longer names."""
    kept = _pointed(folder)
    if kept is None:
        return
    for path in folder.glob(_PATTERN):
        if not path.name.startswith(kept.name):
            # Another process may have deleted it just now.
            path.unlink(missing_ok=True)


def _pointed(folder: Path) -> Path | None:
    try:
        name = (folder / POINTER).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None
    path = folder / name
    return path if path.parent == folder and path.match(_PATTERN) and path.is_file() else None


def _is_sound(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(path)) as connection:
            found = connection.execute("SELECT value FROM meta WHERE name = 'version'").fetchone()
            return found == (VERSION,) and _passes_check(connection, path)
    except sqlite3.DatabaseError:
        return False


def _passes_check(connection: sqlite3.Connection, path: Path) -> bool:
    if path.stat().st_size > _CHECKED_BELOW:
        return True  # reading all of it would cost the start more than it is worth
    return connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)


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
            ],
        )
        connection.execute("INSERT INTO rooms VALUES (0, NULL)")
        connection.execute(
            "INSERT INTO postings (postings, rank) VALUES ('hashsize', ?)", (_HASH_SIZE,)
        )
        connection.commit()
