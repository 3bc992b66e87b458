"""Note when an episode was added: one without a date counts as published then."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the moment; of older episodes it is not known."""
    # Not in a batch: that makes the table anew, and dropping the old one takes all quotes along.
    op.add_column("episode", sa.Column("added_at", sa.DateTime))
