"""Keep the language, asides, a sketch, and the file if an episode's text is not its decoding."""

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
    op.create_table(
        "aside",
        sa.Column(
            "episode_id",
            sa.String,
            sa.ForeignKey("episode.id", name="fk_aside_episode_id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
    )
