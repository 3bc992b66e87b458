"""Create the tables of the daily highlight."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the schedules, the ledger of posts, and what servers pinned and excluded."""
    _create_schedules()
    _create_ledger()
    for name, *columns in (
        ("pin", sa.Column("position", sa.Integer, nullable=False)),
        ("exclusion",),
    ):
        op.create_table(
            name,
            _server(),
            sa.Column("quote_id", sa.String, primary_key=True),
            *columns,
        )


def _create_schedules() -> None:
    op.create_table(
        "schedule",
        _server(),
        sa.Column("channel", sa.BigInteger, nullable=False),
        sa.Column("time", sa.Time, nullable=False),
        sa.Column("zone", sa.String, nullable=False),
        sa.Column("days", sa.JSON, nullable=False),
        sa.Column("shows", sa.JSON, nullable=False),
        sa.Column("role", sa.BigInteger),
        sa.Column("publish", sa.Boolean, nullable=False),
        sa.Column("thread", sa.Boolean, nullable=False),
        sa.Column("episodes", sa.Boolean, nullable=False),
        sa.Column("profanity", sa.Boolean, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("told", sa.DateTime),
        sa.Column("created", sa.DateTime, nullable=False),
        sa.Column("ripe", sa.DateTime, index=True),
        sa.Column("since", sa.Integer, nullable=False),
    )


def _create_ledger() -> None:
    op.create_table(
        "post",
        _server(),
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("date", sa.Date, nullable=False),
        sa.Column("due", sa.DateTime, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("quote_id", sa.String),
        sa.Column("episode_id", sa.String),
        sa.Column("chapter", sa.Integer, nullable=False),
        sa.Column("speaker", sa.String),
        sa.Column("channel", sa.BigInteger),
        sa.Column("message", sa.BigInteger),
        sa.Column("owner", sa.String),
        sa.Column("lease", sa.DateTime),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("first_try", sa.DateTime),
        sa.Column("reason", sa.Text, nullable=False),
    )
    op.create_index("ix_post_status_due", "post", ["status", "due"])


def _server() -> sa.Column[int]:
    return sa.Column("server", sa.BigInteger, primary_key=True, autoincrement=False)
