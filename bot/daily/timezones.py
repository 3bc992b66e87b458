"""Find a time zone by its city, country, old name or offset, while a manager types."""

import re
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from rapidfuzz import fuzz

from bot.daily.timezone_names import Zone, abbreviations, every_name, offered
from bot.models import Suggestion
from bot.text.display import fold

MOST = 25
"""As many choices as Discord shows."""

_OFFSET = re.compile(r"(?:utc|gmt)?\s*([+-])\s*(\d{1,2})(?::?([0-5]\d))?", re.IGNORECASE)
_LEAST_LIKE = 75.0
_FUZZY_FROM = 4
_LONGEST = 100


def zones() -> tuple[str, ...]:
    """Return the name of every zone that is offered, the most common first."""
    return tuple(zone.name for zone in offered())


def zone_choices(text: str, *, now: datetime) -> tuple[Suggestion, ...]:
    """Return the zones that fit what is typed, the likeliest first, with their time of day."""
    if offset := _OFFSET.fullmatch(text.strip()):
        return tuple(_shown(zone.name, now) for zone in _at(offset, now))[:MOST]
    text = text[:_LONGEST]
    full = every_name().get(text.strip().casefold())
    if full and full not in zones():  # such as Etc/GMT+5: nobody lives there, but it was asked for
        return (_shown(full, now),)
    typed = fold(text.replace("_", " "))
    likely = sorted(_likely(typed, now), key=lambda found: (-found[0], found[1].order))
    return tuple(_shown(zone.name, now, also) for _, zone, also in likely[:MOST])


def canonical(text: str) -> str | None:
    """Return the zone that a text names in full, by whichever of its names, or None."""
    if name := every_name().get(text.strip().casefold()):
        return name
    typed = fold(text.replace("_", " "))
    named = [zone.name for zone in offered() if typed in zone.own or typed in zone.others]
    return named[0] if len(named) == 1 else None


def _likely(typed: str, now: datetime) -> Iterator[tuple[float, Zone, str]]:
    """Yield what fits: how well, the zone, and the other name that it was found by."""
    short = abbreviations(now.year)
    for zone in offered():
        own = max(_likeness(typed, name) for name in zone.own)
        other, also = max(((_likeness(typed, name), name) for name in zone.others), default=(0, ""))
        wider = max((_likeness(typed, name) for name in zone.wider), default=0)
        season = 100 if typed in short[zone.name] else 0
        best = max(own, other - 1, wider - 10, season - 5)
        if best >= _LEAST_LIKE - 10:
            yield best, zone, zone.others[also] if other - 1 == best > own else ""


def _likeness(typed: str, name: str) -> float:
    """Return 100 for the same, less for a word of it, a beginning, and a misspelling."""
    if typed == name:
        return 100
    if f" {typed} " in f" {name} ":
        return 97
    if name.startswith(typed):
        return 95
    if f" {typed}" in name:
        return 90
    like = fuzz.ratio(typed, name) if len(typed) >= _FUZZY_FROM else 0
    return like * 0.9 if like >= _LEAST_LIKE else 0


def _at(offset: re.Match[str], now: datetime) -> Iterator[Zone]:
    sign, hours, minutes = offset.groups()
    wanted = (1 if sign == "+" else -1) * (int(hours) * 60 + int(minutes or 0))
    for zone in offered():
        away = now.astimezone(ZoneInfo(zone.name)).utcoffset()
        if away is not None and away.total_seconds() == wanted * 60:
            yield zone


def _shown(zone: str, now: datetime, also: str = "") -> Suggestion:
    region, _, city = zone.replace("_", " ").rpartition("/")
    name = f"{city} ({region})" if region else city
    found = f"{also}: {name}" if also else name
    return Suggestion(f"{found} · {now.astimezone(ZoneInfo(zone)):%H:%M} now", zone)
