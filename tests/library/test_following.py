"""A library that is kept up to date while it is used."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from bot.library import Library, follow
from tests.library.test_library import PUBLIC, lighthouse, opened

_PATIENCE = 20.0


@asynccontextmanager
async def following(
    library: Library, changed: asyncio.Event, *, seconds: float
) -> AsyncGenerator[None]:
    task = asyncio.create_task(follow(library, changed, seconds=seconds))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(_PATIENCE):
        while not holds():  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.01)


async def test_a_change_of_this_process_is_followed_without_waiting(tmp_path: Path) -> None:
    changed = asyncio.Event()
    async with opened(tmp_path) as (store, library), following(library, changed, seconds=9_999):
        await store.add(*lighthouse())
        changed.set()
        await until(lambda: library.snapshot.version == 1)
        await until(lambda: not changed.is_set())
        assert [one.key for one in await library.episodes(PUBLIC)] == ["pilot"]


async def test_a_change_of_another_process_is_followed_after_a_while(tmp_path: Path) -> None:
    changed = asyncio.Event()
    async with opened(tmp_path) as (store, library), following(library, changed, seconds=0.01):
        await store.add(*lighthouse())
        await until(lambda: library.snapshot.version == 1)
