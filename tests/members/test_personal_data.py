"""A member can read and delete everything that is stored under their id."""

import json

from bot.records import PersonalData
from tests.members.conftest import ADA, JONAS, MIA, OURS, Club


async def _use(club: Club, user: int, *, other: int) -> None:
    quote = (await club.add(f"key{user}"))[1]
    await club.members.saved.save(user, quote.id, server=OURS)
    await club.members.votes.toggle(OURS, quote.id, user=user, finder=other)
    await club.members.votes.toggle(OURS, quote.id, user=other, finder=user)
    await club.members.alerts.add(user, "fog", server=OURS)
    filed = await club.members.mistakes.report(
        other, quote.id, "word", server=OURS, misheard="wool", right="Wulf"
    )
    await club.store.mistakes.decide(filed.id, "refused", at=club.now, by=user)
    await club.members.mistakes.report(user, quote.id, "speaker", server=OURS, right="Ada")
    await club.add(f"new{user}")
    await club.members.alerts.scan()


async def test_the_export_has_everything_of_the_member_and_nobody_else(club: Club) -> None:
    await _use(club, MIA, other=JONAS)
    exported = await club.members.export(MIA)
    data = json.loads(exported)
    counts = {name: len(rows) for name, rows in data.items()}
    assert counts == {
        "saved": 1, "votes": 1, "found": 1, "alerts": 1, "alert_matches": 1, "mistakes": 1,
        "decisions": 1,
    }  # fmt: skip
    assert str(MIA) in exported
    assert str(JONAS) not in exported
    assert data["mistakes"][0]["right"] == "Ada"


async def test_a_forgotten_member_has_nothing_and_others_keep_theirs(club: Club) -> None:
    await _use(club, MIA, other=JONAS)
    await _use(club, ADA, other=MIA)
    before = await club.members.stored(ADA)
    await club.members.forget(MIA)
    assert await club.members.stored(MIA) == PersonalData()
    after = await club.members.stored(ADA)
    assert (after.saved, after.alerts, after.mistakes) == (
        before.saved,
        before.alerts,
        before.mistakes,
    )
