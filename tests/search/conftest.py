from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.search import Index, open_index


@pytest.fixture
async def index(tmp_path: Path) -> AsyncIterator[Index]:
    async with open_index(tmp_path / "index") as opened:
        yield opened
