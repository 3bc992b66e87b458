import pytest

from bot.analysis.excerpts import excerpt_candidates
from bot.analysis.reference import stands_alone
from bot.analysis.summary import summarise_chapter
from bot.analysis.utterances import read_utterances
from tests.analysis.conversations import monologue


@pytest.mark.parametrize(
    "displayed",
    [
        "The miller listens to the stones, because they tell him everything.",
        "It is hard to predict the wind on a hill.",
        "It takes a year to dry the oak for a windmill.",
        "Every windmill that is built on a hill needs a miller.",
        "Ada sold the mill, and she bought a boat.",
        "This year the harvest was late.",
    ],
)
def test_a_sentence_with_its_nouns_stands_alone(displayed: str) -> None:
    assert stands_alone(displayed)


@pytest.mark.parametrize(
    "displayed",
    [
        "It grinds the corn between two stones.",
        "It's going to mean less work for the miller.",
        "They never touch, the stones of a mill.",
        "These stones came from another country.",
        "The miller knew that, and the farmer knew as well.",
        "I would have to look closer, but that fits the stones.",
        "The same happens with a watermill.",
        "The two were the best millers of the valley.",
        "The miller went back and lived there.",
        "Who pays the miller?",
        "The miller went up the hill and...",
    ],
)
def test_a_sentence_that_points_outside_asks_or_breaks_off_does_not(displayed: str) -> None:
    assert not stands_alone(displayed)


def test_the_lines_of_a_chapter_stand_alone_where_it_has_such_lines() -> None:
    text, quotes = monologue(
        "The miller of these windmills grinds windmill flour for windmill bread in the windmill.",
        "A miller listens to the stones all day and knows when a windmill needs more corn.",
    )
    utterances = read_utterances(text, quotes)
    lines = summarise_chapter(utterances, excerpt_candidates(text, utterances), start=0, end=2)
    assert [line.text for line in lines] == [quotes[1].text]


def test_a_chapter_without_such_lines_has_others() -> None:
    text, quotes = monologue("The miller of these windmills grinds flour for bread and for cakes.")
    utterances = read_utterances(text, quotes)
    assert summarise_chapter(utterances, excerpt_candidates(text, utterances), start=0, end=1)
