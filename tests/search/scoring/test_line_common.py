"""Lines of common words, in a library large enough for dense posting lists."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from itertools import product
from pathlib import Path

import pytest

from bot.models import Episode, Scope
from bot.search import Index, open_index
from bot.search.retrieval import scan
from tests.search.talks import PUBLIC, Made, fill
from tests.support.builders import Said, content, episode

OPENINGS = ("so", "and", "well", "but", "now", "then", "or", "yes", "oh", "no")
WHOS = ("we", "they", "you", "I", "he", "she")
ENDS = ("it", "that", "this", "them", "those", "us", "more")
MEANT = "That is not what it was for."


def _talk(key: str, *extra: Said) -> Made:
    lines = [
        ("Mara Quill", f"{one} {who} {do} to be for {what} of the {thing} in there for the day.")
        for one, who, do, what, thing in product(
            OPENINGS, WHOS, ("want", "have"), ENDS, ("sea", "lamp", "rock")
        )
    ]
    return episode(key), content([*extra, *lines], key=key)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Index both talks once, in a folder that tests copy."""
    folder = tmp_path_factory.mktemp("common")

    async def build() -> None:
        async with open_index(folder) as index:
            await fill(index, _talk("first", ("Odo Brandt", MEANT)), _talk("second"))

    asyncio.run(build())
    return folder


@pytest.fixture
async def common(filled: Path, tmp_path: Path) -> AsyncIterator[Index]:
    async with open_index(Path(shutil.copytree(filled, tmp_path / "index"))) as opened:
        yield opened


async def test_a_line_of_common_words_is_found_by_some_of_them(common: Index) -> None:
    for _ in range(2):
        found = await common.quote("that not what was really for", PUBLIC)
        assert found.matches[0].text == MEANT


async def test_common_words_are_found_within_an_episode_or_a_speaker(common: Index) -> None:
    typed = "that not what was really for"
    inside = await common.quote(typed, Scope(server=None, episode="first"))
    assert inside.matches[0].text == MEANT
    said = await common.quote(typed, Scope(server=None, speaker="Odo Brandt"))
    assert [match.text for match in said.matches] == [MEANT]
    first: Episode = episode("first")
    for scope in (
        Scope(server=None, episode="second"),
        Scope(server=None, hidden=frozenset({first.id})),
    ):
        found = await common.quote(typed, scope)
        assert {match.episode for match in found.matches} == {"second"}


async def test_common_words_of_a_later_import_are_found_too(common: Index) -> None:
    assert (await common.quote("that not what was for", PUBLIC)).matches
    later = "Of all that was, this is not what it was for us."
    await fill(common, (episode("later"), content([later], key="later")), version=2)
    found = await common.quote("of all that was not what was for us", PUBLIC)
    assert found.matches[0].text == later


async def test_a_server_finds_common_words_of_its_own_show(common: Index) -> None:
    own = "What was that for, it is not for them."
    made = episode("own", server=7), content([own], key="own")
    await fill(common, made, version=2)
    assert (await common.quote("what was that for not them", Scope(server=7))).matches[
        0
    ].text == own
    others = await common.quote("what was that for not them", Scope(server=8))
    assert all(match.episode != "own" for match in others.matches)


async def test_a_large_library_is_scored_in_a_thread_with_the_same_answers(
    common: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = await common.quote("that not what was for", PUBLIC)
    monkeypatch.setattr(scan, "_IN_THREAD_FROM", 0)
    assert await common.quote("that not what was for", PUBLIC) == here
