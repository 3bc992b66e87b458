"""Discord shows any text of a transcript literally, within its limits."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from simcord.preview._markdown import (  # pyright: ignore[reportPrivateUsage] - the oracle
    markdown_tokens,
)

from bot.ui import text

LIVELY = st.text(
    alphabet="aB1 .,:;/\\*_~`|<>@&#[](){}!-+=?'\"\u200d\u202e\u200b\n\t\x00é🙂", max_size=120
)
HOSTILE = (
    "@everyone",
    "@here",
    "<@123456789012345678>",
    "<@!123456789012345678>",
    "<@&123456789012345678>",
    "<#123456789012345678>",
    "</quote:123456789012345678>",
    "<t:1700000000:R>",
    "<:smile:123456789012345678>",
    "<a:smile:123456789012345678>",
    "<id:customize>",
    "<https://evil.example>",
    "[press](https://evil.example)",
    "[press]( https://evil.example )",
    "https://evil.example/x",
    "**bold**",
    "__under__",
    "_italic_",
    "*italic*",
    "~~struck~~",
    "||spoiler||",
    "`code`",
    "```\nblock\n```",
    "# heading",
    "## heading",
    "- item",
    "+ item",
    "* item",
    "1. item",
    "12) item",
    "> quoted",
    ">>> all quoted",
    "\\*still*",
    "\\",
)
EVERYTHING = {"everyone": True}


def tokens(shown: str, profile: str) -> list[Any]:
    """Read the text as SimCord's page reads it in a message or in an embed's description."""
    return list(markdown_tokens(shown, profile, context=EVERYTHING))


def literal(read: list[Any]) -> str:
    """Join what is read as plain text; anything else fails the test."""
    parts: list[str] = []
    for token in read:
        assert token["type"] in {"text", "inline", "paragraph"}, token
        if token["type"] == "text":
            parts.append(token["content"])
        else:
            parts.append(literal(token["children"]))
    return "".join(parts)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_live_survives(hostile: str) -> None:
    shown = text.escape(f"{hostile} said {hostile}")
    assert literal(tokens(shown, "message")) == text.plain(f"{hostile} said {hostile}")


def test_small_print_is_escaped() -> None:
    # SimCord takes it for small print all the same, which Discord does not.
    assert text.escape("-# small") == "\\-\\# small"


@given(LIVELY)
def test_any_text_is_shown_literally(words: str) -> None:
    assert literal(tokens(text.escape(words), "embed_description")).strip() == text.plain(words)


@given(st.text(max_size=200))
def test_hidden_characters_are_taken_out_but_the_joiner(words: str) -> None:
    assert not re.search(
        r"[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]", text.plain(words)
    )
    assert text.plain("👩\u200d🚀") == "👩\u200d🚀"


@given(st.one_of(st.text(max_size=200), LIVELY), st.integers(min_value=2, max_value=120))
def test_a_cut_is_never_too_long_and_never_leaves_half_an_escape(words: str, limit: int) -> None:
    shown = text.escaped(words, limit)
    assert len(shown) <= limit
    escapes = re.search(r"\\*$", shown.removesuffix(text.ELLIPSIS))
    assert escapes is not None
    assert len(escapes.group()) % 2 == 0


@given(st.lists(st.from_regex(r"[a-z]{1,9}", fullmatch=True), min_size=1), st.integers(11, 90))
def test_a_cut_is_never_within_a_word(words: list[str], limit: int) -> None:
    cut = text.truncate(" ".join(words), limit)
    assert cut == " ".join(words) or cut.endswith(text.ELLIPSIS)
    kept = cut.removesuffix(text.ELLIPSIS).split(" ")
    assert kept == words[: len(kept)]


def test_a_word_longer_than_the_limit_is_broken() -> None:
    assert text.truncate("a" * 50, 10) == "a" * 9 + "…"
    assert text.truncate("\\*" * 50, 10) == "\\*" * 4 + "…"


@given(LIVELY, st.integers(min_value=8, max_value=60), st.booleans())
def test_a_block_quote_stays_one_within_its_limit(words: str, limit: int, hidden: bool) -> None:  # noqa: FBT001
    quoted = text.block_quote(words, limit, hidden=hidden)
    opening, closing = ("> ||", "||") if hidden else ("> ", "")
    assert len(quoted) <= limit
    assert all(one.startswith(opening) and one.endswith(closing) for one in quoted.split("\n"))


def test_each_voice_has_a_line_of_its_own() -> None:
    said = "Who kept it?\n\nMy *grandmother*.\r\n- Alone?"
    assert text.block_quote(said, 100) == "> Who kept it?\n> My \\*grandmother\\*.\n> \\- Alone?"
    assert text.block_quote(said, 30, hidden=True) == "> ||Who kept it?||\n> ||My…||"
    assert text.block_quote(said, 21) == "> Who kept it?\n> My…"
    assert text.block_quote(said, 18) == "> Who kept it?…"


@given(st.lists(st.text(min_size=1, max_size=40)), st.integers(0, 200))
def test_paragraphs_that_do_not_fit_are_left_out(blocks: list[str], limit: int) -> None:
    fitting = text.join_fitting(blocks, limit)
    assert len(fitting) <= limit
    assert any(fitting == "\n\n".join(blocks[:count]) for count in range(len(blocks) + 1))


@given(st.text("ab |\\", max_size=60), st.integers(3, 60))
def test_what_is_covered_stays_covered_where_it_is_cut(words: str, limit: int) -> None:
    shown = f"a ||{text.escape(words)}|| b"
    kept = text.truncate_covered(shown, limit)
    assert len(kept) <= limit
    assert re.sub(r"\\.", "", kept).count("|") in {0, 4}


def test_text_from_right_to_left_is_isolated_from_what_stands_beside_it() -> None:
    assert text.label("שלום (1)", 100) == "\u2068שלום (1)\u2069"
    assert text.block_quote("هل تعرف؟\nنعم.", 100) == "> \u2068هل تعرف؟\u2069\n> \u2068نعم.\u2069"
    assert text.escaped("Ann שלום", 100) == "Ann שלום"


@pytest.mark.parametrize("limit", [12, 20, 40])
def test_isolated_text_keeps_to_its_limit_with_both_marks(limit: int) -> None:
    for shown in (text.label("שלום " * 30, limit), text.escaped("هل *تعرف* " * 30, limit)):
        assert len(shown) <= limit
        assert (shown[0], shown[-1]) == ("\u2068", "\u2069")
    quoted = text.block_quote("هل تعرف\n" * 2, limit + 20, hidden=True)
    assert len(quoted) <= limit + 20
    assert quoted.count("\u2068") == quoted.count("\u2069")
