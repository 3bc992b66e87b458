"""The servers of the fault run: their schedules, and how their channels fail."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from bot.daily import due
from bot.schedules import Schedule

Fate = Literal["open", "forbidden", "missing"]

SERVERS = 200
START = datetime(2026, 3, 26, 9, tzinfo=UTC)
DATES = tuple(date(2026, 3, 27) + timedelta(days=day) for day in range(5))
"""Europe's clocks go forward on the third day; Sydney's and Auckland's go back soon after."""

MENDED = datetime(2026, 3, 29, 4, 45, tzinfo=UTC)
"""When half of the channels that refuse posts start to accept them."""

_REFUSING = 10
_SHIFT = 1_500_000_000_000_000_000
_ZONES = (
    "Europe/Berlin",
    "Europe/Berlin",
    "Europe/London",
    "Europe/Lisbon",
    "America/New_York",
    "America/Los_Angeles",
    "America/Sao_Paulo",
    "Asia/Kolkata",
    "Asia/Tehran",
    "Asia/Tokyo",
    "Africa/Cairo",
    "Australia/Lord_Howe",
    "Pacific/Kiritimati",
)
_TIMES = (time(9), time(9), time(0), time(1, 30), time(2, 30), time(18), time(23, 59))


@dataclass(frozen=True, slots=True)
class Member:
    """A server with its schedule and how its channel fails, until an instant, None for always."""

    schedule: Schedule
    fate: Fate = "open"
    until: datetime | None = None

    def refuses(self, now: datetime) -> bool:
        """Return whether the channel refuses posts."""
        return self.fate != "open" and (self.until is None or now < self.until)

    def expected(self) -> tuple[date, ...]:
        """List the dates that must have a post, computed only from the dates and the zone."""
        taken = [
            day
            for day in DATES
            if not self.refuses(due.due_instant(day, self.schedule.time, self.schedule.zone))
        ]
        return tuple(taken)


def members(seed: int) -> list[Member]:
    """Return the servers of a run."""
    chance = random.Random(seed)
    made = [_member(number, chance) for number in range(SERVERS)]
    assert len({one.schedule.server for one in made}) == SERVERS
    return made


def _member(number: int, chance: random.Random) -> Member:
    server = _SHIFT + (number << 22)
    schedule = Schedule(
        server=server,
        channel=server + 1,
        time=chance.choice(_TIMES),
        zone=chance.choice(_ZONES),
        created=START,
    )
    if number >= _REFUSING:
        return Member(schedule)
    fate: Fate = "forbidden" if number % 2 else "missing"
    return Member(schedule, fate, MENDED if number < _REFUSING // 2 else None)
