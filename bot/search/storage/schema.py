"""The tables of the index, and the version that decides whether a file can still be used.

A token is a stem with its room before it (`0x` public, `17x` the room of one server), so a
search reads only posting lists of rooms it may see, and costs what those cost. `lists` holds
for each token and episode the row numbers, as unsigned 32-bit integers: read as one block,
where the full-text table would hand them out one by one. Numbers are never used again: there are
enough to build a million quotes 4,000 times. That table holds pairs of neighbouring
stems as tokens too (`0xof·the`): phrases of stop words need no long lists.
"""

import hashlib
from functools import lru_cache

from bot.text.tokens import words

VERSION = "6"
"""Raise it with every change of tables, folding, stemming or tokens: old files are built anew."""

PUBLIC_PARTITION = 0

PAIR_SEPARATOR = "·"
"""Joins two stems that stand side by side."""

SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE rooms (id INTEGER PRIMARY KEY, server INTEGER UNIQUE);
CREATE TABLE episodes (
    id TEXT PRIMARY KEY, room INTEGER NOT NULL REFERENCES rooms, key TEXT NOT NULL,
    title TEXT NOT NULL, published TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
    speakers TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX episodes_by_room ON episodes (room);
CREATE TABLE quotes (
    id INTEGER PRIMARY KEY, quote TEXT NOT NULL, episode TEXT NOT NULL, start INTEGER NOT NULL,
    "end" INTEGER NOT NULL, text TEXT NOT NULL, gap TEXT, display TEXT NOT NULL, corrected TEXT,
    turn INTEGER NOT NULL, speaker TEXT, start_ms INTEGER, whole INTEGER NOT NULL,
    folded TEXT NOT NULL, stemmed TEXT NOT NULL
);
CREATE VIRTUAL TABLE postings USING fts5 (
    told, content='', columnsize=0, detail=none, tokenize='ascii'
);
CREATE TABLE lists (
    token TEXT NOT NULL, first INTEGER NOT NULL, rows BLOB NOT NULL, PRIMARY KEY (token, first)
) WITHOUT ROWID;
CREATE TABLE words (
    room INTEGER NOT NULL, word TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (room, word)
) WITHOUT ROWID;
CREATE TABLE topics (
    room INTEGER NOT NULL, episode TEXT NOT NULL, place INTEGER NOT NULL, name TEXT NOT NULL,
    folded TEXT NOT NULL, weight REAL NOT NULL, PRIMARY KEY (room, episode, place)
) WITHOUT ROWID;
CREATE TABLE highlights (
    room INTEGER NOT NULL, episode TEXT NOT NULL, place INTEGER NOT NULL, display TEXT NOT NULL,
    text TEXT NOT NULL, score REAL NOT NULL, PRIMARY KEY (room, episode, place)
) WITHOUT ROWID;
"""


def token(partition: int, stemmed: str) -> str:
    """Return the token under which a room's quotes hold a stem."""
    return f"{partition}x{stemmed}"


def lengths_token(partition: int) -> str:
    """Return the token of which the list holds how many words each quote has, not row numbers."""
    return f"{partition}n"


def pair_token(partition: int, left: str, right: str) -> str:
    """Return the token under which a room's quotes hold two stems side by side."""
    return token(partition, PAIR_SEPARATOR.join((left, right)))


@lru_cache(maxsize=1_000)
def speaker_token(partition: int, speaker: str) -> str:
    """Return the token of a room's speaker, the same for every way to write the name's case."""
    folded = " ".join(words(speaker)) or speaker
    return f"{partition}v{hashlib.sha256(folded.encode()).hexdigest()[:16]}"
