"""Turn the options of `/daily setup` into a schedule."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.daily import time_parsing, timezones
from bot.errors import LibraryError
from bot.models import Show
from bot.schedules import Schedule
from bot.text.display import fold
from bot.translation import gettext as _
from bot.ui import schedule


def apply_options(
    before: Schedule | None, *, server: int, channel: int, time: str, zone: str, **others: Any
) -> Schedule:
    """Return the schedule with the chosen options; those left out (None) keep their value."""
    hour = time_parsing.parse_time_of_day(time)
    begun = before or Schedule(server, channel, hour, zone)
    chosen = {name: value for name, value in others.items() if value is not None}
    if chosen.get("role") == server:  # @everyone has the server's own id
        chosen["role"] = None
    return replace(begun, channel=channel, time=hour, zone=zone, **chosen)


def parse_zone(text: str, *, now: datetime) -> str:
    """Return the canonical name of a time zone; LibraryError with suggestions if it is unknown."""
    name = timezones.canonical_zone(text)
    if name is not None:
        return name
    suggestions = ", ".join(one.value for one in timezones.suggest_zones(text, now=now)[:3])
    sentence = (
        _("No time zone called “{name}”. Did you mean {suggestions}?")
        if suggestions
        else _("No time zone called “{name}”. Type a city near you and choose from the list.")
    )
    raise LibraryError(sentence.format(name=text[:60], suggestions=suggestions))


def parse_days(text: str | None) -> frozenset[int] | None:
    """Return days of the week from 0 (Monday) to 6; None if the option was left out."""
    return None if text is None else time_parsing.parse_days_of_week(text)


def parse_shows(text: str | None, visible: Sequence[Show]) -> frozenset[str] | None:
    """Return slugs of shows given by slug or title, separated by commas.

    Empty means all shows; None, that the option was left out. LibraryError if one is unknown.
    """
    if text is None:
        return None
    if fold(text) in {schedule.ALL_SHOWS, "all shows", fold(_("all shows"))}:
        return frozenset()
    known = {fold(name): show.slug for show in visible for name in (show.title, show.slug)}
    # A title may contain a comma.
    parts = [text] if fold(text) in known else text.split(",")
    slugs = [known.get(fold(part)) for part in parts if part.strip()]
    if not slugs or None in slugs:
        listed = ", ".join(f"“{show.title}”" for show in visible[:10])
        raise LibraryError(
            _("No show called “{name}”. Shows here: {titles}.").format(
                name=text[:60], titles=listed or _("none")
            )
        )
    return frozenset(slug for slug in slugs if slug)
