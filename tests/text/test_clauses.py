"""Long sentences are split at clauses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models import Span
from bot.text.clauses import split_at_clauses
from tests.support.texts import anything, unhurried


def cut(text: str, longest: int = 40) -> list[str]:
    return [
        text[piece.start : piece.end]
        for piece in split_at_clauses(text, Span(0, len(text)), longest=longest)
    ]


def test_a_short_sentence_is_not_split() -> None:
    assert cut("We dig wells by hand.") == ["We dig wells by hand."]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("we dig all the wells by hand;", "the pumps are bought in town"),
        ("we dig all the wells by hand,", "but the pumps are bought in town"),
        ("we dig all the wells by hand", "because pumps are too expensive"),
        ("we dig all the wells by hand", "and they hold for twenty years"),
        ("we dig all the wells by hand,", "next year with a good machine"),
        ("we dig all the deep green wells", "with a machine from my uncle"),
        ("all the people there kept saying,", '"our old well will never dry"'),
        ("diggers brothers sisters cousins", "neighbours aunts uncles friends"),
    ],
)
def test_a_long_sentence_is_split_at_its_best_break(left: str, right: str) -> None:
    assert cut(f"{left} {right}") == [left, right]


def test_a_comma_is_preferred_to_an_and_between_two_nouns() -> None:
    text = "before Emma and her uncle dug it, there was no water"
    assert cut(text) == ["before Emma and her uncle dug it,", "there was no water"]


def test_a_word_longer_than_the_limit_is_cut() -> None:
    assert cut("a" * 100, longest=50) == ["a" * 50, "a" * 50]


def test_text_without_punctuation_is_split_between_words() -> None:
    text = "dig " * 100 + "dig"
    assert " ".join(cut(text)) == text


@unhurried
@given(anything, st.integers(min_value=5, max_value=60))
def test_pieces_are_in_order_within_the_limit_and_leave_out_only_white_space(
    text: str, longest: int
) -> None:
    found = split_at_clauses(text, Span(0, len(text)), longest=longest)
    done = 0
    for piece in found:
        assert piece.end - piece.start <= longest
        assert not text[done : piece.start].strip()
        done = piece.end
    assert done == len(text)
