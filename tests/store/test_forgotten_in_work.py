"""What is in work when somebody is forgotten leaves nothing of them behind."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.errors import NotFoundError
from bot.models import Show
from bot.records import Alert, AlertMatch, Mistake, PersonalData, ServerSettings
from bot.schedules import Post, Schedule
from bot.store import PlannedPosts, Store
from tests.support.episodes import content_of, episode_of
from tests.support.people import MEMBER, SERVER

NOW = datetime(2026, 3, 4, 9, tzinfo=UTC)
TODAY = date(2026, 3, 4)
SAID = content_of(["A lamp is a promise.", "Nobody paints it white."], key="lamps")
QUOTE, EPISODE = SAID.quotes[0].id, episode_of(SAID, key="lamps")


def _post(key: str) -> Post:
    return Post(SERVER, key, TODAY, NOW)


async def _claimed(store: Store) -> Post:
    await store.ledger.put(Schedule(SERVER, 5, time(9), "UTC"), next_plan_at=NOW)
    await store.ledger.enter([_post("e:lamps")])
    (task,) = await store.ledger.open_posts(NOW, limit=9)
    post = await store.ledger.claim(
        task.post, owner="this", now=NOW, until=NOW + timedelta(minutes=2)
    )
    assert post is not None
    return post


async def test_a_post_in_work_writes_nothing_of_a_server_that_was_forgotten(store: Store) -> None:
    post, ledger = await _claimed(store), store.ledger
    await store.servers.forget(SERVER, at=NOW)
    assert not await ledger.ask(post, channel=5, now=NOW)
    assert not await ledger.record(post, channel=5, message=7)
    await ledger.look_in_vain(post, now=NOW)
    await ledger.unask(post)
    await ledger.defer(post, until=NOW, reason="unclear")
    await ledger.refuse(post, reason="refused", notice=_post("n:1"))
    await ledger.enter([_post("f:lamps")])
    await ledger.plan([PlannedPosts(SERVER, NOW, (_post("2026-03-04"),), NOW)])
    assert not await ledger.finish(post, "sent", channel=5, message=7)
    assert await store.servers.known() == ()


async def test_an_alert_in_work_writes_nothing_of_a_member_who_was_forgotten(store: Store) -> None:
    await store.add(EPISODE, SAID)
    alert = await store.members.add_alert(Alert(MEMBER, None, "lamp", NOW))
    await store.members.enter_matches(EPISODE.id, [AlertMatch(alert, EPISODE.id, QUOTE, NOW)])
    (due,) = await store.members.open_matches(NOW, limit=9)
    claimed = await store.members.claim(due, owner="this", now=NOW, until=NOW + timedelta(days=1))
    assert claimed is not None
    await store.members.forget(MEMBER)
    assert not await store.members.ask(claimed, now=NOW)
    await store.members.look_in_vain(claimed, now=NOW)
    await store.members.unask(claimed)
    assert not await store.members.finish(claimed, "sent", message=7)
    await store.members.defer(claimed, until=NOW, reason="unclear")
    assert await store.members.claim(due, owner="that", now=NOW, until=NOW) is None
    later = AlertMatch(alert, "later", QUOTE, NOW)
    await store.members.enter_matches("later", [later])
    assert await store.members.stored_of(MEMBER) == PersonalData()


async def test_a_report_in_work_names_nobody_who_was_forgotten(store: Store) -> None:
    await store.add(EPISODE, SAID)
    reported = Mistake(SERVER, MEMBER, EPISODE.id, QUOTE, "word", NOW, "lamp", "lamb")
    filed = await store.mistakes.file(reported)
    await store.members.forget(MEMBER)
    assert not await store.mistakes.decide(filed.id, "accepted", at=NOW, by=MEMBER)
    await store.mistakes.reopen(filed.id)
    assert await store.members.stored_of(MEMBER) == PersonalData()


async def test_an_episode_that_was_being_fetched_is_not_added_to_a_forgotten_server(
    store: Store,
) -> None:
    private = replace(EPISODE, show=Show("own", "Own", SERVER))
    with pytest.raises(NotFoundError, match="not followed any more"):
        await store.add(private, SAID, feed=7)
    assert await store.servers.known() == ()


async def test_a_server_that_comes_back_while_it_is_purged_keeps_all_or_nothing(
    store: Store,
) -> None:
    await store.servers.put(ServerSettings(SERVER, "de"))
    await store.add(replace(EPISODE, show=Show("own", "Own", SERVER)), SAID)
    await store.servers.note_left([SERVER], at=NOW)
    await store.servers.note_joined([SERVER])
    assert await store.servers.forget_left(SERVER, at=NOW, before=NOW) is None
    assert (await store.servers.stored_of(SERVER)).episodes == 1
    await store.servers.note_left([SERVER], at=NOW)
    assert await store.servers.forget_left(SERVER, at=NOW, before=NOW)
    # It comes back before its episodes are deleted for good, and adds the same one again.
    await store.servers.note_joined([SERVER])
    assert await store.edits.removals(server=SERVER) != ()
    with pytest.raises(NotFoundError):
        await store.edits.restore("lamps", server=SERVER, at=NOW)
    await store.add(replace(EPISODE, show=Show("own", "Own", SERVER)), SAID)
    await store.edits.purge(at=NOW)
    assert [one.key for one in await store.episodes(server=SERVER)] == ["lamps"]
