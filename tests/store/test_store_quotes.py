"""Quotes that are read together are the same as those that are read one by one."""

from dataclasses import replace

from bot.models import Show
from bot.store import Store
from tests.support.episodes import content_of, episode_of, long_episode

OURS, THEIRS = 111, 222
CANARY = content_of(["The canary sings in the cellar."], key="secret")
SECRET = episode_of(CANARY, key="secret", show=Show("talks", "Cellar talks", OURS))


async def test_hidden_removed_and_private_quotes_are_left_out_of_many(store: Store) -> None:
    episode, said = long_episode("open", quotes=4)
    for one in ((episode, said), (SECRET, CANARY), long_episode("gone", quotes=1)):
        await store.add(*one)
    gone = long_episode("gone", quotes=1)[1].quotes[0].id
    await store.remove("gone", server=None)
    hidden, *shown = [one.id for one in said.quotes]
    await store.edits.hide(hidden, server=None)
    asked = [*shown, hidden, CANARY.quotes[0].id, gone, "absent"]
    assert list(await store.quotes(asked, server=THEIRS)) == shown
    ours = await store.quotes(asked, server=OURS)
    assert list(ours) == [*shown, CANARY.quotes[0].id]
    assert ours[shown[0]] == (episode, said.quotes[1])
    assert ours[CANARY.quotes[0].id] == (SECRET, CANARY.quotes[0])


async def test_retired_ids_lead_to_the_quotes_of_today_among_others(store: Store) -> None:
    await store.add(SECRET, CANARY)
    again = content_of(["Listen!", "The canary sings in the cellar still."], key="secret")
    await store.replace(episode_of(again, key="secret", show=SECRET.show), again)
    old, now = CANARY.quotes[0].id, again.quotes[1].id
    found = await store.quotes([old, now], server=OURS)
    assert [one.id for _, one in found.values()] == [now, now]


async def test_a_quote_in_the_middle_of_a_long_cue_has_its_own_time(store: Store) -> None:
    said = content_of(["A long talk about nothing at all." * 20, "And then the tide."], key="cue")
    quotes = tuple(replace(one, start_ms=0) for one in said.quotes)
    timed = replace(said, quotes=quotes)
    await store.add(episode_of(timed, key="cue"), timed)
    found = await store.quotes([one.id for one in quotes], server=None)
    assert [one.about_ms for _, one in found.values()] == [None, 0]
