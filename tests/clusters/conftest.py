from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.store import Store, open_store


@pytest.fixture
async def store(tmp_path: Path) -> AsyncGenerator[Store]:
    async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'library.db'}") as store:
        yield store
