import pytest

from bot.text.phonetics import phonetic_code
from bot.text.tokens import stem, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Don't stop!", "dont stop"),
        ("CAFÉ  au\nlait", "cafe au lait"),
        ("test-time compute 2.0", "test time compute 2 0"),
        ("it&#39;s snake_case", "its snake case"),
        ("你好 世界", "你 好 世 界"),
        ("한국어", "한국어"),
        ("", ""),
        ("\x00\u200b*", ""),
        ("co\u00adoperate wa\u200bter", "cooperate water"),
    ],
)
def test_words_are_folded(text: str, folded: str) -> None:
    assert words(text) == folded.split()


@pytest.mark.parametrize(
    ("word", "stemmed"),
    [
        ("caresses", "caress"),
        ("ponies", "poni"),
        ("feed", "feed"),
        ("agreed", "agre"),
        ("plastered", "plaster"),
        ("sing", "sing"),
        ("conflated", "conflat"),
        ("hopping", "hop"),
        ("filing", "file"),
        ("happy", "happi"),
        ("relational", "relat"),
        ("rationalize", "ration"),
        ("hopefulness", "hope"),
        ("adoption", "adopt"),
        ("probate", "probat"),
        ("controlling", "control"),
        ("rate", "rate"),
        ("is", "is"),
        ("1998", "1998"),
        ("маяк", "маяк"),
    ],
)
def test_an_english_word_is_reduced_to_its_porter_stem(word: str, stemmed: str) -> None:
    assert stem(word) == stemmed


@pytest.mark.parametrize(
    ("left", "right"),
    [("shazeer", "chazir"), ("yann", "jan"), ("phone", "fone"), ("knight", "nyt"), ("cat", "kat")],
)
def test_names_that_sound_the_same_have_one_phonetic_code(left: str, right: str) -> None:
    assert phonetic_code(left) == phonetic_code(right) != ""


def test_a_word_with_other_characters_has_no_phonetic_code() -> None:
    assert phonetic_code("маяк") == phonetic_code("a1") == ""
