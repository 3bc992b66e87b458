"""Find a time zone by city, country, old name or offset, for autocomplete."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from rapidfuzz import fuzz

from bot.daily.timezone_names import ZoneNames, abbreviations, all_names, offered_zones
from bot.errors import LibraryError
from bot.models import Suggestion
from bot.text.display import fold
from bot.translation import format_time
from bot.translation import gettext as _

MAX_ZONES = 25
"""The number of choices that Discord shows."""

_OFFSET = re.compile(r"(?:utc|gmt)?\s*([+-])\s*(\d{1,2})(?::?([0-5]\d))?", re.IGNORECASE)
_MIN_SIMILARITY = 75.0
_MIN_FUZZY_LENGTH = 4
_MAX_LENGTH = 100

_DOMINANT = 3
"""Of several places with one name, that with so many times the inhabitants is meant."""


def zone_names() -> tuple[str, ...]:
    """Return the names of all offered zones, most common first."""
    return tuple(zone.name for zone in offered_zones())


def suggest_zones(text: str, *, now: datetime) -> tuple[Suggestion, ...]:
    """Return the zones that match the typed text, best first, with their current time."""
    if offset := _OFFSET.fullmatch(text.strip()):
        return tuple(suggestion(zone.name, now) for zone in _time_at(offset, now))[:MAX_ZONES]
    text = text[:_MAX_LENGTH]
    full = all_names().get(text.strip().casefold())
    # For example Etc/GMT+5: nobody lives there, but it was asked for.
    if full and full not in zone_names():
        return (suggestion(full, now),)
    query = fold(text.replace("_", " "))
    likely = list(_matches(query, now, among=_naming(query, now), similarity=_match)) or list(
        _matches(query, now, among=offered_zones(), similarity=_similarity)
    )
    likely.sort(key=lambda found: (-found.score, -found.people, found.zone.order))
    return tuple(suggestion(one.zone.name, now, one.also) for one in likely[:MAX_ZONES])


def canonical_zone(text: str) -> str | None:
    """Return the zone of which the text is one full name, or None.

    A large city or a state counts if it has one zone and is by far the largest place of its name,
    and a country if it has one zone.
    """
    if name := all_names().get(text.strip().casefold()):
        return name
    query = fold(text.replace("_", " "))
    zones = offered_zones()
    named = [zone.name for zone in zones if query in zone.own or query in zone.others]
    if not named:
        named = _largest([zone for zone in zones if query in zone.places], query)
    if not named:
        named = [zone.name for zone in zones if query in zone.wider]
    return named[0] if len(named) == 1 else None


def parse_zone(text: str, *, now: datetime) -> str:
    """Return the canonical name of a time zone; LibraryError with suggestions if it is unknown."""
    name = canonical_zone(text)
    if name is not None:
        return name
    suggestions = ", ".join(one.value for one in suggest_zones(text, now=now)[:3])
    sentence = (
        _("No time zone called “{name}”. Did you mean {suggestions}?")
        if suggestions
        else _("No time zone called “{name}”. Type a city near you and choose from the list.")
    )
    raise LibraryError(sentence.format(name=text[:60], suggestions=suggestions))


def _largest(zones: Sequence[ZoneNames], query: str) -> list[str]:
    """Return the zones of a place, only the one of the largest if it is by far the largest."""
    ranked = sorted(zones, key=lambda zone: -zone.places[query].people)
    people = [zone.places[query].people for zone in ranked]
    dominant = len(people) > 1 and people[0] >= _DOMINANT * people[1]
    return [zone.name for zone in (ranked[:1] if dominant else ranked)]


@dataclass(frozen=True, slots=True)
class _Found:
    """A zone that matches, its score, and the other name that matched, if any.

    `people` are the inhabitants where that name is of a place.
    """

    score: float
    zone: ZoneNames
    also: str = ""
    people: int = 0


def _naming(query: str, now: datetime) -> list[ZoneNames]:
    """Return the zones of which any name has the query in it; no other is matched."""
    short = abbreviations(now.year)
    return [zone for zone, names in _texts() if query in names or query in short[zone.name]]


@cache
def _texts() -> tuple[tuple[ZoneNames, str], ...]:
    """Return every zone with all its names, a line for each."""
    return tuple(
        (zone, "\n".join((*zone.own, *zone.others, *zone.places, *zone.wider)))
        for zone in offered_zones()
    )


def _matches(
    query: str,
    now: datetime,
    *,
    among: Sequence[ZoneNames],
    similarity: Callable[[str, str], float],
) -> Iterator[_Found]:
    short = abbreviations(now.year)
    for zone in among:
        own = max(similarity(query, name) for name in zone.own)
        wider = max((similarity(query, name) for name in zone.wider), default=0)
        season = 100 if query in short[zone.name] else 0
        found = [_Found(max(own, 98 if query in zone.wider else wider - 10, season - 5), zone)]
        found += [
            _Found(similarity(query, name) - 1, zone, shown) for name, shown in zone.others.items()
        ]
        found += [
            _Found(score - 3, zone, place.name, place.people)
            for name, place in zone.places.items()
            if (score := similarity(query, name))
        ]
        best = max(found, key=lambda one: (one.score, one.people))
        if best.score >= _MIN_SIMILARITY - 10:
            yield best


def _match(query: str, name: str) -> float:
    """Return 100 if equal, 97 for a word, 95 for a prefix, 90 for one of a later word, else 0."""
    if query not in name:
        return 0
    if query == name:
        return 100
    if f" {query} " in f" {name} ":
        return 97
    if name.startswith(query):
        return 95
    return 90 if f" {query}" in name else 0


def _similarity(query: str, name: str) -> float:
    """Return a score for a misspelt name, 0 if it is too different."""
    ratio = fuzz.ratio(query, name) if len(query) >= _MIN_FUZZY_LENGTH else 0
    return ratio * 0.9 if ratio >= _MIN_SIMILARITY else 0


def _time_at(offset: re.Match[str], now: datetime) -> Iterator[ZoneNames]:
    sign, hours, minutes = offset.groups()
    wanted = (1 if sign == "+" else -1) * (int(hours) * 60 + int(minutes or 0))
    for zone in offered_zones():
        away = now.astimezone(ZoneInfo(zone.name)).utcoffset()
        if away is not None and away.total_seconds() == wanted * 60:
            yield zone


def suggestion(zone: str, now: datetime, also: str = "") -> Suggestion:
    """Return a zone with its current time; `also` is another name by which it was found."""
    region, _slash, city = zone.replace("_", " ").rpartition("/")
    name = f"{city} ({region})" if region else city
    found = f"{also}: {name}" if also else name
    time = format_time(now.astimezone(ZoneInfo(zone)))
    return Suggestion(_("{city} · {time} now").format(city=found, time=time), zone)
