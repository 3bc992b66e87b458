"""Stores whose tables are there already: migrations take longer than most tests."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.engine import make_url

from bot import store
from bot.observations import Observer, unobserved
from bot.store import Store


@asynccontextmanager
async def open_store(url: str, *, observe: Observer = unobserved) -> AsyncGenerator[Store]:
    """Open a library; a file that is missing is a copy of a migrated one."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        await asyncio.to_thread(_create, Path(address.database or ""))
    async with store.open_store(url, observe=observe) as opened:
        yield opened


def _create(file: Path) -> None:
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_migrated())


@cache
def _migrated() -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder, "library.db")
        asyncio.run(_migrate(file))
        return file.read_bytes()


async def _migrate(file: Path) -> None:
    async with store.open_store(f"sqlite:///{file}"):
        pass
