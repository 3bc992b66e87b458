"""Find a time zone by city, country, old name or offset, for autocomplete."""

import re
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from rapidfuzz import fuzz

from bot.daily.timezone_names import ZoneNames, abbreviations, all_names, offered_zones
from bot.models import Suggestion
from bot.text.display import fold

MAX_ZONES = 25
"""The number of choices that Discord shows."""

_OFFSET = re.compile(r"(?:utc|gmt)?\s*([+-])\s*(\d{1,2})(?::?([0-5]\d))?", re.IGNORECASE)
_MIN_SIMILARITY = 75.0
_MIN_FUZZY_LENGTH = 4
_MAX_LENGTH = 100


def zone_names() -> tuple[str, ...]:
    """Return the names of all offered zones, most common first."""
    return tuple(zone.name for zone in offered_zones())


def suggest_zones(text: str, *, now: datetime) -> tuple[Suggestion, ...]:
    """Return the zones that match the typed text, best first, with their current time."""
    if offset := _OFFSET.fullmatch(text.strip()):
        return tuple(_suggestion(zone.name, now) for zone in _time_at(offset, now))[:MAX_ZONES]
    text = text[:_MAX_LENGTH]
    full = all_names().get(text.strip().casefold())
    # For example Etc/GMT+5: nobody lives there, but it was asked for.
    if full and full not in zone_names():
        return (_suggestion(full, now),)
    query = fold(text.replace("_", " "))
    likely = sorted(_matches(query, now), key=lambda found: (-found[0], found[1].order))
    return tuple(_suggestion(zone.name, now, also) for _, zone, also in likely[:MAX_ZONES])


def canonical_zone(text: str) -> str | None:
    """Return the zone of which the text is one full name, or None."""
    if name := all_names().get(text.strip().casefold()):
        return name
    query = fold(text.replace("_", " "))
    named = [zone.name for zone in offered_zones() if query in zone.own or query in zone.others]
    return named[0] if len(named) == 1 else None


def _matches(query: str, now: datetime) -> Iterator[tuple[float, ZoneNames, str]]:
    """Yield each match: its score, the zone, and the other name that matched, if any."""
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
    """Return 100 if equal, 97 for a word, 95 or 90 for a prefix, less for a misspelling."""
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
