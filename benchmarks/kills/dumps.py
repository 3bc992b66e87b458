"""All rows of a database, to be compared."""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

Rows = Mapping[str, Sequence[tuple[object, ...]]]
"""The rows of tables, by the names of the tables."""

_TABLES = """SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
    AND sql NOT LIKE 'CREATE VIRTUAL%'"""


def dump(path: Path) -> Rows:
    """Return the rows of each table, in any order made one; the file must be whole."""
    with closing(sqlite3.connect(path)) as db:
        names = [name for (name,) in db.execute(_TABLES)]
        tables: dict[str, Sequence[tuple[object, ...]]] = {
            # The names come from the database itself.
            name: sorted(db.execute(f"SELECT * FROM {name}"), key=repr)  # noqa: S608
            for name in names
        }
        tables["integrity"] = db.execute("PRAGMA integrity_check").fetchall()
        tables["references"] = db.execute("PRAGMA foreign_key_check").fetchall()
    return tables
