"""When a server's highlight is due; pure.

A post belongs to a server and a local date. Its due instant is the local time on that date, read
with fold 0 (https://peps.python.org/pep-0495/): an ambiguous time means the first one, and a time
that the clock skips is moved by as much as the clock. The post is sent up to `MAX_SEND_DELAY` after
that, so that ten thousand servers at 09:00 do not ask Discord at once.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, takewhile
from typing import Literal
from zoneinfo import ZoneInfo

from bot.errors import LibraryError
from bot.schedules import EVERY_DAY, Kind, Schedule
from bot.translation import gettext as _

Judgement = Literal["wait", "due", "late"]
"""Whether to wait for a day, to post it, or to skip it with a reason."""

GRACE = timedelta(hours=6)
"""How long after its due instant a post may still be sent on its own date."""

MIDNIGHT_GRACE = timedelta(minutes=15)
"""How long after its send time a post may be sent past midnight: ten thousand take that long."""

MAX_SEND_DELAY = timedelta(seconds=300)

MISSED_LIMIT = timedelta(days=31)
"""How far back the days missed in a long downtime are recorded."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DuePosts:
    """The date of the one post that is due, if any, and the missed dates, oldest first."""

    post: date | None = None
    missed: tuple[date, ...] = ()


def zone_of(name: str) -> ZoneInfo:
    """Return a time zone by its name; raise LibraryError if this machine does not know it."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise LibraryError(
            _(
                "The time zone {name} is not known to the machine that runs this bot: choose "
                "another with /daily setup, or have its operator update tzdata."
            ).format(name=name)
        ) from error


def due_instant(day: date, time: time, zone: str) -> datetime:
    """Return the instant at which a day's post is due, in UTC.

    For a date that its zone skipped (see `date_exists`), it is that of the date after.
    """
    return datetime.combine(day, time.replace(fold=0), zone_of(zone)).astimezone(UTC)


def date_exists(day: date, zone: str) -> bool:
    """Return whether a zone has a date: Pacific/Apia had no 30 December 2011."""
    midnight = datetime.combine(day, time(), zone_of(zone)).astimezone(UTC)
    return _local_date(midnight, zone) == day


def send_delay(server: int) -> timedelta:
    """Return how long after its due instant a server's post is sent, the same every day."""
    hashed = int.from_bytes(hashlib.blake2b(str(server).encode(), digest_size=8).digest())
    return timedelta(milliseconds=hashed % (MAX_SEND_DELAY // timedelta(milliseconds=1)))


def send_time(schedule: Schedule, day: date) -> datetime:
    """Return the instant at which a day's post is sent unless something delays it."""
    return due_instant(day, schedule.time, schedule.zone) + send_delay(schedule.server)


def dated_schedules(schedule: Schedule) -> dict[Kind, Schedule]:
    """Return the schedule for each kind of post that has a date, with the days of that kind.

    An anniversary takes the place of the day's highlight: a post of its own has only the others.
    """
    dated: dict[Kind, Schedule] = {"day": schedule}
    if schedule.digest is not None:
        dated["digest"] = replace(schedule, days=frozenset((schedule.digest,)))
    if schedule.anniversaries:
        dated["anniversary"] = replace(schedule, days=EVERY_DAY - schedule.days)
    return dated


def is_posting(schedule: Schedule) -> bool:
    """Return whether the posts of a schedule fall due: also while Discord refuses them."""
    return schedule.state in {"on", "disabled"}


def next_plan_at(schedule: Schedule, *, after: datetime) -> datetime | None:
    """Return when the next post of any kind that has a date is sent; None for never."""
    coming = (next_post(one, after=after) for one in dated_schedules(schedule).values())
    return min((one[1] for one in coming if one), default=None)


def upcoming_days(schedule: Schedule, start: date, count: int) -> list[tuple[date, datetime]]:
    """Return the next `count` days that have a post, from `start` on, with their due instants."""
    upcoming = islice(_dates(schedule, start), count)
    return [(day, due_instant(day, schedule.time, schedule.zone)) for day in upcoming]


def next_post(schedule: Schedule, *, after: datetime) -> tuple[date, datetime] | None:
    """Return the first day whose post is sent after an instant, and its send time; None if none."""
    upcoming = (
        (day, send_time(schedule, day)) for day in _dates(schedule, _date_before(schedule, after))
    )
    return next(((day, instant) for day, instant in upcoming if instant > after), None)


def judge_day(schedule: Schedule, day: date, *, now: datetime) -> Judgement:
    """Judge a day: late if past `GRACE`, or past both its local date and `MIDNIGHT_GRACE`."""
    instant = send_time(schedule, day)
    if now < instant:
        return "wait"
    if now - instant <= MIDNIGHT_GRACE:
        return "due"
    nominal = due_instant(day, schedule.time, schedule.zone)
    # Its local date is not always `day`: in Nuuk the clock may skip 23:30 into the next.
    passed = _local_date(now, schedule.zone) > _local_date(nominal, schedule.zone)
    late = passed or now - nominal > GRACE
    return "late" if late else "due"


def due_posts(
    schedule: Schedule, *, last_finished: date | None, since: datetime, now: datetime
) -> DuePosts:
    """Return the due and missed posts after `last_finished` whose send time is `since` or later.

    Only the newest day is ever posted, so downtime never ends in more than one post. `since` is
    when the server was last planned, or its schedule made, changed or resumed.
    """
    past = _date_before(schedule, max(since, now - MISSED_LIMIT))
    start = past if last_finished is None else max(past, last_finished + _DAY)
    sent = takewhile(lambda day: send_time(schedule, day) <= now, _dates(schedule, start))
    passed = [day for day in sent if send_time(schedule, day) >= since]
    if passed and judge_day(schedule, passed[-1], now=now) == "due":
        return DuePosts(post=passed[-1], missed=tuple(passed[:-1]))
    return DuePosts(missed=tuple(passed))


def _dates(schedule: Schedule, start: date) -> Iterator[date]:
    """Yield the dates that have a post, for ever."""
    day = start
    while schedule.days:
        if day.weekday() in schedule.days and date_exists(day, schedule.zone):
            yield day
        day += _DAY


def _date_before(schedule: Schedule, instant: datetime) -> date:
    """Return a date whose send time has passed: `MAX_SEND_DELAY` may reach past a midnight."""
    return _local_date(instant, schedule.zone) - _DAY


def _local_date(instant: datetime, zone: str) -> date:
    return instant.astimezone(zone_of(zone)).date()
