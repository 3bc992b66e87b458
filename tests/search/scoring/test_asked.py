"""A question in a transcript is no answer: what follows it is."""

import numpy as np

from bot.search import Index
from bot.search.scoring.asked import hand_to_answers
from bot.search.storage.documents import Document
from tests.search.talks import PUBLIC, fill
from tests.support.builders import Said, content, episode

LIST: list[Said] = [("Host", f"Then came item {n} of the long list.") for n in range(12)]
ASKED = "how did the wax museum burn down?"


async def first(index: Index, *said: Said) -> str:
    made = content([*LIST, *said, *LIST], key="wax")
    await fill(index, (episode("wax"), made))
    best = (await index.ask(ASKED, PUBLIC)).matches[0].quote
    return next(quote.text for quote in made.quotes if quote.id == best)


async def test_what_follows_a_hosts_question_is_ranked_above_the_question(index: Index) -> None:
    asked = ("Host", "So how did the wax museum burn down?")
    answer = ("Guest", "A lamp fell on a curtain, nobody saw it.")
    assert "A lamp fell" in await first(index, asked, answer)


async def test_several_questions_in_a_row_have_one_answer(index: Index) -> None:
    asked = ("Host", "So how did the wax museum burn down?"), ("Host", "Was it the “lamp?”")
    answer = ("Guest", "It was a curtain, nobody saw it.")
    assert "It was a curtain" in await first(index, *asked, answer)


async def test_a_question_that_nothing_follows_is_still_found(index: Index) -> None:
    await fill(index, (episode("wax"), content([*LIST, f"And {ASKED}"], key="wax")))
    assert ASKED in (await index.ask(ASKED, PUBLIC)).matches[0].text


def document(row: int, text: str, *, episode: str = "one") -> Document:
    return Document(
        row, f"q{row}", episode, 0, len(text), text, " ", text, None, 0, None, None, True, text, ""
    )


def test_a_question_keeps_four_fifths_and_its_answer_scores_at_least_as_much() -> None:
    said = [document(1, "Why?"), document(2, "Well."), document(3, "Never.")]
    scores = np.array([1.0, 0.2, 2.0])
    assert hand_to_answers(scores, said).tolist() == [0.8, 1.0, 2.0]
    assert scores.tolist() == [1.0, 0.2, 2.0]


def test_no_question_is_answered_in_another_episode_or_far_away() -> None:
    far = [document(1, "Why?"), document(9, "Well.")]
    other = [document(1, "Why?"), document(2, "Well.", episode="two")]
    for said in (far, other):
        assert hand_to_answers(np.array([1.0, 0.2]), said).tolist() == [0.8, 0.2]
