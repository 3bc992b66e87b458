"""Sentence boundaries, one kind of damage per test."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.sentences import endings, is_unmarked_question, split_sentences
from tests.support.texts import anything, unhurried


def sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split_sentences(text)]


def is_split(text: str) -> bool:
    """Return whether the text is two sentences, split at its bar."""
    left, right = text.split("|")
    return sentences(f"{left}{right}") == [left.strip(), right.strip()]


def is_whole(text: str) -> bool:
    return sentences(text) == [text]


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
    assert is_split(text)


@pytest.mark.parametrize("mark", [".", "...", "…"])
def test_a_stop_at_a_line_break_before_a_small_letter_ends_no_sentence(mark: str) -> None:
    assert is_whole(f"We dig wells{mark}\nand pumps.")


def test_a_line_break_within_a_sentence_ends_no_sentence() -> None:
    assert is_whole("We dig the deepest\nwells of all.")


def test_a_pause_after_a_conjunction_at_a_line_break_ends_no_sentence() -> None:
    assert is_whole("We dig because...\nI like it.")


def test_a_capital_after_a_line_break_begins_a_sentence() -> None:
    assert is_split("we dug all day\n|They went home.")


def test_a_name_after_a_line_break_and_a_preposition_begins_no_sentence() -> None:
    assert sentences("we asked Maria to dig. we went with\nMaria to town") == [
        "we asked Maria to dig. we went with\nMaria to town"
    ]


def test_a_name_from_elsewhere_in_the_text_begins_no_sentence_after_a_line_break() -> None:
    assert (
        sentences("They asked Maria to dig. They paid\nMaria well.")[-1] == "They paid\nMaria well."
    )


@pytest.mark.parametrize("word", ["because", "within", "and"])
def test_an_i_after_a_conjunction_and_a_line_break_begins_no_sentence(word: str) -> None:
    assert is_whole(f"we dig {word}\nI like it")


def test_an_i_after_another_word_and_a_line_break_begins_a_sentence() -> None:
    assert is_split("we dug it yesterday\n|I like it")


def test_a_comma_at_a_line_break_ends_no_sentence() -> None:
    assert is_whole("we dug all day,\nThey did too")


def test_a_word_repeated_over_a_line_break_begins_no_sentence() -> None:
    assert is_whole("and this well\nWell is deep")


@pytest.mark.parametrize("starter", ["So we", "You're right, it", "Yeah it", "But he"])
def test_a_capitalised_starter_within_a_line_begins_a_sentence(starter: str) -> None:
    assert is_split(f"we dug it by hand |{starter} held")


def test_a_quotation_after_a_lower_case_word_begins_no_sentence() -> None:
    assert is_whole('and they just say "Well, it holds" to me')


@pytest.mark.parametrize("name", ["So Long", "But Why"])
def test_a_name_with_a_starter_begins_no_sentence(name: str) -> None:
    assert is_whole(f"we played {name} all night")


@pytest.mark.parametrize("short", ["Dr.", "e.g.", "vs.", "No.", "J.", "approx."])
def test_an_abbreviation_ends_no_sentence(short: str) -> None:
    assert is_whole(f"We met Anna {short} 7 and went.")


def test_an_initial_of_a_name_ends_no_sentence() -> None:
    assert is_whole("We met John F. Wells there.")


def test_a_decimal_point_ends_no_sentence() -> None:
    assert is_whole("Version 2.0 holds 3.5 tons.")


def test_a_name_like_iphone_begins_a_sentence_after_a_stop() -> None:
    assert is_split("It is slow. |gRPC is fast.")


def test_a_stop_before_a_small_letter_within_a_line_ends_no_sentence() -> None:
    assert is_whole("It held. and then it broke.")


def test_a_stop_of_ideographs_ends_a_sentence_without_a_space() -> None:
    assert sentences("井戸を掘る。水が出る！飲む？はい") == [
        "井戸を掘る。",
        "水が出る！",
        "飲む？",
        "はい",
    ]


def test_punctuation_without_a_word_is_part_of_the_neighbouring_sentence() -> None:
    assert sentences("It held! - - - - -")[0].startswith("It held!")


def test_an_empty_range_has_no_sentences() -> None:
    assert split_sentences("We dig.", 3, 3) == []


def test_offsets_count_from_the_start_of_the_whole_text() -> None:
    text = "No. We dig. It holds. No."
    assert [text[span.start : span.end] for span in split_sentences(text, 4, 21)] == [
        "We dig.",
        "It holds.",
    ]


@unhurried
@given(anything, st.integers(0, 300), st.integers(0, 300))
def test_sentences_are_in_order_within_their_range_and_leave_out_only_white_space(
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


@pytest.mark.parametrize(
    "text",
    [
        "So do we need a separate model for medicine.",
        "It was late. What are the limits of that",
        "And how would you do it today.",
        "Where's the money.",
        "Okay, so have you tried it.",
        "How long did it take",
    ],
)
def test_a_question_is_known_without_its_mark(text: str) -> None:
    assert is_unmarked_question(text)
    assert endings([text]) == ["question"]


@pytest.mark.parametrize(
    "text",
    [
        "Do it when nobody is there.",
        "What I am saying is that we are late.",
        "Have the team look at it.",
        "Yeah, we'll do that.",
        "Should you need it, call.",
        "Do you know him? I do.",
        "How it works is a mystery.",
        "",
    ],
)
def test_a_statement_is_no_question_without_its_mark(text: str) -> None:
    assert not is_unmarked_question(text)
