"""Times of day and days of the week, as people type them."""

from contextlib import suppress
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.daily.time_parsing import find_day, parse_days_of_week, parse_time_of_day
from bot.errors import LibraryError
from bot.translation import speaking
from bot.ui import schedule


@pytest.mark.parametrize(
    ("typed", "hour", "minute"),
    [
        ("9", 9, 0),
        ("9am", 9, 0),
        ("09:00", 9, 0),
        (" 9 PM ", 21, 0),
        ("9 p.m.", 21, 0),
        ("21:30", 21, 30),
        ("9.30pm", 21, 30),
        ("2130", 21, 30),
        ("0930", 9, 30),
        ("21h30", 21, 30),
        ("9 h", 9, 0),
        ("7 o'clock", 7, 0),
        ("12am", 0, 0),
        ("12pm", 12, 0),
        ("noon", 12, 0),
        ("Midnight", 0, 0),
        ("0", 0, 0),
        ("23:59", 23, 59),
    ],
)
def test_times_are_parsed_as_people_write_them(typed: str, hour: int, minute: int) -> None:
    assert parse_time_of_day(typed) == time(hour, minute)


@pytest.mark.parametrize("typed", ["", "25:00", "24", "9:60", "13pm", "0am", "9:5", "soon", "-1"])
def test_an_invalid_time_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(LibraryError, match="is no time of day: write it like 09:00"):
        parse_time_of_day(typed)


@given(st.times())
def test_every_time_is_parsed_from_its_own_text(moment: time) -> None:
    assert parse_time_of_day(f"{moment:%H:%M}") == moment.replace(second=0, microsecond=0)
    assert parse_time_of_day(f"{moment:%I:%M %p}") == moment.replace(second=0, microsecond=0)


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("every day", {0, 1, 2, 3, 4, 5, 6}),
        ("Daily", {0, 1, 2, 3, 4, 5, 6}),
        ("weekdays", {0, 1, 2, 3, 4}),
        ("Weekends", {5, 6}),
        ("mon wed fri", {0, 2, 4}),
        ("Mon, Wed & Fri.", {0, 2, 4}),
        ("mondays and sundays", {0, 6}),
        ("tues/thurs", {1, 3}),
        ("mon-fri", {0, 1, 2, 3, 4}),
        ("Mon – Wed, sat", {0, 1, 2, 5}),
        ("fri to mon", {4, 5, 6, 0}),
        ("weekends and wed", {2, 5, 6}),
        ("every monday", {0}),
        ("tu", {1}),
    ],
)
def test_days_are_parsed_as_people_write_them(typed: str, days: set[int]) -> None:
    assert parse_days_of_week(typed) == days


@pytest.mark.parametrize("typed", ["", "x", "m", "mon-", "mon-tue-wed", "someday", "and", "13"])
def test_a_text_without_days_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(LibraryError, match="names no days: write every day"):
        parse_days_of_week(typed)


@given(st.frozensets(st.integers(0, 6), min_size=1))
def test_every_set_of_days_is_parsed_from_its_own_text(days: frozenset[int]) -> None:
    assert parse_days_of_week(schedule.weekdays(days)) == days


@given(st.text(max_size=60))
def test_no_text_raises_anything_but_a_library_error(typed: str) -> None:
    for read in (parse_time_of_day, parse_days_of_week):
        with suppress(LibraryError):
            assert read(typed) is not None


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("mon", 30),
        ("Monday", 30),
        ("tu", 1),
        ("next wed", 2),
        ("tomorrow", 30),
        ("today", 29),
        ("2026-12-01", 1),
        ("1 december", 1),
        ("Dec 1st", 1),
        ("Tuesday 1 December", 1),
        ("the 2nd", 2),
        ("fri", None),
        ("monday 1 december", None),
        ("december", 1),
        ("31", None),
        ("", None),
        ("next", None),
        ("0", None),
    ],
)
def test_a_coming_day_is_found_as_people_type_it(typed: str, day: int | None) -> None:
    days = (date(2026, 11, 29), date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 2))
    found = find_day(typed, days, today=days[0])
    assert (found.day if found else None) == day


def test_days_are_named_in_the_language_of_the_member_too() -> None:
    with speaking("de"):
        assert parse_days_of_week("mo mi fr") == {0, 2, 4}
        assert parse_days_of_week("Dienstag, sunday") == {1, 6}
        assert find_day("24. Dezember", (date(2026, 12, 24),), today=date(2026, 12, 1))
    with pytest.raises(LibraryError):
        parse_days_of_week("mi")
