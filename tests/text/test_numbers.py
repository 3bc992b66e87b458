import pytest

from bot.text.languages import ENGLISH, language
from bot.text.numbers import other_forms, with_digits


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("twenty-five steps", "25 steps"),
        ("two million dollars in nineteen eighty four", "2000000 dollars in 1984"),
        ("$2 million", "2000000 dollars"),
        ("$1,200 or £3", "1200 dollars or 3 pounds"),
        ("3%, 97 % and ninety seven per cent", "3 percent, 97 percent and 97 percent"),
        ("ten point five, 10.5", "10point5, 10point5"),
        ("two and a half million, half a million", "2500000, 500000"),
        ("twelve hundred, one thousand two hundred, 1,200", "1200, 1200, 1200"),
        ("nineteen oh five, two thousand and eight", "1905, 2008"),
        ("the twenty-first century, 21st", "the 21st century, 21st"),
        ("1990s, '90s, nineteen nineties, 1990's", "90s, '90s, 90s, 90s"),
        ("10k", "10000"),
        ("the 1890s and the 2020s", "the 1890s and the 2020s"),
        ("one of the two, at a second one", "one of the two, at a second one"),
        ("one two three, fifty fifty", "one two three, fifty fifty"),
        ("version 2.0.1 of 1.1.2026", "version 2.0.1 of 1.1.2026"),
        ("no number at all", "no number at all"),
        ("", ""),
    ],
)
def test_numbers_are_written_in_digits(text: str, digits: str) -> None:
    assert with_digits(text, [ENGLISH]) == digits


@pytest.mark.parametrize(
    ("code", "text", "digits"),
    [
        ("de", "fünfundzwanzig Türme, zwei Tore", "25 Türme, zwei Tore"),
        ("de", "1.200 Euro und 10,5 Prozent", "1200 Euro und 10point5 percent"),
        ("fr", "quatre-vingt-dix-sept pour cent", "97 percent"),
        ("fr", "un homme neuf", "un homme neuf"),
        ("es", "mil novecientos ochenta y cuatro", "1984"),
        ("sv", "ett år", "ett år"),
        ("zh", "四十年, 二〇二四年, 三百二十五, 一万两千, 零", "40年, 2024年, 325, 12000, 零"),
        ("ja", "三十年, 百二十, 一人", "30年, 120, 一人"),
    ],
)
def test_number_words_of_other_languages_are_read(code: str, text: str, digits: str) -> None:
    assert with_digits(text, [ENGLISH, language(code)]) == digits


def test_one_number_word_has_digits_and_digits_have_the_words_of_every_language() -> None:
    assert other_forms(["2", "zwei", "lamp"], [ENGLISH, language("de")]) == {
        "2": ["two", "zwei"],
        "zwei": ["2"],
    }
    assert other_forms(["second", "1000", "fünf", "funf"], [ENGLISH, language("de")]) == {
        "second": ["2nd"],
        "1000": ["thousand"],
        "funf": ["5"],
    }


@pytest.mark.parametrize(
    "repeated", ["twenty ", "nine hundred and ", "1,", "1.1", "$", "1,111", "% ", "9", "0.5 k"]
)
def test_a_text_of_nothing_but_numbers_is_read_to_its_end(repeated: str) -> None:
    hostile = repeated * 2_000
    assert with_digits(hostile, [ENGLISH, language("de"), language("fr")])
