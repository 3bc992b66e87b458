from dataclasses import replace

import pytest

from bot.analysis.post_features import measure
from bot.analysis.postable import MOST_POSTABLE, PostModel, judge, post_model, stands_alone
from bot.models import Highlight, NameCorrection
from bot.text.languages import language

GOOD = "If you never write a test for the lamp, you will always find out in the dark, every time."
GERMAN = language("de")
LIKED = PostModel(1.0, dict.fromkeys(measure(Highlight("", 0, 1, "", GOOD, 0.5), GOOD), 0.0), {})
DISLIKED = replace(LIKED, base=0.0)


def laid_out(*said: str) -> tuple[str, tuple[Highlight, ...]]:
    """Return a text, and a highlight for each of its sentences, in their order."""
    text, found = " ".join(said), list[Highlight]()
    for sentence in said:
        start = found[-1].end + 1 if found else 0
        end = start + len(sentence)
        found.append(Highlight(f"q{start}", start, end, sentence, sentence, score=0.5))
    return text, tuple(found)


def postable(*said: str, model: PostModel = LIKED) -> list[str]:
    text, found = laid_out(*said)
    return [one.display for one in judge(found, text=text, model=model) if one.postable]


@pytest.mark.parametrize(
    "leaning",
    [
        "Yes, a lamp with two wicks burns for half as long.",
        '"Nobody reads the manual" is what a keeper said.',
        "When you light it, the whole harbour can see the boats.",
        "I always put them in the shed before the first frost.",
        "In this case, the lamp is older than the tower.",
        "The reason I say so is that every lamp goes out one day.",
        "What they do is light the lamp before the sun sets.",
        "Most of them burn for a year without any oil.",
        "I don't either, but the lamp has to be lit tonight.",
        "Perhaps they have another lamp in the harbour.",
        "To get closer to the day when every tower has a lamp.",
    ],
)
def test_an_opening_that_needs_the_words_before_it_does_not_stand_alone(leaning: str) -> None:
    assert not stands_alone(leaning)


@pytest.mark.parametrize(
    "unfit",
    [
        "The lamp is -- the tower was built for a larger lamp.",
        "The keeper is like like a boat without a harbour.",
        "A lamp costs more than a tower, I guess, in the long run.",
        "The lamp is too dark, as you said, to be seen from a boat.",
        "Every lamp is what Ann was just saying about the towers.",
        "This podcast is about lamps and about the people who light lamps.",
        "Every keeper has oil and wicks and stuff like that in the tower.",
        "A lamp is only as good as its keeper, right? Lamps go out.",
    ],
)
def test_doubt_replies_padding_and_the_show_are_left_out(unfit: str) -> None:
    assert not stands_alone(unfit)


@pytest.mark.parametrize(
    "sound",
    [
        GOOD,
        "It takes a year to build a tower, and a night to lose a boat.",
        "People light a lamp because they are afraid of the dark.",
        "Keepers know their lamps better than their own children.",
        "When Ann lit the lamp, she saw the boats come home.",
    ],
)
def test_what_names_its_subject_stands_alone(sound: str) -> None:
    assert stands_alone(sound)


def test_highlights_stay_as_ranked() -> None:
    text, found = laid_out("Yes, it burns all night.", GOOD)
    judged = judge(found, text=text, model=LIKED)
    assert [replace(one, postable=True) for one in judged] == list(found)
    assert [one.postable for one in judged] == [False, True]


def test_at_most_twenty_are_postable_the_best_liked() -> None:
    said = [f"The lamp of tower number {chr(97 + at)} is lit by a keeper." for at in range(25)]
    taste = replace(LIKED, words={"a": -0.1, "b": -0.1})
    assert len(postable(*said)) == MOST_POSTABLE
    assert postable(*said, model=taste)[0] == said[2]


def test_fewer_are_postable_where_readers_would_like_fewer() -> None:
    taste = replace(DISLIKED, words={"never": 9.0})
    assert postable("The lamp is lit by a keeper.", GOOD, model=taste) == [GOOD]


def test_an_episode_that_readers_would_not_like_has_one() -> None:
    assert postable("Yes, it burns.", "The lamp is lit.", GOOD, model=DISLIKED) == [
        "The lamp is lit."
    ]


def test_a_pinned_highlight_is_always_postable() -> None:
    text, (first, *rest) = laid_out("Yes, it burns all night.", GOOD)
    judged = judge((replace(first, pinned=True), *rest), text=text, model=DISLIKED)
    assert judged[0].postable


def test_a_highlight_with_a_misheard_name_is_not_postable() -> None:
    text, found = laid_out("Every lamp was built by Norm Shazir in a shed.", GOOD)
    names = [NameCorrection("Norm Shazir", "Noam Shazeer")]
    judged = judge(found, text=text, names=names, model=LIKED)
    assert [one.postable for one in judged] == [False, True]


def test_strong_language_is_known_in_english_only() -> None:
    text, found = laid_out("Im Keller ist es nie so hell wie im Turm.")
    assert not judge(found, text=text, language=GERMAN)[0].profane
    text, found = laid_out("Every lamp is a fucking lamp until the oil is gone.")
    assert judge(found, text=text, model=LIKED)[0].profane


def test_of_another_language_the_first_twenty_are_postable() -> None:
    text, found = laid_out(*(f"Der Turm Nummer {at} ist alt." for at in range(25)))
    judged = judge(found, text=text, language=GERMAN)
    assert [one.postable for one in judged] == [True] * 20 + [False] * 5


def test_the_fitted_model_likes_a_rule_more_than_a_remark() -> None:
    text, (rule, remark) = laid_out(GOOD, "We are using the lamp that was in the shed there.")
    model = post_model()
    assert model.grade(rule, text) > model.grade(remark, text)
    assert model.features.keys() == measure(rule, text).keys()
