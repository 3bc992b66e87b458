"""The migrations: which a database has, and running the others."""

from __future__ import annotations

import logging
from pathlib import Path

from sqlalchemy import (
    Column,
    Connection,
    Inspector,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    column,
    insert,
    inspect,
    select,
    table,
)

from bot.errors import StoreError
from bot.store.tables import library, metadata

# Listed here because importing Alembic takes longer than all else at start.
REVISIONS = tuple(f"{number:04}" for number in range(1, 15))

_recorded = table("alembic_version", column("version_num"))


def is_current(connection: Connection) -> bool:
    """Return whether the tables are those of this release.

    Raises StoreError if the database belongs to another program or a newer release.
    """
    return revision_of(connection) == REVISIONS[-1]


def revision_of(connection: Connection) -> str | None:
    """Return the revision of a library, None if the database is empty; raise as `is_current`."""
    inspector: Inspector = inspect(connection)
    tables = inspector.get_table_names()
    if _recorded.name not in tables:
        if tables:
            raise StoreError(
                "The database belongs to another program; name another in its address.",
            )
        return None
    revision = connection.scalar(select(_recorded.c.version_num))
    if revision not in REVISIONS:
        raise StoreError(
            f"The database is newer ({revision}) than this release of Pullquote "
            f"({REVISIONS[-1]}); update Pullquote, or restore a backup of the database.",
        )
    return revision


def create(connection: Connection) -> None:
    """Make the tables of an empty database at once, as all migrations together make them."""
    metadata.create_all(connection, checkfirst=False)
    # https://alembic.sqlalchemy.org/en/latest/api/runtime.html: as Alembic declares it.
    recorded = Table(
        _recorded.name,
        MetaData(),
        Column("version_num", String(32), nullable=False),
        PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
    )
    recorded.create(connection)
    connection.execute(insert(recorded).values(version_num=REVISIONS[-1]))


def upgrade(connection: Connection) -> None:
    """Make the tables of this release in the transaction of the caller, keeping what they hold.

    Checks again first: another process may have made them before this one got the write lock.
    """
    revision = revision_of(connection)
    if revision is None and connection.dialect.name == "sqlite":
        # A quarter of a second less than all migrations, at every first start.
        create(connection)
        connection.execute(insert(library).values(id=1, version=0))
    elif revision != REVISIONS[-1]:
        migrate(connection)


def migrate(connection: Connection) -> None:
    """Run the missing migrations in the transaction of the caller."""
    # At INFO, Alembic logs its plugins and each migration: twelve lines at a first start.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    from alembic import command  # noqa: PLC0415 - costs 150 ms that most starts do not need
    from alembic.config import Config  # noqa: PLC0415 - likewise

    config = Config()
    # Alembic interpolates percent signs, which a path may hold.
    folder = str(Path(__file__).parent / "migrations").replace("%", "%%")
    config.set_main_option("script_location", folder)
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
