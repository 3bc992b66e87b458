"""Check due instants of every time zone over ten years, and the spacing of 400 highlights.

python -m benchmarks.rotation
"""

import random
import statistics
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import available_timezones

from bot.daily.due import date_exists, due_instant
from bot.daily.rotation import to_shown, upcoming
from bot.daily.spacing import Grouping, chapter, episode, speaker
from bot.schedules import PostCandidate

NEWEST = "020"
FIRST, YEARS = date(2026, 1, 1), 10
LEAP_OVER = date(2011, 1, 1)
TIMES = (time(0), time(2, 30), time(9), time(23, 30))
AN_HOUR = timedelta(hours=1)
SEED = 2026

GROUPS: dict[str, Grouping] = {"episodes": episode, "chapters": chapter, "speakers": speaker}

LIBRARIES = {
    "20 episodes of 20": [20] * 20,
    "8 of 10 to 100": [10, 20, 30, 40, 60, 60, 80, 100],
    "one of 400": [400],
    "400 of 1": [1] * 400,
}

NEW, ARRIVALS = 60, (100, 380, 400, 600)


@dataclass(frozen=True, slots=True)
class Instants:
    """Counts over all zones: dates, dates that a zone skips, and gaps between due instants."""

    dates: int
    left_out: int
    distinct: int
    shortest: timedelta
    longest: timedelta


def main() -> None:
    """Print two tables."""
    zones = sorted(available_timezones())
    print(f"{len(zones)} zones, {YEARS} years from {FIRST}")
    print(f"{'due at':<12}{'dates':>10}{'instants':>10}{'left out':>10}{'gaps in hours':>16}")
    for at in TIMES:
        _print_instants(f"{at:%H:%M}", counted(zones, FIRST, at))
    _print_instants("Apia, 2011", counted(["Pacific/Apia"], LEAP_OVER, time(9)))
    print()
    for name, sizes in LIBRARIES.items():
        _print_rotation(name, rotated(library(sizes)))
    print()
    for arrival in ARRIVALS:
        _print_arrival(arrival, joined(arrival))


def counted(zones: Sequence[str], first: date, at: time) -> Instants:
    """Count the due instants of all local dates, and measure the gaps between them."""
    days = (date(first.year + YEARS, 1, 1) - first).days
    wished = [first + timedelta(days=one) for one in range(days)]
    dates = instants = 0
    gaps: set[timedelta] = set()
    for zone in zones:
        found = list(_instants(wished, at, zone))
        dates += len(found)
        instants += len(set(found))
        gaps |= {later - sooner for sooner, later in pairwise(found)}
    return Instants(dates, days * len(zones) - dates, instants, min(gaps), max(gaps))


def library(sizes: Sequence[int]) -> list[PostCandidate]:
    """Return invented candidates: one host, guests of each episode, random scores."""
    rng = random.Random(SEED)
    return [
        PostCandidate(
            f"{number:03}-{place:03}",
            f"{number:03}",
            rng.randrange(8),
            rng.choices(["host", f"guest {number}", "second host"], [3, 5, 2])[0],
            rng.random(),
        )
        for number, size in enumerate(sizes)
        for place in range(size)
    ]


def rotated(candidates: Sequence[PostCandidate]) -> list[PostCandidate]:
    """Choose one a day until all have been shown."""
    days = [FIRST + timedelta(days=one) for one in range(len(candidates))]
    return [one for _, one in upcoming(candidates, (), days, seed=SEED) if one is not None]


def joined(arrival: int) -> list[PostCandidate]:
    """Choose from 20 episodes of 20, and one of 60 added on day `arrival`, until 400 days later."""
    candidates = library([20] * 20 + [NEW])
    old = [one for one in candidates if one.episode != NEWEST]
    days = [FIRST + timedelta(days=one) for one in range(arrival + 400)]
    before = upcoming(old, (), days[:arrival], seed=SEED)
    shown = [to_shown(one, day) for day, one in before if one]
    after = upcoming(candidates, shown, days[arrival:], seed=SEED)
    return [one for _, one in (*before, *after) if one]


def _instants(wished: Sequence[date], at: time, zone: str) -> Iterator[datetime]:
    return (due_instant(day, at, zone) for day in wished if date_exists(day, zone))


def _print_instants(name: str, found: Instants) -> None:
    gaps = f"{found.shortest / AN_HOUR:g} to {found.longest / AN_HOUR:g}"
    print(f"{name:<12}{found.dates:>10}{found.distinct:>10}{found.left_out:>10}{gaps:>16}")
    assert found.dates == found.distinct


def _print_rotation(name: str, chosen: Sequence[PostCandidate]) -> None:
    repeats = len(chosen) - len({one.quote for one in chosen})
    sooner = statistics.correlation([one.score for one in chosen], range(len(chosen)))
    quarter = len(chosen) // 4
    means = [
        statistics.mean(one.score for one in chosen[at : at + quarter])
        for at in range(0, 4 * quarter, quarter)
    ]
    print(f"{name}: {len(chosen)} days, {repeats} repeats, score and day correlate {sooner:.2f}")
    print("  mean score by quarter  " + "  ".join(f"{mean:.2f}" for mean in means))
    print(
        f"  {'':<10}{'groups':>8}{'in a row':>10}{'gaps: least, median, most':>28}{'off share':>11}"
    )
    for group, grouping in GROUPS.items():
        _print_group(group, [grouping(one) for one in chosen])
    assert repeats == 0


def _print_arrival(arrival: int, chosen: Sequence[PostCandidate]) -> None:
    new = [one.episode == NEWEST for one in chosen[arrival:]]
    in_a_row = sum(one.episode == other.episode for one, other in pairwise(chosen))
    print(
        f"a new episode of {NEW} on day {arrival}: first after {new.index(True)} days,"
        f" {sum(new[:60])} in its first 60 days, {sum(new)} in 400, {in_a_row} in a row,"
        f" nearest repeat after {min(_gaps([one.quote for one in chosen]), default=0)} days"
    )


def _print_group(name: str, keys: Sequence[Hashable]) -> None:
    """Print the spacing; `off share` is the most a group was ahead or behind, in posts."""
    gaps = _gaps(keys)
    in_a_row = sum(one == other for one, other in pairwise(keys))
    spread = f"{min(gaps)}, {statistics.median(gaps):g}, {max(gaps)}" if gaps else "each once"
    print(f"  {name:<10}{len(set(keys)):>8}{in_a_row:>10}{spread:>28}{_off_share(keys):>11.1f}")


def _gaps(keys: Sequence[Hashable]) -> list[int]:
    last: dict[Hashable, int] = {}
    gaps: list[int] = []
    for place, key in enumerate(keys):
        if key in last:
            gaps.append(place - last[key])
        last[key] = place
    return gaps


def _off_share(keys: Sequence[Hashable]) -> float:
    totals, so_far, most = Counter(keys), Counter[Hashable](), 0.0
    for days, key in enumerate(keys, start=1):
        so_far[key] += 1
        ahead = (abs(so_far[one] - total * days / len(keys)) for one, total in totals.items())
        most = max(most, *ahead)
    return most


if __name__ == "__main__":
    main()
