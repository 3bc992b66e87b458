"""Slugs of shows and episodes."""

import pytest

from bot.text.slugs import slug


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Ships & Lighthouses", "ships-lighthouses"),
        ("  Straße_9: Übermorgen! ", "strasse-9-übermorgen"),
        ("!!!", ""),
        ("", ""),
        ("wood " * 10, "wood-wood-wood-wood-wood-wood-wood-wood"),
        ("x" * 60, "x" * 40),
    ],
)
def test_a_slug_has_the_words_of_a_title_and_ends_with_a_whole_one(
    title: str, expected: str
) -> None:
    assert slug(title) == expected
