"""What is shown of an answer: not its question, whole sentences, and each place once."""

from dataclasses import replace
from itertools import pairwise

import pytest

from bot.models import Content, Match
from bot.search import Index
from bot.search.scoring.excerpts import ANSWER_RULES, SUBJECT_RULES, ExcerptRules, choose_excerpts
from bot.search.storage.documents import build_documents
from bot.text.languages import ENGLISH
from tests.search.talks import PUBLIC, fill
from tests.support.builders import Said, content, episode

REPLY = (
    ("Odo", "It went to a monastery in the hills, on the back of a mule, one cold March."),
    ("Odo", "The monks rang it once, and the valley complained for a week about the noise."),
)
INTERVIEW: tuple[Said, ...] = (
    ("Mara", "We were still at the harbour when the storm came over the eastern wall."),
    ("Odo", "Nobody slept that night, and in the morning the foghorn had gone."),
    ("Mara", "Where did the foghorn of the harbour end up after the storm?"),
    *REPLY,
    ("Mara", "And what became of the keeper's boat?"),
    ("Odo", "It was painted green and put on the roundabout, where children climb on it."),
)


def shown(
    said: tuple[Said, ...] | Content, core: int, *, rules: ExcerptRules = ANSWER_RULES
) -> list[str]:
    """Return the quotes that are shown around the quote at a position."""
    made = said if isinstance(said, Content) else content(said)
    documents = tuple(build_documents(episode(), made, first=1))
    [chosen] = choose_excerpts(
        [documents[core]],
        {document.id: document for document in documents},
        languages={episode().id: ENGLISH},
        rules=rules,
    )
    assert chosen.core in chosen.run
    return [document.text for document in chosen.run]


def texts(*said: Said) -> list[str]:
    return [sentence for _, sentence in said]


def test_a_question_is_followed_by_its_answer_up_to_the_next_question() -> None:
    assert shown(INTERVIEW, 2) == texts(*INTERVIEW[2:5])


def test_a_long_question_is_left_out_before_its_answer() -> None:
    long = "You told me once, over supper, of the storm and of the wall that it broke, " * 3
    asked = ("Mara", f"{long}so where did the foghorn end up?")
    assert shown((*INTERVIEW[:2], asked, *INTERVIEW[3:]), 2) == texts(*REPLY)


def test_a_subject_keeps_a_long_question_that_names_it() -> None:
    long = "You told me once, over supper, of the storm and of the wall that it broke, " * 3
    asked = ("Mara", f"{long}so where did the foghorn end up?")
    found = shown((*INTERVIEW[:2], asked, *INTERVIEW[3:]), 2, rules=SUBJECT_RULES)
    assert found == texts(asked, *REPLY)


def test_an_unlabelled_question_is_followed_by_the_guessed_next_turn() -> None:
    made = content([sentence for _, sentence in INTERVIEW])
    turns = (0, 0, 0, 1, 1, 2, 3)
    quotes = tuple(replace(one, turn=turns[one.position]) for one in made.quotes)
    assert shown(replace(made, quotes=quotes), 2) == texts(*INTERVIEW[2:5])


def test_a_question_that_is_answered_with_a_question_is_followed_by_the_answer() -> None:
    said = (
        ("Mara", "How long does a harbour lamp burn?"),
        ("Odo", "You mean with the old oil?"),
        ("Mara", "Yes, with the old oil."),
        ("Odo", "Eleven hours if the wick is trimmed, and nine if the keeper has fallen asleep."),
    )
    assert shown(said, 0) == texts(*said)


def test_what_its_speaker_adds_to_a_question_does_not_hide_the_answer() -> None:
    said = (
        ("Mara", "Have you changed anything at home because of the storms?"),
        ("Mara", "I know that you never cleaned the shed."),
        ("Odo", "We raised the whole kitchen by a metre, and the stove stands on bricks now."),
    )
    assert shown(said, 0) == texts(*said)


def test_an_excerpt_does_not_end_with_the_next_question() -> None:
    assert shown(INTERVIEW, 4) == texts(INTERVIEW[4])


def test_a_tag_does_not_make_a_statement_a_question() -> None:
    said = (
        ("Odo", "A wick is only a small road for the oil, and the flame walks on it, right?"),
        ("Odo", "So a crooked wick gives a crooked flame, and the glass turns black by dawn."),
        ("Mara", "I had never thought of it in that way, to be honest with you, not once."),
    )
    assert shown(said, 0) == texts(*said[:2])


def test_a_short_reply_is_shown_with_its_question() -> None:
    said = (
        ("Mara", "Was anybody hurt when the tower fell?"),
        ("Odo", "Only the weathercock."),
        ("Mara", "Then let us speak of the winter that came afterwards, which was a long one."),
    )
    assert shown(said, 1)[:2] == texts(*said[:2])


def test_an_excerpt_ends_with_its_sentence() -> None:
    first, rest = "The lamp was so bright that the ships in the far strait,", "and the bats, hid."
    filler = "Every ship that passed was entered in the book with a careful hand. " * 3
    made = content([("Odo", f"{filler}It was a good lamp."), ("Odo", first), ("Odo", rest)])
    quotes = tuple(replace(one, whole=one.position == 0) for one in made.quotes)
    assert shown(replace(made, quotes=quotes), 1)[-1] == rest


def test_an_excerpt_does_not_end_with_another_voice_that_only_assents() -> None:
    said = (("Odo", "The cat slept in the lens and was warm."), ("Mara", "Wow, really."))
    assert shown(said, 0) == texts(said[0])


def gaps(matches: tuple[Match, ...]) -> list[int]:
    """Return the characters between matches, in the order of the episode."""
    placed = sorted(matches, key=lambda match: match.start)
    return [right.start - left.end for left, right in pairwise(placed)]


FILLER = tuple(
    ("Odo", f"On day {n} we mended the nets and drank tea by the wall.") for n in range(9)
)
TALK: tuple[Said, ...] = (
    *FILLER,
    ("Odo", "The foghorn was cast in a foundry that made church bells and little else."),
    ("Odo", "A foghorn needs a throat of bronze, for iron swallows the low notes."),
    ("Odo", "The foundry tuned the foghorn to a note that no bell of the town had."),
    *FILLER,
    ("Odo", "Years later the foundry melted a foghorn for its bronze."),
    *FILLER,
    ("Odo", "My aunt keeps the wooden mould of the foghorn in her pantry."),
    *FILLER,
)


@pytest.mark.parametrize("command", ["ask", "topic"])
async def test_excerpts_beside_each_other_are_one(index: Index, command: str) -> None:
    await fill(index, (episode(), content(TALK)))
    found = await getattr(index, command)("foundry foghorn", PUBLIC, limit=2)
    first, second = found.matches
    assert all(TALK[at][1] in first.text for at in (9, 10, 11))
    assert "melted" in second.text
    assert min(gaps(found.matches)) > 100


async def test_more_excerpts_than_there_are_places_do_not_overlap(index: Index) -> None:
    await fill(index, (episode(), content(TALK)))
    found = await index.ask("Where was the foghorn of the harbour cast?", PUBLIC)
    assert len(found.matches) > 2
    assert min(gaps(found.matches)) >= 0
    assert all(len(match.text) <= 600 for match in found.matches)
    scores = [match.score for match in found.matches]
    assert scores == sorted(scores, reverse=True)


async def test_a_question_is_answered_with_its_answer(index: Index) -> None:
    await fill(index, (episode(), content((*FILLER, *INTERVIEW[2:5], *FILLER))))
    found = await index.ask("Where did the foghorn of the harbour end up?", PUBLIC, limit=1)
    assert all(sentence in found.matches[0].text for _, sentence in REPLY)
    assert found.matches[0].speaker is None
