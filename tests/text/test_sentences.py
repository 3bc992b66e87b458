"""Sentence boundaries, one kind of damage a test."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.sentences import split_sentences
from tests.support.texts import anything, unhurried


def found(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split_sentences(text)]


def apart(text: str) -> bool:
    """Tell whether the text is two sentences, parted at its bar."""
    left, right = text.split("|")
    return found(f"{left}{right}") == [left.strip(), right.strip()]


def whole(text: str) -> bool:
    return found(text) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "We dig. |It holds.",
        "Does it hold? |It does!",
        'He said "Dig." |We dug.',
        "We dug (by hand.) |It held.",
        "We dug, etc. |It held.",
        "This is plan B. |It is bold.",
        "So it broke... |We mended it.",
        "It held. |- Good.",
    ],
)
def test_a_stop_before_a_capital_ends_a_sentence(text: str) -> None:
    assert apart(text)


@pytest.mark.parametrize("mark", [".", "...", "…"])
def test_a_false_stop_at_a_line_break_before_a_small_letter_ends_nothing(mark: str) -> None:
    assert whole(f"We dig wells{mark}\nand pumps.")


def test_a_line_that_breaks_mid_sentence_ends_nothing() -> None:
    assert whole("We dig the deepest\nwells of all.")


def test_a_pause_after_an_open_word_goes_on_over_the_break() -> None:
    assert whole("We dig because...\nI like it.")


def test_a_missing_stop_at_a_line_break_is_seen_by_the_capital() -> None:
    assert apart("we dug all day\n|They went home.")


def test_a_name_after_a_line_break_begins_no_sentence() -> None:
    assert found("we asked Maria to dig. we went with\nMaria to town") == [
        "we asked Maria to dig. we went with\nMaria to town"
    ]


def test_a_name_that_the_text_knows_begins_no_sentence_after_a_break() -> None:
    assert found("They asked Maria to dig. They paid\nMaria well.")[-1] == "They paid\nMaria well."


@pytest.mark.parametrize("word", ["because", "within", "and"])
def test_an_i_after_an_open_word_and_a_break_goes_on(word: str) -> None:
    assert whole(f"we dig {word}\nI like it")


def test_an_i_after_a_closed_word_and_a_break_begins_a_sentence() -> None:
    assert apart("we dug it yesterday\n|I like it")


def test_a_line_that_ends_in_a_comma_goes_on() -> None:
    assert whole("we dug all day,\nThey did too")


def test_a_repeated_word_over_a_break_goes_on() -> None:
    assert whole("and this well\nWell is deep")


@pytest.mark.parametrize("starter", ["So we", "You're right, it", "Yeah it", "But he"])
def test_a_missing_stop_within_a_line_is_seen_by_the_word_after_it(starter: str) -> None:
    assert apart(f"we dug it by hand |{starter} held")


def test_a_quotation_after_a_small_word_begins_no_sentence() -> None:
    assert whole('and they just say "Well, it holds" to me')


@pytest.mark.parametrize("name", ["So Long", "But Why"])
def test_a_name_that_begins_like_a_sentence_begins_none(name: str) -> None:
    assert whole(f"we played {name} all night")


@pytest.mark.parametrize("short", ["Dr.", "e.g.", "vs.", "No.", "J.", "approx."])
def test_an_abbreviation_ends_nothing(short: str) -> None:
    assert whole(f"We met Anna {short} 7 and went.")


def test_an_initial_belongs_to_its_name() -> None:
    assert whole("We met John F. Wells there.")


def test_a_decimal_ends_nothing() -> None:
    assert whole("Version 2.0 holds 3.5 tons.")


def test_a_small_brand_name_begins_a_sentence_after_a_stop() -> None:
    assert apart("It is slow. |gRPC is fast.")


def test_a_stop_before_a_small_letter_within_a_line_ends_nothing() -> None:
    assert whole("It held. and then it broke.")


def test_ideographs_end_sentences_without_a_space() -> None:
    assert found("井戸を掘る。水が出る！飲む？はい") == [
        "井戸を掘る。",
        "水が出る！",
        "飲む？",
        "はい",
    ]


def test_marks_without_a_word_belong_to_what_stands_beside_them() -> None:
    assert found("It held! - - - - -")[0].startswith("It held!")


def test_an_empty_range_has_no_sentences() -> None:
    assert split_sentences("We dig.", 3, 3) == []


def test_offsets_are_of_the_whole_text() -> None:
    text = "No. We dig. It holds. No."
    assert [text[span.start : span.end] for span in split_sentences(text, 4, 21)] == [
        "We dig.",
        "It holds.",
    ]


@unhurried
@given(anything, st.integers(0, 300), st.integers(0, 300))
def test_sentences_are_in_order_within_their_range_and_leave_only_space_out(
    text: str, one: int, two: int
) -> None:
    start, end = sorted((min(one, len(text)), min(two, len(text))))
    done = start
    for span in split_sentences(text, start, end):
        assert done <= span.start < span.end <= end
        assert not text[done : span.start].strip()
        assert text[span.start : span.end].strip() == text[span.start : span.end]
        done = span.end
    assert not text[done:end].strip()
