"""Make a schedule of what a manager chose in the options of `/daily setup`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.daily import time_parsing, timezones
from bot.errors import LibraryError
from bot.models import Show
from bot.schedules import Schedule
from bot.text.display import fold
from bot.ui import schedule


def apply_options(
    before: Schedule | None, *, server: int, channel: int, time: str, zone: str, **others: Any
) -> Schedule:
    """Write what was chosen over the older schedule; what was left out (None) stays as it was."""
    hour = time_parsing.parse_time_of_day(time)
    begun = before or Schedule(server, channel, hour, zone)
    chosen = {name: value for name, value in others.items() if value is not None}
    if chosen.get("role") == server:  # @everyone has the server's own id
        chosen["role"] = None
    return replace(begun, channel=channel, time=hour, zone=zone, **chosen)


def parse_zone(text: str, *, now: datetime) -> str:
    """Find the zone that was chosen, or typed in full."""
    name = timezones.canonical_zone(text)
    if name is not None:
        return name
    suggestions = ", ".join(one.value for one in timezones.suggest_zones(text, now=now)[:3])
    hint = (
        f"did you mean {suggestions}?"
        if suggestions
        else "type a city near you, and choose from the list."
    )
    raise LibraryError(f"There is no time zone “{text[:60]}”: {hint}")


def parse_days(text: str | None) -> frozenset[int] | None:
    """Read the days; None where they were left out."""
    return None if text is None else time_parsing.parse_days_of_week(text)


def parse_shows(text: str | None, visible: Sequence[Show]) -> frozenset[str] | None:
    """Find the shows by slug or title, several with commas between; None where left out."""
    if text is None:
        return None
    if fold(text) in {schedule.ALL_SHOWS, "all shows"}:
        return frozenset()
    known = {fold(name): show.slug for show in visible for name in (show.title, show.slug)}
    # A title may hold a comma itself.
    parts = [text] if fold(text) in known else text.split(",")
    slugs = [known.get(fold(part)) for part in parts if part.strip()]
    if not slugs or None in slugs:
        listed = ", ".join(f"“{show.title}”" for show in visible[:10])
        raise LibraryError(f"There is no show “{text[:60]}” here, but there is {listed or 'none'}.")
    return frozenset(slug for slug in slugs if slug)
