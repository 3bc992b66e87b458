"""What an answer can do without is told, and spoils no answer."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from bot.errors import LibraryError, StoreUnavailableError
from bot.runtime.failures import Failure, Failures

NOW = datetime(2026, 3, 27, tzinfo=UTC)
AWAY = StoreUnavailableError("The database cannot be reached.")


async def _counted() -> int:
    return 7


async def _away() -> int:
    raise AWAY


async def _hanging() -> int:
    await asyncio.Event().wait()
    return 7


async def test_without_the_store_something_else_is_said_until_it_works_again() -> None:
    failures = Failures(clock=lambda: NOW)
    assert await failures.beside("count", _away(), otherwise=0) == 0
    assert await failures.beside("count", _hanging(), otherwise=0, seconds=0.01) == 0
    assert [(one.job, one.tries, one.passes) for one in failures.lasting] == [("count", 2, True)]
    assert await failures.beside("count", _counted(), otherwise=0) == 7
    assert failures.lasting == ()


async def test_any_other_error_is_raised() -> None:
    async def refused() -> int:
        raise LibraryError("no")

    with pytest.raises(LibraryError):
        await Failures(clock=lambda: NOW).beside("count", refused(), otherwise=0)


def test_while_the_store_is_away_failures_are_reported_ever_more_rarely() -> None:
    reports: list[int] = []

    def report(failing: Sequence[Failure]) -> None:
        reports.append(failing[0].tries)

    failures = Failures(clock=lambda: NOW, changed=report)
    for number in range(40):
        failures.record("count", StoreUnavailableError(f"{number} connections are in use."))
    assert reports == [1, 2, 4, 8, 16, 32]
