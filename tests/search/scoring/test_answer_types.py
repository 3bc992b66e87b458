"""The expected type of an answer follows from the question, and adds a bonus."""

import pytest

from bot.search import Index
from bot.search.scoring.answer_types import answer_pattern, answer_type_bonus
from bot.search.storage.documents import Document
from tests.search.talks import PUBLIC, fill
from tests.support.builders import Said, content, episode


def row(number: int, text: str) -> Document:
    return Document(number, "", "e", 0, 1, text, "", text, None, 0, None, None, True, "", "")


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How many keepers were there?", "There were eleven of them"),
        ("How long did it take?", "about 30 days"),
        ("When was it built?", "back in 1894"),
        ("In which year did it burn?", "two years ago"),
        ("Why did they leave?", "because the lamp had failed"),
        ("What made them stay?", "the reason was the boat"),
        ("Who mended the lamp?", "it was old Marta again"),
        ("Where was the lamp made?", "it came from Trieste"),
        ("where do they live", "in a house by the sea"),
    ],
)
def test_a_question_has_the_expected_type_of_its_answer(question: str, answer: str) -> None:
    sought = answer_pattern(question)
    assert sought is not None
    assert sought.search(answer)
    assert not sought.search("and nothing of that kind")


@pytest.mark.parametrize("question", ["What do they think of lamps?", "lamps", "", "?"])
def test_an_open_question_has_no_expected_answer_type(question: str) -> None:
    assert answer_pattern(question) is None
    assert not answer_type_bonus(
        [row(1, "In 1894, because of Marta")], answer_pattern(question)
    ).any()


def test_the_answer_type_bonus_is_half_for_an_adjacent_quote_and_none_across_a_gap() -> None:
    rows = [row(1, "So it was."), row(2, "In 1894."), row(3, "So it was."), row(9, "So it was.")]
    before, here, after, far = answer_type_bonus(rows, answer_pattern("When was it?")).tolist()
    assert 0 < before == after < here
    assert far == 0


async def test_of_two_passages_with_the_same_words_the_one_with_a_number_answers_how_many(
    index: Index,
) -> None:
    filler: list[Said] = [("A", f"Then came item {n!r} of the long list.") for n in "abcdefghijkl"]
    vague: list[Said] = [("A", "The lighthouse keepers were sent by sea.")]
    exact: list[Said] = [("A", "The lighthouse keepers were eleven in all.")]
    await fill(index, (episode("sea"), content([*vague, *filler, *exact], key="sea")))
    counted = await index.ask("How many lighthouse keepers were there?", PUBLIC)
    assert "eleven" in counted.matches[0].text
