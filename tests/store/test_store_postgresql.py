"""What a server needs that a file does not. The other tests of the store run on both."""

import asyncio
import sys
from collections.abc import AsyncGenerator
from functools import partial

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from bot.errors import StoreError, StoreUnavailableError
from bot.store import open_store, tables
from bot.store.dialects import dialect_of
from bot.store.engine import Database, open_database
from tests.support import postgresql
from tests.support.episodes import long_episode

_OPEN = """
import asyncio, sys
from bot.store import open_store

async def main() -> None:
    async with open_store(sys.argv[1]):
        pass

asyncio.run(main())
"""


@pytest.fixture
def engine() -> str:
    if not postgresql.is_installed():
        pytest.skip(postgresql.ABSENT)
    return "postgresql"


@pytest.fixture
async def blank(running: postgresql.Server) -> AsyncGenerator[str]:
    """Give the address of a database without tables."""
    yield await running.create("blank")
    await running.drop("blank")


@pytest.fixture
async def database(url: str) -> AsyncGenerator[Database]:
    async with open_database(dialect_of(url, patience=1)) as database:
        yield database


def _differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), tables.metadata))


async def _add_one(connection: AsyncConnection) -> None:
    """Read the version and then write it, as no statement should that another may overtake."""
    version = (await connection.execute(select(tables.library.c.version))).scalar_one()
    await asyncio.sleep(0.01)
    await connection.execute(update(tables.library).values(version=version + 1))


async def test_the_migrations_make_exactly_the_tables_of_the_code(url: str) -> None:
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        assert await connection.run_sync(_differences) == []
    await engine.dispose()


async def test_processes_that_start_at_once_migrate_once(blank: str) -> None:
    starting = [
        await asyncio.create_subprocess_exec(sys.executable, "-c", _OPEN, blank) for _ in range(3)
    ]
    assert [await one.wait() for one in starting] == [0] * 3
    async with open_store(blank) as store:
        assert await store.version() == 0


async def test_a_write_that_another_has_overtaken_is_repeated(url: str) -> None:
    async with (
        open_database(dialect_of(url, patience=1)) as one,
        open_database(dialect_of(url, patience=1)) as other,
    ):
        await asyncio.gather(*(each.write(_add_one) for each in (one, other) * 4))
        version = await one.read(_version)
    assert version == 8


async def test_a_write_waits_for_the_lock_of_another_no_longer_than_its_patience(
    url: str, database: Database
) -> None:
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await _add_one(connection)
        async with open_database(dialect_of(url, patience=0.1)) as hasty:
            with pytest.raises(StoreUnavailableError, match="is locked by another process"):
                await hasty.write(_add_one)
    await engine.dispose()
    await database.write(_add_one)


async def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(StoreError, match="cannot be written"):
        await database.read(_add_one)


async def test_a_database_of_another_program_is_not_changed(
    blank: str, running: postgresql.Server
) -> None:
    await running.execute("CREATE TABLE bookmarks (address text)", database="blank")
    with pytest.raises(StoreError, match="belongs to another program; name another"):
        async with open_store(blank):
            pass


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("/library?", "/nowhere?"), "nowhere at .* does not exist; create it with `createdb`"),
        (("tests@", "nobody@"), "refuses this user or password; correct"),
        (("host=", "host=/nowhere"), "cannot be reached; check that it runs"),
    ],
)
async def test_an_address_that_cannot_be_used_is_told(
    url: str, change: tuple[str, str], said: str
) -> None:
    with pytest.raises(StoreError, match=said):
        async with open_store(url.replace(*change)):
            pass


async def test_a_password_is_in_no_message(url: str) -> None:
    with pytest.raises(StoreError) as told:
        async with open_store(url.replace("tests@", "nobody:hunter2@")):
            pass
    assert "hunter2" not in str(told.value)


async def test_a_server_that_stops_is_told_at_once_and_used_again_when_it_is_back() -> None:
    with postgresql.running_server() as server:
        url = await server.create("library")
        async with open_store(url) as store:
            await store.add(*long_episode("first", quotes=3))
            await asyncio.to_thread(server.stop)
            for _ in range(2):
                with pytest.raises(StoreUnavailableError, match="try again later"):
                    await store.version()
            await asyncio.to_thread(server.start)
            await asyncio.sleep(1)  # for so long nothing is tried after a failure
            assert await store.add(*long_episode("second", quotes=3)) == 2


async def test_a_server_that_hangs_holds_nobody_up() -> None:
    with postgresql.running_server() as server:
        url = await server.create("library")
        async with open_store(url) as store:
            with server.hanging():
                for call in (store.version, partial(store.set_note, "name", "value")):
                    async with asyncio.timeout(8):  # a statement may take ten seconds
                        with pytest.raises(StoreUnavailableError, match="cannot be reached"):
                            await call()
            await asyncio.sleep(1)  # as above
            assert await store.note("name") is None
            await store.set_note("name", "value")


def test_the_driver_is_named_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "asyncpg", None)
    dialect = dialect_of("postgresql://me@host/library", patience=1)
    with pytest.raises(StoreError, match=r"pip install pullquote\[postgres\]"):
        dialect.open_readers()


async def _version(connection: AsyncConnection) -> int:
    return (await connection.execute(select(tables.library.c.version))).scalar_one()
