"""What fails for one server, or for a while, keeps nothing else from being posted."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import time

import pytest
import structlog

from bot.daily.scheduler import MAX_CONCURRENT
from bot.errors import StoreError
from bot.runtime.failures import Failures
from bot.schedules import Schedule
from bot.store import Ledger, PlannedPosts
from tests.daily.conftest import HOME, PLAN, START, House, build_scheduler, talk

NOWHERE = replace(PLAN, server=66, channel=660, zone="Mars/Olympus_Mons")
LOCKED = StoreError("The database is locked.")


async def _plan(house: House, schedule: Schedule) -> None:
    """Keep a schedule as it was before the machine's zones changed."""
    await house.store.ledger.put(schedule, next_plan_at=START)


async def test_a_server_in_a_zone_that_the_machine_does_not_know_stops_nobody_else(
    house: House,
) -> None:
    await _plan(house, NOWHERE)
    await house.daily.setup(PLAN)
    with structlog.testing.capture_logs() as lines:
        await house.pass_hours(24, step=0.05)
    assert [one.channel for one in house.port.posts] == [100]
    (failure,) = house.failures.lasting
    assert (failure.server, failure.public) == (66, True)
    assert "Mars/Olympus_Mons" in failure.cause
    logged = [line for line in lines if line["event"] == "job failed"]
    assert 1 <= len(logged) < 10
    assert {line["server"] for line in logged} == {66}


async def test_a_zone_that_is_mended_is_posted_in_and_is_no_failure_any_more(house: House) -> None:
    await _plan(house, NOWHERE)
    await house.pass_hours(3)
    assert house.failures.of(66)
    await house.daily.setup(replace(NOWHERE, zone="UTC"))
    await house.pass_hours(24)
    assert [one.channel for one in house.port.posts] == [660]
    assert not house.failures.lasting


async def test_what_is_switched_off_is_no_failure_any_more(house: House) -> None:
    await _plan(house, NOWHERE)
    await house.scheduler.run_once()
    assert house.failures.of(66)
    await house.daily.off(66)
    await house.scheduler.run_once()
    assert not house.failures.lasting


async def test_a_post_in_a_zone_that_is_not_known_any_more_stops_nobody_else(
    house: House,
) -> None:
    for server in range(2 * MAX_CONCURRENT):
        await house.daily.setup(replace(PLAN, server=1000 + server, channel=1000 + server))
    house.clock.move(hours=8, minutes=6)
    await house.scheduler._plan(house.clock())  # pyright: ignore[reportPrivateUsage] - as before the update
    for server in range(2 * MAX_CONCURRENT):
        await house.store.ledger.put(
            replace(NOWHERE, server=1000 + server, channel=1000 + server), next_plan_at=None
        )
    await house.daily.setup(replace(PLAN, time=time(9, 30)))
    await house.pass_hours(3, step=0.1)
    assert [one.channel for one in house.port.posts] == [100]
    assert len(house.failures.lasting) == 2 * MAX_CONCURRENT


async def test_an_announcement_that_cannot_be_made_keeps_no_other_back(house: House) -> None:
    await _plan(house, replace(NOWHERE, episodes=True))
    await house.daily.setup(replace(PLAN, episodes=True))
    await house.scheduler.run_once()
    await house.add(*talk("bakery"))
    await house.pass_hours(2)
    assert [one.channel for one in house.port.of("episode")] == [100]
    assert {one.server for one in house.failures.lasting} == {66}


@pytest.mark.parametrize("error", [RuntimeError("injected"), LOCKED])
@pytest.mark.parametrize(
    "way", ["due_for_planning", "plan", "new_episodes", "open_posts", "next_due_at"]
)
async def test_the_ticker_outlives_whatever_the_ledger_raises_and_says_so_meanwhile(
    house: House, monkeypatch: pytest.MonkeyPatch, way: str, error: Exception
) -> None:
    await house.daily.setup(replace(PLAN, episodes=True))
    naps: list[float] = []
    asleep = asyncio.Event()

    async def sleep(seconds: float) -> None:
        naps.append(seconds)
        asleep.set()
        if len(naps) < 9:
            house.clock.move(seconds=seconds)
        else:
            await asyncio.Event().wait()

    failures = Failures(clock=house.clock)
    scheduler = build_scheduler(
        house.store, house.library, house.port, house.clock, sleep=sleep, failures=failures
    )
    monkeypatch.setattr(Ledger, way, _failing(error))
    house.clock.move(hours=8, minutes=6)
    ticking = asyncio.create_task(scheduler.run())
    while len(naps) < 9:
        asleep.clear()
        await asleep.wait()
    assert failures.lasting
    assert naps[0] < 3 < naps[-1] == 30 or way == "plan"
    monkeypatch.undo()
    scheduler.wake()
    async with asyncio.timeout(20):
        while failures.lasting or not house.port.posts:  # noqa: ASYNC110 - neither tells
            await asyncio.sleep(0.001)
    ticking.cancel()
    await asyncio.gather(ticking, return_exceptions=True)


def _failing(error: Exception) -> Callable[..., Awaitable[None]]:
    async def fail(*_: object, **__: object) -> None:
        raise error

    return fail


async def test_one_plan_that_the_ledger_does_not_take_is_left_out_of_many(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter = Ledger.plan

    async def choosy(ledger: Ledger, plans: list[PlannedPosts]) -> None:
        if any(one.server == 66 for one in plans):
            raise OverflowError
        await enter(ledger, plans)

    monkeypatch.setattr(Ledger, "plan", choosy)
    await house.daily.setup(replace(PLAN, server=66, channel=660))
    await house.daily.setup(PLAN)
    await house.pass_hours(9)
    assert [one.channel for one in house.port.posts] == [100]
    assert house.failures.of(66)
    assert not house.failures.of(HOME)
