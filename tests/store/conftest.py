import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.store import Store, open_store


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "library.db"


@pytest.fixture
def url(file: Path) -> str:
    return f"sqlite+aiosqlite:///{file}"


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return an empty migrated database; migrating takes too long for each test."""
    file = tmp_path_factory.mktemp("empty") / "library.db"

    async def create() -> None:
        async with open_store(f"sqlite:///{file}"):
            pass

    asyncio.run(create())
    return file.read_bytes()


@pytest.fixture
async def store(file: Path, url: str, empty: bytes) -> AsyncGenerator[Store]:
    await asyncio.to_thread(file.write_bytes, empty)
    async with open_store(url, patience=0.2) as store:
        yield store
