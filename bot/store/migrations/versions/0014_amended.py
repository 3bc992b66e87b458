"""Add what the migrations 0004 to 0008 lacked on the days on which they were written.

They were changed afterwards, before any release. A library that followed each commit has their
first form, and no later migration noticed it.
"""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Add each table and column that is missing; most libraries have all."""
    found = sa.inspect(op.get_bind())
    tables = set(found.get_table_names())
    for name, columns in _tables():
        if name not in tables:
            key = [column.name for column in columns if column.primary_key]
            of_episode = sa.ForeignKeyConstraint(
                ["episode_id"], ["episode.id"], name=f"fk_{name}_episode_id", ondelete="CASCADE"
            )
            primary_key = sa.PrimaryKeyConstraint(*key, name=f"pk_{name}")
            op.create_table(name, *columns, of_episode, primary_key)
    for table, column in _columns():
        if column.name not in {one["name"] for one in found.get_columns(table)}:
            op.add_column(table, column)
    if op.get_context().dialect.name == "sqlite":
        _never_give_an_id_twice()


def _tables() -> Iterator[tuple[str, list[sa.Column[object]]]]:
    yield "sketch", [_episode(), sa.Column("data", sa.LargeBinary, nullable=False)]
    yield (
        "aside",
        [
            _episode(),
            sa.Column("position", sa.Integer, primary_key=True),
            sa.Column("start", sa.Integer, nullable=False),
            sa.Column("end", sa.Integer, nullable=False),
        ],
    )
    yield (
        "name_correction",
        [
            _episode(),
            sa.Column("form", sa.String, primary_key=True),
            sa.Column("heard", sa.Text, nullable=False),
            sa.Column("right", sa.Text, nullable=False),
        ],
    )


def _columns() -> Iterator[tuple[str, sa.Column[object]]]:
    yield "show", sa.Column("titled", sa.Boolean)
    yield "feed", sa.Column("pause", sa.Float, nullable=False, server_default="0")
    yield "feed_item", sa.Column("digest", sa.String, nullable=False, server_default="")
    yield "alert", sa.Column("language", sa.String, nullable=False, server_default="en")


def _episode() -> sa.Column[object]:
    return sa.Column("episode_id", sa.String, primary_key=True)


def _never_give_an_id_twice() -> None:
    for name in ("alert", "mistake"):
        query = sa.text("SELECT sql FROM sqlite_master WHERE name = :name")
        sql = str(op.get_bind().scalar(query, {"name": name}))
        if "AUTOINCREMENT" not in sql.upper():
            kept = {"sqlite_autoincrement": True}
            with op.batch_alter_table(name, recreate="always", table_kwargs=kept):
                pass
