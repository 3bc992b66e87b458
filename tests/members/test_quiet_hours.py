"""The first moment at which a member may be told something."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.members.quiet_hours import is_quiet, next_allowed

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")
START = datetime(2025, 12, 30, tzinfo=UTC)
MOMENTS = st.integers(0, 370 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))
HOURS = st.times().map(lambda one: one.replace(second=0, microsecond=0))


@given(MOMENTS, HOURS, HOURS, st.sampled_from(ZONES))
def test_it_is_the_first_minute_that_is_not_quiet(
    now: datetime, start: time, end: time, zone: str
) -> None:
    found = next_allowed(now, start, end, zone=zone)
    first = now
    while is_quiet(first, start, end, zone=zone):
        first += timedelta(minutes=1)
    assert found == first


@pytest.mark.parametrize(
    ("now", "start", "end", "zone", "allowed"),
    [
        ("2026-03-04T12:00", time(22), time(7), "UTC", "2026-03-04T12:00"),
        ("2026-03-04T23:00", time(22), time(7), "UTC", "2026-03-05T07:00"),
        ("2026-03-05T06:59", time(22), time(7), "UTC", "2026-03-05T07:00"),
        ("2026-03-05T07:00", time(22), time(7), "UTC", "2026-03-05T07:00"),
        ("2026-03-04T23:00", time(22), time(7), "Asia/Tokyo", "2026-03-04T23:00"),
        # The clocks of Berlin skip from 02:00 to 03:00 and, in October, go back from 03:00.
        ("2026-03-28T23:00", time(22), time(2, 30), "Europe/Berlin", "2026-03-29T01:00"),
        ("2026-10-24T23:00", time(22), time(2, 30), "Europe/Berlin", "2026-10-25T00:30"),
        ("2026-10-25T01:10", time(22), time(2, 30), "Europe/Berlin", "2026-10-25T01:30"),
    ],
)
def test_quiet_hours_go_over_midnight_and_changes_of_clocks(
    now: str, start: time, end: time, zone: str, allowed: str
) -> None:
    moment = datetime.fromisoformat(f"{now}Z")
    assert next_allowed(moment, start, end, zone=zone) == datetime.fromisoformat(f"{allowed}Z")


def test_without_quiet_hours_every_moment_is_allowed() -> None:
    now = datetime(2026, 3, 4, 23, tzinfo=UTC)
    assert next_allowed(now, None, None, zone="UTC") == now
    assert next_allowed(now, time(3), time(3), zone="UTC") == now
