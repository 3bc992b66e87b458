"""Display text and folded text, one kind of damage per test."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.display import fold, to_display
from bot.text.languages import language
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
def test_spoken_text_in_brackets_is_shown(kept: str) -> None:
    assert to_display(f"We dig {kept} wells.") == f"We dig {kept} wells."


def test_entities_become_characters() -> None:
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


def test_a_speaker_label_within_a_quote_is_not_shown() -> None:
    assert to_display("It broke. JO MAY: We mended it.") == "It broke. We mended it."


def test_capitals_that_are_not_a_label_are_shown() -> None:
    assert to_display("We call the HTTP API: it is slow.") == "We call the HTTP API: it is slow."


def test_broken_lines_are_joined_without_the_false_stop() -> None:
    assert to_display("We dig wells.\nand pumps") == "We dig wells and pumps"


def test_the_pronoun_i_is_capitalised() -> None:
    assert to_display("so i think i'm done, i said") == "So I think I'm done, I said"


@pytest.mark.parametrize("kept", ["i.e. deep", "x-i is odd", "and i18n too"])
def test_an_i_that_is_not_the_pronoun_is_unchanged(kept: str) -> None:
    assert to_display(f"Well, {kept}") == f"Well, {kept}"


def test_display_text_begins_with_a_capital() -> None:
    assert to_display('"and then it broke') == '"And then it broke'


@pytest.mark.parametrize("name", ["gRPC is fast", "iPhone users", "2nd of May", "été"])
def test_a_first_word_that_is_not_in_lower_case_letters_is_unchanged(name: str) -> None:
    assert to_display(name) == name


def test_the_dash_at_the_start_of_a_turn_is_not_shown() -> None:
    assert to_display("- It broke.") == "It broke."


def test_a_space_before_punctuation_is_not_shown() -> None:
    assert to_display("It broke (laughs), then .5 was left .") == "It broke, then .5 was left."


def test_fillers_are_shown() -> None:
    said = "It's like, you know, a kind of well."
    assert to_display(said) == said


@pytest.mark.parametrize("space", ["\r\n", "\r", "\f", "\u2028", "\u00a0", "\t", "\u200b \ufeff"])
def test_white_space_is_shown_as_one_space(space: str) -> None:
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
def test_folding_keeps_only_what_is_compared(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_a_plus_within_a_word_is_removed() -> None:
    assert fold("a+b c+++ d#e") == "a b c d e"


@unhurried
@given(anything)
def test_folding_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@unhurried
@given(anything)
def test_folded_text_is_one_line_of_letters_digits_and_signs(text: str) -> None:
    folded = fold(text)
    assert folded == " ".join(folded.split())
    assert all(char.isalnum() or char in " +#" for char in folded)


@unhurried
@given(anything)
def test_display_text_adds_no_letter_and_keeps_their_order(text: str) -> None:
    assert is_part_in_order(letters(to_display(text)), letters(html.unescape(text)))


@unhurried
@given(anything)
def test_display_text_is_one_line(text: str) -> None:
    assert to_display(text) == " ".join(to_display(text).split())


@unhurried
@given(speech)
def test_display_text_adds_no_word(text: str) -> None:
    words = re.compile(r"[^\W_]+")
    apart = re.sub(r"(\[a\]\([^)]*\))", r" \1 ", text)
    rest = iter(words.findall(html.unescape(apart).casefold()))
    assert all(word in rest for word in words.findall(to_display(apart).casefold()))


@given(st.text(alphabet="aZsT09 %$/@=~\n,.;:!?'’\"“”–—-", max_size=60))
def test_the_fast_path_of_folding_gives_the_same_result(text: str) -> None:
    assert fold(text) == fold(f"{text} ^")


@pytest.mark.parametrize("hidden", ["\u00ad", "\u200b", "\u200e", "\u202b", "\u2066", "\ufeff"])
def test_invisible_characters_are_neither_shown_nor_folded(hidden: str) -> None:
    assert to_display(f"We dig{hidden} we{hidden}lls.") == "We dig wells."
    assert fold(f"We dig we{hidden}lls.") == "we dig wells"


def test_joiners_are_shown_because_words_are_spelt_with_them() -> None:
    assert to_display("می\u200cرویم 👩\u200d🌾") == "می\u200cرویم 👩\u200d🌾"


@pytest.mark.parametrize(
    ("code", "written", "shown"),
    [
        ("fr", "nous nous sommes vus hier.", "Nous nous sommes vus hier."),
        ("fr", "« Quoi ? » dit-elle .", "« Quoi ? » dit-elle."),
        ("it", "in guerra i soldati", "In guerra i soldati"),
        ("de", "Die, die die Brücke bauten", "Die, die die Brücke bauten"),
        ("es", "érase una vez\nun faro", "Érase una vez un faro"),
        ("ja", "灯台は迷った人の\nためにあります。", "灯台は迷った人のためにあります。"),
        ("ru", "маяк  стоит", "Маяк стоит"),
    ],
)
def test_other_languages_keep_their_spelling(code: str, written: str, shown: str) -> None:
    assert to_display(written, language(code)) == shown
