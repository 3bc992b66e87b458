"""Searches of one server wait for each other, not for those of others."""

import asyncio
from collections.abc import Awaitable, Sequence

import pytest

from bot.errors import TooOftenError
from bot.library.search_slots import MOST, MOST_WAITING, SearchSlots
from bot.observations import Observation, Refusal
from bot.patience import limit_patience


class Search:
    """Searches that take until they are let go."""

    def __init__(self) -> None:
        self.refusals: list[Observation] = []
        self.slots = SearchSlots(self.refusals.append)
        self.done = asyncio.Event()
        self.running = 0

    async def run(self, server: int | None, *, patience: float | None = None) -> None:
        limit_patience(patience)
        async with self.slots.slot(server):
            self.running += 1
            await self.done.wait()


async def settled(*searches: Awaitable[None]) -> Sequence[asyncio.Future[None]]:
    started = [asyncio.ensure_future(one) for one in searches]
    for _ in range(10):
        await asyncio.sleep(0)
    return started


async def test_a_server_has_so_many_searches_in_work_and_others_do_not_wait() -> None:
    search = Search()
    flood = await settled(*(search.run(1) for _ in range(20)))
    assert search.running == MOST
    others = await settled(*(search.run(server) for server in (2, 3, None, None, None, None)))
    assert search.running == MOST + 6
    search.done.set()
    await asyncio.gather(*flood, *others)
    assert search.running == 26
    assert search.refusals == []


async def test_a_member_waits_a_little_and_is_then_refused_and_a_background_job_waits() -> None:
    search = Search()
    first = await settled(*(search.run(1) for _ in range(MOST)))
    waiting = await settled(search.run(1))
    with pytest.raises(TooOftenError):
        await search.run(1, patience=0.01)
    limit_patience(None)
    assert search.refusals == [Refusal("server")]
    search.done.set()
    await asyncio.gather(*first, *waiting)


async def test_only_so_many_wait() -> None:
    search = Search()
    waiting = await settled(*(search.run(1, patience=60) for _ in range(MOST + MOST_WAITING)))
    with pytest.raises(TooOftenError):
        await search.run(1, patience=60)
    search.done.set()
    await asyncio.gather(*waiting)
    assert search.refusals == [Refusal("server")]
