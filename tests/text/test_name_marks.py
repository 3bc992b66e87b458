import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models import NameCorrection
from bot.text.name_marks import mark_names, right_name

NAMES = (
    NameCorrection("Noam Chazir", "Noam Shazeer"),
    NameCorrection("Ray", "Jack Rae"),
    NameCorrection("deep seat", "DeepSeek"),
    NameCorrection("O'Brian", "O'Brien"),
    NameCorrection("谷歌", "古歌"),
)


@pytest.mark.parametrize(
    ("displayed", "shown"),
    [
        ("Noam Chazir wrote it.", "[Noam Shazeer] wrote it."),
        ("It was noam  chazir's idea.", "It was [Noam Shazeer]'s idea."),
        ("It was Noam\nChazir’s idea.", "It was [Noam Shazeer]’s idea."),
        ("Then Deep-Seat came, deep seat!", "Then [DeepSeek] came, [DeepSeek]!"),
        ("The O’Brian house, the OBrian house.", "The [O'Brien] house, the [O'Brien] house."),
        ("我用谷歌搜索。", "我用[古歌]搜索。"),
    ],
)
def test_a_misheard_name_is_shown_as_right_in_brackets(displayed: str, shown: str) -> None:
    assert mark_names(displayed, NAMES) == shown


@pytest.mark.parametrize(
    "displayed",
    ["A ray of light.", "The Rays played.", "Chazir alone.", "X-Raytheon", "Noam. Chazir came."],
)
def test_another_word_is_no_name(displayed: str) -> None:
    assert mark_names(displayed, NAMES) == displayed


def test_words_beside_it_that_belong_to_the_right_form_are_taken_in() -> None:
    assert mark_names("Then Jack Ray spoke.", NAMES) == "Then [Jack Rae] spoke."
    assert mark_names("I met Jack. Ray spoke.", NAMES) == "I met Jack. [Jack Rae] spoke."
    kept = (NameCorrection("Jan", "Yann LeCun"),)
    assert mark_names("Ask Jan LeCun about it.", kept) == "Ask [Yann LeCun] about it."


def test_what_is_written_right_stays_as_it_is() -> None:
    names = (NameCorrection("leave Lantern", "leave Lantern.io"), NameCorrection("Bo", "Jim-Bo"))
    assert mark_names("Why they leave Lantern.io.", names) == "Why they leave Lantern.io."
    assert mark_names("Then Jim-Bo sang.", names) == "Then Jim-Bo sang."
    assert mark_names("I leave Lantern. Bo sang.", names) == (
        "I [leave Lantern.io]. [Jim-Bo] sang."
    )


def test_text_without_any_capital_has_names_too() -> None:
    assert mark_names("so ray said", NAMES) == "so [Jack Rae] said"


def test_what_is_right_already_is_not_marked() -> None:
    names = (NameCorrection("Shazeer", "Noam Shazeer"),)
    assert mark_names("Noam Shazeer said", names) == "Noam Shazeer said"
    assert mark_names("Noam", (NameCorrection("noam", "Noam"),)) == "Noam"


def test_the_longest_misheard_name_counts_and_the_first_of_two() -> None:
    names = (
        NameCorrection("Ann", "Anne"),
        NameCorrection("Ann Lee", "Anna Leigh"),
        NameCorrection("ann", "Hanna"),
    )
    assert mark_names("Ann Lee met Ann.", names) == "[Anna Leigh] met [Anne]."


def test_the_name_of_a_subject_has_no_marks() -> None:
    assert right_name("Noam Chazir", NAMES) == "Noam Shazeer"
    assert right_name("Ray's [sic] law", NAMES) == "Jack Rae's [sic] law"


@given(st.text(max_size=80), st.text(min_size=1, max_size=12), st.text(min_size=1, max_size=12))
def test_any_text_and_any_names_can_be_marked(displayed: str, misheard: str, right: str) -> None:
    mark_names(displayed, [NameCorrection(misheard, right)])
