"""Note when the bot was removed from a server, so that the server can be forgotten later."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add a column to a table."""
    op.add_column("server", sa.Column("left_at", sa.DateTime))
