"""The file of a backup, whatever database the library is in.

It is a library in SQLite with two more tables: `backup` says when and by which release it was made,
and how many rows each table had; `backup_file` has files of the data folder, compressed by zlib. A
library without them, as SQLite's own commands copy it, can be restored too.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Generator, Iterable, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath

from bot.errors import StoreError
from bot.store import revisions, tables
from bot.store.moves import mark

_ABOUT, _FILES = "backup", "backup_file"
_OWN = (_ABOUT, _FILES, "alembic_version", tables.lease.name)
"""Tables that are no part of the library. Leases belong to processes."""

_UNREADABLE = {
    sqlite3.SQLITE_BUSY: "is in use by another program; stop that, or name a copy of it",
    sqlite3.SQLITE_LOCKED: "is in use by another program; stop that, or name a copy of it",
    sqlite3.SQLITE_CANTOPEN: "cannot be read; give this user the right to read it and its folder",
    sqlite3.SQLITE_PERM: "cannot be read; give this user the right to read it",
    sqlite3.SQLITE_NOTADB: "is not a backup; name a file that `pullquote backup` wrote",
    sqlite3.SQLITE_IOERR: "cannot be read; check the disk",
}
_DAMAGED = {0, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_TOOBIG}
"""Errors of a file whose pages, tables or texts are not as they were written. Python gives none for
a text that is not in UTF-8."""

_LARGEST_FILE = 100_000_000
"""In bytes: a file of the data folder that is larger is not one that was kept."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of the data folder, by its path in it, with slashes."""

    path: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class BackupSummary:
    """What a file holds: its revision, the numbers of rows of each table, and the files kept in it.

    `made_at` and `release` are None where Pullquote has not written it.
    """

    revision: str
    counts: Mapping[str, int]
    files: tuple[str, ...] = ()
    made_at: datetime | None = None
    release: str | None = None


@contextmanager
def open_reading(path: Path) -> Generator[sqlite3.Connection]:
    """Open a file so that nothing is written to it; raise StoreError if it cannot be read."""
    # A log means that a program may have it open; without one, nothing has to be locked, so that a
    # file of a read-only folder can be read.
    log = path.with_name(f"{path.name}-wal")
    mode = "mode=ro" if log.exists() and log.stat().st_size else "immutable=1"
    with readable(path), closing(_connect(f"{path.absolute().as_uri()}?{mode}")) as connection:
        yield connection


@contextmanager
def readable(path: Path) -> Generator[None]:
    """Translate SQLite's errors on a file to StoreError."""
    try:
        yield
    except sqlite3.Error as error:
        kind = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if kind in _DAMAGED or isinstance(error, sqlite3.DataError):
            raise _damaged(path, " ".join(str(error).split())) from error
        if kind not in _UNREADABLE:
            raise
        raise StoreError(f"{path} {_UNREADABLE[kind]}.") from error


def _connect(uri: str) -> sqlite3.Connection:
    return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=5)


def count_rows(connection: sqlite3.Connection) -> dict[str, int]:
    """Map the names of a library's tables to the numbers of their rows."""
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    named = (name for (name,) in found if not name.startswith("sqlite_"))
    names = sorted(name for name in named if name not in _OWN)
    return {
        name: connection.execute(f"SELECT count(*) FROM {_quoted(name)}").fetchone()[0]  # noqa: S608 - a name of its own
        for name in names
    }


def _quoted(name: str) -> str:
    return '"{}"'.format(name.replace('"', '""'))


def hash_rows(connection: sqlite3.Connection) -> dict[str, str]:
    """Map the names of a library's tables to a hash of all their rows.

    It tells what SQLite's own check does not: a letter that the disk has changed.
    """
    return {name: _hash_table(connection, name) for name in count_rows(connection)}


def _hash_table(connection: sqlite3.Connection, name: str) -> str:
    digest = sha256()
    rows = connection.execute(f"SELECT * FROM {_quoted(name)} ORDER BY rowid")  # noqa: S608 - a name of its own
    for row in rows:
        digest.update(repr(row).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def known_hashes(connection: sqlite3.Connection) -> frozenset[str]:
    """Return the SHA-256 of the files of all episodes."""
    return frozenset(value for (value,) in connection.execute("SELECT sha256 FROM episode"))


def describe_backup(
    connection: sqlite3.Connection,
    counts: Mapping[str, int],
    *,
    files: Iterable[KeptFile],
    made_at: datetime,
    release: str,
) -> None:
    """Add to a library what makes it a backup."""
    about = {
        "made_at": made_at.isoformat(),
        "release": release,
        "counts": json.dumps(counts),
        "hashes": json.dumps(hash_rows(connection)),
    }
    connection.execute(f"CREATE TABLE {_ABOUT} (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
    connection.executemany(f"INSERT INTO {_ABOUT} VALUES (?, ?)", about.items())  # noqa: S608 - a name of ours
    connection.execute(
        f"CREATE TABLE {_FILES} (path TEXT PRIMARY KEY, sha256 TEXT NOT NULL, data BLOB NOT NULL)"
    )
    connection.executemany(
        f"INSERT INTO {_FILES} VALUES (?, ?, ?)",  # noqa: S608 - likewise
        ((one.path, sha256(one.data).hexdigest(), zlib.compress(one.data)) for one in files),
    )


def to_library(connection: sqlite3.Connection) -> None:
    """Take from a copy of a backup what is no part of a library."""
    for name in (_ABOUT, _FILES):
        connection.execute(f"DROP TABLE IF EXISTS {name}")


def inspect_backup(path: Path) -> BackupSummary:
    """Read every page of a file, and describe it.

    Raises StoreError unless it is an intact library of a release that this one knows.
    """
    if path.is_dir():
        raise StoreError(f"{path} is a folder; name a file in it.")
    if not path.exists():
        raise StoreError(f"There is no file {path}; check the path.")
    with open_reading(path) as connection:
        _check_pages(path, connection)
        _check_schema(path, connection)
        revision = _revision(path, connection)
        about = _about(path, connection)
        counts = count_rows(connection)
        if about and _is_changed(connection, about, counts):
            raise _damaged(path, "its rows are not those that were written")
        kept = tuple(one.path for one in _kept_files(path, connection))
    return BackupSummary(revision, counts, kept, _made_at(about), about.get("release"))


def _made_at(about: Mapping[str, str]) -> datetime | None:
    try:
        return datetime.fromisoformat(about["made_at"])
    except (KeyError, ValueError):
        return None


def read_kept_files(path: Path) -> tuple[KeptFile, ...]:
    """Read the files of the data folder that a backup has; raise StoreError if one is damaged."""
    with open_reading(path) as connection:
        return tuple(_kept_files(path, connection))


def _check_pages(path: Path, connection: sqlite3.Connection) -> None:
    (problem,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if problem != "ok":
        raise _damaged(path, problem)


def _check_schema(path: Path, connection: sqlite3.Connection) -> None:
    """Raise StoreError for a library that would do more than hold rows: ours have no triggers."""
    found = connection.execute("SELECT name FROM sqlite_master WHERE type IN ('trigger', 'view')")
    if row := found.fetchone():
        raise _damaged(path, f"it has a trigger or view {row[0]!r}, which no library has")


def missing_columns(connection: sqlite3.Connection) -> list[str]:
    """Name the tables and columns of this release that a library lacks."""
    return [
        f"{table.name}.{column.name}"
        for table in tables.metadata.sorted_tables
        for known in [_columns(connection, table.name)]
        for column in table.columns
        if column.name not in known
    ]


def _columns(connection: sqlite3.Connection, table: str) -> set[str]:
    return {row[1] for row in connection.execute(f"PRAGMA table_info({_quoted(table)})")}


def _is_changed(
    connection: sqlite3.Connection, about: Mapping[str, str], counts: Mapping[str, int]
) -> bool:
    try:
        return (json.loads(about["counts"]), json.loads(about["hashes"])) != (
            counts,
            hash_rows(connection),
        )
    except (KeyError, ValueError, RecursionError):
        return True


def _revision(path: Path, connection: sqlite3.Connection) -> str:
    """Return the revision of a library; raise StoreError if there is none that can be used."""
    if not _has(connection, "alembic_version") or not _has(connection, "episode"):
        raise StoreError(f"{path} is not a backup; name a file that `pullquote backup` wrote.")
    (revision,) = connection.execute("SELECT max(version_num) FROM alembic_version").fetchone()
    if revision is None:
        raise _damaged(path, "it does not say of which release it is")
    if revision not in revisions.REVISIONS:
        raise StoreError(
            f"{path} is newer ({revision}) than this release of Pullquote "
            f"({revisions.REVISIONS[-1]}); update Pullquote first, or name another backup."
        )
    if connection.execute("SELECT 1 FROM note WHERE name = ?", (mark.NAME,)).fetchone():
        raise StoreError(
            f"A move into {path} is unfinished; finish it with the same `pullquote migrate`."
        )
    return revision


def _about(path: Path, connection: sqlite3.Connection) -> dict[str, str]:
    if not _has(connection, _ABOUT):
        return {}
    about = dict(connection.execute(f"SELECT name, value FROM {_ABOUT}"))  # noqa: S608 - a name of ours
    if not all(isinstance(value, str) for value in about.values()):
        raise _damaged(path, "what it says of itself is no text")
    return about


def _kept_files(path: Path, connection: sqlite3.Connection) -> Iterable[KeptFile]:
    if not _has(connection, _FILES):
        return
    query = f"SELECT path, sha256, data FROM {_FILES} ORDER BY path"  # noqa: S608 - a name of ours
    for name, digest, data in connection.execute(query):
        try:
            unpacked = _unpacked(data)
        except (zlib.error, TypeError) as error:
            raise _damaged(path, f"the file {name!r} in it cannot be unpacked") from error
        if sha256(unpacked).hexdigest() != digest or not _is_inside(name):
            raise _damaged(path, f"the file {name!r} in it is not the one that was kept")
        yield KeptFile(name, unpacked)


def _unpacked(data: bytes) -> bytes:
    """Decompress a file that was kept; raise zlib.error if it is larger than any can be."""
    stream = zlib.decompressobj()
    unpacked = stream.decompress(data, _LARGEST_FILE)
    if not stream.eof:
        message = "it is cut off, or too large"
        raise zlib.error(message)
    return unpacked


def _is_inside(name: object) -> bool:
    """Return whether a path, with slashes, stays in one of the folders that are kept."""
    if not isinstance(name, str):
        return False
    parts = PurePosixPath(name).parts
    clean = ".." not in parts and "\0" not in name
    return clean and len(parts) > 1 and parts[0] in {"guides", "transcripts"}


def _has(connection: sqlite3.Connection, table: str) -> bool:
    query = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
    return connection.execute(query, (table,)).fetchone() is not None


def _damaged(path: Path, problem: str) -> StoreError:
    return StoreError(f"{path} is damaged ({problem}); name another backup.")
