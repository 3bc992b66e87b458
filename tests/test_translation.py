from datetime import date, time

from bot import translation
from bot.translation import speaking


def test_a_locale_of_discord_is_reduced_to_a_language_that_has_a_catalogue() -> None:
    assert translation.supported_language("es-419") == "es"
    assert translation.supported_language("de") == "de"
    assert translation.supported_language("en-GB") == "en"
    assert translation.supported_language("tlh") == "en"


def test_the_language_of_a_block_ends_with_it() -> None:
    with speaking("fr"):
        assert translation.current_language() == "fr"
    assert translation.current_language() == "en"


def test_dates_times_and_numbers_follow_the_language() -> None:
    day = date(2026, 3, 1)
    with speaking("de"):
        assert translation.format_date(day, "long") == "1. März 2026"
        assert translation.format_number(12345.5) == "12.345,5"
        assert translation.format_weekday(0) == "Montag"
    assert translation.format_date(day, "long") == "1 March 2026"
    assert translation.format_time(time(17, 5)) == "17:05"
    assert translation.format_list(["a", "b", "c"]) == "a, b and c"
