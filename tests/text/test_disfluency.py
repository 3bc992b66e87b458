"""Broken lines and repeated words, one kind per test."""

import re
from collections.abc import Sequence
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.disfluency import collapse_stutters, join_lines
from bot.text.display import to_display
from tests.support.texts import anything, unhurried


@pytest.mark.parametrize("mark", ["...", "…", "."])
def test_a_false_stop_before_a_small_letter_is_removed_with_the_line_break(mark: str) -> None:
    assert join_lines(f"We were digging{mark}\nfor days.") == "We were digging for days."


def test_a_stop_before_a_capital_is_kept() -> None:
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
def test_up_to_four_words_repeated_over_a_line_break_are_shown_once(raw: str, joined: str) -> None:
    assert join_lines(raw) == joined


def test_five_words_repeated_over_a_line_break_are_shown_twice() -> None:
    raw = "if you had it now\nif you had it now"
    assert join_lines(raw) == raw.replace("\n", " ")


def test_an_emphatic_word_repeated_over_a_line_break_is_shown_twice() -> None:
    assert join_lines("It was very\nvery deep") == "It was very very deep"


def test_a_sentence_repeated_by_another_speaker_is_shown_twice() -> None:
    assert join_lines("About ten feet.\nTen feet. Right.") == "About ten feet. Ten feet. Right."


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\f", "\u2028", " \n\n "])
def test_lines_are_joined_at_every_kind_of_line_break(newline: str) -> None:
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
def test_a_repetition_that_may_have_a_meaning_is_kept(said: str) -> None:
    assert collapse_stutters(said) == said


@unhurried
@given(anything)
def test_collapsing_stutters_never_raises_and_only_removes_characters(text: str) -> None:
    rest = iter(text)
    assert all(char in rest for char in collapse_stutters(text))


@pytest.mark.parametrize(
    "said",
    [
        "It was never about money.\nMoney is a tool.",
        "Is it the well?\nThe well is deep.",
        "Dig the well!\nThe well is deep.",
        "He said “dig the well.”\nThe well is deep.",
        "It held (so did the well.)\nThe well is deep.",
        "We are at chapter 7.\n7 times we dug.",
        "He said dig.\n“Dig the well.”",
        "That is the well...\nThe well is deep.",
        "So did I…\nI dug.",
        "Is it the?\nthe well",
        "It is about one thing —\nthing by thing",
        "It is this:\nthis is deep",
        "it is\n“is” that counts",
        "Go. Home\ngo home",
        "call 555\n555 times",
        "それは井戸。\n井戸は深い。",
    ],
)
def test_a_repetition_across_a_mark_is_kept(said: str) -> None:
    assert join_lines(said) == said.replace("\n", " ")


@pytest.mark.parametrize(
    "said",
    [
        "I knew it was her, her mother said so",
        "Shame on you, you know better",
        "Do that, that matters",
        "When I came back to it,\nit was like home",
        "What it is, is hard",
    ],
)
def test_a_word_on_both_sides_of_a_clause_border_is_kept(said: str) -> None:
    assert to_display(said) == said.replace("\n", " ")


_MARKS = (".", "?", "!", "...", "…", '."', "?”", ".)", ",", " -", " —", ":", ";", "。", "")
_broken = st.lists(
    st.tuples(
        st.sampled_from("the The well Well is that I I'm you know money Money 7 dig ha no".split()),
        st.sampled_from([f"{mark}{gap}" for mark in _MARKS for gap in ("\n", " ", "\n“", "\n(")]),
    ),
    min_size=2,
    max_size=12,
).map(lambda pairs: "".join(map("".join, pairs)).rstrip())
"""Few distinct words, so that many are repeated, with marks and breaks between them."""

_TOKENS = re.compile(r"[\w']+|[^\w\s]+")
_MENDED = re.compile(r"(?<![.…])(?:\.+|…)\s*\n(?=[a-z])")
"""A false stop: a small letter follows after the line break."""


def _only_repetitions_removed(shown: Sequence[str], said: Sequence[str]) -> bool:
    """Return whether only immediate repetitions were removed, and commas between them.

    A repetition must not cross any other mark.
    """

    @cache
    def fits(left: int, right: int) -> bool:
        if left == len(shown) and right == len(said):
            return True
        same = left < len(shown) and right < len(said) and shown[left] == said[right]
        return (same and fits(left + 1, right + 1)) or any(
            fits(left, end)
            for end in range(right + 1, len(said) + 1)
            if _repeats(said, right, end) or said[right:end] == [","]
        )

    return fits(0, 0)


def _repeats(said: Sequence[str], start: int, end: int) -> bool:
    """Return whether a range repeats the words before it, or is repeated after it."""
    removed = [one for one in said[start:end] if one != ","]
    size = len(removed)
    before = [one for one in said[:start] if one != ","][-size:]
    after = [one for one in said[end:] if one != ","][:size]
    return all(one[0].isalnum() for one in removed) and removed in (before, after)


@unhurried
@given(_broken)
def test_only_repetitions_within_one_sentence_and_false_marks_are_removed(
    said: str,
) -> None:
    spoken = _TOKENS.findall(_MENDED.sub(" ", said).casefold())
    assert _only_repetitions_removed(_TOKENS.findall(to_display(said).casefold()), spoken)
