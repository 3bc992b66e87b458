"""Normalised texts keep every offset."""

import pytest
from hypothesis import given

from bot.models import Span
from bot.text.offsets import blank_out, normalise
from tests.support.texts import anything, unhurried


@pytest.mark.parametrize("newline", ["\r", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_every_line_break_becomes_a_newline(newline: str) -> None:
    assert normalise(f"a{newline}b") == "a\nb"


def test_a_windows_line_break_is_one_line_break() -> None:
    assert normalise("a\r\nb") == "a \nb"


def test_an_entity_becomes_its_character_repeated_to_its_length() -> None:
    assert normalise("&quot;Go.&quot; &#39;") == '""""""Go."""""" ' + "'" * 5


@pytest.mark.parametrize("text", ["AT&T; x", "&D;", "a & b", "&notanentity;"])
def test_text_that_only_looks_like_an_entity_is_unchanged(text: str) -> None:
    assert normalise(text) == text


def test_blanking_a_range_moves_no_other_character() -> None:
    assert blank_out("0123456789", [Span(1, 3), Span(2, 4), Span(8, 10)]) == "0   4567  "


@unhurried
@given(anything)
def test_normalising_keeps_the_length(text: str) -> None:
    assert len(normalise(text)) == len(text)
