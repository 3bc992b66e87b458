"""Widen the numbers that a transcript or a feed can make larger than 32 bits."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Change the columns where an integer has a width, which it has not in SQLite."""
    if op.get_context().dialect.name == "sqlite":
        return
    for table, column in (("episode", "number"), ("quote", "start_ms"), ("show", "offset")):
        op.alter_column(table, column, type_=sa.BigInteger)
