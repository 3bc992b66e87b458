"""Keep which highlights are postable and which are profane, and the version of that judgement."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add both; of older highlights they are not known until they are judged."""
    op.add_column("highlight", sa.Column("postable", sa.Boolean))
    op.add_column("highlight", sa.Column("profane", sa.Boolean))
    of_episode = sa.ForeignKey("episode.id", name="fk_judgement_episode_id", ondelete="CASCADE")
    op.create_table(
        "judgement",
        sa.Column("episode_id", sa.String, of_episode, primary_key=True),
        sa.Column("version", sa.String, nullable=False),
    )
