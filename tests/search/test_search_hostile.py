import asyncio
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.models import Confidence, Scope
from bot.search import Index, open_index
from bot.search.retrieval.postings import MAX_POSTINGS
from tests.search.talks import PUBLIC, bees, fill, lighthouses
from tests.support.builders import content, episode

SCOPES = (PUBLIC, Scope(server=5), Scope(server=None, episode="bees", speaker="Ines Vale"))
CONFIDENCES: set[Confidence] = {"exact", "close", "none"}

HOSTILE = [
    "",
    " ",
    "\x00\x01\x1f",
    '"',
    "'; DROP TABLE quotes; --",
    "a*",
    "NEAR(lamp storm, 2)",
    "lamp AND OR NOT",
    "own : lamp",
    "^lamp {own corrected} : storm",
    "((((",
    "lamp" * 2_500,
    "the of and to " * 700,
    " ".join(f"word{n}" for n in range(2_000)),
    "a " * 5_000,
    "🪿" * 200,
    "灯台" * 300,
    "e\u0301" * 300,
    "\u202elamp\u202c",
    "מגדלור והים",
    "%s %d {0}",
    "\ud800 lone",
]


@pytest.mark.parametrize("typed", HOSTILE)
async def test_any_text_can_be_searched(index: Index, typed: str) -> None:
    await fill(index, lighthouses(), bees())
    await _try_all(index, typed)


async def test_a_word_in_every_quote_is_searched_in_the_newest_quotes(index: Index) -> None:
    old = (episode("old"), content(["Tick tock."], key="old"))
    ticks = [f"Tick {number} tock." for number in range(MAX_POSTINGS)]
    await fill(index, old, (episode("new"), content(ticks, key="new")))
    found = await index.topic("tick", PUBLIC)
    assert {match.episode for match in found.matches} == {"new"}


@settings(max_examples=15, deadline=None)
@given(st.lists(st.text(max_size=40) | st.sampled_from(HOSTILE), min_size=5, max_size=5))
def test_searching_random_text_never_raises(
    tmp_path_factory: pytest.TempPathFactory, typed: list[str]
) -> None:
    asyncio.run(_opened(tmp_path_factory.mktemp("index"), typed))


async def _opened(folder: Path, typed: list[str]) -> None:
    async with open_index(folder) as index:
        await fill(index, lighthouses(), bees())
        for one in typed:
            await _try_all(index, one)


async def _try_all(index: Index, typed: str) -> None:
    for scope in SCOPES:
        for ask in (index.quote, index.topic, index.ask):
            found = await ask(typed, scope)
            assert found.confidence in CONFIDENCES
            assert len(found.matches) <= 10
            assert len(found.suggestions) <= 3
        for option in ("quote.words", "topic.name", "speaker", "episode"):
            for one in await index.suggest(option, typed, scope):
                assert 1 <= len(one.name) <= 100
                assert 1 <= len(one.value) <= 100
