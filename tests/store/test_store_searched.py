"""Many episodes are read at once as each is read alone."""

from dataclasses import replace

from bot.models import Chapter, Content, Excerpt, NameCorrection, Span
from bot.store import Store
from tests.support.builders import content, episode

SAID = ("The tide leaves at noon.", "So do the boats, if Ann Chovy is right.", "Nobody is.")
ALL = 1_000


def _harbour(key: str) -> Content:
    said = content(SAID, key=key, topics=("the tide", "boats"), highlights=(0, 2))
    line = Excerpt(said.quotes[0].start, said.quotes[0].end, SAID[0], SAID[0])
    return replace(
        said,
        chapters=(Chapter("Tides", 0, len(said.text), (line,), editor="When to leave"),),
        summary=(line,),
        names=(NameCorrection("Ann Chovy", "Anne Chauvy"),),
        asides=(Span(4, 8),),
        excluded=(Span(0, 3),),
    )


async def _store(store: Store) -> list[str]:
    """Store four episodes that people have changed, and return their ids."""
    episodes = [episode(key) for key in ("plain", "hidden", "corrected", "recut")]
    for one in episodes:
        await store.add(one, _harbour(one.key))
    await store.edits.hide(_harbour("hidden").quotes[2].id, server=None)
    heard = NameCorrection("Nobody", "No Buoy")
    await store.edits.correct_name("corrected", heard, server=None)
    labelled = _harbour("corrected").quotes[1].id
    await store.edits.label_quote(labelled, "Ann", server=None)
    joined = content((" ".join(SAID),), key="recut")
    await store.replace(episodes[3], joined)
    return [one.id for one in episodes]


async def test_contents_that_are_read_together_are_those_that_are_read_one_by_one(
    store: Store,
) -> None:
    ids = await _store(store)
    read = await store.searched_contents(ids, version=ALL)
    assert read.keys() == set(ids)
    for one in ids:
        alone = await store.content_at(one, version=ALL)
        assert alone is not None
        assert _searched(read[one]) == _searched(alone)
    assert read[ids[3]].retired


def _searched(whole: Content) -> Content:
    topics = tuple(replace(one, spans=()) for one in whole.topics)
    return replace(whole, summary=(), topics=topics)


async def test_what_was_changed_after_a_version_or_removed_is_left_out(store: Store) -> None:
    plain, hidden, *_ = await _store(store)
    version = await store.version()
    await store.edits.unhide(_harbour("hidden").quotes[2].id, server=None)
    read = await store.searched_contents([plain, hidden], version=version)
    assert list(read) == [plain]
    await store.remove("plain", server=None)
    assert not await store.searched_contents([plain], version=ALL)


async def test_quotes_are_counted_without_those_that_are_hidden(store: Store) -> None:
    ids = await _store(store)
    counts = await store.quote_counts()
    assert [counts[one] for one in ids] == [3, 2, 3, 1]
