"""When something may be told to a member who wants quiet at certain hours; pure."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def is_quiet(moment: datetime, start: time, end: time, *, zone: str) -> bool:
    """Return whether the local time of a moment is in the quiet hours, `end` not included.

    They go over midnight where they start later than they end, and are empty where both are equal.
    """
    local = moment.astimezone(ZoneInfo(zone)).time()
    if start <= end:
        return start <= local < end
    return local >= start or local < end


def next_allowed(
    now: datetime, quiet_from: time | None, quiet_until: time | None, *, zone: str
) -> datetime:
    """Return the first moment from now on that is not in the quiet hours, to the minute, in UTC."""
    now = now.astimezone(UTC)
    if quiet_from is None or quiet_until is None:
        return now
    today = now.astimezone(ZoneInfo(zone)).date()
    moment = now
    if is_quiet(now, quiet_from, quiet_until, zone=zone):
        ends = (_ends(today + timedelta(days), quiet_until, zone) for days in range(-1, 3))
        moment = next(max(now, earliest) for earliest, latest in ends if latest > now)
    # Where a change of clocks skips the end, or it comes twice, the right minute is near.
    while is_quiet(moment, quiet_from, quiet_until, zone=zone):
        moment = moment.replace(second=0, microsecond=0) + timedelta(minutes=1)
    return moment


def _ends(day: date, end: time, zone: str) -> tuple[datetime, datetime]:
    """Return the earliest and the latest moment that a local time can mean on a day, in UTC."""
    moments = [
        datetime.combine(day, end.replace(fold=fold), ZoneInfo(zone)).astimezone(UTC)
        for fold in (0, 1)
    ]
    return min(moments), max(moments)
