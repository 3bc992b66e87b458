from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from bot.models import Content, Episode, Highlight, NameCorrection
from bot.store import Store
from tests.support.episodes import content_of, episode_of

Execute = Callable[[str], Awaitable[None]]

LINES = [f"Lamp number {at} is lit." for at in range(25)]


def lamps() -> tuple[Episode, Content]:
    """Return an episode whose every line is a highlight, all judged to be postable."""
    content = content_of(LINES)
    lights = tuple(Highlight(q.id, q.start, q.end, q.text, q.display, 0.5) for q in content.quotes)
    return episode_of(content), replace(content, highlights=lights, judged="one")


async def _outline_flags(store: Store, since: int = -1) -> list[tuple[bool, bool]]:
    (outline,) = (await store.snapshot_update(since=since)).outlines.values()
    return [(one.postable, one.profane) for one in outline.highlights]


async def test_a_judgement_is_stored_with_an_episode(store: Store) -> None:
    episode, content = lamps()
    first, *rest = content.highlights
    judged = (replace(first, postable=False, profane=True), *rest)
    await store.add(episode, replace(content, highlights=judged))
    assert (await store.content("first")).highlights == judged
    assert (await _outline_flags(store))[:2] == [(False, True), (True, False)]
    assert not await store.unjudged("one")
    assert await store.unjudged("two") == {episode.id}


async def test_while_nothing_is_judged_the_first_twenty_are_postable(
    store: Store, execute: Execute
) -> None:
    episode, content = lamps()
    await store.add(episode, replace(content, judged=""))
    # As an older release left it.
    await execute("UPDATE highlight SET postable = NULL, profane = NULL")
    assert await _outline_flags(store) == [(True, False)] * 20 + [(False, False)] * 5
    assert await store.unjudged("one") == {episode.id}


async def test_a_later_judgement_changes_what_is_shown_and_suggested(store: Store) -> None:
    episode, content = lamps()
    version = await store.add(episode, content)
    judged = [replace(one, postable=False) for one in content.highlights]
    assert await store.judge(episode.id, judged, judgement="two", version=version)
    assert await _outline_flags(store, since=version) == [(False, False)] * 25
    assert not await store.unjudged("two")
    (change,) = await store.changes(version)
    assert change.content == change.version  # indexed anew, with what is suggested


async def test_a_judgement_with_the_same_postable_highlights_changes_no_words(
    store: Store,
) -> None:
    episode, content = lamps()
    version = await store.add(episode, content)
    judged = [replace(one, profane=True) for one in content.highlights]
    assert await store.judge(episode.id, judged, judgement="two", version=version)
    assert await _outline_flags(store, since=version) == [(True, True)] * 25
    (change,) = await store.changes(version)
    assert change.content == version


async def test_what_was_hidden_while_it_was_judged_is_judged_when_it_is_shown_again(
    store: Store,
) -> None:
    episode, content = lamps()
    await store.add(episode, content)
    await store.edits.hide(content.quotes[0].id, server=None)
    assert not await store.unjudged("one")
    await store.edits.unhide(content.quotes[0].id, server=None)
    assert await store.unjudged("one") == {episode.id}


async def test_a_judgement_of_older_words_is_not_stored(store: Store) -> None:
    episode, content = lamps()
    version = await store.add(episode, content)
    await store.replace(episode, content)
    assert not await store.judge(episode.id, [], judgement="two", version=version)
    assert await store.unjudged("two") == {episode.id}


@pytest.mark.parametrize("again", [False, True])
async def test_a_corrected_name_asks_for_another_judgement(store: Store, *, again: bool) -> None:
    episode, content = lamps()
    await store.add(episode, content)
    await store.edits.correct_name("first", NameCorrection("Lam", "Lamp"), server=None)
    if again:
        await store.replace(episode, content)
    assert await store.unjudged("one") == {episode.id}
