"""Texts written plainly for finding places in them."""

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


def test_an_entity_fills_its_place_with_its_character() -> None:
    assert normalise("&quot;Go.&quot; &#39;") == '""""""Go."""""" ' + "'" * 5


@pytest.mark.parametrize("text", ["AT&T; x", "&D;", "a & b", "&notanentity;"])
def test_what_only_looks_like_an_entity_stays(text: str) -> None:
    assert normalise(text) == text


def test_blanking_leaves_everything_else_where_it_was() -> None:
    assert blank_out("0123456789", [Span(1, 3), Span(2, 4), Span(8, 10)]) == "0   4567  "


@unhurried
@given(anything)
def test_levelling_keeps_every_offset(text: str) -> None:
    assert len(normalise(text)) == len(text)
