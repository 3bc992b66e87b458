"""The servers of the fault run: their schedules, how their channels fail, and alerts there."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from bot.daily import due
from bot.records import Alert
from bot.schedules import EVERY_DAY, Schedule
from tests.support.wire.objects import FORUM, NEWS_CHANNEL, TEXT_CHANNEL, Guild, Json, User, thread
from tests.support.wire.world import World

Fate = Literal["open", "forbidden", "missing"]

SERVERS = 200
START = datetime(2026, 3, 26, 9, tzinfo=UTC)
DATES = tuple(date(2026, 3, 27) + timedelta(days=day) for day in range(5))
"""Europe's clocks go forward on the third day; Sydney's and Auckland's go back soon after."""

ANNIVERSARY, DIGEST = DATES[3], DATES[1]

MENDED = datetime(2026, 3, 29, 4, 45, tzinfo=UTC)
"""When half of the channels that refuse posts start to accept them."""

ALERTS = 120

_REFUSING = 10
_SHIFT = 1_500_000_000_000_000_000
_SYSTEM, _THREAD = 2, 3
"""The ids of a server's other channels, after its own."""
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

    @property
    def notices(self) -> int:
        """The channel to which notices go."""
        return self.schedule.server + _SYSTEM

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


def members(seed: int, *, count: int) -> list[Member]:
    """Return the servers of a run: some post to a forum, some to an announcement channel."""
    chance = random.Random(seed)
    made = [_member(number, chance) for number in range(count)]
    assert len({one.schedule.server for one in made}) == count
    return made


def alerts(plans: Sequence[Member]) -> list[Alert]:
    """Return alerts of as many members: in direct messages, of a server or none, and in threads."""
    made: list[Alert] = []
    for number in range(ALERTS):
        server = plans[number % len(plans)].schedule.server
        alert = Alert(_user(number), server, "lamp", START)
        kinds = (replace(alert, server=None), alert, replace(alert, thread=server + _THREAD))
        made.append(kinds[number % 3])
    return made


def settle(world: World, plans: Sequence[Member]) -> None:
    """Put the servers, their channels and the members with alerts into a Discord."""
    for one in plans:
        server, schedule = one.schedule.server, one.schedule
        guild = Guild(str(server), "Listeners", str(schedule.channel), system=str(server + _SYSTEM))
        world.guilds.append(guild)
        kind = FORUM if schedule.forum else NEWS_CHANNEL if schedule.publish else TEXT_CHANNEL
        shapes: tuple[tuple[int, Json], ...] = (
            (schedule.channel, {"type": kind, "available_tags": list[Json]()}),
            (server + _SYSTEM, {"name": "notices", "position": 1}),
            (server + _THREAD, _thread_in(guild, world.bot)),
        )
        for channel, shape in shapes:
            described = guild.channel_json() | shape | {"id": str(channel)}
            world.channels[str(channel)] = described
    world.strangers = [User(str(_user(number)), f"member{number}") for number in range(ALERTS)]


def told_by_gateway(world: World, guild: Guild) -> Json:
    """Return a server as the gateway tells of it."""
    return guild.json(world.bot) | {"channels": world.channels_of(guild)}


def _thread_in(guild: Guild, owner: User) -> Json:
    under: Json = {"id": guild.id, "channel_id": guild.channel}
    return thread(under, name="Alerts", owner=owner)


def _user(number: int) -> int:
    return _SHIFT - ((number + 1) << 22)


def _member(number: int, chance: random.Random) -> Member:
    server = _SHIFT + (number << 22)
    schedule = Schedule(
        server=server,
        channel=server + 1,
        time=chance.choice(_TIMES),
        zone=chance.choice(_ZONES),
        forum=number % 5 == 1,
        publish=number % 5 == 2,
        thread=number % 5 in {2, 3},
        anniversaries=True,
        digest=DIGEST.weekday() if number % 5 in {0, 1, 2} else None,
        # The anniversary of an episode takes the place of a highlight that is not due.
        days=EVERY_DAY - {ANNIVERSARY.weekday()} if number % 5 == 4 else EVERY_DAY,
        created=START,
    )
    if number >= _REFUSING:
        return Member(schedule)
    fate: Fate = "forbidden" if number % 2 else "missing"
    return Member(schedule, fate, MENDED if number < _REFUSING // 2 else None)
