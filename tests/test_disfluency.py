"""Broken lines and words said twice, one kind of damage a test."""

import pytest
from hypothesis import given

from bot.disfluency import collapse_stutters, join_lines
from tests.support.texts import anything, unhurried


@pytest.mark.parametrize("mark", ["...", "…", "."])
def test_a_false_stop_before_a_small_letter_goes_with_the_line_break(mark: str) -> None:
    assert join_lines(f"We were digging{mark}\nfor days.") == "We were digging for days."


def test_a_true_stop_before_a_capital_stays() -> None:
    assert join_lines("We dug.\nIt held.") == "We dug. It held."


@pytest.mark.parametrize(
    ("raw", "joined"),
    [
        ("and it was the\nthe deepest", "and it was the deepest"),
        ("so that's how we...\nhow we dug it", "so that's how we dug it"),
        ("you can see the old well,\nthe old well there", "you can see the old well there"),
        ("if you had it\nif you had it now", "if you had it now"),
    ],
)
def test_up_to_four_words_repeated_over_a_break_are_shown_once(raw: str, joined: str) -> None:
    assert join_lines(raw) == joined


def test_five_words_repeated_over_a_break_are_shown_twice() -> None:
    raw = "if you had it now\nif you had it now"
    assert join_lines(raw) == raw.replace("\n", " ")


def test_an_emphasis_over_a_break_is_shown_twice() -> None:
    assert join_lines("It was very\nvery deep") == "It was very very deep"


def test_a_whole_sentence_that_another_voice_echoes_is_shown_twice() -> None:
    assert join_lines("About ten feet.\nTen feet. Right.") == "About ten feet. Ten feet. Right."


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\f", "\u2028", " \n\n "])
def test_any_line_break_is_joined(newline: str) -> None:
    assert join_lines(f"dig the{newline}the well") == "dig the well"


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("it is is is deep", "it is deep"),
        ("that, that, that well", "that well"),
        ("we dig the, the well", "we dig the well"),
        ("in the in the well", "in the well"),
        ("and in the and in the well", "and in the well"),
        ("you know you know it holds", "you know it holds"),
        ("I I think", "I think"),
        ("I'm I’m sure", "I'm sure"),
        ("so so that it holds", "so that it holds"),
    ],
)
def test_a_stutter_is_shown_once(raw: str, shown: str) -> None:
    assert collapse_stutters(raw) == shown


@pytest.mark.parametrize(
    "said",
    [
        "very very deep",
        "way way down",
        "no no, wait",
        "so so good",
        "so so",
        "I know that that well holds",
        "what it is is deep",
        "Duran Duran played",
        "chapter 7 7 times",
        "dig and dig and dig deeper",
        "one well at a time, one well at a time",
        "não não",
        "the. The well",
        "the - the well",
    ],
)
def test_a_repetition_that_may_mean_something_is_kept(said: str) -> None:
    assert collapse_stutters(said) == said


@unhurried
@given(anything)
def test_collapsing_never_raises_and_only_leaves_out(text: str) -> None:
    rest = iter(text)
    assert all(char in rest for char in collapse_stutters(text))
