"""The tables of the index, and the version of the file format.

The tables call a partition a room. A token is a stem with the id of its partition before it (`0x`
for the public one, `17x` for one of a server), so a search reads only the posting lists of the
partitions that it may see.

`lists` has the ids of an episode's rows for each token, as unsigned 32-bit integers: one read
returns them all, while the full-text table returns them one by one. Row ids are never reused: they
suffice to index a million quotes 4,000 times. The full-text table has pairs of neighbouring stems
as tokens too (`0xof·the`), so that a phrase of stop words needs no long posting lists.

`contents` has what members read of an episode beside its quotes, as JSON: its chapters with their
lines, its highlights, and the positions of its hidden quotes, which have no row. `retired` leads
from retired ids to those of its quotes.

`reserved` has the first and last row that are kept for an episode under embargo, of which nothing
else is written: it takes the place among the others then that it would have without an embargo.

`windows` has a row for each episode whose vectors are kept, by the episode's first row: the first
and last row of each window in turn, as unsigned 32-bit integers, and their sign codes. `vectors`
has the magnitudes of one window's vector, by the window's first row: a search reads some hundreds
of them, from anywhere, and has the signs in memory.
"""

import hashlib
from functools import lru_cache

from bot.text.tokens import words

VERSION = "15"
"""Raise it with every change of tables, folding, stemming or tokens: older files are rebuilt."""

PUBLIC_PARTITION = 0

PAIR_SEPARATOR = "·"
"""Joins two neighbouring stems to one token."""

SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE rooms (id INTEGER PRIMARY KEY, server INTEGER UNIQUE);
CREATE TABLE episodes (
    id TEXT PRIMARY KEY, room INTEGER NOT NULL REFERENCES rooms, key TEXT NOT NULL,
    title TEXT NOT NULL, published TEXT NOT NULL, language TEXT NOT NULL, first INTEGER NOT NULL,
    last INTEGER NOT NULL, names TEXT NOT NULL, previews TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX episodes_by_room ON episodes (room);
CREATE TABLE quotes (
    id INTEGER PRIMARY KEY, quote TEXT NOT NULL, episode TEXT NOT NULL, start INTEGER NOT NULL,
    "end" INTEGER NOT NULL, text TEXT NOT NULL, gap TEXT, display TEXT NOT NULL, corrected TEXT,
    turn INTEGER NOT NULL, speaker TEXT, start_ms INTEGER, whole INTEGER NOT NULL,
    folded TEXT NOT NULL, stemmed TEXT NOT NULL, corrected_stems TEXT, about_ms INTEGER
);
CREATE INDEX quotes_by_quote ON quotes (quote);
CREATE TABLE contents (
    episode TEXT PRIMARY KEY, hidden TEXT NOT NULL, chapters TEXT NOT NULL, highlights TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE retired (
    id TEXT PRIMARY KEY, quote TEXT NOT NULL, episode TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX retired_by_episode ON retired (episode);
CREATE TABLE reserved (
    episode TEXT PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL
) WITHOUT ROWID;
CREATE VIRTUAL TABLE postings USING fts5 (
    told, content='', columnsize=0, detail=none, tokenize='ascii'
);
CREATE TABLE lists (
    token TEXT NOT NULL, first INTEGER NOT NULL, rows BLOB NOT NULL, PRIMARY KEY (token, first)
) WITHOUT ROWID;
CREATE TABLE words (
    room INTEGER NOT NULL, language TEXT NOT NULL, word TEXT NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY (room, language, word)
) WITHOUT ROWID;
CREATE TABLE topics (
    room INTEGER NOT NULL, episode TEXT NOT NULL, place INTEGER NOT NULL, name TEXT NOT NULL,
    folded TEXT NOT NULL, weight REAL NOT NULL, PRIMARY KEY (room, episode, place)
) WITHOUT ROWID;
CREATE TABLE chapters (
    room INTEGER NOT NULL, episode TEXT NOT NULL, place INTEGER NOT NULL, title TEXT NOT NULL,
    first INTEGER NOT NULL, last INTEGER NOT NULL, title_stems TEXT NOT NULL,
    editor_stems TEXT NOT NULL, PRIMARY KEY (room, episode, place)
) WITHOUT ROWID;
CREATE TABLE highlights (
    room INTEGER NOT NULL, episode TEXT NOT NULL, place INTEGER NOT NULL, display TEXT NOT NULL,
    text TEXT NOT NULL, score REAL NOT NULL, PRIMARY KEY (room, episode, place)
) WITHOUT ROWID;
CREATE TABLE windows (first INTEGER PRIMARY KEY, rows BLOB NOT NULL, codes BLOB NOT NULL);
CREATE TABLE vectors (id INTEGER PRIMARY KEY, magnitudes BLOB NOT NULL);
"""


def token(partition: int, stemmed: str) -> str:
    """Return the token of a stem in a partition."""
    return f"{partition}x{stemmed}"


def lengths_token(partition: int) -> str:
    """Return the token whose `lists` rows have the number of words of each quote, not row ids."""
    return f"{partition}n"


def pair_token(partition: int, left: str, right: str) -> str:
    """Return the token of two neighbouring stems in a partition."""
    return token(partition, PAIR_SEPARATOR.join((left, right)))


@lru_cache(maxsize=1_000)
def speaker_token(partition: int, speaker: str) -> str:
    """Return the token of a speaker in a partition, regardless of case and accents in the name."""
    folded = " ".join(words(speaker)) or speaker
    return f"{partition}v{hashlib.sha256(folded.encode()).hexdigest()[:16]}"
