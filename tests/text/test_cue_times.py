"""Quotes between two stated times."""

from bot.text.cue_times import times_between


def test_quotes_of_a_long_cue_are_spread_to_the_next_time() -> None:
    times = times_between([0, 400, 800, 1600], [60_000, 60_000, 60_000, 160_000])
    assert times == [None, 85_000, 110_000, None]


def test_quotes_shortly_after_a_stated_time_keep_it() -> None:
    assert times_between([0, 100, 300], [0, 0, 20_000]) == [None, None, None]


def test_after_the_last_stated_time_no_time_is_made_up() -> None:
    assert times_between([0, 100, 900], [7_000, 7_000, 7_000]) == [None, None, 7_000]


def test_a_pause_or_a_time_that_goes_back_gives_no_time_in_between() -> None:
    assert times_between([0, 200, 400], [0, 0, 3_600_000]) == [None, 0, None]
    assert times_between([0, 200, 400], [9_000, 9_000, 5_000]) == [None, 9_000, None]


def test_a_transcript_without_times_gets_none() -> None:
    assert times_between([0, 900], [None, None]) == [None, None]
