"""Test which of several processes does what is due: the one with the server's shard, then any."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from bot.records import Alert, AlertMatch
from bot.schedules import Post, Schedule
from bot.shards import ALL, Shards
from bot.store import Store
from bot.store.precedence import OVERDUE
from tests.support.episodes import long_episode

NOW = datetime(2026, 3, 29, 7, tzinfo=UTC)
SECOND = timedelta(seconds=1)
PROCESSES = [Shards(4, frozenset({0, 1})), Shards(4, frozenset({2, 3}))]
FIRST, OTHER = PROCESSES
SERVERS = [(number << 22) + 4_194_303 for number in (*range(8), (1 << 41) - 1)]
"""Of all shards, and the greatest id that there can be."""


def _schedule(server: int) -> Schedule:
    return Schedule(server, 11, time(9), "UTC", episodes=True, created=NOW)


def _post(server: int) -> Post:
    return Post(server, "2026-03-29", date(2026, 3, 29), NOW)


async def _plan(store: Store, servers: Sequence[int] = SERVERS) -> None:
    for server in servers:
        await store.ledger.put(_schedule(server), next_plan_at=NOW)
    await store.ledger.enter([_post(server) for server in servers])


async def _open(store: Store, shards: Shards, now: datetime) -> list[int]:
    tasks = await store.ledger.open_posts(now, limit=99, shards=shards)
    return [task.post.server for task in tasks]


async def _unplanned(store: Store, shards: Shards, now: datetime) -> list[int]:
    found = await store.ledger.due_for_planning(now, limit=99, shards=shards)
    return [one.server for one in found]


async def test_each_process_has_the_servers_on_its_shards_and_all_that_are_overdue(
    store: Store,
) -> None:
    await _plan(store)
    for look in (_open, _unplanned):
        for shards in PROCESSES:
            own = [server for server in SERVERS if shards.contains(server)]
            assert await look(store, shards, NOW) == own
            assert await look(store, shards, NOW + OVERDUE - SECOND) == own
            overdue = await look(store, shards, NOW + OVERDUE)
            assert overdue[: len(own)] == own
            assert sorted(overdue) == SERVERS
        assert await look(store, ALL, NOW) == SERVERS


async def test_a_post_that_was_claimed_or_deferred_is_overdue_two_minutes_after_that(
    store: Store,
) -> None:
    (server,) = servers = SERVERS[:1]
    await _plan(store, servers)
    until = NOW + timedelta(minutes=2)
    claimed = await store.ledger.claim(_post(server), owner="a", now=NOW, until=until)
    assert claimed
    assert await _open(store, FIRST, until) == servers
    assert await _open(store, OTHER, until) == []
    assert await _open(store, OTHER, until + OVERDUE) == servers
    later = until + timedelta(hours=1)
    await store.ledger.defer(claimed, until=later, reason="502")
    assert await _open(store, OTHER, later) == []
    assert await _open(store, OTHER, later + OVERDUE) == servers


async def test_a_process_wakes_for_its_own_servers_only(store: Store) -> None:
    later = NOW + timedelta(hours=1)
    await store.ledger.put(_schedule(SERVERS[0]), next_plan_at=later)
    await store.ledger.enter((replace(_post(SERVERS[0]), due=later + SECOND),))
    assert await store.ledger.next_due_at(NOW, shards=FIRST) == later
    assert await store.ledger.next_due_at(NOW, shards=OTHER) is None
    await store.ledger.put(_schedule(SERVERS[0]), next_plan_at=None)
    assert await store.ledger.next_due_at(NOW, shards=FIRST) == later + SECOND
    assert await store.ledger.next_due_at(NOW, shards=OTHER) is None


async def test_new_episodes_are_listed_for_the_servers_on_shards(store: Store) -> None:
    await _plan(store)
    await store.add(*long_episode("new", quotes=2))
    for shards in PROCESSES:
        arrivals = await store.ledger.new_episodes(NOW, shards=shards)
        assert {schedule.server for schedule, _ in arrivals} == {
            server for server in SERVERS if shards.contains(server)
        }


async def test_matches_are_shared_out_by_server_and_without_one_by_member(store: Store) -> None:
    on_first, on_other = SERVERS[0], SERVERS[2]
    alerts = [
        await store.members.add_alert(Alert(user, server, "lamp", NOW))
        for user, server in ((on_other, on_first), (on_first, on_other), (on_other, None))
    ]
    matches = [AlertMatch(alert, "episode", "quote", NOW) for alert in alerts]
    await store.members.enter_matches("episode", matches)

    async def told(shards: Shards, now: datetime) -> list[int]:
        found = await store.members.open_matches(now, limit=9, shards=shards)
        return [one.alert.id for one in found]

    first, *others = [alert.id for alert in alerts]
    assert await told(FIRST, NOW) == [first]
    assert await told(OTHER, NOW) == others
    assert sorted(await told(OTHER, NOW + OVERDUE)) == [first, *others]
