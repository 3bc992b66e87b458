"""Create the tables of the first release."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table, and the counter of changes at 0."""
    _create_log()
    _create_episodes()
    _create_quotes()
    _create_parts()


def _create_log() -> None:
    library = op.create_table(
        "library",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.bulk_insert(library, [{"id": 1, "version": 0}])
    op.create_table(
        "change",
        sa.Column("episode_id", sa.String, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False, unique=True),
        sa.Column("removed", sa.Boolean, nullable=False),
    )
    op.create_table(
        "note",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )


def _create_episodes() -> None:
    op.create_table(
        "show",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("slug", sa.String, nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("owner", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("owner", "slug"),
    )
    op.create_table(
        "episode",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("key", sa.String, nullable=False, unique=True),
        sa.Column("show_id", sa.Integer, sa.ForeignKey("show.id"), nullable=False, index=True),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("sha256", sa.String, nullable=False),
        sa.Column("format", sa.String, nullable=False),
        sa.Column("length", sa.Integer, nullable=False),
        sa.Column("quotes", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer),
        sa.Column("published", sa.Date),
        sa.Column("guests", sa.JSON, nullable=False),
        sa.Column("speakers", sa.JSON, nullable=False),
        sa.Column("links", sa.JSON, nullable=False),
        sa.Column("spoiler", sa.Boolean, nullable=False),
        sa.Column("embargo", sa.DateTime),
        sa.Column("added", sa.Integer, nullable=False),
    )
    op.create_table(
        "episode_text",
        sa.Column("episode_id", sa.String, _of_episode(), primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("summary", sa.JSON, nullable=False),
    )


def _create_quotes() -> None:
    op.create_table(
        "quote",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("episode_id", sa.String, _of_episode(), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        *_range(),
        sa.Column("display", sa.Text, nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("speaker", sa.String),
        sa.Column("sure", sa.Boolean, nullable=False),
        sa.Column("start_ms", sa.Integer),
        sa.Column("whole", sa.Boolean, nullable=False),
        sa.UniqueConstraint("episode_id", "position"),
    )
    op.create_table(
        "retired",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("quote_id", sa.String, _of_quote(), nullable=False, index=True),
    )


def _create_parts() -> None:
    _create_part(
        "chapter",
        *_range(),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("summary", sa.JSON, nullable=False),
        sa.Column("editor", sa.Text),
    )
    _create_part(
        "topic",
        sa.Column("name", sa.String, nullable=False),
        sa.Column("aliases", sa.JSON, nullable=False),
        sa.Column("spans", sa.JSON, nullable=False),
    )
    _create_part(
        "highlight",
        *_range(),
        sa.Column("quote_id", sa.String, _of_quote(), nullable=False, index=True),
        sa.Column("display", sa.Text, nullable=False),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("pinned", sa.Boolean, nullable=False),
        sa.Column("reasons", sa.JSON, nullable=False),
    )
    _create_part(
        "name",
        sa.Column("heard", sa.String, nullable=False),
        sa.Column("right", sa.String, nullable=False),
    )
    _create_part("excluded", *_range())


def _create_part(name: str, *columns: sa.Column[Any]) -> None:
    op.create_table(
        name,
        sa.Column("episode_id", sa.String, _of_episode(), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        *columns,
    )


def _range() -> tuple[sa.Column[Any], sa.Column[Any]]:
    start = sa.Column("start", sa.Integer, nullable=False)
    return start, sa.Column("end", sa.Integer, nullable=False)


def _of_episode() -> sa.ForeignKey:
    return sa.ForeignKey("episode.id", ondelete="CASCADE")


def _of_quote() -> sa.ForeignKey:
    return sa.ForeignKey("quote.id", ondelete="CASCADE")
