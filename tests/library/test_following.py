"""A library that is kept up to date while it is used."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from bot.library import Library, encode, follow
from bot.runtime.failures import Failures
from bot.runtime.supervisor import Supervisor
from bot.search.semantic.model import TextKind, Vectors
from tests.library.test_library import PUBLIC, lighthouse, opened
from tests.support.hashing_model import HashingModel

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


async def until_encoded(library: Library) -> None:
    async with asyncio.timeout(_PATIENCE):
        while await library.unencoded():  # noqa: ASYNC110 - nothing tells of it
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


async def test_episodes_are_encoded_after_they_can_be_searched(tmp_path: Path) -> None:
    async with opened(tmp_path, model=HashingModel()) as (store, library):
        await store.add(*lighthouse())
        await store.add(*lighthouse("second"))
        await library.refresh()
        assert await library.unencoded() == 2
        encoding = asyncio.create_task(encode(library, seconds=0.01))
        await until_encoded(library)
        await store.add(*lighthouse("third"))
        await library.refresh()
        await until_encoded(library)
        encoding.cancel()
        await asyncio.wait([encoding])


class FailingOnce(HashingModel):
    """A model whose first call fails."""

    failed = False

    def encode(self, texts: Sequence[str], *, kind: TextKind) -> Vectors:
        if not self.failed:
            self.failed = True
            raise RuntimeError("no memory left")
        return super().encode(texts, kind=kind)


async def test_a_model_that_fails_is_told_until_it_works_again(tmp_path: Path) -> None:
    told: list[str] = []
    failures = Failures(
        clock=lambda: datetime(2026, 1, 1, tzinfo=UTC),
        changed=lambda lasting: told.extend(failure.cause for failure in lasting),
    )

    async def at_once(seconds: float) -> None:
        await asyncio.sleep(0 if seconds < 60 else 9_999)

    async with opened(tmp_path, model=FailingOnce()) as (store, library):
        await store.add(*lighthouse())
        await library.refresh()
        jobs = {"sentence model": lambda: encode(library, seconds=0.01)}
        async with Supervisor(failures, sleep=at_once).running(jobs):
            await until_encoded(library)
            assert (await library.quote("fog", PUBLIC)).hits
    assert len(told) == 1
    assert "no memory left" in told[0]


async def test_without_a_model_nothing_waits_for_episodes_to_encode(tmp_path: Path) -> None:
    async with opened(tmp_path) as (store, library):
        await store.add(*lighthouse())
        await library.refresh()
        async with asyncio.timeout(_PATIENCE):
            await encode(library, seconds=9_999)
