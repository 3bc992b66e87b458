"""Write a whole index file at once, from batches that other processes have made of episodes.

The full-text table takes as long as all others together, so another process writes it, to a file of
its own, from which the finished tables are copied. Nothing is journaled: a file that is not
finished is thrown away.
"""

import marshal
import os
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from struct import Struct
from typing import Any

from bot.models import Episode
from bot.search.storage.episode_rows import INSERTS, ROW_GAP, EpisodeRows, range_row
from bot.search.storage.files import create, refused
from bot.search.storage.schema import PUBLIC_PARTITION

_TABLES = ("episodes", "quotes", "contents", "retired", "topics", "chapters", "highlights")
_HASH_SIZE = 64 * 1024 * 1024
"""What FTS5 keeps in memory until it writes, in bytes: with more, it has less to merge."""

_UNJOURNALED = (
    "PRAGMA journal_mode=OFF",
    "PRAGMA synchronous=OFF",
    "PRAGMA cache_size=-64000",
)
_MARSHAL_VERSION = 2
"""Without references, which take longer to look up than most strings to write."""

_QUOTES_INDEX = "CREATE INDEX quotes_by_quote ON quotes (quote)"
_BLOCK = Struct("II")


@dataclass(frozen=True, slots=True)
class PlannedEpisode:
    """An episode with its partition and the id of its first row in a file that is to be written.

    It has at most `quotes` rows. Of one that is withheld, they are only kept for it.
    """

    episode: Episode
    partition: int
    first: int
    quotes: int
    is_withheld: bool


@dataclass(frozen=True, slots=True)
class BatchFiles:
    """The files with the rows of some episodes: of the full-text table, and of all others."""

    postings: Path
    rows: Path


def plan(
    episodes: Iterable[tuple[Episode, int]], *, withheld: Collection[str] = ()
) -> list[PlannedEpisode]:
    """Give partitions and rows to episodes, each with the number of its quotes, in order.

    Episodes with the ids `withheld` are not written.
    """
    partitions: dict[int | None, int] = {None: PUBLIC_PARTITION}
    planned: list[PlannedEpisode] = []
    first = 1
    for episode, quotes in episodes:
        server = None if episode.id in withheld else episode.show.server
        partition = partitions.setdefault(server, len(partitions))
        planned.append(
            PlannedEpisode(episode, partition, first, quotes, is_withheld=episode.id in withheld)
        )
        first += quotes - 1 + ROW_GAP
    return planned


def write_batch(folder: Path, number: int, some: Sequence[EpisodeRows]) -> BatchFiles:
    """Write the rows of some episodes to files of a folder; raise SearchError if that fails."""
    batch = BatchFiles(folder / f"{number}.postings", folder / f"{number}.rows")
    counts: defaultdict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    for rows in some:
        counts[rows.episode_range.partition, rows.episode_range.language].update(rows.counts)
    tables: dict[str, list[Any]] = {
        "episodes": [range_row(rows.episode_range) for rows in some],
        # The format knows tuples, but no named ones.
        "quotes": [tuple(row) for rows in some for row in rows.quotes],
        "contents": [rows.contents for rows in some],
        "retired": [row for rows in some for row in rows.retired],
        "topics": [row for rows in some for row in rows.topics],
        "chapters": [row for rows in some for row in rows.chapters],
        "highlights": [row for rows in some for row in rows.highlights],
        "lists": [row for rows in some for row in rows.lists],
        "words": [(key, dict(words)) for key, words in counts.items()],
    }
    with refused(folder):
        _dump(batch.postings, [row for rows in some for row in rows.postings])
        _dump(batch.rows, tables)
    return batch


class RowsFile:
    """An index file that is being written: all tables but the full-text one.

    Its methods raise SearchError if it cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._db = _open(path)
        # It is made at the end, by sorting all ids.
        self._db.execute("DROP INDEX quotes_by_quote")
        self._blocks: defaultdict[str, bytearray] = defaultdict(bytearray)
        self._counts: defaultdict[tuple[int, str], Counter[str]] = defaultdict(Counter)

    def add(self, batch: Path) -> None:
        """Add the rows of a batch, and delete its file."""
        with refused(self._path.parent):
            tables = _load(batch)
            for table in _TABLES:
                self._db.executemany(INSERTS[table], tables[table])
        # Kept until all are known, to be written in the order of their primary keys.
        for token, first, rows in tables["lists"]:
            self._blocks[token] += _BLOCK.pack(first, len(rows)) + rows
        for key, words in tables["words"]:
            self._counts[key].update(words)

    def add_collected(self, planned: Sequence[PlannedEpisode]) -> None:
        """Add the rows that were collected from all batches, which are of these episodes."""
        servers = dict.fromkeys(
            (one.partition, one.episode.show.server) for one in planned if not one.is_withheld
        )
        reserved = [
            (one.episode.id, one.first, one.first + one.quotes - 1)
            for one in planned
            if one.is_withheld
        ]
        private = [(partition, server) for partition, server in servers if server is not None]
        last = planned[-1]
        free = last.first + last.quotes - 1 + ROW_GAP
        with refused(self._path.parent):
            self._db.execute(_QUOTES_INDEX)
            self._db.executemany("INSERT INTO rooms VALUES (?, ?)", private)
            self._db.executemany(INSERTS["reserved"], reserved)
            self._db.executemany(INSERTS["lists"], self._lists())
            self._db.executemany("INSERT INTO words VALUES (?, ?, ?, ?)", self._words())
            self._db.execute("UPDATE meta SET value = ? WHERE name = 'row'", (str(free),))

    def finish(self, postings: Path) -> None:
        """Copy the full-text table from another file; return when everything is on the disk."""
        with refused(self._path.parent):
            self._db.execute("COMMIT")
            _copy_postings(self._db, postings)
            self._db.close()
            with self._path.open("rb") as file:
                os.fsync(file.fileno())

    def _lists(self) -> Iterator[tuple[str, int, bytes]]:
        for token in sorted(self._blocks):
            blocks = bytes(self._blocks.pop(token))
            at = 0
            while at < len(blocks):
                first, size = _BLOCK.unpack_from(blocks, at)
                at += _BLOCK.size + size
                yield token, first, blocks[at - size : at]

    def _words(self) -> Iterator[tuple[int, str, str, int]]:
        for (partition, language), words in sorted(self._counts.items()):
            for word in sorted(words):
                yield partition, language, word, words[word]


class PostingsFile:
    """A file with the full-text table alone, which is being written.

    Its methods raise SearchError if it cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._folder = path.parent
        self._db = _open(path)
        self._db.execute(
            "INSERT INTO postings (postings, rank) VALUES ('hashsize', ?)", (_HASH_SIZE,)
        )

    def add(self, batch: Path) -> None:
        """Add the rows of a batch, and delete its file."""
        with refused(self._folder):
            self._db.executemany(INSERTS["postings"], _load(batch))

    def finish(self) -> None:
        """Merge the posting lists, and close the file."""
        with refused(self._folder):
            self._db.execute("INSERT INTO postings (postings) VALUES ('optimize')")
            self._db.execute("COMMIT")
            self._db.close()


def _open(path: Path) -> sqlite3.Connection:
    """Create a file, and begin its only transaction."""
    with refused(path.parent):
        create(path)
        db = sqlite3.connect(path, isolation_level=None)
        for statement in _UNJOURNALED:
            db.execute(statement)
        db.execute("BEGIN")
        return db


def _copy_postings(db: sqlite3.Connection, path: Path) -> None:
    """Take over the full-text table of another file, which are the tables that FTS5 keeps it in.

    https://sqlite.org/fts5.html#appendix_b
    """
    db.execute("ATTACH ? AS built", (str(path),))
    db.execute("BEGIN")
    for statement in (
        "DELETE FROM postings_data",
        "INSERT INTO postings_data SELECT * FROM built.postings_data",
        "INSERT INTO postings_idx SELECT * FROM built.postings_idx",
    ):
        db.execute(statement)
    db.execute("COMMIT")


def _dump(path: Path, value: Any) -> None:
    with path.open("wb") as file:
        file.write(marshal.dumps(value, _MARSHAL_VERSION))


def _load(path: Path) -> Any:
    value = marshal.loads(path.read_bytes())  # noqa: S302 - it was written by `_dump`
    path.unlink()
    return value
