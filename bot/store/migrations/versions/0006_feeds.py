"""Create the tables of the feeds that are followed."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create the feeds and their items."""
    _create_feeds()
    _create_items()


def _create_feeds() -> None:
    op.create_table(
        "feed",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("address", sa.String, nullable=False),
        sa.Column("owner", sa.BigInteger, nullable=False),
        sa.Column("show", sa.String, nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("followed_at", sa.DateTime),
        sa.Column("due", sa.DateTime, index=True),
        sa.Column("pause", sa.Float, nullable=False),
        sa.Column("etag", sa.String, nullable=False),
        sa.Column("modified", sa.String, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("problem", sa.Text, nullable=False),
        sa.Column("failing_since", sa.DateTime),
        sa.UniqueConstraint("owner", "address"),
    )


def _create_items() -> None:
    op.create_table(
        "feed_item",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("feed_id", sa.Integer, _of_feed(), nullable=False),
        sa.Column("guid", sa.String, nullable=False),
        sa.Column("recording", sa.String, nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("published", sa.DateTime),
        sa.Column("details", sa.JSON, nullable=False),
        sa.Column("essence", sa.String, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("due", sa.DateTime),
        sa.Column("key", sa.String),
        sa.Column("episode_id", sa.String),
        sa.Column("imported", sa.String, nullable=False),
        sa.Column("imported_at", sa.DateTime),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("etag", sa.String, nullable=False),
        sa.Column("modified", sa.String, nullable=False),
        sa.Column("sha256", sa.String, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("problem", sa.Text, nullable=False),
    )
    op.create_index("ix_feed_item_feed_id_due", "feed_item", ["feed_id", "due"])


def _of_feed() -> sa.ForeignKey:
    return sa.ForeignKey("feed.id", ondelete="CASCADE")
