"""Members are told of a phrase when it is said in a new episode that they may see."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.curation import OPERATOR
from bot.errors import LibraryError
from bot.members import MOST_ALERTS
from bot.models import Show
from bot.records import AlertMatch
from tests.members.conftest import JONAS, MIA, NOW, OURS, THEIRS, Club
from tests.support.builders import content, episode

LATER = NOW + timedelta(days=30)


async def scanned(club: Club) -> tuple[AlertMatch, ...]:
    """Scan, and return all matches, whenever they are due."""
    await club.members.alerts.scan()
    return await club.store.members.open_matches(LATER, limit=99)


async def test_a_phrase_in_a_new_episode_is_matched_once(club: Club) -> None:
    await club.add("old")
    alert = await club.members.alerts.add(MIA, " Lighthouse ", server=OURS)
    await club.members.alerts.add(JONAS, "submarine", server=OURS)
    assert await scanned(club) == ()
    (quote, *_) = await club.add("new")
    (match,) = await scanned(club)
    assert (match.alert, match.quote, match.due) == (alert, quote.id, NOW)
    assert await club.members.alerts.scan() == 0
    await club.library.refresh()
    assert len(await scanned(club)) == 1


@pytest.mark.parametrize("phrase", ["the lighthouse", "FOG", "wool swallows a needle"])
async def test_a_phrase_is_found_as_it_is_said(club: Club, phrase: str) -> None:
    await club.members.alerts.add(MIA, phrase, server=OURS)
    await club.add("new")
    assert len(await scanned(club)) == 1


@pytest.mark.parametrize("phrase", ["beacon", "mist", "lamps", "wool horn", "frog"])
async def test_a_synonym_or_a_similar_word_is_not_the_phrase(club: Club, phrase: str) -> None:
    await club.members.alerts.add(MIA, phrase, server=OURS)
    await club.add("new")
    assert await scanned(club) == ()


async def test_a_misheard_name_is_found_by_its_right_form(club: Club) -> None:
    await club.members.alerts.add(MIA, "Quinlan", server=OURS)
    said = (("Dan", "Then Quinn Lynn came up the stairs."), ("Dan", "Nobody else did."))
    club_quotes = await club.add("new", said=said)
    await club.curation.correct_name("new", "Quinn Lynn", "Quinlan", server=OPERATOR)
    await club.library.refresh()
    (match,) = await scanned(club)
    assert match.quote == club_quotes[0].id


@pytest.mark.parametrize("phrase", ["lighthouse", "wool swallows a needle"])
async def test_a_phrase_is_searched_only_where_enough_of_its_words_are_spoken(
    club: Club, phrase: str
) -> None:
    await club.add("new")
    (found,) = (one for one in club.library.snapshot.episodes if one.key == "new")
    spoken = await club.library.words_of(found)
    assert await club.members.alerts.find(found, phrase, spoken=spoken)
    assert await club.members.alerts.find(found, phrase, spoken=frozenset({"a"})) is None


async def test_a_longer_phrase_is_found_although_a_word_of_it_was_misheard(club: Club) -> None:
    await club.members.alerts.add(MIA, "count the sekonds between the flashes", server=OURS)
    await club.add("new")
    assert len(await scanned(club)) == 1


async def test_nobody_is_told_of_a_show_that_they_may_not_see(club: Club) -> None:
    ours = await club.members.alerts.add(MIA, "lighthouse", server=OURS)
    await club.members.alerts.add(MIA, "lighthouse", server=THEIRS)
    await club.members.alerts.add(JONAS, "lighthouse", server=None)
    await club.add("private", server=OURS)
    assert [one.alert for one in await scanned(club)] == [ours]


async def test_nobody_is_told_of_a_show_that_their_server_did_not_choose(club: Club) -> None:
    await club.add("ours", server=OURS)
    await club.add("old")
    zoo = replace(episode("zoo", show="zoo"), show=Show("zoo", "Zoo"))
    animals = content(["A zebra is a horse in pyjamas."], key="zoo")
    await club.store.add(zoo, animals)
    await club.store.edits.choose_shows(THEIRS, ["zoo"])
    ours = await club.members.alerts.add(MIA, "lighthouse", server=OURS)
    await club.members.alerts.add(MIA, "lighthouse", server=THEIRS)
    await club.add("new")
    assert [one.alert for one in await scanned(club)] == [ours]


async def test_an_episode_under_embargo_is_told_after_it(club: Club) -> None:
    await club.members.alerts.add(MIA, "lighthouse", server=OURS)
    await club.add("later", embargo=NOW + timedelta(days=1))
    assert await scanned(club) == ()
    club.now = NOW + timedelta(days=2)
    assert await scanned(club) == ()  # the index has yet to take it in
    await club.library.refresh()
    assert len(await scanned(club)) == 1


async def test_a_match_waits_until_the_quiet_hours_are_over(club: Club) -> None:
    await club.members.alerts.add(
        MIA, "fog", server=OURS, quiet_from=time(20), quiet_until=time(8), zone="Asia/Tokyo"
    )
    await club.add("new")  # at 21:00 in Tokyo
    (match,) = await scanned(club)
    assert match.due == datetime(2026, 3, 4, 23, tzinfo=UTC)


@pytest.mark.parametrize("phrase", ["a", "", "  ", "…!", "x" * 101])
async def test_a_phrase_needs_a_word_of_two_to_a_hundred_characters(
    club: Club, phrase: str
) -> None:
    with pytest.raises(LibraryError, match="2 to 100 characters"):
        await club.members.alerts.add(MIA, phrase, server=OURS)


async def test_a_member_has_ten_alerts_and_no_phrase_twice(club: Club) -> None:
    await club.members.alerts.add(MIA, "the lamp", server=OURS)
    with pytest.raises(LibraryError, match="already"):
        await club.members.alerts.add(MIA, "The Lamp!", server=OURS)
    for number in range(MOST_ALERTS - 1):
        await club.members.alerts.add(MIA, f"word {number}", server=None)
    with pytest.raises(LibraryError, match="10 alerts"):
        await club.members.alerts.add(MIA, "one more", server=OURS)
    with pytest.raises(LibraryError, match="time zone"):
        await club.members.alerts.add(JONAS, "fog", server=OURS, zone="Moon/Base")
    first, *_ = await club.members.alerts.of(MIA)
    assert await club.members.alerts.remove(MIA, first.id)
    assert not await club.members.alerts.remove(JONAS, (await club.members.alerts.of(MIA))[0].id)
