"""Store when a post or an alert was first requested of Discord, and the looks for it since."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Add the columns; what an older release had begun may have been requested."""
    for table in ("post", "alert_match"):
        op.add_column(table, sa.Column("asked", sa.DateTime))
        op.add_column(table, sa.Column("looks", sa.Integer, nullable=False, server_default="0"))
        op.add_column(table, sa.Column("looked", sa.DateTime))
        begun = sa.table(table, sa.column("asked"), sa.column("first_try"), sa.column("status"))
        op.execute(
            begun.update().where(begun.c.status == "sending").values(asked=begun.c.first_try)
        )
