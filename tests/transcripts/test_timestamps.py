"""Times of every shape that files state them in become milliseconds."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.transcripts.timestamps import (
    CLOCK,
    LATEST_MS,
    format_milliseconds,
    format_time,
    parse_time,
)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("0:05", 5_000),
        ("00:00:05,123", 5_123),
        ("00:00:05.123", 5_123),
        ("00:00:05:123", 5_123),
        ("1:02:03.5", 3_723_500),
        ("01:02", 62_000),
        ("90:05", 5_405_000),
        ("100:00:00", 360_000_000),
        ("0:60", 60_000),
        ("00:00:05.123456789", 5_123),
        ("00：00：05，500", 5_500),
        (" 0:05 ", 5_000),
        ("12.5s", 12_500),
        ("12,5s", 12_500),
        ("75s", 75_000),
        ("75", 75_000),
        (".5", 500),
        ("500ms", 500),
        ("1.5h", 5_400_000),
        ("2.5m", 150_000),
        ("1h02m03s", 3_723_000),
        ("1h 2m 3s", 3_723_000),
        ("2m03s", 123_000),
        ("1 hour, 2 minutes", 3_720_000),
        ("PT1H2M3.5S", 3_723_500),
        ("PT0.5S", 500),
        (75, 75_000),
        (0.0004, 0),
        (12.3456, 12_346),
    ],
)
def test_a_time_of_any_shape_is_read_in_milliseconds(stated: str | float, expected: int) -> None:
    assert parse_time(stated) == expected


@pytest.mark.parametrize(
    ("stated", "expected"),
    [("00:00:03:12", 3_500), ("00:00:03;12", 3_500), ("36f", 1_500), ("00:00:03:99", 3_999)],
)
def test_frames_are_counted_by_the_frame_rate(stated: str, expected: int) -> None:
    assert parse_time(stated, frame_rate=24) == expected


def test_ticks_are_counted_by_the_tick_rate() -> None:
    assert parse_time("15000000t", tick_rate=10_000_000) == 1_500
    assert parse_time("999999999999999999t", tick_rate=10_000_000) is None


@pytest.mark.parametrize("rate", [0, -1, math.nan])
def test_a_rate_that_is_none_is_no_error(rate: float) -> None:
    assert parse_time("10f", frame_rate=rate) is None
    assert parse_time("10t", tick_rate=rate) is None
    assert parse_time("00:00:03:00", frame_rate=rate) == 3_000


@pytest.mark.parametrize("stated", ["-0:05", "-00:00:01,000", "−1.5", -3, -0.5])
def test_a_negative_time_is_the_start(stated: str | float) -> None:
    assert parse_time(stated) == 0


@pytest.mark.parametrize(
    "stated",
    ["", "-", "PT", ":", "0:75", "1:61:00", "1:2:3:4:5", "0:05x", "ann", "5 apples", "0:5:0:5:0",
     "12:30 pm", "1:02:03.", "1000000000000", "9999:00", "0:05:06,", "1e5", "nan", "inf", True],
)  # fmt: skip
def test_what_is_no_time_is_none(stated: str | float) -> None:
    assert parse_time(stated) is None


@pytest.mark.parametrize("stated", [math.nan, math.inf, -math.inf, 1e300, 3_600_001])
def test_a_number_that_is_no_time_of_a_recording_is_none(stated: float) -> None:
    assert parse_time(stated) is None


@pytest.mark.parametrize("time", ["0:05", "1:02:03.5", "00:00:05,123", "00:00:03:18", "00:01.23"])
def test_a_time_is_found_in_a_line(time: str) -> None:
    assert re.findall(CLOCK, f"Ann [{time}] hi") == [time]


@given(st.text(alphabet="0123456789:.,;hms PT-f", max_size=40) | st.text(max_size=40))
def test_any_text_is_a_time_within_a_thousand_hours_or_none(stated: str) -> None:
    ms = parse_time(stated)
    assert ms is None or 0 <= ms <= LATEST_MS


@pytest.mark.parametrize("hostile", ["1" * 100_000, "1:" * 50_000, "1h" * 50_000, " " * 100_000])
def test_a_hundred_thousand_hostile_characters_are_no_time(hostile: str) -> None:
    assert parse_time(hostile) is None
    assert len(re.findall(CLOCK, hostile)) <= len(hostile)


@given(st.integers(0, LATEST_MS - 1))
def test_a_formatted_time_is_parsed_as_what_it_was(ms: int) -> None:
    assert parse_time(format_milliseconds(ms)) == ms
    assert parse_time(format_time(ms)) == ms - ms % 1000
