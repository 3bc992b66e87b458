"""What members read and what is compared, one kind of damage a test."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.display import fold, to_display
from tests.support.texts import anything, speech, unhurried


def letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def is_part_in_order(part: str, whole: str) -> bool:
    rest = iter(whole)
    return all(char in rest for char in part)


@pytest.mark.parametrize("aside", ["[12:34]", "\\[00:12:33.10\\]", "\\[04:10\\] to \\[05:20\\]"])
def test_times_are_not_shown(aside: str) -> None:
    assert to_display(f"We dig {aside} wells.") == "We dig wells."


@pytest.mark.parametrize(
    "aside",
    ["(laughs)", "\\[laughter\\]", "[Music]", "[unintelligible 00:12:33.10]", "(laughs out loud)",
     "[in a robot voice]", "[Bleep]", "{disfmarker}", "{vocalsound}", "\\[crosstalk 00:01:02\\]"],
)  # fmt: skip
def test_stage_directions_are_not_shown(aside: str) -> None:
    assert to_display(f"We dig {aside} wells.") == "We dig wells."


@pytest.mark.parametrize("kept", ["(I think)", "(ish)", "[sic]", "(2 of them)"])
def test_what_was_spoken_in_brackets_is_shown(kept: str) -> None:
    assert to_display(f"We dig {kept} wells.") == f"We dig {kept} wells."


def test_entities_are_read() -> None:
    assert to_display("Don&#39;t say &quot;dry&quot; &amp; go.") == 'Don\'t say "dry" & go.'


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("A *deep* and **very wet** well.", "A deep and very wet well."),
        ("A _deep_ well, snake_case_name.", "A deep well, snake_case_name."),
        ("Run `dig --deep` now.", "Run dig --deep now."),
        ("See [the map](https://a.b/c_(d)) and go.", "See the map and go."),
        ("See [the map](https://a.b/old wells.html) and go.", "See the map and go."),
        ("We say \\*this\\* and \\[that\\].", "We say *this* and [that]."),
        ("Four is 2 * 2, and 3 * 1 is not.", "Four is 2 * 2, and 3 * 1 is not."),
    ],
)
def test_markup_is_not_shown(raw: str, shown: str) -> None:
    assert to_display(raw) == shown


def test_an_invented_label_within_a_quote_is_not_shown() -> None:
    assert to_display("It broke. JO MAY: We mended it.") == "It broke. We mended it."


def test_capitals_that_are_no_label_are_shown() -> None:
    assert to_display("We call the HTTP API: it is slow.") == "We call the HTTP API: it is slow."


def test_broken_lines_are_joined_without_the_false_stop() -> None:
    assert to_display("We dig wells.\nand pumps") == "We dig wells and pumps"


def test_a_lone_i_is_a_capital() -> None:
    assert to_display("so i think i'm done, i said") == "So I think I'm done, I said"


@pytest.mark.parametrize("kept", ["i.e. deep", "x-i is odd", "and i18n too"])
def test_an_i_that_is_no_word_stays_small(kept: str) -> None:
    assert to_display(f"Well, {kept}") == f"Well, {kept}"


def test_what_is_shown_begins_with_a_capital() -> None:
    assert to_display('"and then it broke') == '"And then it broke'


@pytest.mark.parametrize("name", ["gRPC is fast", "iPhone users", "2nd of May", "été"])
def test_a_first_word_with_a_spelling_of_its_own_keeps_it(name: str) -> None:
    assert to_display(name) == name


def test_a_dash_that_began_a_turn_is_not_shown() -> None:
    assert to_display("- It broke.") == "It broke."


def test_space_before_a_mark_is_not_shown() -> None:
    assert to_display("It broke (laughs), then .5 was left .") == "It broke, then .5 was left."


def test_fillers_are_shown() -> None:
    said = "It's like, you know, a kind of well."
    assert to_display(said) == said


@pytest.mark.parametrize("space", ["\r\n", "\r", "\f", "\u2028", "\u00a0", "\t", "\u200b \ufeff"])
def test_any_space_is_shown_as_one_blank(space: str) -> None:
    assert to_display(f"We dig{space}wells.") == "We dig wells."


def test_control_characters_are_not_shown() -> None:
    assert to_display("We d\x02ig\x7f we\u00adlls.") == "We dig wells."


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("L Körbes", "l korbes"),
        ("Don't, don’t & donʼt", "dont dont dont"),
        ("Rock 'n' roll", "rock n roll"),
        ("Version 2.0", "version 2 0"),
        ("C++, C# and F#.", "c++ c# and f#"),
        ("#1 of 1+1", "1 of 1 1"),
        ("STRASSE Straße", "strasse strasse"),
        ("state-of-the-art", "state of the art"),
        ("Well (laughs) [00:12] yes", "well yes"),
        ("[the map](https://a.b/c) **now**", "the map now"),
        ("&quot;Dry&quot;, it&#39;s", "dry its"),
        ("co\u00adoperate", "cooperate"),
        ("井戸を掘る。", "井戸を掘る"),
    ],
)
def test_words_are_folded(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_a_plus_within_a_word_is_no_sign_of_it() -> None:
    assert fold("a+b c+++ d#e") == "a b c d e"


@unhurried
@given(anything)
def test_folding_a_folded_text_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@unhurried
@given(anything)
def test_folded_text_is_one_line_of_words_in_small_letters(text: str) -> None:
    folded = fold(text)
    assert folded == " ".join(folded.split())
    assert all(char.isalnum() or char in " +#" for char in folded)


@unhurried
@given(anything)
def test_what_is_shown_adds_no_letter_and_keeps_the_order(text: str) -> None:
    assert is_part_in_order(letters(to_display(text)), letters(html.unescape(text)))


@unhurried
@given(anything)
def test_what_is_shown_is_one_line(text: str) -> None:
    assert to_display(text) == " ".join(to_display(text).split())


@unhurried
@given(speech)
def test_what_is_shown_adds_no_word(text: str) -> None:
    words = re.compile(r"[^\W_]+")
    apart = re.sub(r"(\[a\]\([^)]*\))", r" \1 ", text)
    rest = iter(words.findall(html.unescape(apart).casefold()))
    assert all(word in rest for word in words.findall(to_display(apart).casefold()))


@given(st.text(alphabet="aZsT09 %$/@=~\n,.;:!?'’\"“”–—-", max_size=60))
def test_plain_sentences_fold_as_any_others_do(text: str) -> None:
    assert fold(text) == fold(f"{text} ^")
