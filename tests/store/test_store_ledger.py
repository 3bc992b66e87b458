import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.errors import StoreUnavailableError
from bot.models import Show
from bot.schedules import Post, PostCandidate, RotationState, Schedule, ShownHighlight
from bot.store import (
    DueSchedule,
    HighlightChoice,
    Ledger,
    PlannedPosts,
    StaleChoiceError,
    Store,
    open_store,
)
from bot.store.posts import RESTORED
from tests.support.episodes import long_episode

NOW = datetime(2026, 3, 29, 7, tzinfo=UTC)
DAY = date(2026, 3, 29)
LEASE = NOW + timedelta(minutes=2)
SERVER = 7_000_000_000_000_000_007
PLAN = Schedule(
    server=SERVER,
    channel=11,
    time=time(9, 30),
    zone="Europe/Berlin",
    days=frozenset({0, 6}),
    shows=frozenset({"talks"}),
    role=12,
    publish=True,
    thread=True,
    profanity=True,
    created=NOW,
)
POST = Post(SERVER, "2026-03-29", DAY, NOW)
NOTICE = Post(SERVER, "n:1", DAY, NOW, reason="The channel is gone.")
CHOSEN = PostCandidate("quote", "episode", 3, "Ann")


@pytest.fixture
async def ledger(store: Store) -> Ledger:
    await store.ledger.put(PLAN, next_plan_at=NOW)
    await store.ledger.enter((POST,))
    return store.ledger


FIRST = HighlightChoice(RotationState(), CHOSEN)
NOTHING = HighlightChoice(RotationState(), None)


async def _claim(ledger: Ledger, *, owner: str = "a", now: datetime = NOW) -> Post:
    until = now + timedelta(minutes=2)
    claimed = await ledger.claim(POST, owner=owner, now=now, until=until, choice=FIRST)
    assert claimed is not None
    return claimed


async def _row(ledger: Ledger) -> Post:
    return (await ledger.history(SERVER, limit=1))[0]


async def test_a_schedule_is_read_as_it_was_written(ledger: Ledger) -> None:
    assert await ledger.get(SERVER) == PLAN
    changed = replace(PLAN, state="paused", role=None)
    await ledger.put(changed, next_plan_at=None)
    assert await ledger.schedules() == (changed,)
    assert await ledger.get(1) is None


async def test_a_forgotten_server_leaves_nothing(ledger: Ledger) -> None:
    await ledger.pin(SERVER, "one")
    await ledger.exclude(SERVER, "two")
    await ledger.forget(SERVER)
    assert await ledger.get(SERVER) is None
    assert await ledger.history(SERVER, limit=9) == ()
    assert await ledger.rotation_state(SERVER) == RotationState()


async def test_a_day_is_planned_once_however_many_plan_it(ledger: Ledger) -> None:
    then = NOW + timedelta(days=1)
    monday = replace(POST, key="2026-03-30", date=date(2026, 3, 30))
    plan = PlannedPosts(SERVER, NOW, (POST, monday), then)
    await asyncio.gather(ledger.plan([plan]), ledger.plan([replace(plan, following_plan_at=NOW)]))
    assert [one.key for one in await ledger.history(SERVER, limit=9)] in (
        ["2026-03-29", "2026-03-30"],
        ["2026-03-30", "2026-03-29"],
    )
    due = await ledger.due_for_planning(then, limit=9)
    assert due[0] == DueSchedule(SERVER, then, PLAN)
    assert await ledger.due_for_planning(NOW, limit=9) == ()


async def test_a_server_that_was_planned_far_ahead_is_planned_now_and_no_other(
    ledger: Ledger,
) -> None:
    near, off = replace(PLAN, server=SERVER + 1), replace(PLAN, server=SERVER + 2)
    await ledger.put(PLAN, next_plan_at=NOW + timedelta(days=365))
    await ledger.put(near, next_plan_at=NOW + timedelta(days=15))
    await ledger.put(off, next_plan_at=None)
    await ledger.bring_forward(NOW)
    assert await ledger.due_for_planning(NOW, limit=9) == (DueSchedule(SERVER, NOW, PLAN),)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)  # it locks the file
async def test_nothing_is_written_where_no_server_was_planned_far_ahead(
    ledger: Ledger, file: Path
) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        await ledger.bring_forward(NOW)
        await ledger.bring_forward(NOW - timedelta(days=14))
        with pytest.raises(StoreUnavailableError):
            await ledger.bring_forward(NOW - timedelta(days=16))


async def test_a_plan_made_before_the_schedule_changed_is_dropped(ledger: Ledger) -> None:
    later = NOW + timedelta(hours=1)
    await ledger.put(PLAN, next_plan_at=later)
    other = replace(POST, key="2026-04-01")
    await ledger.plan([PlannedPosts(SERVER, NOW, (other,), None)])
    assert [one.key for one in await ledger.history(SERVER, limit=9)] == [POST.key]


async def test_only_one_of_many_gets_a_claim(ledger: Ledger) -> None:
    claims = [
        ledger.claim(POST, owner=str(number), now=NOW, until=LEASE, choice=FIRST)
        for number in range(8)
    ]
    won = [one for one in await asyncio.gather(*claims) if one]
    assert len(won) == 1
    assert (await _row(ledger)).owner == won[0].owner


async def test_two_processes_share_a_ledger(ledger: Ledger, url: str) -> None:
    async with open_store(url) as other:
        claims = await asyncio.gather(
            ledger.claim(POST, owner="a", now=NOW, until=LEASE),
            other.ledger.claim(POST, owner="b", now=NOW, until=LEASE),
        )
    assert sum(one is not None for one in claims) == 1


async def test_what_is_chosen_in_the_first_claim_stays(ledger: Ledger) -> None:
    await ledger.pin(SERVER, CHOSEN.quote)
    choice = HighlightChoice(await ledger.rotation_state(SERVER), CHOSEN)
    first = await ledger.claim(POST, owner="a", now=NOW, until=LEASE, choice=choice)
    assert first is not None
    assert (first.quote, first.chapter, first.attempts, first.channel) == ("quote", 3, 1, None)
    assert (await ledger.rotation_state(SERVER)).pins == ()
    assert await ledger.ask(first, channel=11, now=NOW)
    again = await ledger.claim(
        POST, owner="b", now=LEASE, until=LEASE + timedelta(1), choice=NOTHING
    )
    assert again is not None
    assert (again.quote, again.speaker, again.attempts, again.channel) == ("quote", "Ann", 2, 11)
    assert (again.first_try, again.asked) == (NOW, NOW)


async def test_looks_are_counted_until_a_post_counts_as_not_made(ledger: Ledger) -> None:
    claimed = await _claim(ledger)
    await ledger.ask(claimed, channel=11, now=NOW)
    await ledger.ask(claimed, channel=11, now=LEASE)
    await ledger.look_in_vain(claimed, now=LEASE)
    row = await _row(ledger)
    assert (row.channel, row.asked, row.looks, row.looked) == (11, NOW, 1, LEASE)
    await ledger.unask(claimed)
    row = await _row(ledger)
    assert (row.channel, row.asked, row.looks, row.looked) == (11, None, 0, LEASE)


async def test_what_was_due_before_a_restore_is_looked_for_before_it_is_made(
    ledger: Ledger, store: Store
) -> None:
    """The backup does not know whether it was made since."""
    await store.set_note(RESTORED, (NOW + timedelta(hours=1)).isoformat())
    claimed = await _claim(ledger)
    assert (claimed.channel, claimed.asked) == (PLAN.channel, NOW)
    assert await _row(ledger) == claimed
    await ledger.unask(claimed)
    again = await ledger.claim(POST, owner="b", now=LEASE, until=LEASE + timedelta(minutes=2))
    assert again is not None
    assert again.asked is None
    later = replace(POST, key="2026-03-30", due=NOW + timedelta(hours=2))
    await ledger.enter((later,))
    fresh = await ledger.claim(later, owner="c", now=later.due, until=later.due)
    assert fresh is not None
    assert fresh.asked is None


async def test_a_lease_from_before_the_clock_was_set_back_holds_up_nothing(
    ledger: Ledger,
) -> None:
    await _claim(ledger, now=NOW + timedelta(days=365))
    (task,) = await ledger.open_posts(NOW, limit=9)
    assert (await _claim(ledger, owner="b", now=NOW)).attempts == task.post.attempts + 1


async def test_nothing_chosen_leaves_the_claim_without_a_quote(ledger: Ledger) -> None:
    claimed = await ledger.claim(POST, owner="a", now=NOW, until=LEASE, choice=NOTHING)
    assert claimed is not None
    assert claimed.quote is None


async def test_a_choice_from_an_older_rotation_state_claims_nothing(ledger: Ledger) -> None:
    board = await ledger.rotation_state(SERVER)
    await ledger.exclude(SERVER, CHOSEN.quote)
    with pytest.raises(StaleChoiceError):
        await ledger.claim(
            POST, owner="a", now=NOW, until=LEASE, choice=HighlightChoice(board, CHOSEN)
        )
    row = await _row(ledger)
    assert (row.status, row.quote, row.attempts) == ("due", None, 0)


async def test_an_expired_claim_cannot_record_an_outcome(ledger: Ledger) -> None:
    stale = await _claim(ledger)
    fresh = await _claim(ledger, owner="b", now=LEASE)
    await ledger.finish(stale, "skipped", reason="stale")
    assert not await ledger.ask(stale, channel=99, now=LEASE)
    assert await ledger.record(fresh, channel=12, message=13)
    assert (await _row(ledger)).status == "sending"
    await ledger.finish(fresh, "sent", channel=12, message=13)
    row = await _row(ledger)
    assert (row.status, row.channel, row.message, row.lease) == ("sent", 12, 13, None)
    assert await ledger.claim(POST, owner="c", now=LEASE, until=LEASE) is None


async def test_a_deferred_post_cannot_be_claimed_before_its_instant(ledger: Ledger) -> None:
    claimed = await _claim(ledger)
    later = NOW + timedelta(minutes=15)
    await ledger.defer(claimed, until=later, reason="502")
    assert await ledger.open_posts(later - timedelta(seconds=1), limit=9) == ()
    assert await ledger.next_due_at(NOW + timedelta(minutes=1)) == NOW
    await ledger.put(PLAN, next_plan_at=None)
    assert await ledger.next_due_at(NOW + timedelta(minutes=1)) == later
    (task,) = await ledger.open_posts(later, limit=9)
    assert (task.post.status, task.post.reason, task.schedule) == ("sending", "502", PLAN)
    await ledger.finish(claimed, "skipped")
    assert await ledger.next_due_at(NOW) is None


async def test_a_refusal_causes_one_notice_and_a_sent_post_enables_the_schedule(
    ledger: Ledger,
) -> None:
    await ledger.refuse(await _claim(ledger), reason=NOTICE.reason, notice=NOTICE)
    broken = await ledger.get(SERVER)
    assert broken is not None
    assert (broken.state, broken.reason, broken.notified_at) == ("disabled", NOTICE.reason, NOW)
    monday = replace(POST, key="2026-03-30")
    await ledger.enter((monday,))
    claimed = await ledger.claim(monday, owner="a", now=NOW, until=LEASE)
    assert claimed is not None
    await ledger.refuse(claimed, reason="Still.", notice=replace(NOTICE, key="n:2"))
    assert [task.post.key for task in await ledger.open_posts(NOW, limit=9)] == ["n:1"]
    tuesday = replace(POST, key="2026-03-31")
    await ledger.enter((tuesday,))
    claimed = await ledger.claim(tuesday, owner="a", now=NOW, until=LEASE)
    assert claimed is not None
    await ledger.finish(claimed, "sent", message=1)
    assert await ledger.get(SERVER) == PLAN


async def test_a_refusal_does_not_change_a_paused_schedule(ledger: Ledger) -> None:
    claimed = await _claim(ledger)
    paused = replace(PLAN, state="paused")
    await ledger.put(paused, next_plan_at=None)
    await ledger.refuse(claimed, reason="Gone.", notice=NOTICE)
    assert await ledger.get(SERVER) == paused
    assert await ledger.open_posts(NOW, limit=9) == ()


async def test_a_skip_can_be_undone_before_it_is_due(ledger: Ledger) -> None:
    monday = replace(POST, key="2026-03-30", date=date(2026, 3, 30), status="skipped")
    await ledger.enter((monday, POST))
    assert await ledger.posts_since(SERVER, DAY) == {"2026-03-29": "due", "2026-03-30": "skipped"}
    assert await ledger.withdraw(SERVER, "2026-03-30")
    assert not await ledger.withdraw(SERVER, POST.key)


async def test_the_rotation_state_has_what_was_shown_pinned_and_excluded(ledger: Ledger) -> None:
    await _claim(ledger)
    for quote in ("one", "two", "three"):
        await ledger.pin(SERVER, quote)
    await ledger.pin(SERVER, "three", first=True)
    assert await ledger.unpin(SERVER, "one")
    assert not await ledger.unpin(SERVER, "one")
    await ledger.exclude(SERVER, "two")
    await ledger.exclude(SERVER, "two")
    shown = ShownHighlight("quote", "episode", 3, "Ann", DAY)
    expected = RotationState((shown,), ("three",), frozenset({"two"}))
    assert await ledger.rotation_state(SERVER) == expected
    await ledger.pin(SERVER, "two")
    assert (await ledger.rotation_state(SERVER)).excluded == frozenset()
    (task,) = await ledger.open_posts(LEASE, limit=9)
    assert task.pins == ("three", "two")


async def test_episodes_are_new_from_when_a_server_asks_and_until_announced(store: Store) -> None:
    ledger = store.ledger
    await store.add(*long_episode("old", quotes=2))
    wants = replace(PLAN, episodes=True)
    await ledger.put(wants, next_plan_at=None)
    other = replace(PLAN, server=5, episodes=True, shows=frozenset({"elsewhere"}))
    await ledger.put(other, next_plan_at=None)
    await store.add(*long_episode("new", quotes=2))
    await store.add(*long_episode("private", quotes=2, show=Show("talks", "Talks", server=5)))
    hidden, content = long_episode("hidden", quotes=2)
    await store.add(replace(hidden, embargo=NOW + timedelta(hours=1)), content)
    await ledger.put(wants, next_plan_at=None)
    ((schedule, episodes),) = await ledger.new_episodes(NOW)
    assert (schedule, episodes) == (wants, ((await store.episode("new", server=None)).id,))
    ((_, later),) = await ledger.new_episodes(NOW + timedelta(hours=2))
    assert later == (hidden.id, *episodes)
    await ledger.enter((replace(POST, key=f"e:{later[0]}"), replace(POST, key=f"e:{later[1]}")))
    assert await ledger.new_episodes(NOW + timedelta(hours=2)) == ()


async def test_a_refusal_that_comes_after_another_owner_sent_the_post_disables_nothing(
    ledger: Ledger,
) -> None:
    slow = await _claim(ledger)
    quick = await _claim(ledger, owner="b", now=LEASE)
    await ledger.finish(quick, "sent", channel=11, message=5)
    await ledger.refuse(slow, reason="The channel is gone.", notice=NOTICE)
    schedule = await ledger.get(SERVER)
    assert schedule is not None
    assert (schedule.state, schedule.notified_at) == ("on", None)
    assert (await _row(ledger)).status == "sent"
    keys = [task.post.key for task in await ledger.open_posts(LEASE, limit=9)]
    assert NOTICE.key not in keys


# PostgreSQL checks the values of its columns.
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_posts_that_cannot_be_read_keep_back_no_others(ledger: Ledger, url: str) -> None:
    servers = range(1, 6)
    for server in servers:
        await ledger.put(replace(PLAN, server=server), next_plan_at=None)
        await ledger.enter((replace(POST, server=server),))
    with closing(sqlite3.connect(url.partition(":///")[2])) as db:
        db.execute("UPDATE post SET date = 'yesterday' WHERE server = 1")
        db.execute("UPDATE schedule SET time = 'noon' WHERE server IN (2, 3)")
        db.commit()
    tasks = await ledger.open_posts(NOW, limit=3)
    assert [task.post.server for task in tasks] == [4, 5, SERVER]
