"""Votes, the most loved lines and the people who found them."""

from datetime import UTC, datetime, time, timedelta

import pytest

from bot.errors import NotFoundError
from bot.members.loved import beginning
from bot.records import Finder, VoteTally
from bot.schedules import Schedule
from tests.members.conftest import ADA, JONAS, MIA, NOW, OURS, THEIRS, Club


async def test_votes_of_one_server_are_not_seen_in_another(club: Club) -> None:
    (quote, other, _) = await club.add("one")
    assert await club.members.votes.toggle(OURS, quote.id, user=MIA) == VoteTally(1, mine=True)
    assert await club.members.votes.toggle(THEIRS, quote.id, user=ADA) == VoteTally(1, mine=True)
    assert await club.members.votes.counts(OURS, [quote.id, other.id]) == {quote.id: 1, other.id: 0}
    assert await club.members.votes.toggle(OURS, quote.id, user=MIA) == VoteTally(0, mine=False)


async def test_a_line_that_cannot_be_seen_gets_no_vote_and_is_in_no_list(club: Club) -> None:
    (private, *_) = await club.add("ours", server=OURS)
    (public, *_) = await club.add("public")
    with pytest.raises(NotFoundError):
        await club.members.votes.toggle(THEIRS, private.id, user=MIA)
    for quote in (private, public):
        await club.members.votes.toggle(OURS, quote.id, user=MIA)
    assert len(await club.members.votes.top(OURS)) == 2
    await club.store.edits.hide(private.id, server=OURS)
    await club.library.advance()
    (line,) = await club.members.votes.top(OURS)
    assert line.hit.match.quote == public.id


async def test_the_most_loved_lines_are_those_of_this_week_or_month(club: Club) -> None:
    old, recent, new = await club.add("one")
    for quote, day, users in (
        (old, -40, (MIA, JONAS, ADA)),
        (recent, -3, (MIA, JONAS)),
        (new, 0, (MIA,)),
    ):
        club.now = NOW + timedelta(days=day)
        for user in users:
            await club.members.votes.toggle(OURS, quote.id, user=user, finder=JONAS)
    found = {
        period: [(one.hit.match.quote, one.votes) for one in lines]
        for period in ("week", "month", "ever")
        if (lines := await club.members.votes.top(OURS, period))
    }
    assert (
        found
        == {
            "week": [(new.id, 1)],
            "month": [(recent.id, 2), (new.id, 1)],
            "ever": [(old.id, 3), (recent.id, 2), (new.id, 1)],
        }
        or NOW.day < 4
    )
    assert [one.votes for one in await club.members.votes.top(OURS, limit=1)] == [3]
    assert await club.members.votes.leaderboard(OURS) == (Finder(JONAS, 4),)
    assert await club.members.votes.leaderboard(OURS, "week") == (Finder(JONAS, 1),)


@pytest.mark.parametrize(
    ("period", "zone", "first"),
    [
        ("week", "UTC", datetime(2026, 3, 2, tzinfo=UTC)),
        ("month", "UTC", datetime(2026, 3, 1, tzinfo=UTC)),
        ("week", "Asia/Tokyo", datetime(2026, 3, 1, 15, tzinfo=UTC)),
        ("month", "America/New_York", datetime(2026, 3, 1, 5, tzinfo=UTC)),
        ("ever", "UTC", None),
    ],
)
def test_weeks_and_months_begin_in_the_time_zone(
    period: str, zone: str, first: datetime | None
) -> None:
    assert beginning(period, now=NOW, zone=zone) == first  # pyright: ignore[reportArgumentType] - one of the three


async def test_the_time_zone_is_that_of_the_servers_schedule(club: Club) -> None:
    (quote, *_) = await club.add("one")
    club.now = datetime(2026, 3, 1, 16, tzinfo=UTC)  # Monday in Tokyo, Sunday in London
    await club.members.votes.toggle(OURS, quote.id, user=MIA)
    club.now = NOW
    assert await club.members.votes.top(OURS, "week") == ()
    plan = Schedule(OURS, channel=1, time=time(9), zone="Asia/Tokyo")
    await club.store.ledger.put(plan, next_plan_at=None)
    assert len(await club.members.votes.top(OURS, "week")) == 1
