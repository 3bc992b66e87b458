"""The time zones that people live in, with all their names.

They are those of the tz database's table for choosing a zone (`zone.tab`), and UTC. Its other
names (`US/Eastern`, `Asia/Calcutta`) are links to these. Large cities, and the states of countries
with several zones, are in `data/timezones/places.tsv`; `benchmarks/places.py` writes it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo, available_timezones

from bot.text.display import fold
from bot.text.lexicon import table

COMMON = """
    UTC America/New_York America/Los_Angeles America/Chicago America/Denver America/Toronto
    Europe/London Europe/Berlin Europe/Paris Europe/Madrid Europe/Rome Europe/Amsterdam
    Europe/Warsaw Europe/Stockholm Europe/Athens Europe/Istanbul America/Mexico_City
    America/Sao_Paulo America/Argentina/Buenos_Aires Africa/Lagos Africa/Johannesburg Asia/Kolkata
    Asia/Singapore Asia/Tokyo Australia/Sydney America/Vancouver America/Bogota America/Phoenix
    Europe/Dublin Europe/Lisbon Europe/Zurich Europe/Vienna Europe/Brussels Europe/Kyiv
    Europe/Moscow Africa/Cairo Africa/Nairobi Asia/Jerusalem Asia/Dubai Asia/Karachi Asia/Dhaka
    Asia/Jakarta Asia/Manila Asia/Shanghai Asia/Hong_Kong Asia/Seoul Pacific/Auckland
""".split()
"""The zones that come first among equals, and while nothing is typed."""

CITIES = {
    "America/New_York": "NYC, Boston, Washington DC, Philadelphia, Miami, Atlanta",
    "America/Los_Angeles": "LA, San Francisco, SF, Seattle, San Diego, Portland, Las Vegas",
    "America/Chicago": "Houston, Dallas, Austin, Minneapolis, New Orleans, St Louis",
    "America/Denver": "Salt Lake City",
    "America/Toronto": "Ottawa, Quebec City",
    "America/Edmonton": "Calgary",
    "America/Sao_Paulo": "Rio de Janeiro, Brasilia",
    "America/Mexico_City": "CDMX, Guadalajara",
    "Europe/London": "Manchester, Edinburgh, Glasgow, Cardiff",
    "Europe/Berlin": "Munich, Hamburg, Frankfurt, Cologne",
    "Europe/Paris": "Lyon, Marseille",
    "Europe/Madrid": "Barcelona",
    "Europe/Rome": "Milan",
    "Europe/Zurich": "Geneva, Bern",
    "Europe/Moscow": "St Petersburg",
    "Europe/Istanbul": "Ankara",
    "Africa/Johannesburg": "Cape Town",
    "Africa/Lagos": "Abuja",
    "Asia/Dubai": "Abu Dhabi",
    "Asia/Kolkata": "Mumbai, Delhi, Bangalore, Bengaluru, Chennai, Hyderabad",
    "Asia/Karachi": "Islamabad, Lahore",
    "Asia/Shanghai": "Beijing, Shenzhen, Guangzhou",
    "Asia/Ho_Chi_Minh": "Hanoi",
    "Asia/Tokyo": "Osaka, Kyoto",
    "Pacific/Auckland": "Wellington, Christchurch",
}
"""Large cities that no zone is named after, as people type them."""

COUNTRY_ALIASES = {
    "AE": "UAE",
    "CZ": "Czechia",
    "GB": "England, Scotland, Wales",
    "KP": "North Korea",
    "KR": "South Korea",
    "TR": "Turkiye",
    "US": "USA",
}
"""Other names of countries, as people type them, by ISO code."""

_UTC_NAMES = frozenset({"Etc/UTC", "Etc/GMT"})
_NOT_OFFERED = frozenset({"Factory", "localtime"})

_AMBIGUOUS = frozenset("CET EET EST HST MET MST WET".split())
"""Zones without summer time whose names are typed by people who have it: see `abbreviations`."""


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """A city or state with the place that it is in, as members read it, and its inhabitants."""

    name: str
    people: int


@dataclass(frozen=True, slots=True)
class ZoneNames:
    """A zone with its folded names, of which those that it is not named after map to what is shown.

    `own` is its city and its path, `others` are further cities and old names as people type them,
    `places` large cities and states, and `wider` countries.
    """

    name: str
    order: int
    own: tuple[str, ...]
    others: dict[str, str]
    places: dict[str, KnownPlace]
    wider: tuple[str, ...]


@cache
def offered_zones() -> tuple[ZoneNames, ...]:
    """Return every zone that is offered, most common first."""
    countries = {code: [name] for code, name in _rows("iso3166.tab")}
    for code, names in COUNTRY_ALIASES.items():
        countries[code] += names.split(", ")
    others, places = _other_names(), _places()
    ranks = {name: rank for rank, name in enumerate(COMMON)}
    rows = [("", "", "UTC", ""), *((*row, "")[:4] for row in _rows("zone.tab"))]
    rows.sort(key=lambda row: (ranks.get(row[2], len(ranks)), row[2]))
    return tuple(
        ZoneNames(
            name,
            order,
            own=(fold(_spaced(name).rpartition("/")[2]), fold(_spaced(name))),
            others={fold(_spaced(other)): _spaced(other) for other in others.get(name, ())},
            places=places.get(name, {}),
            wider=tuple(fold(one) for one in (*countries.get(country, ()), comment) if one),
        )
        for order, (country, _, name, comment) in enumerate(rows)
    )


def _spaced(name: str) -> str:
    return name.replace("_", " ")


def _places() -> dict[str, dict[str, KnownPlace]]:
    """Map each zone to its places by their folded names; of two, the larger is kept.

    Of a state's zones, the first has most inhabitants; they are not counted singly.
    """
    places: dict[str, dict[str, KnownPlace]] = {}
    for name, within, people, zones in table("timezones", "places"):
        for rank, zone in enumerate(zones.split(" "), start=1):
            known = KnownPlace(f"{name}, {within}", int(people) // rank)
            places.setdefault(zone, {}).setdefault(fold(name), known)
    return places


def _other_names() -> dict[str, tuple[str, ...]]:
    """Map each offered zone to its cities and its old names, whole and by their last part."""
    names = {zone: cities.split(", ") for zone, cities in CITIES.items()}
    for old, zone in _links():
        names.setdefault(zone, []).extend(dict.fromkeys((old, old.rpartition("/")[2])))
    return {zone: tuple(others) for zone, others in names.items()}


def _links() -> Iterator[tuple[str, str]]:
    """Yield each name that is not offered with the zone it is a link to."""
    table = {row[2] for row in _rows("zone.tab")}
    for _, zone, old in (line for line in _lines("tzdata.zi") if line[0] == "L"):
        targets = "UTC" if zone in _UTC_NAMES else zone
        if old not in table | _AMBIGUOUS and targets != old:
            yield old, targets


@cache
def all_names() -> dict[str, str]:
    """Map the lower-case name of every zone to the name it is stored under."""
    names = {name.casefold(): name for name in available_timezones() - _NOT_OFFERED - _AMBIGUOUS}
    targets = {old.casefold(): zone for old, zone in _links()}
    return {**names, **targets, **{name.casefold(): "UTC" for name in _UTC_NAMES}}


@cache
def abbreviations(year: int) -> dict[str, frozenset[str]]:
    """Map each offered zone to its abbreviations in winter and summer, for example cet and cest."""
    seasons = [datetime(year, month, 1, tzinfo=UTC) for month in (1, 7)]
    return {
        zone.name: frozenset(fold(f"{at.astimezone(ZoneInfo(zone.name)):%Z}") for at in seasons)
        for zone in offered_zones()
    }


def _rows(table: str) -> Iterator[list[str]]:
    return (line.split("\t") for line in _text(table).splitlines() if line and line[0] != "#")


def _lines(table: str) -> Iterator[list[str]]:
    return (line.split(" ") for line in _text(table).splitlines())


@cache
def _text(table: str) -> str:
    return resources.files("tzdata").joinpath("zoneinfo", table).read_text(encoding="utf-8")
