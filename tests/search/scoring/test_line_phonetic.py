"""Misheard names."""

import pytest

from bot.search import Index
from bot.search.memory.dictionary import MergedDictionary, TermDictionary
from bot.search.query.parser import parse_query
from bot.search.scoring.calibration import LINE_THRESHOLD, line_probability
from bot.text.phonetics import codes_within_one_edit
from tests.search.talks import PUBLIC, fill, lighthouses
from tests.support.builders import content, episode

LINES = (
    "They said that Pak Zata would never come.",
    "Nobody packed the bags for the journey home.",
    "She met Omthos in a small harbour of the north.",
    "The taxi data was sold to somebody else.",
)


@pytest.mark.parametrize(("typed", "place"), [("Paxata", 0), ("Anthos", 2)])
async def test_a_name_is_found_as_it_was_misheard(index: Index, typed: str, place: int) -> None:
    await fill(index, (episode(), content(LINES)), lighthouses())
    found = await index.quote(typed, PUBLIC)
    assert found.matches[0].text == LINES[place]


def test_a_line_that_is_one_of_many_similar_lines_is_not_a_confident_answer() -> None:
    query = parse_query(
        ["lamp", "sea"], MergedDictionary([TermDictionary({"lamp": 3, "sea": 1})]), quotes=50
    )
    alike, ahead = (line_probability(query, 0.6, runner_up=rival) for rival in (0.6, 0.2))
    assert 0 < alike < LINE_THRESHOLD < ahead < 1


def test_a_part_of_a_name_matches_words_that_differ_by_one_sound() -> None:
    seen = MergedDictionary([TermDictionary({"zata": 1, "sadder": 1, "zebra": 1})])
    assert [near.word for near in seen.phonetic_part_matches("xata")] == ["zata", "sadder"]
    assert seen.phonetic_part_matches("x") == seen.phonetic_part_matches("7") == []


def test_codes_within_one_edit_drop_add_or_replace_a_sound() -> None:
    assert {"pa", "p", "a", "ta", "pat", "pta"} <= codes_within_one_edit("pa")
    assert "tap" not in codes_within_one_edit("pa")


@pytest.mark.parametrize("typed", ["Planets", "harbours planets", "journal"])
async def test_an_ordinary_word_that_nobody_has_said_is_not_taken_for_another(
    index: Index, typed: str
) -> None:
    said = ("The planks are wet in winter.", "Her journey to the harbour was long.", *LINES)
    await fill(index, (episode(), content(said)), lighthouses())
    found = await index.quote(typed, PUBLIC)
    assert (found.confidence, found.matches[0].guess) == ("none", False)


async def test_an_ordinary_word_counts_in_its_forms_and_written_in_two(index: Index) -> None:
    said = ("It is a white space on the map.", "Seventy planets were found.", *LINES)
    await fill(index, (episode(), content(said)), lighthouses())
    for typed, place in (("whitespace", 0), ("planet", 1)):
        found = await index.quote(typed, PUBLIC)
        assert (found.confidence, found.matches[0].text) == ("close", said[place])
