import asyncio
from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from bot.daily.port import LimitedError, RejectedError, UnclearError
from bot.daily.requests import PAUSES
from bot.daily.worker import FIRST_BACKOFF, LEASE, UNANSWERED
from bot.models import Show
from bot.schedules import Schedule
from bot.translation import gettext, speaking
from tests.daily.conftest import HOME, PLAN, START, House, build_scheduler, talk

UNCLEAR = UnclearError("Discord answered 502.")


async def _at_nine(house: House, schedule: Schedule = PLAN) -> None:
    """Set up a schedule, and move the clock on to its first post."""
    await house.daily.setup(schedule)
    house.clock.move(hours=8, minutes=10)


async def test_every_day_of_a_fortnight_has_one_post_at_its_local_time(house: House) -> None:
    await house.add(*talk("bakery", lines=6))
    await house.daily.setup(PLAN)
    await house.pass_hours(24 * 14, step=3)
    rows = await house.rows()
    assert [row.date for row in rows] == [date(2026, 3, 27) + timedelta(day) for day in range(14)]
    assert {row.status for row in rows} == {"sent"}
    assert {row.due.hour for row in rows} == {7, 8}
    assert len({row.quote for row in rows}) == len(house.port.posts) == 14


async def test_a_post_waits_for_its_send_time(house: House) -> None:
    await house.daily.setup(PLAN)
    house.clock.move(hours=7, minutes=59)
    await house.scheduler.run_once()
    assert not house.port.posts
    house.clock.move(minutes=10)
    await house.scheduler.run_once()
    assert len(house.port.posts) == 1


async def test_posts_and_their_outcomes_are_in_the_language_of_the_server(house: House) -> None:
    house.port.spoken = "de"
    house.port.fail(TimeoutError())
    await _at_nine(house)
    await house.scheduler.run_once()
    with speaking("de"):
        assert (await house.rows())[0].reason == gettext("Discord did not answer in time.")
    await house.pass_hours(1, step=0.25)
    assert [one.language for one in house.port.posts] == ["de"]


async def test_an_unclear_post_that_took_effect_is_found_and_not_repeated(house: House) -> None:
    await _at_nine(house)
    house.port.fail(UNCLEAR, after=True)
    await house.scheduler.run_once()
    (row,) = await house.rows()
    assert (row.status, row.reason) == ("sending", "Discord answered 502.")
    house.port.forget_nonces()
    await house.pass_hours(0.5)
    (row,) = await house.rows()
    assert (row.status, row.attempts, row.message) == ("sent", 2, 1)
    assert len(house.port.posts) == 1
    assert house.port.looked_after[0] < START + timedelta(hours=8, minutes=10)


async def test_an_unclear_post_that_took_no_effect_is_made_with_the_same_words(
    house: House,
) -> None:
    await _at_nine(house)
    house.port.fail(UNCLEAR)
    house.port.fail(TimeoutError())
    house.port.fail(LimitedError("Wait.", seconds=60))
    await house.scheduler.run_once()
    chosen = (await house.rows())[0].quote
    await house.pass_hours(0.05, step=0.005)
    (row,) = await house.rows()
    assert (row.status, row.attempts, row.quote) == ("sent", 4, chosen)
    assert house.port.requests == ["post"] * 4  # Discord knows the nonce


async def test_a_post_is_not_repeated_after_one_look_that_misses_it(house: House) -> None:
    await _at_nine(house)
    house.port.fail(UNCLEAR, after=True)
    await house.scheduler.run_once()
    house.port.forget_nonces()
    house.port.hidden = 2
    await house.pass_hours(0.5, step=0.05)
    assert house.port.requests == ["post", "find", "find", "find"]
    assert [(row.status, row.message) for row in await house.rows()] == [("sent", 1)]


async def test_a_post_is_made_again_after_three_looks_with_pauses_between_them(
    house: House,
) -> None:
    await _at_nine(house)
    house.port.fail(UNCLEAR)
    await house.scheduler.run_once()
    asked = (await house.rows())[0].asked
    house.clock.move(minutes=3)
    looked: list[tuple[int, timedelta]] = []
    for _ in range(2):
        await house.scheduler.run_once()
        (row,) = await house.rows()
        assert row.lease is not None
        assert (row.looked, row.asked) == (house.clock(), asked)
        looked.append((row.looks, row.lease - house.clock()))
        house.clock.instant = row.lease
    await house.scheduler.run_once()
    (row,) = await house.rows()
    assert looked == [(1, PAUSES[0]), (2, PAUSES[1])]
    assert (row.status, row.looks) == ("sent", 0)
    assert house.port.requests == ["post", "find", "find", "find", "post"]


async def test_the_time_between_tries_doubles(house: House) -> None:
    await _at_nine(house)
    for _ in range(4):
        house.port.fail(UNCLEAR)
    waits: list[timedelta] = []
    for _ in range(4):
        await house.scheduler.run_once()
        (row,) = await house.rows()
        assert row.lease is not None
        waits.append(row.lease - house.clock())
        house.clock.instant = row.lease
    assert waits == [FIRST_BACKOFF, FIRST_BACKOFF * 2, FIRST_BACKOFF * 4, FIRST_BACKOFF * 8]


async def test_a_request_that_was_not_answered_is_left_alone_for_a_minute_in_a_forum(
    house: House,
) -> None:
    await house.daily.setup(PLAN)
    await house.daily.setup(replace(PLAN, server=72, channel=200, forum=True))
    house.clock.move(hours=8, minutes=10)
    for _ in range(2):
        house.port.fail(TimeoutError())
    await house.scheduler.run_once()
    leases = [(await house.store.ledger.history(server, limit=9))[0].lease for server in (HOME, 72)]
    waits = [lease and round((lease - house.clock()).total_seconds()) for lease in leases]
    assert waits == [FIRST_BACKOFF.seconds, UNANSWERED.seconds]


async def test_a_post_that_fails_for_six_hours_is_skipped_with_its_reason(
    house: House,
) -> None:
    await _at_nine(house)
    for _ in range(99):
        house.port.fail(UNCLEAR)
    await house.pass_hours(10)
    (row,) = await house.rows()
    assert row.status == "skipped"
    assert "502" in row.reason
    house.port.failures.clear()
    await house.pass_hours(24)
    assert [one.status for one in await house.rows()] == ["skipped", "sent"]


async def test_a_post_first_tried_before_midnight_is_finished_after_it(house: House) -> None:
    await house.daily.setup(replace(PLAN, time=time(23, 50)))
    house.clock.move(hours=22, minutes=56)
    for _ in range(3):
        house.port.fail(UNCLEAR)
    await house.scheduler.run_once()
    await house.pass_hours(5, step=0.2)
    (row,) = await house.rows()
    assert (row.status, row.date) == ("sent", date(2026, 3, 27))
    assert house.port.requests.count("post") == 4


async def test_a_late_post_that_is_found_in_the_channel_counts_as_sent(house: House) -> None:
    await _at_nine(house)
    house.port.fail(UNCLEAR, after=True)
    await house.scheduler.run_once()
    house.clock.move(hours=9)
    await house.scheduler.run_once()
    assert [row.status for row in await house.rows()] == ["sent"]


async def test_after_downtime_a_server_gets_one_post_and_the_missed_days_are_recorded(
    house: House,
) -> None:
    await house.daily.setup(PLAN)
    house.clock.move(days=3, hours=12)
    await house.scheduler.run_once()
    rows = await house.rows()
    assert [row.status for row in rows] == ["skipped"] * 3 + ["sent"]
    assert rows[0].reason
    assert len(house.port.posts) == 1


@pytest.mark.parametrize("asked", [False, True])
async def test_another_process_waits_for_the_lease_and_searches_for_what_was_requested(
    house: House, *, asked: bool
) -> None:
    await _at_nine(house)
    ledger = house.store.ledger
    await house.daily.setup(replace(PLAN, time=time(9, 30)))
    house.clock.move(minutes=30)
    await house.scheduler._plan(house.clock())  # pyright: ignore[reportPrivateUsage] - as one that dies next
    (task,) = await ledger.open_posts(house.clock(), limit=9)
    claimed = await ledger.claim(
        task.post, owner="dead", now=house.clock(), until=house.clock() + LEASE
    )
    assert claimed is not None
    if asked:
        assert await ledger.ask(claimed, channel=100, now=house.clock())
    await house.scheduler.run_once()
    assert not house.port.posts
    house.clock.move(seconds=LEASE.total_seconds() + 1)
    await house.scheduler.run_once()
    assert house.port.requests == (["find"] if asked else ["post"])
    await house.pass_hours(0.5, step=0.05)
    assert house.port.requests == [*["find"] * 3 * asked, "post"]


async def test_many_processes_make_each_post_once(house: House) -> None:
    for server in range(16):
        await house.daily.setup(replace(PLAN, server=1000 + server, channel=server))
    house.clock.move(hours=8, minutes=10)
    crews = [
        build_scheduler(house.store, house.library, house.port, house.clock, owner=str(number))
        for number in range(4)
    ]
    await asyncio.gather(*(crew.run_once() for crew in crews))
    assert sorted(one.channel for one in house.port.posts) == list(range(16))


async def test_a_closed_channel_causes_one_notice_and_posts_resume_by_themselves(
    house: House,
) -> None:
    await _at_nine(house)
    house.port.closed.add(100)
    await house.pass_hours(48)
    rows = await house.rows()
    assert [row.status for row in rows] == ["disabled", "disabled", "disabled"]
    assert rows[0].reason == "The channel is gone."
    (notice,) = house.port.of("notice")
    assert (notice.channel, notice.outgoing.post.reason) == (101, "The channel is gone.")
    broken = await house.daily.get(HOME)
    assert broken is not None
    assert (broken.state, broken.reason) == ("disabled", "The channel is gone.")
    house.port.closed.clear()
    await house.pass_hours(24)
    assert (await house.rows())[-1].status == "sent"
    assert await house.daily.get(HOME) == replace(PLAN, created=START)


async def test_a_missing_right_is_seen_before_anything_is_sent(house: House) -> None:
    house.port.lacking.add(100)
    await _at_nine(house)
    await house.scheduler.run_once()
    assert [row.reason for row in await house.rows()] == ["A right is missing."]
    assert house.port.requests == ["post"]
    assert house.port.of("notice")


async def test_a_notice_that_is_refused_is_not_tried_again(house: House) -> None:
    house.port.closed.update((100, 101))
    await _at_nine(house)
    await house.pass_hours(4)
    assert house.port.requests == ["post", "post"]


async def test_a_notice_is_given_up_after_some_days(house: House) -> None:
    house.port.closed.add(100)
    await _at_nine(house)
    await house.scheduler._tick()  # pyright: ignore[reportPrivateUsage] - to fail what comes second
    for _ in range(999):
        house.port.fail(UNCLEAR)
    await house.daily.setup(replace(PLAN, days=frozenset({5})))
    await house.pass_hours(24 * 5, step=4)
    assert not house.port.posts


async def test_a_post_that_discord_rejects_is_skipped(house: House) -> None:
    await _at_nine(house)
    house.port.fail(RejectedError("It is too long."))
    await house.scheduler.run_once()
    (row,) = await house.rows()
    assert (row.status, row.reason) == ("skipped", "It is too long.")
    assert await house.daily.get(HOME) == replace(PLAN, created=START)


async def test_a_bug_in_one_post_does_not_stop_others(house: House) -> None:
    await house.daily.setup(PLAN)
    await house.daily.setup(replace(PLAN, server=72, channel=200))
    house.clock.move(hours=8, minutes=10)
    house.port.fail(ZeroDivisionError())
    await house.scheduler.run_once()
    assert len(house.port.posts) == 1
    await house.pass_hours(1, step=0.1)
    assert len(house.port.posts) == 2


async def test_without_episodes_the_day_is_skipped_and_says_so(house: House) -> None:
    await house.store.remove("harbour", server=None)
    await house.library.refresh()
    await _at_nine(house)
    await house.scheduler.run_once()
    (row,) = await house.rows()
    assert row.status == "skipped"
    assert "nothing to post" in row.reason


async def test_a_quote_removed_between_two_tries_is_not_posted(house: House) -> None:
    await _at_nine(house)
    house.port.fail(UNCLEAR)
    await house.scheduler.run_once()
    await house.store.remove("harbour", server=None)
    await house.library.refresh()
    await house.pass_hours(1, step=0.1)
    (row,) = await house.rows()
    assert row.status == "skipped"
    assert "no longer in the library" in row.reason


async def test_a_paused_or_turned_off_schedule_posts_nothing_even_after_a_first_try(
    house: House,
) -> None:
    await _at_nine(house)
    house.port.fail(UNCLEAR)
    await house.scheduler.run_once()
    await house.daily.pause(HOME)
    await house.pass_hours(48)
    assert [row.status for row in await house.rows()] == ["skipped"]
    await house.daily.resume(HOME)
    await house.pass_hours(24)
    assert [row.status for row in await house.rows()] == ["skipped", "sent"]


async def test_a_new_channel_gets_the_post_that_the_old_one_did_not(
    house: House,
) -> None:
    await _at_nine(house)
    house.port.fail(UNCLEAR)
    await house.scheduler.run_once()
    house.port.closed.add(100)
    await house.store.ledger.put(replace(PLAN, channel=300), next_plan_at=None)
    await house.pass_hours(1)
    assert [one.channel for one in house.port.posts] == [300]
    assert (await house.rows())[0].channel == 300


async def test_posts_are_published_and_get_a_thread_if_wanted(house: House) -> None:
    await _at_nine(house, replace(PLAN, publish=True, thread=True))
    await house.scheduler.run_once()
    (post,) = house.port.posts
    assert (post.published, post.threads) == (1, 1)


async def test_a_post_counts_as_sent_if_its_thread_cannot_be_opened(house: House) -> None:
    house.port.unthreaded = True
    await _at_nine(house, replace(PLAN, thread=True))
    await house.scheduler.run_once()
    (row,) = await house.rows()
    reason = "It was posted, but not published or without its thread: No threads here."
    assert (row.status, row.reason) == ("sent", reason)


async def test_a_new_episode_is_announced_once_with_its_best_highlight_if_wanted(
    house: House,
) -> None:
    await house.daily.setup(replace(PLAN, episodes=True))
    await house.daily.setup(replace(PLAN, server=72, channel=200))
    await house.scheduler.run_once()
    await house.add(*talk("bakery"))
    await house.scheduler.run_once()
    assert not house.port.posts
    await house.pass_hours(1)
    (post,) = house.port.of("episode")
    assert post.channel == 100
    assert post.outgoing.hit is not None
    assert post.outgoing.hit.match.text.startswith("In bakery number 0")
    await house.pass_hours(48)
    assert len(house.port.of("episode")) == 1


async def test_of_episodes_added_together_only_the_newest_is_announced(house: House) -> None:
    await house.daily.setup(replace(PLAN, episodes=True, shows=frozenset({"talks"})))
    for key in ("one", "two", "three"):
        await house.add(*talk(key))
    await house.add(*talk("other", show=Show("else", "Else")))
    await house.pass_hours(1)
    (post,) = house.port.of("episode")
    assert post.outgoing.hit is not None
    assert post.outgoing.hit.episode.key == "three"


async def test_an_episode_is_announced_once_the_snapshot_has_it(house: House) -> None:
    await house.daily.setup(replace(PLAN, episodes=True))
    await house.store.add(*talk("bakery"))
    await house.pass_hours(1)
    assert not house.port.posts
    await house.library.refresh()
    await house.pass_hours(1)
    assert len(house.port.of("episode")) == 1


async def test_an_embargoed_episode_is_announced_when_it_may_be_shown(house: House) -> None:
    await house.daily.setup(replace(PLAN, episodes=True))
    episode, content = talk("bakery")
    await house.add(replace(episode, embargo=START + timedelta(hours=3)), content)
    await house.pass_hours(2)
    assert not house.port.posts
    await house.pass_hours(2)
    assert len(house.port.of("episode")) == 1


async def test_only_episodes_of_chosen_shows_are_announced_and_posted(house: House) -> None:
    await house.daily.setup(replace(PLAN, episodes=True))
    await house.store.edits.choose_shows(HOME, ["talks"])
    await house.add(*talk("other", show=Show("else", "Else")))
    await house.add(*talk("bakery"))
    await house.pass_hours(1)
    (post,) = house.port.of("episode")
    assert post.outgoing.hit is not None
    assert post.outgoing.hit.episode.key == "bakery"
    await house.pass_hours(72)
    posted = {one.outgoing.hit.episode.key for one in house.port.posts if one.outgoing.hit}
    assert posted <= {"bakery", "harbour"}


async def test_a_removed_episode_is_not_announced(house: House) -> None:
    await house.daily.setup(replace(PLAN, episodes=True))
    await house.store.add(*talk("bakery"))
    await house.store.edits.remove("bakery", server=None, at=START)
    await house.library.refresh()
    await house.pass_hours(2)
    assert house.port.of("episode") == []


async def test_a_quote_that_was_hidden_between_two_tries_is_not_posted(house: House) -> None:
    await _at_nine(house)
    house.port.fail(UNCLEAR)
    await house.scheduler.run_once()
    (row,) = await house.rows()
    assert row.quote is not None
    await house.store.edits.hide(row.quote, server=None)
    await house.library.refresh()
    await house.pass_hours(1, step=0.1)
    (row,) = await house.rows()
    assert row.status == "skipped"


async def test_the_scheduler_posts_until_it_is_cancelled(house: House) -> None:
    await house.daily.setup(PLAN)
    house.clock.move(hours=8)
    house.port.made = asyncio.Event()
    ticking = asyncio.create_task(house.scheduler.run())
    await house.port.made.wait()
    ticking.cancel()
    await asyncio.gather(ticking, return_exceptions=True)
    assert len(house.port.posts) == 1
    assert house.scheduler.active_posts == 0


@pytest.mark.parametrize("hours", [3, 24 * 7])
async def test_wake_ends_the_wait_of_the_scheduler(house: House, hours: int) -> None:
    asleep = asyncio.Event()

    async def sleep(_: float) -> None:
        asleep.set()
        await asyncio.Event().wait()

    scheduler = build_scheduler(house.store, house.library, house.port, house.clock, sleep=sleep)
    ticking = asyncio.create_task(scheduler.run())
    await asleep.wait()
    await house.daily.setup(PLAN)
    house.clock.move(hours=hours)
    await asyncio.sleep(0.01)
    asleep.clear()
    scheduler.wake()
    await asleep.wait()
    ticking.cancel()
    await asyncio.gather(ticking, return_exceptions=True)
    assert bool(await house.rows()) == (hours > 8)
