import random
from datetime import UTC, datetime, timedelta

import pytest

from bot.feeds.timing import next_check, next_fetch, next_retry, usual_pause
from bot.followed import Feed

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Least(random.Random):
    """Draws the least number each time."""

    def uniform(self, a: float, b: float) -> float:
        del b
        return a


@pytest.mark.parametrize(
    ("feed", "pause"),
    [
        (Feed(), HOUR),
        (Feed(pause=60), 30 * MINUTE),
        (Feed(pause=7200), 2 * HOUR),
        (Feed(pause=1e12), DAY),
        (Feed(pause=60, complete=True), 7 * DAY),
    ],
)
def test_a_feed_is_fetched_as_often_as_it_asks_within_limits(feed: Feed, pause: timedelta) -> None:
    assert next_fetch(usual_pause(feed), now=NOW, chance=Least()) - NOW == pause


@pytest.mark.parametrize(
    ("failures", "pause"),
    [(1, 5 * MINUTE), (2, 10 * MINUTE), (5, 80 * MINUTE), (12, DAY), (10_000, DAY)],
)
def test_the_pause_doubles_with_each_failure_up_to_a_day(failures: int, pause: timedelta) -> None:
    assert next_retry(failures, now=NOW, chance=Least()) - NOW == pause


@pytest.mark.parametrize(("failures", "days"), [(1, 1), (2, 2), (3, 4), (4, 7), (99, 7)])
def test_what_is_removed_is_tried_rarely(failures: int, days: int) -> None:
    assert next_retry(failures, now=NOW, chance=Least(), removed=True) - NOW == days * DAY


def test_a_server_is_left_alone_for_as_long_as_it_asks_but_not_for_ever() -> None:
    assert next_retry(1, now=NOW, chance=Least(), wait=7200) - NOW == 2 * HOUR
    assert next_retry(1, now=NOW, chance=Least(), wait=1e12) - NOW == 7 * DAY


def test_a_transcript_is_checked_the_later_the_older_it_is() -> None:
    pauses = [
        next_check(NOW - age, now=NOW, chance=Least()) - NOW for age in (0 * DAY, 2 * DAY, 99 * DAY)
    ]
    assert pauses == [6 * HOUR, 2 * DAY, 30 * DAY]


def test_times_are_spread_and_never_early() -> None:
    chance = random.Random(1)
    moments = {next_retry(1, now=NOW, chance=chance) for _ in range(50)}
    assert len(moments) == 50
    assert min(moments) >= NOW + 5 * MINUTE
