"""Look at the file of an index without using it, also while a process has it open."""

import sqlite3
import tempfile
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.errors import SearchError
from bot.models import Content, Episode
from bot.search.storage.episode_rows import episode_rows, range_row, to_episode_range
from bot.search.storage.files import current_file
from bot.search.storage.schema import VERSION

Read = Callable[[Episode], Content | None]
"""Returns the content of an episode; None if it has changed meanwhile."""


@dataclass(frozen=True, slots=True)
class IndexState:
    """The file of an index: of which library it is, up to which version, and whether it is usable.

    One of another format is not used, but built anew.
    """

    path: Path
    library: str
    holds: int
    is_current_format: bool


def find_index(folder: Path) -> IndexState | None:
    """Return the index of the process that runs, or ran, with a folder; None if there is none.

    Raises SearchError if it cannot be read.
    """
    path = current_file(folder / "0")
    if path is None:
        return None
    with _reading(path) as db:
        meta = dict(db.execute("SELECT name, value FROM meta"))
        return IndexState(
            path, meta["library"], int(meta["holds"]), is_current_format=meta["version"] == VERSION
        )


@contextmanager
def copied_index(path: Path) -> Generator[sqlite3.Connection]:
    """Lend a copy of an index at one instant, which may be changed; raise SearchError if it fails.

    What FTS5 checks it does only where it may write.
    """
    with tempfile.TemporaryDirectory(prefix="checked-", dir=path.parent) as folder:
        copy = Path(folder) / "index.db"
        with _reading(path) as db, closing(_connect(copy.as_uri())) as other:
            db.backup(other)
            yield other


def check_pages(db: sqlite3.Connection) -> str:
    """Return what is wrong with the pages of a copied index or its full-text table; "" if nothing.

    https://sqlite.org/fts5.html#the_integrity_check_command
    """
    try:
        (problem,) = db.execute("PRAGMA integrity_check(1)").fetchone()
        db.execute("INSERT INTO postings (postings) VALUES ('integrity-check')")
    except sqlite3.DatabaseError as error:
        return str(error)
    return "" if problem == "ok" else problem


def differing_episodes(
    db: sqlite3.Connection, episodes: Iterable[Episode], read: Read
) -> Iterator[str]:
    """Yield the keys of the episodes whose rows are not those of the store; extra ones, too.

    One with an embargo may be left out: it may have ended since the index was written.
    """
    rows = {row[0]: row for row in db.execute("SELECT * FROM episodes")}
    for episode in episodes:
        row, content = rows.pop(episode.id, None), read(episode)
        if content is None or (row is None and episode.embargo):
            continue
        if row is None or not _is_same(db, row, episode, content):
            yield episode.key
    yield from (row[2] for row in rows.values())


def _is_same(
    db: sqlite3.Connection, row: tuple[str | int, ...], episode: Episode, content: Content
) -> bool:
    known = to_episode_range(row)
    expected = episode_rows(episode, content, partition=known.partition, first=known.first)
    if range_row(expected.episode_range) != row:
        return False
    of_rows = "BETWEEN ? AND ? ORDER BY 1"
    ids = (known.first, known.last)
    stored = db.execute(f"SELECT * FROM quotes WHERE id {of_rows}", ids)  # noqa: S608 - words of ours
    if [tuple(one) for one in expected.quotes] != stored.fetchall():
        return False
    of_episode = (
        ("contents", [expected.contents]),
        ("retired", expected.retired),
        ("topics", expected.topics),
        ("chapters", expected.chapters),
        ("highlights", expected.highlights),
    )
    return all(
        sorted(map(repr, rows))
        == sorted(
            map(repr, db.execute(f"SELECT * FROM {table} WHERE episode = ?", (episode.id,)))  # noqa: S608 - our own names
        )
        for table, rows in of_episode
    )


@contextmanager
def _reading(path: Path) -> Generator[sqlite3.Connection]:
    try:
        with closing(_connect(f"{path.absolute().as_uri()}?mode=ro")) as db:
            yield db
    except (sqlite3.Error, OSError) as error:
        raise SearchError(
            f"The index {path} cannot be read ({error}); stop the bot and run `pullquote reindex`, "
            "which builds it anew."
        ) from error


def _connect(uri: str) -> sqlite3.Connection:
    return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=5)
