import pytest

from bot.models import Scope
from bot.search import Index
from bot.search.memory.dictionary import MergedDictionary, TermDictionary
from bot.search.query.parser import parse_query
from bot.search.query.spelling import correct_word
from bot.search.query.synonyms import load_thesaurus
from bot.search.storage.schema import pair_token
from tests.search.talks import PUBLIC, bees, fill, lighthouses
from tests.support.builders import content, episode


@pytest.mark.parametrize("typed", ["ti iss and teh", "is adn the quen hs no"])
async def test_misspelt_stop_words_find_the_line_that_contains_them(
    index: Index, typed: str
) -> None:
    await fill(index, lighthouses(), bees())
    assert "the queen has no vote" in (await index.quote(typed, PUBLIC)).matches[0].text


async def test_a_misspelt_line_is_found_among_the_quotes_of_one_speaker(index: Index) -> None:
    await fill(index, lighthouses(), bees())
    found = await index.quote("ti iss and teh", Scope(server=None, speaker="Ines Vale"))
    assert "the queen has no vote" in found.matches[0].text
    found = await index.quote("ti iss and teh", Scope(server=None, speaker="Teo Marsh"))
    assert all(match.speaker == "Teo Marsh" for match in found.matches)


async def test_a_removed_episode_leaves_no_posting_list_behind(index: Index) -> None:
    await fill(index, lighthouses(), bees())
    await index.apply(upserts=[], removed=[bees()[0].id], version=2)
    for typed in ("the queen has no vote", "ti iss and teh quenn", "swarm dance"):
        found = await index.quote(typed, PUBLIC)
        assert all(match.episode == "lighthouses" for match in found.matches)


def test_a_pair_of_stems_is_one_token_of_its_partition() -> None:
    assert pair_token(7, "of", "the") == "7xof·the"


def test_a_name_is_found_by_how_it_sounds() -> None:
    seen = MergedDictionary([TermDictionary({"lekoon": 1, "lantern": 40, "pension": 3})])
    assert seen.phonetic_matches("lecun")[0].word == "lekoon"
    assert list(seen.phonetic_matches("a")) == []


def test_a_rare_word_is_a_likelier_misheard_name_than_a_frequent_one() -> None:
    seen = MergedDictionary([TermDictionary({"marcan": 1, "market": 400})])
    assert [near.word for near in seen.fuzzy_lookup("marcat")] == ["marcan", "market"]


def test_a_noun_in_er_does_not_have_the_synonyms_of_its_verb() -> None:
    assert "change" in load_thesaurus().synonyms("transforming")
    assert "change" not in load_thesaurus().synonyms("transformer")
    assert load_thesaurus().synonyms("alternator") == {}


def test_a_misspelt_word_weighs_as_much_as_the_corrected_word() -> None:
    seen = MergedDictionary([TermDictionary({"lantern": 200, "sea": 200, "gull": 1})])
    query = parse_query(["lantren", "gull"], seen, quotes=400)
    lantern, gull = query.term_weights
    assert lantern < gull
    assert correct_word("lantren", seen) == "lantern"
    assert correct_word("zebra", seen) == "zebra"


def test_a_name_is_not_corrected_to_a_stop_word() -> None:
    seen = MergedDictionary([TermDictionary({"the": 400, "then": 120, "lamp": 5})])
    theo, lamp = parse_query(["theo", "lamp"], seen, quotes=400).term_weights
    assert theo > lamp


async def test_a_misspelt_line_is_found_among_hundreds_that_share_more_of_its_words(
    index: Index,
) -> None:
    crowd = [("Host", f"How is that to be the best of number {n}?") for n in range(300)]
    line = ("Host", "The council asked how to best fulfil that wish of the old keeper.")
    await index.apply(
        upserts=[(episode("harbour"), content([*crowd, line]))], removed=[], version=1
    )
    found = await index.quote("how to best fuuigl that", PUBLIC)
    assert "fulfil" in found.matches[0].text
