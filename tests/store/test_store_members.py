"""What members own in the store, and what servers set."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.models import Content, Show
from bot.records import (
    Alert,
    AlertMatch,
    AskedQuestion,
    Finder,
    LovedQuote,
    Mistake,
    SavedLine,
    ServerSettings,
    VoteTally,
)
from bot.store import Store, open_store
from tests.support.episodes import content_of, episode_of

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
OURS, THEIRS = 111, 222
MIA, JONAS, ADA = 7_000_000_000_000_000_001, 7_000_000_000_000_000_002, 7_000_000_000_000_000_003
WHOLE = content_of(["The lamp was lit by the old keeper.", "Nobody came that night."])
LAMP, NOBODY = (quote.id for quote in WHOLE.quotes)
RECUT = content_of(["The lamp was lit by the old keeper. Nobody came."])
ALERT = Alert(
    MIA, OURS, "the lamp", NOW, quiet_from=time(22), quiet_until=time(7), zone="Asia/Tokyo"
)


def line(quote: str, *, at: datetime = NOW, server: int | None = OURS) -> SavedLine:
    return SavedLine(quote, server, at)


def mistake(**given: object) -> Mistake:
    one = Mistake(OURS, MIA, episode_of(WHOLE).id, LAMP, "word", NOW, "lamp", "lump", "listen")
    return replace(one, **given)  # pyright: ignore[reportArgumentType] - fields by name


async def vote(
    store: Store,
    quote: str,
    user: int,
    *,
    server: int = OURS,
    finder: int | None = None,
    at: datetime = NOW,
) -> VoteTally:
    return await store.members.toggle_vote(server, quote, user=user, finder=finder, at=at)


async def _recut(store: Store) -> str:
    """Cut the episode anew, so that the id of the first quote is retired; return the new id."""
    await store.add(episode_of(WHOLE), WHOLE)
    await store.replace(episode_of(RECUT), RECUT)
    return RECUT.quotes[0].id


async def test_a_saved_line_is_listed_once_the_newest_first(store: Store) -> None:
    assert await store.members.save(MIA, LAMP, server=OURS, at=NOW)
    assert await store.members.save(MIA, NOBODY, server=None, at=LATER)
    assert not await store.members.save(MIA, LAMP, server=OURS, at=LATER)
    assert await store.members.saved_by(MIA) == (line(NOBODY, at=LATER, server=None), line(LAMP))
    assert await store.members.saved_by(JONAS) == ()
    assert await store.members.unsave(MIA, LAMP)
    assert not await store.members.unsave(MIA, LAMP)
    assert await store.members.clear_saved(MIA) == 1
    assert await store.members.count_saved(MIA) == 0


async def test_a_line_saved_under_a_retired_id_is_the_same_line(store: Store) -> None:
    await store.members.save(MIA, LAMP, server=OURS, at=NOW)
    current = await _recut(store)
    assert await store.members.is_saved(MIA, current)
    assert not await store.members.save(MIA, current, server=OURS, at=LATER)
    assert await store.members.unsave(MIA, current)
    await store.members.save(MIA, LAMP, server=OURS, at=LATER)
    assert await store.members.saved_by(MIA) == (line(current, at=LATER),)


async def test_a_vote_is_given_and_taken_back_in_its_server(store: Store) -> None:
    assert await vote(store, LAMP, MIA) == VoteTally(1, mine=True)
    assert await vote(store, LAMP, ADA) == VoteTally(2, mine=True)
    await vote(store, LAMP, MIA, server=THEIRS)
    counts = await store.members.votes(OURS, [LAMP, NOBODY])
    assert counts == {LAMP: 2, NOBODY: 0}
    taken = await vote(store, LAMP, MIA)
    assert taken == VoteTally(1, mine=False)


async def test_votes_follow_a_quote_to_its_new_id(store: Store) -> None:
    await vote(store, LAMP, MIA)
    current = await _recut(store)
    assert await store.members.votes(OURS, [current, LAMP]) == {current: 1, LAMP: 1}
    await vote(store, current, JONAS)
    assert await store.members.loved(OURS) == (LovedQuote(current, 2),)
    assert (await vote(store, current, MIA)).votes == 1


async def test_the_most_loved_lines_of_a_period_come_first(store: Store) -> None:
    for user in (MIA, JONAS):
        await vote(store, LAMP, user, finder=ADA)
    await vote(store, NOBODY, MIA, finder=MIA, at=LATER)
    await vote(store, NOBODY, MIA, server=THEIRS, at=LATER)
    assert await store.members.loved(OURS) == (LovedQuote(LAMP, 2), LovedQuote(NOBODY, 1))
    assert await store.members.loved(OURS, since=LATER) == (LovedQuote(NOBODY, 1),)


async def test_votes_for_a_line_of_ones_own_do_not_count_for_the_finder(store: Store) -> None:
    for user in (MIA, JONAS, ADA):
        await vote(store, LAMP, user, finder=ADA)
    await vote(store, NOBODY, ADA, finder=MIA, at=LATER)
    found = await store.members.finders(OURS, since=None, limit=9)
    assert found == (Finder(ADA, 2), Finder(MIA, 1))
    assert await store.members.finders(OURS, since=LATER, limit=9) == (Finder(MIA, 1),)


async def test_an_alert_is_read_as_it_was_written_and_removed_by_its_member(store: Store) -> None:
    await store.add(episode_of(WHOLE), WHOLE)
    added = await store.members.add_alert(ALERT)
    assert added == replace(ALERT, id=added.id, since=1)
    assert await store.members.alerts_of(MIA) == (added,)
    assert not await store.members.remove_alert(JONAS, added.id)
    assert await store.members.remove_alert(MIA, added.id)
    assert await store.members.alerts_of(MIA) == ()


async def test_an_episode_is_scanned_once_for_the_alerts_that_may_see_it(store: Store) -> None:
    old, private = content_of(["Old."], key="old"), content_of(["The lamp."], key="private")
    await store.add(episode_of(old, key="old"), old)
    ours = await store.members.add_alert(ALERT)
    theirs = await store.members.add_alert(replace(ALERT, server=THEIRS))
    alone = await store.members.add_alert(replace(ALERT, server=None))
    hidden = replace(episode_of(private, key="private", show=Show("own", "Own", OURS)))
    await store.add(hidden, private)
    await store.add(replace(episode_of(WHOLE), embargo=LATER), WHOLE)
    assert await store.members.unscanned(NOW) == (hidden.id,)
    assert await store.members.unscanned(LATER) == (hidden.id, episode_of(WHOLE).id)
    assert await store.members.alerts_for(hidden.id) == (ours,)
    assert await store.members.alerts_for(episode_of(WHOLE).id) == (ours, theirs, alone)
    match = AlertMatch(ours, hidden.id, private.quotes[0].id, NOW)
    assert await store.members.enter_matches(hidden.id, [match])
    assert not await store.members.enter_matches(hidden.id, [match])
    assert await store.members.unscanned(NOW) == ()
    later = await store.members.add_alert(ALERT)
    assert later not in await store.members.alerts_for(hidden.id)


@pytest.fixture
async def match(store: Store) -> AlertMatch:
    alert = await store.members.add_alert(ALERT)
    found = AlertMatch(alert, "episode", LAMP, NOW)
    await store.members.enter_matches("episode", [found])
    return found


async def test_only_one_process_tells_of_a_match(store: Store, match: AlertMatch, url: str) -> None:
    async with open_store(url) as other:
        claims = await asyncio.gather(
            store.members.claim(match, owner="a", now=NOW, until=LATER),
            other.members.claim(match, owner="b", now=NOW, until=LATER),
        )
    (won,) = [one for one in claims if one]
    assert (won.status, won.attempts, won.first_try) == ("sending", 1, NOW)
    assert await store.members.open_matches(NOW, limit=9) == ()
    assert await store.members.next_due_at(NOW) == LATER
    assert await store.members.finish(won, "sent", message=5)
    assert not await store.members.finish(won, "skipped")
    assert await store.members.open_matches(LATER, limit=9) == ()


async def test_a_deferred_match_is_tried_again_later(store: Store, match: AlertMatch) -> None:
    assert await store.members.open_matches(NOW, limit=9) == (match,)
    claimed = await store.members.claim(match, owner="a", now=NOW, until=LATER)
    assert claimed
    again = LATER + timedelta(hours=1)
    await store.members.defer(claimed, until=again, reason="closed DMs")
    assert await store.members.open_matches(LATER, limit=9) == ()
    (waiting,) = await store.members.open_matches(again, limit=9)
    assert waiting.reason == "closed DMs"


async def test_the_matches_of_a_removed_alert_go_with_it(store: Store, match: AlertMatch) -> None:
    await store.members.remove_alert(MIA, match.alert.id)
    assert await store.members.open_matches(LATER, limit=9) == ()
    assert await store.members.claim(match, owner="a", now=NOW, until=LATER) is None


async def test_a_mistake_is_reported_once_by_the_same_member(store: Store) -> None:
    await store.add(episode_of(WHOLE), WHOLE)
    filed = await store.mistakes.file(mistake())
    assert filed == mistake(id=filed.id)
    assert await store.mistakes.file(mistake(note="again")) == filed
    other = await store.mistakes.file(mistake(user=JONAS))
    assert await store.mistakes.open_mistakes(server=None) == (filed, other)
    assert await store.mistakes.reported_by(MIA) == (filed,)


async def test_a_server_sees_the_mistakes_in_its_shows_and_those_it_reported(store: Store) -> None:
    own = content_of(["Their secret."], key="own")
    await store.add(episode_of(own, key="own", show=Show("own", "Own", THEIRS)), own)
    await store.add(episode_of(WHOLE), WHOLE)
    public = await store.mistakes.file(mistake())
    private = await store.mistakes.file(
        mistake(server=THEIRS, episode=episode_of(own, key="own").id, quote=own.quotes[0].id)
    )
    assert await store.mistakes.open_mistakes(server=OURS) == (public,)
    assert await store.mistakes.open_mistakes(server=THEIRS) == (private,)
    assert await store.mistakes.open_mistakes(server=None) == (public, private)
    assert await store.mistakes.open_mistakes(server=0) == ()


async def test_a_mistake_is_decided_once(store: Store) -> None:
    await store.add(episode_of(WHOLE), WHOLE)
    filed = await store.mistakes.file(mistake())
    assert await store.mistakes.decide(filed.id, "accepted", at=LATER, by=ADA)
    assert not await store.mistakes.decide(filed.id, "refused", at=LATER, by=JONAS)
    (known,) = await store.mistakes.reported_by(MIA)
    assert known == replace(filed, status="accepted", decided=LATER, decided_by=ADA)
    assert await store.mistakes.open_mistakes(server=None) == ()


async def test_the_settings_of_a_server_are_read_as_they_were_written(store: Store) -> None:
    given = ServerSettings(OURS, "de", leaderboard=True, templates={"daily": "{quote}"})
    await store.servers.put(ServerSettings(OURS))
    await store.servers.put(replace(given, greeted=NOW))
    assert await store.servers.settings() == (replace(given, greeted=NOW),)


async def test_questions_are_kept_for_a_server_until_they_are_purged(store: Store) -> None:
    old = AskedQuestion(OURS, "ask", "why the lamp?", "none", NOW)
    new = replace(old, words="who came?", outcome="unhelpful", at=LATER)
    for server in (OURS, THEIRS):
        await store.servers.put(ServerSettings(server, questions=True))
    for one in (old, new, replace(old, server=THEIRS)):
        assert await store.servers.record(one)
    assert await store.servers.questions(OURS) == (new, old)
    assert await store.servers.purge_questions(before=LATER) == 2
    assert await store.servers.questions(OURS) == (new,)
    assert await store.servers.forget_questions(OURS) == 1


async def _fill(store: Store, *, whole: Content = WHOLE) -> None:
    await store.add(episode_of(whole), whole)
    for user in (MIA, JONAS):
        await store.members.save(user, LAMP, server=OURS, at=NOW)
        await vote(store, LAMP, user, finder=MIA)
        await store.members.add_alert(replace(ALERT, user=user))
        filed = await store.mistakes.file(mistake(user=user))
        await store.mistakes.decide(filed.id, "accepted", at=NOW, by=MIA)
    await store.servers.put(ServerSettings(OURS, "de", questions=True))
    await store.servers.record(AskedQuestion(OURS, "ask", "why?", "none", NOW))


async def test_a_forgotten_member_leaves_nothing_and_others_keep_theirs(store: Store) -> None:
    await _fill(store)
    await store.members.forget(MIA)
    assert await store.members.saved_by(MIA) == ()
    assert await store.members.alerts_of(MIA) == ()
    assert await store.mistakes.reported_by(MIA) == ()
    assert await store.members.finders(OURS, since=None, limit=9) == ()
    assert await store.members.votes(OURS, [LAMP]) == {LAMP: 1}
    assert len(await store.members.alerts_of(JONAS)) == 1
    assert [one.decided_by for one in await store.mistakes.reported_by(JONAS)] == [None]


async def test_a_forgotten_server_leaves_members_what_they_saved(store: Store) -> None:
    await _fill(store)
    await store.servers.forget(OURS, at=NOW)
    assert await store.servers.settings() == ()
    assert await store.servers.questions(OURS) == ()
    assert await store.members.loved(OURS) == ()
    assert await store.members.alerts_of(MIA) == ()
    assert await store.mistakes.reported_by(MIA) == ()
    assert await store.members.saved_by(MIA) == (line(LAMP, server=None),)


async def test_the_number_of_a_forgotten_alert_or_report_is_given_to_no_other(store: Store) -> None:
    alert = await store.members.add_alert(ALERT)
    reported = await store.mistakes.file(mistake())
    await store.members.forget(MIA)
    assert (await store.members.add_alert(replace(ALERT, user=JONAS))).id > alert.id
    assert (await store.mistakes.file(mistake(user=JONAS))).id > reported.id


async def test_a_member_has_one_vote_for_a_line_that_was_two(store: Store) -> None:
    await store.add(episode_of(WHOLE), WHOLE)
    for quote in (LAMP, NOBODY):
        await vote(store, quote, MIA, finder=ADA)
    await store.replace(episode_of(RECUT), RECUT)
    new = RECUT.quotes[0].id
    assert (await vote(store, new, JONAS)).votes == 2
    assert await store.members.votes(OURS, [new]) == {new: 2}
    assert await store.members.loved(OURS) == (LovedQuote(new, 2),)
