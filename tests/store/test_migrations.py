import asyncio
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine

import bot.store
from bot.store import open_store, revisions
from bot.store.tables import metadata
from tests.support.episodes import content_of, episode_of, with_parts

LATER_COLUMNS = (
    *(("episode", name) for name in ("language", "added_at", "labels", "edited", "removed_at")),
    *(("show", name) for name in ("moment", "offset", "drifts", "titled", "colour", "art")),
    ("change", "content"),
    *(("schedule", name) for name in ("forum", "tag", "digest", "anniversaries")),
    *(("highlight", name) for name in ("postable", "profane")),
    *(("post", name) for name in ("asked", "looks", "looked")),
)

FOLDER = Path(bot.store.__file__).parent / "migrations"


@pytest.fixture
def engine() -> str:
    """Run these tests on files: servers are tested in `test_store_postgresql.py`."""
    return "sqlite"


@pytest.fixture
def connection() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def _objects(file: Path) -> set[str]:
    with closing(sqlite3.connect(file)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}


def _parts(sql: str) -> list[str]:
    """Return the parts of a table in alphabetical order: columns added later come last in SQL."""
    return sorted(part.strip(" \n\t)") for part in sql.split(","))


def test_the_revisions_that_the_code_knows_are_those_of_the_folder() -> None:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config).walk_revisions()
    assert tuple(script.revision for script in scripts)[::-1] == revisions.REVISIONS


def test_the_migrations_make_exactly_the_tables_of_the_code(connection: Connection) -> None:
    revisions.migrate(connection)
    assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_migrated_database_names_its_constraints_as_the_code_does(connection: Connection) -> None:
    revisions.migrate(connection)
    statement = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"
    migrated = {row.name: row.sql for row in connection.exec_driver_sql(statement)}
    metadata.drop_all(connection)
    connection.exec_driver_sql("DROP TABLE alembic_version")
    revisions.create(connection)
    created = {row.name: row.sql for row in connection.exec_driver_sql(statement)}
    assert {name: _parts(sql) for name, sql in migrated.items()} == {
        name: _parts(sql) for name, sql in created.items()
    }
    assert revisions.is_current(connection)


@pytest.mark.parametrize("make", [revisions.migrate, revisions.upgrade])
def test_a_new_library_has_the_same_rows_however_it_is_made(
    connection: Connection, make: Callable[[Connection], None]
) -> None:
    make(connection)
    raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)
    assert [line for line in raw.iterdump() if line.startswith("INSERT")] == [
        f"INSERT INTO \"alembic_version\" VALUES('{revisions.REVISIONS[-1]}');",
        'INSERT INTO "library" VALUES(1,0);',
    ]


async def test_a_migration_that_fails_leaves_nothing_behind(
    file: Path,
    url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    broken = file.parent / "migrations"
    (broken / "versions").mkdir(parents=True)
    for name in ("env.py", "versions/0001_start.py"):
        shutil.copy(FOLDER / name, broken / name)
    monkeypatch.setattr(revisions, "__file__", str(file.parent / "schema.py"))
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        revisions.migrate(connection)
    engine.dispose()
    first = _objects(file)
    source = (FOLDER / "versions" / "0002_daily.py").read_text()
    (broken / "versions" / "0002_daily.py").write_text(
        source.replace("    _create_ledger()", "    raise OSError('broken')")
    )
    with pytest.raises(OSError, match="broken"):
        async with open_store(url):
            pass
    assert _objects(file) == first != set()
    monkeypatch.undo()
    async with open_store(url) as store:
        assert await store.version() == 0


async def test_an_older_library_keeps_what_it_holds(file: Path, url: str) -> None:
    content = with_parts(content_of(["It stays.", "So does this."]))
    async with open_store(url) as store:
        await store.add(episode_of(content), content)
    with closing(sqlite3.connect(file)) as connection:
        for table in (
            "source",
            "sketch",
            "judgement",
            "aside",
            "hidden",
            "episode_speaker",
            "show_speaker",
            "name_correction",
            "chosen",
            "feed_item",
            "feed",
            "quote_speaker",
            "server",
            "question",
            "saved",
            "vote",
            "alert_match",
            "alert_scan",
            "alert",
            "mistake",
            "lease",
        ):
            connection.execute(f"DROP TABLE {table}")
        for table, column in LATER_COLUMNS:
            connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        connection.execute("UPDATE alembic_version SET version_num = '0002'")
        connection.commit()
    async with open_store(url) as store:
        assert await store.content("first") == content
        assert [one.added_at for one in await store.every_episode()] == [None]


async def test_programs_that_start_at_once_migrate_once(url: str) -> None:
    async def start() -> int:
        async with open_store(url) as store:
            return await store.version()

    assert await asyncio.gather(*(start() for _ in range(4))) == [0] * 4
