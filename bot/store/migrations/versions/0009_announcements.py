"""Store which forum and tag a server posts to, the weekday of its digest, and anniversaries."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the columns; an older schedule posts no digest and no anniversaries, and in no forum."""
    for name in ("forum", "anniversaries"):
        column = sa.Column(name, sa.Boolean, nullable=False, server_default=sa.false())
        op.add_column("schedule", column)
    op.add_column("schedule", sa.Column("tag", sa.BigInteger))
    op.add_column("schedule", sa.Column("digest", sa.Integer))
