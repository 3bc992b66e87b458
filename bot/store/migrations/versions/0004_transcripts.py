"""Keep the language of an episode, a sketch, and its file if the text is not its decoding."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add them; of older episodes none is known."""
    op.add_column("episode", sa.Column("language", sa.String, nullable=False, server_default=""))
    for name in ("source", "sketch"):
        of_episode = sa.ForeignKey("episode.id", name=f"fk_{name}_episode_id", ondelete="CASCADE")
        op.create_table(
            name,
            sa.Column("episode_id", sa.String, of_episode, primary_key=True),
            sa.Column("data", sa.LargeBinary, nullable=False),
        )
