from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.daily.due import (
    GRACE,
    MAX_SEND_DELAY,
    MIDNIGHT_GRACE,
    DuePosts,
    date_exists,
    due_instant,
    due_posts,
    judge_day,
    next_post,
    send_delay,
    send_time,
    upcoming_days,
)
from bot.schedules import Schedule

BERLIN, NINE = "Europe/Berlin", time(9)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
A_DAY, A_SECOND = timedelta(days=1), timedelta(seconds=1)
ODD_ZONES = [
    "America/Havana",
    "America/Nuuk",
    "America/Santiago",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Asia/Beirut",
    "Asia/Gaza",
    "Asia/Kathmandu",
    "Asia/Tehran",
    "Australia/Lord_Howe",
    "Europe/Berlin",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "UTC",
]

zones = st.sampled_from(sorted(available_timezones() - {"localtime"}))
times = st.times(timezones=st.none()).map(lambda one: one.replace(second=0, microsecond=0))
dates = st.dates(date(1990, 1, 1), date(2045, 1, 1))


def schedule(
    at: time = NINE, *, zone: str = BERLIN, on: str = "0123456", server: int = 1
) -> Schedule:
    return Schedule(server, 2, at, zone, days=frozenset(map(int, on)))


def local(instant: datetime, zone: str) -> datetime:
    return instant.astimezone(ZoneInfo(zone))


@given(day=dates, at=times, zone=zones)
def test_a_day_is_due_when_the_clock_first_shows_the_time_or_later_by_what_it_skips(
    day: date, at: time, zone: str
) -> None:
    wished = datetime.combine(day, at, tzinfo=ZoneInfo(zone))
    shown = local(due_instant(day, at, zone), zone)
    if shown.replace(tzinfo=None) == wished.replace(tzinfo=None):
        assert shown.fold == 0
    else:
        before, after = wished.utcoffset(), wished.replace(fold=1).utcoffset()
        assert before is not None
        assert after is not None
        assert shown.replace(tzinfo=None) - wished.replace(tzinfo=None) == after - before


@given(start=dates, at=times, zone=zones, server=st.integers(1, 2**63))
def test_each_date_is_due_once_and_in_order_in_every_zone(
    start: date, at: time, zone: str, server: int
) -> None:
    plan = schedule(at, zone=zone, server=server)
    coming = upcoming_days(plan, start, 30)
    instants = [instant for _, instant in coming]
    assert len({day for day, _ in coming}) == 30
    assert all(one < other for one, other in pairwise(instants))
    assert [day for day, _ in coming] == sorted({day for day, _ in coming})


@pytest.mark.parametrize("zone", ODD_ZONES)
@pytest.mark.parametrize("at", [time(0), time(0, 30), time(2, 30), time(9), time(23, 45)])
def test_a_check_every_minute_finds_each_date_once(zone: str, at: time) -> None:
    """Simulate a year with both clock changes, from one send time to the next."""
    plan, now = schedule(at, zone=zone), datetime(2025, 12, 31, tzinfo=UTC)
    posted: list[date] = []
    while (coming := next_post(plan, after=now)) and coming[0] < date(2027, 1, 1):
        day, now = coming
        settled = posted[-1] if posted else day - A_DAY
        late = now + timedelta(seconds=59)
        assert (
            due_posts(plan, last_finished=settled, since=LONG_AGO, now=now - A_SECOND) == DuePosts()
        )
        assert due_posts(plan, last_finished=settled, since=LONG_AGO, now=late) == DuePosts(
            post=day
        )
        assert due_posts(plan, last_finished=day, since=LONG_AGO, now=late) == DuePosts()
        posted.append(day)
    assert len(posted) == len(set(posted))
    assert {date(2026, 1, 1) + timedelta(days=one) for one in range(365)} <= set(posted)


def test_the_local_time_stays_the_same_over_a_clock_change() -> None:
    coming = upcoming_days(schedule(), date(2026, 3, 28), 2)
    assert [instant.hour for _, instant in coming] == [8, 7]


def test_a_skipped_time_is_later_by_what_the_clock_skips() -> None:
    instant = due_instant(date(2026, 3, 29), time(2, 30), BERLIN)
    assert local(instant, BERLIN).time() == time(3, 30)


def test_an_ambiguous_time_means_the_first_one() -> None:
    assert due_instant(date(2026, 10, 25), time(2, 30), BERLIN) == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )
    assert due_instant(date(2026, 10, 25), time(2, 30, fold=1), BERLIN).hour == 0


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("America/Havana", date(2026, 3, 8)),
        ("Asia/Beirut", date(2026, 3, 29)),
        ("Africa/Cairo", date(2026, 4, 24)),
        ("America/Sao_Paulo", date(2018, 11, 4)),
    ],
)
def test_a_skipped_midnight_is_due_at_one(zone: str, day: date) -> None:
    assert local(due_instant(day, time(0), zone), zone) == datetime.combine(
        day, time(1), tzinfo=ZoneInfo(zone)
    )


def test_zones_with_an_offset_of_half_an_hour_or_45_minutes_are_on_time() -> None:
    day = date(2026, 7, 1)
    assert due_instant(day, NINE, "Asia/Kathmandu") == datetime(2026, 7, 1, 3, 15, tzinfo=UTC)
    assert due_instant(day, NINE, "Australia/Lord_Howe") == datetime(
        2026, 6, 30, 22, 30, tzinfo=UTC
    )


def test_a_date_that_a_zone_skips_has_no_post() -> None:
    missing = date(2011, 12, 30)
    coming = [day for day, _ in upcoming_days(schedule(zone="Pacific/Apia"), date(2011, 12, 29), 2)]
    assert not date_exists(missing, "Pacific/Apia")
    assert date_exists(missing, "Pacific/Pago_Pago")
    assert coming == [date(2011, 12, 29), date(2011, 12, 31)]


def test_only_the_chosen_days_of_the_week_have_a_post() -> None:
    weekend = schedule(on="56")
    assert {day.weekday() for day, _ in upcoming_days(weekend, date(2026, 1, 1), 20)} == {5, 6}


def test_a_schedule_without_days_has_no_post() -> None:
    never, now = schedule(on=""), datetime(2026, 1, 1, tzinfo=UTC)
    assert upcoming_days(never, now.date(), 3) == []
    assert next_post(never, after=now) is None
    assert due_posts(never, last_finished=None, since=LONG_AGO, now=now) == DuePosts()


def test_send_delays_are_even_over_five_minutes_and_never_change() -> None:
    turns = [send_delay(server << 22) for server in range(10_000)]
    minutes = [sum(one // timedelta(minutes=1) == minute for one in turns) for minute in range(5)]
    assert all(timedelta() <= one < MAX_SEND_DELAY for one in turns)
    assert max(minutes) - min(minutes) < 200
    assert send_delay(123456789012345678) == timedelta(milliseconds=95_081)


def test_a_day_waits_until_its_send_time() -> None:
    plan, day = schedule(), date(2026, 7, 1)
    assert judge_day(plan, day, now=send_time(plan, day) - A_SECOND) == "wait"
    assert judge_day(plan, day, now=send_time(plan, day)) == "due"


def test_a_post_may_be_six_hours_late_and_no_more() -> None:
    plan, day = schedule(), date(2026, 7, 1)
    last = due_instant(day, NINE, BERLIN) + GRACE
    assert judge_day(plan, day, now=last) == "due"
    assert judge_day(plan, day, now=last + A_SECOND) == "late"


def test_a_late_post_stays_on_its_date() -> None:
    plan, day = schedule(time(22)), date(2026, 7, 1)
    midnight = datetime(2026, 7, 1, 22, tzinfo=UTC)
    assert judge_day(plan, day, now=midnight - A_SECOND) == "due"
    assert judge_day(plan, day, now=midnight) == "late"


def test_a_post_due_just_before_midnight_may_be_sent_just_after() -> None:
    plan, day = schedule(time(23, 59)), date(2026, 7, 1)
    turn = send_time(plan, day)
    assert judge_day(plan, day, now=turn + MIDNIGHT_GRACE) == "due"
    assert judge_day(plan, day, now=turn + MIDNIGHT_GRACE + A_SECOND) == "late"


def test_a_time_skipped_into_the_next_date_is_late_only_at_the_end_of_that_date() -> None:
    plan, day = schedule(time(23, 30), zone="America/Nuuk"), date(2027, 3, 27)
    turn = send_time(plan, day)
    assert local(turn, plan.zone).date() == date(2027, 3, 28)
    assert judge_day(plan, day, now=turn + timedelta(hours=5)) == "due"
    assert judge_day(plan, day, now=turn + timedelta(hours=6)) == "late"


def test_after_a_long_downtime_one_is_posted_and_the_others_are_listed_as_missed() -> None:
    plan = schedule()
    back = datetime(2026, 7, 10, 12, tzinfo=UTC)
    found = due_posts(plan, last_finished=date(2026, 7, 6), since=LONG_AGO, now=back)
    assert found == DuePosts(
        post=date(2026, 7, 10), missed=tuple(date(2026, 7, one) for one in (7, 8, 9))
    )


def test_after_a_downtime_past_the_grace_period_today_is_listed_as_missed_too() -> None:
    back = datetime(2026, 7, 10, 14, tzinfo=UTC)
    found = due_posts(schedule(), last_finished=date(2026, 7, 8), since=LONG_AGO, now=back)
    assert found == DuePosts(missed=(date(2026, 7, 9), date(2026, 7, 10)))


def test_missed_days_are_listed_for_a_month_at_most() -> None:
    back = datetime(2026, 7, 10, 14, tzinfo=UTC)
    found = due_posts(schedule(), last_finished=date(2020, 1, 1), since=LONG_AGO, now=back)
    assert 31 <= len(found.missed) <= 33


def test_no_day_before_the_schedule_was_made_is_due_or_missed() -> None:
    plan, asked = schedule(), datetime(2026, 7, 10, 10, tzinfo=UTC)
    assert due_posts(plan, last_finished=None, since=asked, now=asked) == DuePosts()
    tomorrow = send_time(plan, date(2026, 7, 11))
    assert due_posts(plan, last_finished=None, since=asked, now=tomorrow) == DuePosts(
        post=date(2026, 7, 11)
    )


@given(
    at=times,
    zone=zones,
    down=st.integers(0, 60 * 24 * 20),
    start=st.integers(0, 60 * 24 * 400),
    server=st.integers(1, 2**63),
)
def test_downtime_ends_in_one_post_at_most_and_every_other_day_is_listed_as_missed(
    at: time, zone: str, down: int, start: int, server: int
) -> None:
    plan = schedule(at, zone=zone, server=server)
    stopped = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=start)
    back = stopped + timedelta(minutes=down)
    settled = local(stopped, zone).date() - A_DAY
    found = due_posts(plan, last_finished=settled, since=LONG_AGO, now=back)
    told = [*found.missed, *([found.post] if found.post else [])]
    passed = [
        day for day, _ in upcoming_days(plan, settled + A_DAY, 30) if send_time(plan, day) <= back
    ]
    assert told == passed
