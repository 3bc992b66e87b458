"""Keep the language of an episode, and its file where the text is not simply its decoding."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add both; of older episodes the language is not known."""
    op.add_column("episode", sa.Column("language", sa.String, nullable=False, server_default=""))
    op.create_table(
        "source",
        sa.Column(
            "episode_id",
            sa.String,
            sa.ForeignKey("episode.id", name="fk_source_episode_id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
