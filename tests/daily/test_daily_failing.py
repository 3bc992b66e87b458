"""Failures of one server, or for a while, do not stop other posts."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path

import pytest
import structlog

from bot.daily.candidates import CandidateCache
from bot.daily.scheduler import MAX_CONCURRENT
from bot.errors import StoreError
from bot.runtime.failures import Failures
from bot.schedules import Schedule
from bot.store import Ledger, PlannedPosts
from tests.daily.conftest import HOME, PLAN, START, House, build_scheduler, talk
from tests.support.memory_port import MemoryPort

NOWHERE = replace(PLAN, server=66, channel=660, zone="Mars/Olympus_Mons")
LOCKED = StoreError("The database is locked.")


async def _plan(house: House, schedule: Schedule) -> None:
    """Write a schedule without a check, as if the zones of the machine changed later."""
    await house.store.ledger.put(schedule, next_plan_at=START)


async def test_a_server_in_an_unknown_zone_does_not_stop_others(
    house: House,
) -> None:
    await _plan(house, NOWHERE)
    await house.daily.setup(PLAN)
    with structlog.testing.capture_logs() as lines:
        await house.pass_hours(24, step=0.5)
    assert [one.channel for one in house.port.posts] == [100]
    (failure,) = house.failures.lasting
    assert (failure.server, failure.public) == (66, True)
    assert "Mars/Olympus_Mons" in failure.cause
    logged = [line for line in lines if line["event"] == "job failed"]
    assert 1 <= len(logged) < 10
    assert {line["server"] for line in logged} == {66}


async def test_an_unreadable_schedule_does_not_stop_others_and_can_be_written_again(
    house: House, tmp_path: Path
) -> None:
    unreadable = replace(PLAN, server=66, channel=660)
    await house.daily.setup(unreadable)
    await house.daily.setup(replace(PLAN, episodes=True))
    with closing(sqlite3.connect(tmp_path / "library.db")) as connection, connection:
        connection.execute("UPDATE schedule SET days = 'not JSON' WHERE server = 66")
    await house.pass_hours(12)
    assert [one.channel for one in house.port.posts] == [100]
    (failure,) = house.failures.lasting
    assert (failure.server, failure.public) == (66, True)
    assert await house.daily.get(66) is None
    assert [one.server for one in await house.store.ledger.schedules()] == [HOME]
    await house.add(*talk("bakery"))
    await house.pass_hours(2)
    assert [one.channel for one in house.port.of("episode")] == [100]
    await house.daily.setup(unreadable)
    await house.pass_hours(24)
    assert 660 in {one.channel for one in house.port.posts}
    assert not house.failures.lasting


async def test_a_corrected_zone_gets_posts_again_and_its_failure_is_cleared(house: House) -> None:
    await _plan(house, NOWHERE)
    await house.pass_hours(3)
    assert house.failures.of(66)
    await house.daily.setup(replace(NOWHERE, zone="UTC"))
    await house.pass_hours(24)
    assert [one.channel for one in house.port.posts] == [660]
    assert not house.failures.lasting


async def test_turning_a_schedule_off_clears_its_failure(house: House) -> None:
    await _plan(house, NOWHERE)
    await house.scheduler.run_once()
    assert house.failures.of(66)
    await house.daily.off(66)
    await house.scheduler.run_once()
    assert not house.failures.lasting


async def test_a_post_in_a_zone_that_became_unknown_does_not_stop_others(
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
    await house.pass_hours(3, step=0.3)
    assert [one.channel for one in house.port.posts] == [100]
    assert len(house.failures.lasting) == 2 * MAX_CONCURRENT


async def test_an_announcement_that_cannot_be_made_does_not_stop_others(house: House) -> None:
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
async def test_the_scheduler_survives_every_error_of_the_ledger_and_records_it(
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
        while failures.lasting or not house.port.posts:  # noqa: ASYNC110 - neither can be awaited
            await asyncio.sleep(0.001)
    ticking.cancel()
    await asyncio.gather(ticking, return_exceptions=True)


def _failing(error: BaseException) -> Callable[..., Awaitable[None]]:
    async def fail(*_: object, **__: object) -> None:
        raise error

    return fail


async def test_one_plan_that_the_ledger_refuses_does_not_stop_others(
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


async def test_a_post_cancelled_from_within_is_recorded_and_made_later(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.daily.setup(PLAN)
    monkeypatch.setattr(MemoryPort, "post", _failing(asyncio.CancelledError()))
    await house.pass_hours(8.2, step=0.2)
    assert house.failures.of(HOME)
    monkeypatch.undo()
    await house.pass_hours(1, step=0.2)
    assert [one.channel for one in house.port.posts] == [100]
    assert not house.failures.lasting


async def test_a_pin_that_came_under_embargo_does_not_cost_the_day_its_highlight(
    house: House,
) -> None:
    episode, content = talk("bakery")
    await house.add(episode, content)
    await house.daily.setup(PLAN)
    line = content.quotes[3].id
    await house.daily.pin(HOME, line)
    later = replace(episode, embargo=START + timedelta(days=9))
    await house.store.replace(later, replace(content, highlights=()))
    await house.library.refresh()
    await house.pass_hours(12)
    (post,) = await house.rows()
    assert (post.status, post.date) == ("sent", date(2026, 3, 27))
    assert post.quote != line
    assert (await house.store.ledger.rotation_state(HOME)).pins == (line,)


async def test_the_candidates_of_removed_episodes_are_dropped(house: House) -> None:
    candidates = CandidateCache(house.library)
    for number in range(3):
        await house.add(*talk(f"e{number}"))
        await candidates.for_schedule(PLAN)
        await house.store.remove(f"e{number}", server=None)
        await house.library.refresh()
    assert {one.episode for one in await candidates.for_schedule(PLAN)} == {talk("harbour")[0].id}
    assert len(candidates) == 1
