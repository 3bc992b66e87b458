"""The write-ahead log that a killed process leaves beside a SQLite file.

SQLite applies it at the next start. Where somebody has put another file, such as a backup, in the
place of the one that it belongs to, that makes one database of two, and SQLite does not notice:
https://www.sqlite.org/howtocorrupt.html#_unlinking_or_renaming_a_database_file_while_in_use
"""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.errors import StoreError
from bot.store.dialects.address import file_of

_MOST = 256 * 1024 * 1024
"""The size in bytes above which a file is not checked: that would take seconds."""


async def check_left_log(url: str) -> None:
    """Check the file at an address with the log that was left beside it, if there is one.

    Raises StoreError, and leaves both as they are, if they do not belong together.
    """
    file = file_of(url)
    if file is not None:
        file = file.resolve()  # SQLite keeps the log beside the file that a link leads to
        await asyncio.to_thread(_check, file, file.with_name(f"{file.name}-wal"))


def _check(file: Path, log: Path) -> None:
    if not (_size(log) and 0 < _size(file) <= _MOST):
        return
    try:
        # Nothing is written to the file by a connection that only reads.
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as db:
            problem = db.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CORRUPT:
            return  # whoever opens it says what is wrong
        problem = str(error)
    if problem != "ok":
        raise StoreError(
            f"The database {file} is damaged, or its log {log.name} is that of another file "
            f"({problem}); restore a backup with `pullquote restore FILE`."
        )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
