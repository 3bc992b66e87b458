import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, delete
from sqlalchemy.engine import make_url

from bot.store import Store, open_store
from bot.store.tables import metadata
from tests.support import any_rows, postgresql

_EMPTY = "; ".join(
    (
        *(str(delete(table)) for table in reversed(metadata.sorted_tables)),
        "INSERT INTO library VALUES (1, 0)",
    )
)
"""Much faster than to create a database for each test."""


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    """Name the database that a test runs on: each runs on both, but for those marked otherwise."""
    name: str = request.param
    if name == "postgresql" and not postgresql.is_installed():
        pytest.skip(postgresql.ABSENT)
    return name


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "library.db"


@pytest.fixture
async def url(running: postgresql.Server | None, file: Path) -> str:
    """Give the address of a library that is empty: a file to be created, or a migrated database."""
    if running is None:
        return f"sqlite+aiosqlite:///{file}"
    await running.execute(_EMPTY, database="library")
    return running.url("library")


@pytest.fixture
def running(engine: str, request: pytest.FixtureRequest) -> postgresql.Server | None:
    """Give the server that a test runs on; None for a file."""
    return request.getfixturevalue("database_server") if engine == "postgresql" else None


@pytest.fixture(scope="session")
def database_server() -> Iterator[postgresql.Server]:
    """Give a server with an empty migrated database."""
    with postgresql.running_server() as running:
        asyncio.run(_migrate(asyncio.run(running.create("library"))))
        yield running


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return an empty migrated file; migrating takes too long for each test."""
    file = tmp_path_factory.mktemp("empty") / "library.db"
    asyncio.run(_migrate(f"sqlite:///{file}"))
    return file.read_bytes()


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory, empty: bytes) -> bytes:
    """Return a migrated file with rows in every table."""
    file = tmp_path_factory.mktemp("full") / "library.db"
    file.write_bytes(empty)
    filling = create_engine(f"sqlite:///{file}")
    with filling.begin() as connection:
        any_rows.fill(connection)
    filling.dispose()
    _execute(str(file), "UPDATE note SET name = 'library' WHERE rowid = 1")
    return file.read_bytes()


@pytest.fixture
async def store(
    running: postgresql.Server | None, file: Path, url: str, empty: bytes
) -> AsyncGenerator[Store]:
    if running is None:
        await asyncio.to_thread(file.write_bytes, empty)
    # On a server, two writes of the test itself wait for each other.
    async with open_store(url, patience=0.2 if running is None else 5) as store:
        yield store


@pytest.fixture
def execute(url: str) -> Callable[[str], Awaitable[None]]:
    """Give a function that executes a statement as another program would."""

    async def run(statement: str) -> None:
        address = make_url(url)
        if address.get_backend_name() == "sqlite":
            await asyncio.to_thread(_execute, str(address.database), statement)
            return
        server = postgresql.Server(Path(str(address.query["host"])))
        await server.execute(statement, database=str(address.database))

    return run


def _execute(file: str, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(statement)
        connection.commit()


async def _migrate(url: str) -> None:
    async with open_store(url):
        pass
