import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.tokens import blank_unspoken, stem, tokenize


@pytest.mark.parametrize(
    ("forms", "base"),
    [
        (("bakery", "bakeries"), "bakery"),
        (("train", "trains", "training", "trained"), "train"),
        (("plan", "planning", "planned"), "plan"),
        (("church", "churches"), "church"),
        (("class", "classes"), "class"),
        (("virus",), "virus"),
        (("baker", "baker's"), "baker"),
    ],
)
def test_the_forms_of_a_word_share_a_stem(forms: tuple[str, ...], base: str) -> None:
    assert {stem(form) for form in forms} == {stem(base)}


def test_the_plural_of_an_acronym_is_the_acronym() -> None:
    one, many = tokenize("API APIs")
    assert one.stem == many.stem


def test_a_token_has_flags_for_the_start_of_a_sentence_and_a_pause_before_it() -> None:
    found = {word.surface: word for word in tokenize("Well, bread rises. Yeast does it, mostly.")}
    assert [surface for surface, word in found.items() if word.opens_sentence] == ["Well", "Yeast"]
    assert found["bread"].after_pause
    assert not found["rises"].after_pause


def test_the_hyphen_of_a_compound_is_kept() -> None:
    assert [word.joint for word in tokenize("a trade-off")] == [" ", " ", "-"]


def test_versions_and_names_with_dots_are_one_word() -> None:
    assert [word.surface for word in tokenize("Node.js 2.0 and C++. Then")] == [
        "Node.js",
        "2.0",
        "and",
        "C++",
        "Then",
    ]


def test_an_escaped_apostrophe_is_an_apostrophe() -> None:
    assert [word.folded for word in tokenize("Don&#39;t")] == ["don't"]


def test_unspoken_text_is_blanked_and_offsets_stay() -> None:
    text = r"Yes. \[laughs\] [03:58] See [the map](https://maps.example/x) &amp; go."
    blank = blank_unspoken(text)
    assert len(blank) == len(text)
    assert [word.surface for word in tokenize(blank)] == ["Yes", "See", "the", "map", "go"]


@given(st.text())
def test_every_token_is_at_its_offsets(text: str) -> None:
    for word in tokenize(text):
        assert text[word.start : word.end].replace("’", "'").replace("&#39;", "'").replace(
            "&rsquo;", "'"
        ) == (word.surface)
