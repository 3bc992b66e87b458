"""A search says by which stems it found its excerpts."""

import pytest

from bot.models import Scope
from bot.search import Index
from bot.text.tokens import stem
from tests.support.stage import episodes

EVERYONE = Scope(server=None)


@pytest.fixture
async def lights(index: Index) -> Index:
    await index.apply(upserts=episodes(), removed=[], version=1)
    return index


async def test_a_subject_is_found_by_its_words_as_they_should_be_spelt(lights: Index) -> None:
    for typed in ("lighthouse", "lighthouses", "lighthoues"):
        assert stem("lighthouse") in (await lights.topic(typed, EVERYONE)).stems


async def test_a_question_is_found_by_its_words_but_not_those_it_is_asked_with(
    lights: Index,
) -> None:
    found = await lights.ask("why is a lighthouse painted white?", EVERYONE)
    assert {stem("lighthouse"), stem("painted"), "white"} <= found.stems
    assert found.stems.isdisjoint({"why", "is", "a"})
