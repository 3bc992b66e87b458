"""Store what managers change: hidden quotes, names, shows, edits and removals."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the tables and columns; of older episodes nothing was changed."""
    # Not in batches, as in 0003: those make the tables anew, which takes all quotes along.
    op.add_column("show", sa.Column("moment", sa.String()))
    op.add_column("show", sa.Column("offset", sa.Integer()))
    op.add_column("show", sa.Column("drifts", sa.Boolean()))
    op.add_column("show", sa.Column("titled", sa.Boolean()))
    op.add_column("episode", sa.Column("labels", sa.JSON()))
    op.add_column("episode", sa.Column("edited", sa.JSON()))
    op.add_column("episode", sa.Column("removed_at", sa.DateTime()))
    op.add_column("change", sa.Column("content", sa.Integer()))
    op.create_table(
        "hidden",
        sa.Column("quote_id", sa.String(), nullable=False),
        sa.Column("episode_id", sa.String(), nullable=False),
        _of("hidden", "episode_id", "episode"),
        sa.PrimaryKeyConstraint("quote_id", name="pk_hidden"),
    )
    op.create_index("ix_hidden_episode_id", "hidden", ["episode_id"])
    _create_names("episode", sa.String())
    _create_names("show", sa.Integer())
    op.create_table(
        "name_correction",
        sa.Column("episode_id", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("heard", sa.Text(), nullable=False),
        sa.Column("right", sa.Text(), nullable=False),
        _of("name_correction", "episode_id", "episode"),
        sa.PrimaryKeyConstraint("episode_id", "form", name="pk_name_correction"),
    )
    op.create_table(
        "chosen",
        sa.Column("server", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("server", "slug", name="pk_chosen"),
    )


def _create_names(owner: str, id_type: sa.types.TypeEngine[str] | sa.types.TypeEngine[int]) -> None:
    name, owner_id = f"{owner}_speaker", f"{owner}_id"
    op.create_table(
        name,
        sa.Column(owner_id, id_type, nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        _of(name, owner_id, owner),
        sa.PrimaryKeyConstraint(owner_id, "label", name=f"pk_{name}"),
    )


def _of(table: str, column: str, owner: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}"
    return sa.ForeignKeyConstraint([column], [f"{owner}.id"], name=name, ondelete="CASCADE")
