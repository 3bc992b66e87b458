import pytest

from bot.models import NameCorrection, Scope
from bot.search import Index
from tests.search.talks import LIGHTHOUSES, PUBLIC, bees, fill, lighthouses
from tests.support.builders import Said, content, episode
from tests.support.stage import HARBOUR


@pytest.fixture(autouse=True)
async def _filled(index: Index) -> None:
    await fill(index, lighthouses(), bees())


@pytest.mark.parametrize(
    ("typed", "confidence", "said"),
    [
        ("two suitcases and a cat", "exact", "1998"),
        ("TWO SUITCASES, and a cat!", "exact", "1998"),
        ("to be or not to be", "exact", "supper"),
        ("it is and the queen", "exact", "queen"),
        ("two sutcases adn a catt", "close", "1998"),
        ("hard part silence storm passed", "close", "silence after"),
        ("honey comb is a parliament", "close", "parliament"),
        ("deep seek was the name", "close", "reef"),
        ("the deepseat reef", "close", "reef"),
        ("yann lecun letters", "close", "harbour master"),
    ],
)
async def test_a_line_is_found_as_it_is_remembered(
    index: Index, typed: str, confidence: str, said: str
) -> None:
    found = await index.quote(typed, PUBLIC)
    assert said in found.matches[0].text
    assert found.confidence == confidence
    assert found.suggestions == ()


@pytest.mark.parametrize("typed", ["yann lecun", "deepseek", "DeepSeat", "deepseet"])
async def test_a_misheard_name_alone_finds_its_quote(index: Index, typed: str) -> None:
    best = (await index.quote(typed, PUBLIC)).matches[0]
    assert "Lecoon" in best.text or "Deep Seat" in best.text


async def test_words_that_run_on_into_the_next_quote_are_found_as_one_run(index: Index) -> None:
    found = await index.quote("hard part of the job the hard part is the silence", PUBLIC)
    assert found.confidence == "exact"
    best = found.matches[0]
    assert best.text.startswith("People think")
    assert best.text.endswith("has passed.")
    assert best.display == best.text


async def test_words_of_two_speakers_are_displayed_on_two_lines(index: Index) -> None:
    found = await index.quote("the North Sea. Eleven winters", PUBLIC)
    assert found.confidence == "exact"
    assert "Sea.\nEleven" in found.matches[0].display
    assert found.matches[0].speaker is None


async def test_a_long_pasted_text_is_found_across_several_quotes(index: Index) -> None:
    pasted = " ".join(text for _, text in LIGHTHOUSES[2:6])
    assert len(pasted) > 200
    found = await index.quote(pasted, PUBLIC)
    assert found.confidence == "exact"
    assert all(part in found.matches[0].text for part in ("Eleven winters", "harbour master"))


async def test_a_text_that_is_too_long_for_one_result_is_not_exact(index: Index) -> None:
    found = await index.quote(" ".join(text for _, text in LIGHTHOUSES), PUBLIC)
    assert found.matches[0].start < 200
    assert all(len(match.text) <= 600 for match in found.matches)


async def test_a_miss_returns_the_most_similar_lines_and_suggests_topics(index: Index) -> None:
    found = await index.quote("quantum silence of the tractor festival", PUBLIC)
    assert found.confidence == "none"
    assert "silence" in found.matches[0].text
    assert found.suggestions == ("silence",)


SHED: tuple[Said, ...] = (
    ("Host", "You think the drones are coming?"),
    ("Host", "Is it ready to sweep your shed though?"),
    ("Guest", "I have given up on tidying the shed, I just wait for the drones."),
    ("Host", "You never sweep that shed, you both have cats."),
)


async def test_a_line_with_most_of_the_content_words_is_a_guess(index: Index) -> None:
    await index.apply(upserts=[(episode("coast"), content(HARBOUR))], removed=[], version=2)
    found = await index.quote("lamp week lighthouse", Scope(server=None, episode="coast"))
    assert "lamp of a lighthouse" in found.matches[0].text
    assert (found.confidence, found.matches[0].guess) == ("none", True)


@pytest.mark.parametrize("typed", ["zebra shed tractor", "herring grandmothers"])
async def test_a_line_with_few_of_the_content_words_is_no_guess(index: Index, typed: str) -> None:
    talks = [(episode("shed"), content(SHED)), (episode("coast"), content(HARBOUR))]
    await index.apply(upserts=talks, removed=[], version=2)
    found = await index.quote(typed, PUBLIC)
    assert (found.confidence, found.matches[0].guess) == ("none", False)


@pytest.mark.parametrize("typed", ["drones sweeping sheds", "shed drones sweep"])
async def test_words_in_any_order_are_found_in_neighbouring_quotes(
    index: Index, typed: str
) -> None:
    await index.apply(upserts=[(episode("shed"), content(SHED))], removed=[], version=2)
    found = await index.quote(typed, PUBLIC)
    assert found.confidence == "close"
    assert all(part in found.matches[0].text for part in ("drones", "sweep", "shed"))


async def test_a_guide_makes_both_forms_of_a_name_findable(index: Index) -> None:
    names = (
        NameCorrection(misheard="Yan Lecoon", right="Johann Kuhn"),
        NameCorrection(misheard="same", right="Same"),
    )
    await fill(index, lighthouses(names=names), version=2)
    for typed in ("Johann Kuhn", "Yan Lecoon", "johan kuhn letters"):
        assert "Lecoon" in (await index.quote(typed, PUBLIC)).matches[0].text
    assert (await index.quote("Yan Lecoon", PUBLIC)).confidence == "exact"
    assert (await index.quote("Johann Kuhn", PUBLIC)).confidence == "close"


async def test_a_speaker_and_an_episode_narrow_the_search(index: Index) -> None:
    mara = await index.quote("lamp", Scope(server=None, speaker="mara quill"))
    assert {match.speaker for match in mara.matches} == {"Mara Quill"}
    hive = await index.quote("lamp", Scope(server=None, episode="bees"))
    assert {match.episode for match in hive.matches} <= {"bees"}
    assert (await index.quote("lamp", Scope(server=None, episode="nowhere"))).matches == ()


async def test_results_are_verbatim_and_best_first_and_do_not_overlap(index: Index) -> None:
    said = lighthouses()[1]
    found = await index.quote("the keepers lamp and the storm", PUBLIC, limit=5)
    scores = [match.score for match in found.matches]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) <= 5
    for match in found.matches:
        if match.episode == "lighthouses":
            assert said.text[match.start : match.end] == match.text


async def test_a_run_never_crosses_a_long_gap(index: Index) -> None:
    parts = ["The kettle began to sing", "before anybody had woken."]
    await fill(index, (episode("gap"), content(parts, key="gap", gap=" " * 700)), version=2)
    found = await index.quote("began to sing before anybody", PUBLIC)
    assert found.confidence != "exact"
    assert all(len(match.text) <= 600 for match in found.matches)


async def test_other_scripts_are_searched_too(index: Index) -> None:
    lines = ["今日は灯台について話します。", "Маяк погас на рассвете.", "المنارة على الصخرة."]
    await fill(index, (episode("world"), content(lines, key="world")), version=2)
    for typed, line in zip(("灯台について", "маяк погас", "المنارة على"), lines, strict=True):
        found = await index.quote(typed, PUBLIC)
        assert (found.confidence, found.matches[0].text) == ("exact", line)
