"""Sketches tell copies of a text from other texts."""

import random

import pytest

from bot.text.shingles import SIZE, resemblance, sketch

WORDS = "ferry leaves noon island knows timetable painted harbour wall letters tall child".split()


def text(seed: int, length: int = 3000) -> list[str]:
    chosen = random.Random(seed)
    return [chosen.choice(WORDS) + str(chosen.randrange(99)) for _ in range(length)]


def with_errors(words: list[str], seed: int) -> list[str]:
    chosen = random.Random(seed)
    return [word if chosen.random() > 0.1 else "wrong" for word in words]


def test_a_sketch_is_small_and_ordered() -> None:
    found = sketch(text(1))
    assert len(found) == SIZE
    assert sorted(set(found)) == list(found)
    assert all(0 <= number < 2**64 for number in found)


def test_copies_resemble_each_other_and_other_texts_do_not() -> None:
    original = text(1)
    assert resemblance(sketch(original), sketch(original)) == 1
    copies = sketch(with_errors(original, 2)), sketch(with_errors(original, 3))
    assert resemblance(*copies) > 0.1
    assert resemblance(sketch(original), sketch(text(2))) < 0.02


def test_the_resemblance_of_a_half_is_about_a_half() -> None:
    original = text(1)
    assert resemblance(sketch(original), sketch(original[:1500])) == pytest.approx(0.5, abs=0.15)


def test_short_and_empty_texts_have_sketches_too() -> None:
    assert sketch([]) == ()
    assert resemblance((), ()) == 0
    assert resemblance(sketch(["one", "word"]), sketch(["one", "word"])) == 1
