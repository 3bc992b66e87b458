"""Find a time zone by its city, country, old name or offset, while a manager types."""

import re
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from rapidfuzz import fuzz

from bot.daily.timezone_names import ZoneNames, abbreviations, all_names, offered_zones
from bot.models import Suggestion
from bot.text.display import fold

MAX_ZONES = 25
"""As many choices as Discord shows."""

_OFFSET = re.compile(r"(?:utc|gmt)?\s*([+-])\s*(\d{1,2})(?::?([0-5]\d))?", re.IGNORECASE)
_MIN_SIMILARITY = 75.0
_MIN_FUZZY_LENGTH = 4
_MAX_LENGTH = 100


def zone_names() -> tuple[str, ...]:
    """Return the name of every zone that is offered, the most common first."""
    return tuple(zone.name for zone in offered_zones())


def suggest_zones(text: str, *, now: datetime) -> tuple[Suggestion, ...]:
    """Return the zones that fit what is typed, the likeliest first, with their time of day."""
    if offset := _OFFSET.fullmatch(text.strip()):
        return tuple(_suggestion(zone.name, now) for zone in _time_at(offset, now))[:MAX_ZONES]
    text = text[:_MAX_LENGTH]
    full = all_names().get(text.strip().casefold())
    if (
        full and full not in zone_names()
    ):  # such as Etc/GMT+5: nobody lives there, but it was asked for
        return (_suggestion(full, now),)
    query = fold(text.replace("_", " "))
    likely = sorted(_matches(query, now), key=lambda found: (-found[0], found[1].order))
    return tuple(_suggestion(zone.name, now, also) for _, zone, also in likely[:MAX_ZONES])


def canonical_zone(text: str) -> str | None:
    """Return the zone that a text names in full, by whichever of its names, or None."""
    if name := all_names().get(text.strip().casefold()):
        return name
    query = fold(text.replace("_", " "))
    named = [zone.name for zone in offered_zones() if query in zone.own or query in zone.others]
    return named[0] if len(named) == 1 else None


def _matches(query: str, now: datetime) -> Iterator[tuple[float, ZoneNames, str]]:
    """Yield what fits: how well, the zone, and the other name that it was found by."""
    short = abbreviations(now.year)
    for zone in offered_zones():
        own = max(_similarity(query, name) for name in zone.own)
        other, also = max(
            ((_similarity(query, name), name) for name in zone.others), default=(0, "")
        )
        wider = max((_similarity(query, name) for name in zone.wider), default=0)
        season = 100 if query in short[zone.name] else 0
        best = max(own, other - 1, wider - 10, season - 5)
        if best >= _MIN_SIMILARITY - 10:
            yield best, zone, zone.others[also] if other - 1 == best > own else ""


def _similarity(query: str, name: str) -> float:
    """Return 100 for the same, less for a word of it, a beginning, and a misspelling."""
    if query == name:
        return 100
    if f" {query} " in f" {name} ":
        return 97
    if name.startswith(query):
        return 95
    if f" {query}" in name:
        return 90
    similarity = fuzz.ratio(query, name) if len(query) >= _MIN_FUZZY_LENGTH else 0
    return similarity * 0.9 if similarity >= _MIN_SIMILARITY else 0


def _time_at(offset: re.Match[str], now: datetime) -> Iterator[ZoneNames]:
    sign, hours, minutes = offset.groups()
    wanted = (1 if sign == "+" else -1) * (int(hours) * 60 + int(minutes or 0))
    for zone in offered_zones():
        away = now.astimezone(ZoneInfo(zone.name)).utcoffset()
        if away is not None and away.total_seconds() == wanted * 60:
            yield zone


def _suggestion(zone: str, now: datetime, also: str = "") -> Suggestion:
    region, _, city = zone.replace("_", " ").rpartition("/")
    name = f"{city} ({region})" if region else city
    found = f"{also}: {name}" if also else name
    return Suggestion(f"{found} · {now.astimezone(ZoneInfo(zone)):%H:%M} now", zone)
