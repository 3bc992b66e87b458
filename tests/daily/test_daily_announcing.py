"""Announcements with their lines, weekly digests and anniversaries, made by the scheduler."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.daily.news import EpisodeNews, WeekDigest
from bot.daily.port import RefusedError, UnclearError
from bot.models import Content, Episode, Show
from bot.schedules import Post, Schedule
from tests.daily.conftest import HOME, PLAN, START, House, talk

FRIDAY, SATURDAY, SUNDAY = 4, 5, 6
"""The weekdays of the first three days."""


async def begin(house: House, **fields: object) -> Schedule:
    """Set a schedule up, and return it."""
    return await house.daily.setup(replace(PLAN, **fields))


def published(key: str, day: date) -> tuple[Episode, Content]:
    """Return an episode that was published on a day."""
    episode, content = talk(key)
    return replace(episode, published=day), content


async def rows(house: House) -> dict[str, Post]:
    """Return the rows of the ledger by key."""
    return {row.key: row for row in await house.rows()}


def news_of(house: House, kind: str) -> EpisodeNews:
    """Return what the one post of a kind tells of an episode."""
    (made,) = house.port.of(kind)
    assert made.outgoing.news is not None
    return made.outgoing.news


def digest_of(house: House) -> WeekDigest:
    """Return the one digest that was posted."""
    (made,) = house.port.of("digest")
    assert made.outgoing.digest is not None
    return made.outgoing.digest


async def test_an_announcement_has_three_lines_of_different_chapters_and_the_chapters(
    house: House,
) -> None:
    await begin(house, episodes=True)
    await house.add(*talk("bakery"))
    await house.pass_hours(2)
    news = news_of(house, "episode")
    assert [one.title for one in news.chapters] == ["One", "Two"]
    assert [hit.chapter for hit in news.lines] == ["One", "Two", "One"]
    (made,) = house.port.of("episode")
    assert made.outgoing.post.quote == news.lines[0].match.quote
    words = " ".join(hit.match.display for hit in (*news.lines, *news.more))
    assert "fucking" not in words
    assert house.port.of("lines") == []


async def test_an_episode_without_a_highlight_is_not_announced_and_says_so(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    await begin(house, episodes=True)
    episode, content = talk("bakery")
    await house.add(episode, replace(content, highlights=()))
    await house.pass_hours(2)
    assert house.port.of("episode") == []
    (row,) = [row for key, row in (await rows(house)).items() if key.startswith("e:")]
    assert row.status == "skipped"
    assert "the episode has no highlight" in row.reason
    assert not [one for one in caplog.records if one.levelname == "WARNING"]


@pytest.mark.parametrize("place", ["thread", "forum"])
async def test_more_lines_are_posted_in_the_thread_of_an_announcement_once(
    house: House, place: str
) -> None:
    await begin(house, episodes=True, **{place: True})
    await house.add(*talk("bakery"))
    house.port.fail(UnclearError("a"))
    house.port.fail(UnclearError("b"), after=True)
    await house.pass_hours(3, step=0.1)
    (announcement,) = house.port.of("episode")
    (lines,) = house.port.of("lines")
    assert lines.channel == announcement.id
    shown = {hit.match.quote for hit in news_of(house, "episode").lines}
    more = {hit.match.quote for hit in news_of(house, "lines").more}
    assert len(more) == 5
    assert not shown & more
    known = await rows(house)
    kept = known[f"f:{announcement.outgoing.post.episode}"]
    assert (kept.status, kept.channel) == ("sent", announcement.id)
    assert all("f:" not in past.post.key for past in await house.daily.history(HOME))


async def test_a_thread_that_was_deleted_gets_no_lines_and_disables_nothing(house: House) -> None:
    await begin(house, episodes=True, thread=True)
    await house.add(*talk("bakery"))
    house.port.closed.add(1)
    await house.pass_hours(3, step=0.1)
    known = await rows(house)
    (key,) = [one for one in known if one.startswith("f:")]
    assert known[key].status == "skipped"
    assert (await house.daily.active_schedule(HOME)).state == "on"


async def test_a_post_in_a_forum_is_kept_with_its_thread(house: House) -> None:
    await begin(house, forum=True)
    await house.pass_hours(10)
    kept = (await rows(house))["2026-03-27"]
    assert kept.message == kept.channel == 1


async def test_a_digest_tells_the_new_episodes_and_the_lines_that_members_voted_for(
    house: House,
) -> None:
    harbour = (await house.store.every_episode())[0]
    await begin(house, digest=SATURDAY, shows=frozenset((harbour.show.slug,)))
    other = Show("kitchen", "Kitchen")
    for episode, content in (talk("bakery"), talk("elsewhere", show=other)):
        await house.add(replace(episode, added_at=START), content)
    bakery, kitchen = talk("bakery")[1].quotes, talk("elsewhere", show=other)[1].quotes
    for quote, votes in ((bakery[1], 3), (bakery[2], 2), (bakery[-1], 9), (kitchen[0], 9)):
        for user in range(votes):
            await house.store.members.toggle_vote(HOME, quote.id, user=user, finder=None, at=START)
    await house.store.members.toggle_vote(5, bakery[4].id, user=1, finder=None, at=START)
    await house.pass_hours(40)
    digest = digest_of(house)
    assert digest.last == date(2026, 3, 28)
    assert "bakery" in {one.key for one in digest.episodes}
    assert "elsewhere" not in {one.key for one in digest.episodes}
    assert [(one.hit.match.quote, one.votes) for one in digest.loved] == [
        (bakery[1].id, 3),
        (bakery[2].id, 2),
    ]


async def test_a_week_without_news_has_no_digest(house: House) -> None:
    house.clock.move(days=30)
    await begin(house, digest=SUNDAY)
    await house.pass_hours(24 * 8, step=4)
    assert house.port.of("digest") == []
    kept = [row for key, row in (await rows(house)).items() if key.startswith("w:")]
    assert {row.status for row in kept} == {"skipped"}
    assert "nothing to tell" in kept[0].reason


async def test_an_embargo_that_ended_this_week_counts_as_new(house: House) -> None:
    await begin(house, digest=SATURDAY)
    episode, content = talk("secret")
    await house.add(replace(episode, embargo=START + timedelta(hours=20)), content)
    await house.add(replace(talk("later")[0], embargo=START + timedelta(days=20)), talk("later")[1])
    await house.pass_hours(40)
    keys = {one.key for one in digest_of(house).episodes}
    assert "secret" in keys
    assert "later" not in keys


async def test_a_digest_that_was_missed_is_recorded_and_not_made_up_for(house: House) -> None:
    await begin(house, digest=SATURDAY, anniversaries=True, days=frozenset((FRIDAY,)))
    house.clock.move(days=6)
    await house.scheduler.run_once()
    known = await rows(house)
    assert known["w:2026-03-28"].status == "skipped"
    assert "was not running" in known["w:2026-03-28"].reason
    assert [key for key in known if key.startswith("a:")] == []
    assert house.port.of("digest") == []


async def test_the_line_of_an_anniversary_takes_the_place_of_the_highlight(house: House) -> None:
    await house.add(*published("old", date(2023, 3, 28)))
    await house.add(*published("young", date(2026, 3, 28)))
    await begin(house, anniversaries=True)
    planned = {one.date: one for one in await house.daily.preview(HOME)}
    assert planned[date(2026, 3, 28)].years == 3
    assert planned[date(2026, 3, 27)].years == 0
    await house.pass_hours(60)
    posts = {one.outgoing.post.key: one.outgoing for one in house.port.of("day")}
    saturday = posts["2026-03-28"]
    assert saturday.years == 3
    assert saturday.hit is not None
    assert saturday.hit.match.quote == talk("old")[1].quotes[0].id
    assert posts["2026-03-27"].years == 0


async def test_a_pinned_line_comes_before_that_of_an_anniversary(house: House) -> None:
    await house.add(*published("old", date(2023, 3, 27)))
    await begin(house, anniversaries=True)
    pinned = talk("harbour")[1].quotes[5].id
    await house.daily.pin(HOME, pinned)
    await house.pass_hours(12)
    (made,) = house.port.of("day")
    assert made.outgoing.post.quote == pinned
    assert made.outgoing.years == 0


async def test_an_anniversary_on_a_day_without_a_highlight_is_a_post_of_its_own(
    house: House,
) -> None:
    await house.add(*published("old", date(2024, 3, 28)))
    await begin(house, anniversaries=True, days=frozenset((FRIDAY,)))
    await house.pass_hours(24 * 4, step=2)
    (made,) = house.port.of("anniversary")
    assert (made.outgoing.post.key, made.outgoing.years) == ("a:2026-03-28", 2)
    assert len(house.port.of("day")) == 1
    told = {past.post.key: past.post.status for past in await house.daily.history(HOME)}
    assert told == {"2026-03-27": "sent", "a:2026-03-28": "sent"}


async def test_each_anniversary_of_an_episode_has_another_line(house: House) -> None:
    await house.add(*published("old", date(2024, 3, 27)))
    await begin(house, anniversaries=True)
    quotes = talk("old")[1].quotes
    shown = Post(HOME, "2025-03-27", date(2025, 3, 27), START, "sent", quotes[0].id)
    await house.store.ledger.enter((replace(shown, episode=quotes[0].id[:8]),))
    await house.pass_hours(12)
    (made,) = house.port.of("day")
    assert made.outgoing.post.quote == quotes[1].id


async def test_a_digest_of_a_channel_that_is_closed_disables_the_schedule_as_a_highlight_does(
    house: House,
) -> None:
    await begin(house, digest=FRIDAY, days=frozenset((SATURDAY,)))
    await house.add(replace(talk("bakery")[0], added_at=START), talk("bakery")[1])
    house.port.fail(RefusedError("closed"))
    await house.pass_hours(12)
    schedule = await house.daily.get(HOME)
    assert schedule is not None
    assert schedule.state == "disabled"
    assert len(house.port.of("notice")) == 1


async def test_after_some_tries_an_announcement_is_made_without_what_cannot_be_read(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_args: object, **_kwargs: object) -> None:
        raise OSError("the disk is slow")

    await begin(house, episodes=True, thread=True)
    await house.add(*talk("bakery"))
    monkeypatch.setattr(house.library, "chapters", broken)
    await house.pass_hours(4, step=0.1)
    news = news_of(house, "episode")
    assert news.chapters == ()
    assert len(news.lines) == 3
    assert house.failures.lasting == ()
