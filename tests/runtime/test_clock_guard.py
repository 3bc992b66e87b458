from datetime import UTC, datetime, timedelta

import pytest

from bot.runtime.clock_guard import BELIEVED, SETTLED, ClockGuard

BEGIN = datetime(2026, 3, 27, 9, tzinfo=UTC)
HOUR, YEAR = timedelta(hours=1), timedelta(days=365)


class Time:
    """A clock that can be set, beside one that cannot."""

    def __init__(self) -> None:
        self.passed = 0.0
        self.ahead = timedelta()

    def now(self) -> datetime:
        return BEGIN + timedelta(seconds=self.passed) + self.ahead

    def seconds(self) -> float:
        return self.passed

    async def sleep(self, seconds: float) -> None:
        self.passed += seconds


@pytest.mark.parametrize("jump", [HOUR, -HOUR, YEAR, -YEAR])
async def test_a_clock_that_was_set_is_trusted_again_after_ten_even_minutes(
    jump: timedelta,
) -> None:
    time = Time()
    guard = ClockGuard(time.now, time.seconds, sleep=time.sleep)
    await guard.wait()
    assert time.passed == SETTLED
    time.ahead += jump
    await guard.sleep(60)
    assert time.passed == SETTLED + 60 + SETTLED


async def test_only_a_clock_that_was_set_forward_and_not_back_is_in_doubt() -> None:
    time = Time()
    guard = ClockGuard(time.now, time.seconds)
    assert not guard.is_doubtful
    time.ahead += YEAR
    assert guard.is_doubtful
    time.ahead -= YEAR
    assert not guard.is_doubtful
    time.ahead += HOUR
    assert guard.is_doubtful
    time.passed += BELIEVED
    assert not guard.is_doubtful


async def test_corrections_of_seconds_are_no_jump() -> None:
    time = Time()
    guard = ClockGuard(time.now, time.seconds)
    for _ in range(100):
        time.passed += 60
        time.ahead += timedelta(seconds=2)
        assert guard.even_for == time.passed
