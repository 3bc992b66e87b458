"""The tables, as after the newest migration.

Values that are only read and written as a whole, for example a list of guests, are JSON. Texts that
are a slice of the episode's text are not stored.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    Time,
    TypeDecorator,
    UniqueConstraint,
    false,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.schema import SchemaItem

metadata = MetaData(
    # Batch migrations can only drop a constraint that has a name:
    # https://alembic.sqlalchemy.org/en/latest/naming.html
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    },
)


class Instant(TypeDecorator[datetime]):
    """An aware datetime, stored in UTC because SQLite has no time zones."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return an instant in UTC without its time zone."""
        del dialect
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """Return an instant as an aware datetime in UTC."""
        del dialect
        return None if value is None else value.replace(tzinfo=UTC)


_ESCAPES = str.maketrans({"\1": "\1\1", "\0": "\1\2"})
_UNESCAPES = {"\1\1": "\1", "\1\2": "\0"}


class AnyText(TypeDecorator[str]):
    """A text of any characters; PostgreSQL stores no NUL, which is escaped there."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return a text as it is stored."""
        if value is None or dialect.name == "sqlite" or not ("\0" in value or "\1" in value):
            return value
        return value.translate(_ESCAPES)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> str | None:
        """Return a text as it was before it was stored."""
        if value is None or dialect.name == "sqlite" or "\1" not in value:
            return value
        return re.sub("\1[\1\2]", lambda found: _UNESCAPES[found[0]], value)


class AnyString(AnyText):
    """The same for short texts."""

    impl = String
    cache_ok = True


# SQLite's integers have 64 bits by that name too.
_Wide = BigInteger().with_variant(Integer, "sqlite")


def _part(name: str, *columns: Column[Any]) -> Table:
    """Return a table of an episode's parts of one kind, in order."""
    return Table(
        name,
        metadata,
        Column("episode_id", String, _of_episode(), primary_key=True),
        Column("position", Integer, primary_key=True),
        *columns,
    )


def _of_episode() -> ForeignKey:
    return ForeignKey("episode.id", ondelete="CASCADE")


def _of_quote() -> ForeignKey:
    return ForeignKey("quote.id", ondelete="CASCADE")


def _range() -> tuple[Column[Any], Column[Any]]:
    """Return the columns of a range of the episode's text, in characters."""
    return Column("start", Integer, nullable=False), Column("end", Integer, nullable=False)


def _delivery() -> tuple[SchemaItem, ...]:
    """Return the columns of something that is delivered once: see `bot.store.claims`."""
    return (
        Column("due", Instant, nullable=False),
        Column("status", String, nullable=False),
        Column("message", BigInteger),
        Column("owner", String),
        Column("lease", Instant),
        Column("attempts", Integer, nullable=False),
        Column("first_try", Instant),
        Column("reason", AnyText, nullable=False),
        # Since when it may have been made: its first request, NULL before that and after all looks.
        Column("asked", Instant),
        # The looks for it since, in vain, and the last of them.
        Column("looks", Integer, nullable=False, server_default="0"),
        Column("looked", Instant),
        Index(None, "status", "due"),
    )


def _server_key() -> Column[int]:
    return Column("server", BigInteger, primary_key=True, autoincrement=False)


def _user_key() -> Column[int]:
    return Column("user", BigInteger, primary_key=True, autoincrement=False)


# The owner of a public show. Not NULL, because a unique constraint allows many NULLs; no server of
# Discord has the id 0.
PUBLIC = 0

show = Table(
    "show",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("slug", String, nullable=False),
    Column("title", AnyString, nullable=False),
    Column("owner", BigInteger, nullable=False),
    Column("moment", String),
    Column("offset", _Wide),
    Column("drifts", Boolean),
    # Whether a person gave it its title, which imports leave alone.
    Column("titled", Boolean),
    # Its colour as red, green and blue in one number, and the address of a picture.
    Column("colour", Integer),
    Column("art", String),
    UniqueConstraint("owner", "slug"),
)

episode = Table(
    "episode",
    metadata,
    Column("id", String, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    Column("show_id", Integer, ForeignKey("show.id"), nullable=False, index=True),
    Column("title", AnyString, nullable=False),
    Column("sha256", String, nullable=False),
    Column("format", String, nullable=False),
    Column("length", Integer, nullable=False),
    Column("quotes", Integer, nullable=False),
    Column("number", _Wide),
    Column("published", Date),
    Column("guests", JSON, nullable=False),
    Column("speakers", JSON, nullable=False),
    Column("links", JSON, nullable=False),
    Column("spoiler", Boolean, nullable=False),
    Column("embargo", Instant),
    Column("language", String, nullable=False, server_default=""),
    # The version of the library that it was added with, and when.
    Column("added", Integer, nullable=False),
    Column("added_at", Instant),
    # The labels of its speakers as imported, those that are not sure too.
    Column("labels", JSON),
    # The names of the columns that a person has set, which imports leave alone.
    Column("edited", JSON),
    # When it was removed; until it is purged, this can be undone.
    Column("removed_at", Instant),
)

episode_text = Table(
    "episode_text",
    metadata,
    Column("episode_id", String, _of_episode(), primary_key=True),
    Column("text", AnyText, nullable=False),
    Column("summary", JSON, nullable=False),
)

# The file of an episode, compressed by zlib, where its text is not simply the decoding of it.
source = Table(
    "source",
    metadata,
    Column("episode_id", String, _of_episode(), primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

# Hashes of 64 bits, by which duplicates are recognised.
sketch = Table(
    "sketch",
    metadata,
    Column("episode_id", String, _of_episode(), primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

quote = Table(
    "quote",
    metadata,
    Column("id", String, primary_key=True),
    Column("episode_id", String, _of_episode(), nullable=False),
    Column("position", Integer, nullable=False),
    *_range(),
    Column("display", AnyText, nullable=False),
    Column("turn", Integer, nullable=False),
    Column("speaker", AnyString),
    Column("sure", Boolean, nullable=False),
    Column("start_ms", _Wide),
    Column("whole", Boolean, nullable=False),
    UniqueConstraint("episode_id", "position"),
)

retired = Table(
    "retired",
    metadata,
    Column("id", String, primary_key=True),
    Column("quote_id", String, _of_quote(), nullable=False, index=True),
)

chapter = _part(
    "chapter",
    *_range(),
    Column("title", AnyString, nullable=False),
    Column("summary", JSON, nullable=False),
    Column("editor", AnyText),
)
topic = _part(
    "topic",
    Column("name", AnyString, nullable=False),
    Column("aliases", JSON, nullable=False),
    Column("spans", JSON, nullable=False),
)
highlight = _part(
    "highlight",
    *_range(),
    Column("quote_id", String, _of_quote(), nullable=False, index=True),
    Column("display", AnyText, nullable=False),
    Column("score", Float, nullable=False),
    Column("pinned", Boolean, nullable=False),
    Column("reasons", JSON, nullable=False),
    # Whether a reader would post it, and whether it has strong language; NULL if not judged yet.
    Column("postable", Boolean),
    Column("profane", Boolean),
)
# The version of the judgement by which an episode's highlights are postable or profane.
judgement = Table(
    "judgement",
    metadata,
    Column("episode_id", String, _of_episode(), primary_key=True),
    Column("version", String, nullable=False),
)
name = _part(
    "name",
    Column("heard", AnyString, nullable=False),
    Column("right", AnyString, nullable=False),
)
excluded = _part("excluded", *_range())
aside = _part("aside", *_range())

# Those that refer to others come first.
PARTS = (
    *(highlight, judgement, chapter, topic, name, excluded, aside, quote),
    *(episode_text, source, sketch),
)

library = Table(
    "library",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
)

change = Table(
    "change",
    metadata,
    # No foreign key: the row stays when the episode is removed.
    Column("episode_id", String, primary_key=True),
    Column("version", Integer, nullable=False, unique=True),
    Column("removed", Boolean, nullable=False),
    # The version of the last change to what is searched: its words, and what of them is hidden.
    Column("content", Integer),
)

hidden = Table(
    "hidden",
    metadata,
    # No foreign key: the quote is hidden again if a later import brings it back.
    Column("quote_id", String, primary_key=True),
    Column("episode_id", String, _of_episode(), nullable=False, index=True),
)

# How the labels of speakers are shown: in one episode, or else in all of a show.
episode_speaker = Table(
    "episode_speaker",
    metadata,
    Column("episode_id", String, _of_episode(), primary_key=True),
    Column("label", AnyString, primary_key=True),
    Column("name", AnyString, nullable=False),
)
show_speaker = Table(
    "show_speaker",
    metadata,
    Column("show_id", Integer, ForeignKey("show.id", ondelete="CASCADE"), primary_key=True),
    Column("label", AnyString, primary_key=True),
    Column("name", AnyString, nullable=False),
)

# Who speaks a single quote, as people corrected it: a label, which may be shown by another name.
quote_speaker = Table(
    "quote_speaker",
    metadata,
    # No foreign key, as in `hidden`.
    Column("quote_id", String, primary_key=True),
    Column("episode_id", String, _of_episode(), nullable=False, index=True),
    Column("label", AnyString, nullable=False),
)

# The name corrections that people give an episode. Those of its guide are in the table `name`.
name_correction = Table(
    "name_correction",
    metadata,
    Column("episode_id", String, _of_episode(), primary_key=True),
    # The misheard name, folded.
    Column("form", String, primary_key=True),
    Column("heard", AnyText, nullable=False),
    Column("right", AnyText, nullable=False),
)

note = Table(
    "note",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", AnyText, nullable=False),
)

# Which process has what only one of them may have at a time. Rows stay: a beat never goes back.
lease = Table(
    "lease",
    metadata,
    Column("name", String, primary_key=True),
    Column("owner", String),  # NULL when it is free
    Column("beat", BigInteger, nullable=False),
)

# The tables of servers have no foreign keys to episodes: posts stay when an episode is removed.

# The public shows that a server searches; without a row, all.
chosen = Table(
    "chosen",
    metadata,
    _server_key(),
    Column("slug", String, primary_key=True),
)

schedule = Table(
    "schedule",
    metadata,
    _server_key(),
    Column("channel", BigInteger, nullable=False),
    Column("time", Time, nullable=False),
    Column("zone", String, nullable=False),
    Column("days", JSON, nullable=False),
    Column("shows", JSON, nullable=False),
    Column("role", BigInteger),
    Column("publish", Boolean, nullable=False),
    Column("thread", Boolean, nullable=False),
    Column("episodes", Boolean, nullable=False),
    Column("profanity", Boolean, nullable=False),
    Column("forum", Boolean, nullable=False, server_default=false()),
    Column("tag", BigInteger),
    # The weekday of the digest; NULL for none.
    Column("digest", Integer),
    Column("anniversaries", Boolean, nullable=False, server_default=false()),
    Column("state", String, nullable=False),
    Column("reason", AnyText, nullable=False),
    Column("told", Instant),
    Column("created", Instant, nullable=False),
    # When the server is to be planned next; NULL for never.
    Column("ripe", Instant, index=True),
    # Episodes added after this version of the library are new to the server.
    Column("since", Integer, nullable=False),
)

post = Table(
    "post",
    metadata,
    _server_key(),
    Column("key", String, primary_key=True),
    Column("date", Date, nullable=False),
    Column("quote_id", String),
    Column("episode_id", String),
    Column("chapter", Integer, nullable=False),
    Column("speaker", AnyString),
    Column("channel", BigInteger),
    *_delivery(),
)

pin = Table(
    "pin",
    metadata,
    _server_key(),
    Column("quote_id", String, primary_key=True),
    Column("position", Integer, nullable=False),
)

exclusion = Table(
    "exclusion",
    metadata,
    _server_key(),
    Column("quote_id", String, primary_key=True),
)

feed = Table(
    "feed",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("address", String, nullable=False),
    # The owner of the show that its episodes go into.
    Column("owner", BigInteger, nullable=False),
    Column("show", String, nullable=False),
    Column("title", AnyString, nullable=False),
    Column("followed_at", Instant),
    # When it is to be fetched next.
    Column("due", Instant, index=True),
    Column("pause", Float, nullable=False),
    Column("etag", String, nullable=False),
    Column("modified", String, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("problem", AnyText, nullable=False),
    Column("failing_since", Instant),
    UniqueConstraint("owner", "address"),
)

feed_item = Table(
    "feed_item",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("feed_id", Integer, ForeignKey("feed.id", ondelete="CASCADE"), nullable=False),
    # By these an item is recognised in a newer copy of the feed.
    Column("guid", String, nullable=False),
    Column("recording", String, nullable=False),
    Column("title", AnyString, nullable=False),
    Column("published", Instant),
    Column("details", JSON, nullable=False),
    Column("essence", String, nullable=False),
    Column("digest", String, nullable=False),
    # When it is to be imported or checked next; NULL for never.
    Column("due", Instant),
    # No foreign keys: the row stays when its episode is removed, so that it is not imported again.
    Column("key", String),
    Column("episode_id", String),
    Column("imported", String, nullable=False),
    Column("imported_at", Instant),
    Column("source", String, nullable=False),
    Column("etag", String, nullable=False),
    Column("modified", String, nullable=False),
    Column("sha256", String, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("problem", AnyText, nullable=False),
    Index(None, "feed_id", "due"),
)

# What servers set beside their schedule.
server = Table(
    "server",
    metadata,
    _server_key(),
    # The language of public answers; NULL for that of the server on Discord.
    Column("language", String),
    Column("leaderboard", Boolean, nullable=False),
    # Whether questions that found nothing are kept for the managers.
    Column("questions", Boolean, nullable=False),
    # Texts of the managers with placeholders, by the name of the place.
    Column("wording", JSON, nullable=False),
    # When the bot greeted the server.
    Column("greeted", Instant),
    # When the server removed the bot; NULL while it is there.
    Column("left_at", Instant),
)

question = Table(
    "question",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("server", BigInteger, nullable=False),
    Column("command", String, nullable=False),
    Column("words", AnyText, nullable=False),
    Column("outcome", String, nullable=False),
    Column("at", Instant, nullable=False),
    Index(None, "server", "at"),
)

# What members own. No foreign keys to quotes: a quote that is removed and added again comes back,
# and the id of one that is replaced is in `retired`. The server 0 is none: a DM or a user install.
saved = Table(
    "saved",
    metadata,
    _user_key(),
    Column("quote_id", String, primary_key=True),
    Column("server", BigInteger, nullable=False),
    Column("at", Instant, nullable=False),
)

vote = Table(
    "vote",
    metadata,
    _server_key(),
    Column("quote_id", String, primary_key=True),
    _user_key(),
    # Who had asked for the line or shared it.
    Column("finder", BigInteger),
    Column("at", Instant, nullable=False),
    Index(None, "server", "at"),
)

alert = Table(
    "alert",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("user", BigInteger, nullable=False),
    Column("server", BigInteger, nullable=False),
    Column("phrase", AnyText, nullable=False),
    # The channel in which it is told; NULL for a DM.
    Column("thread", BigInteger),
    Column("quiet_from", Time),
    Column("quiet_until", Time),
    Column("zone", String, nullable=False),
    Column("language", String, nullable=False),
    # Episodes added after this version of the library are new to it.
    Column("since", Integer, nullable=False),
    Column("created", Instant, nullable=False),
    Index(None, "server", "user"),
    sqlite_autoincrement=True,  # buttons in old messages name ids: none is given twice
)

alert_match = Table(
    "alert_match",
    metadata,
    Column("alert_id", Integer, ForeignKey("alert.id", ondelete="CASCADE"), primary_key=True),
    Column("episode_id", String, primary_key=True),
    Column("quote_id", String, nullable=False),
    *_delivery(),
)

# The episodes in which the phrases of alerts were looked for. No foreign key: one that is removed
# and added again is not new.
alert_scan = Table(
    "alert_scan",
    metadata,
    Column("episode_id", String, primary_key=True),
)

# What members reported to be wrong in an excerpt.
mistake = Table(
    "mistake",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("server", BigInteger, nullable=False),
    Column("user", BigInteger, nullable=False),
    Column("episode_id", String, nullable=False, index=True),
    Column("quote_id", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("heard", AnyText, nullable=False),
    Column("right", AnyText, nullable=False),
    Column("note", AnyText, nullable=False),
    Column("status", String, nullable=False, index=True),
    Column("created", Instant, nullable=False),
    Column("decided", Instant),
    Column("decided_by", BigInteger),
    sqlite_autoincrement=True,  # buttons in old messages name ids: none is given twice
)
