"""A scope of a show, of dates, or of both, in every search and list."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.library import Library
from bot.models import Scope
from bot.store import Store
from tests.library.test_library import lighthouse, opened
from tests.support.builders import content, episode

SAID = ("The lamp of {} went out at noon.", "Nobody in {} had seen such a fog before.")


async def _filled(store: Store, library: Library) -> None:
    for key, show, published, server in (
        ("first", "coast", date(2024, 1, 5), None),
        ("second", "coast", date(2024, 3, 1), None),
        ("third", "hills", date(2025, 6, 1), None),
        ("secret", "club", date(2025, 7, 1), 7),
    ):
        said = content(
            [("Ann Reed", one.format(key)) for one in SAID],
            key=key,
            topics=(f"lamp of {key}",),
            highlights=(0,),
        )
        described = replace(
            episode(key, show=show, server=server, speakers=("Ann Reed",)),
            length=len(said.text),
            published=published,
        )
        await store.add(described, said)
    await library.refresh()


@pytest.mark.parametrize(
    ("scope", "keys"),
    [
        (Scope(None), {"first", "second", "third"}),
        (Scope(None, show="coast"), {"first", "second"}),
        (Scope(None, after=date(2024, 3, 1)), {"second", "third"}),
        (Scope(None, before=date(2024, 3, 1)), {"first"}),
        (Scope(None, show="coast", after=date(2024, 2, 1)), {"second"}),
        (Scope(7, after=date(2025, 1, 1)), {"third", "secret"}),
        (Scope(8, show="club"), set[str]()),
        (Scope(None, show="coast", before=date(2024, 1, 1)), set[str]()),
    ],
)
async def test_only_episodes_of_the_show_and_dates_are_found(
    tmp_path: Path, scope: Scope, keys: set[str]
) -> None:
    async with opened(tmp_path) as (store, library):
        await _filled(store, library)
        assert {one.key for one in await library.episodes(scope)} == keys
        for search in (library.quote, library.topic, library.ask):
            answer = await search("the lamp went out at noon", scope)
            assert {hit.episode.key for hit in answer.hits} == keys
        phrase = await library.quote('"went out at noon"', scope)
        assert {hit.episode.key for hit in phrase.hits} == keys
        suggested = await library.suggest("topic.name", "lamp", scope)
        assert {one.name for one in suggested} == {f"lamp of {key}" for key in keys}
        lines = await library.suggest("quote.words", "lamp went out", scope)
        assert {one.name for one in lines} == {SAID[0].format(key) for key in keys}
        listed = await library.suggest("episode", "", scope)
        assert {one.value for one in listed} == keys
        highlight = await library.highlight(scope)
        assert (highlight is None) == (not keys)
        assert highlight is None or highlight.episode.key in keys


async def test_the_newest_episode_of_a_show_is_summarised(tmp_path: Path) -> None:
    async with opened(tmp_path) as (store, library):
        await _filled(store, library)
        assert (await library.chapters(Scope(None, show="coast")))[0].key == "second"
        assert (await library.chapters(Scope(None, before=date(2024, 2, 1))))[0].key == "first"


async def test_titles_of_chapters_are_suggested_as_subjects_but_not_those_of_a_spoiler(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as (store, library):
        for key, is_spoiler in (("open", False), ("covered", True)):
            described, said = lighthouse(key)
            await store.add(replace(described, spoiler=is_spoiler), said)
            await library.refresh()
            suggested = await library.suggest("topic.name", "wea", Scope(None))
            assert [one.name for one in suggested] == ["Weather"]
            only = Scope(None, episode=key)
            mine = await library.suggest("topic.name", "wea", only)
            assert [one.name for one in mine] == ([] if is_spoiler else ["Weather"])
