"""Print what a week has shown, as the tables of the documentation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from benchmarks.week import posts
from benchmarks.week.log import accounted, why
from benchmarks.week.replay import GROWING_DAYS, Week
from benchmarks.week.resources import Sample, growth
from benchmarks.week.timed import COLD, KEYSTROKE, Kind
from tests.support.wire.world import World

_MB = 2**20


def report(week: Week, world: World) -> None:
    """Print all tables."""
    _print_answers(week)
    _print_days(week)
    days = len(week.outcome.days)
    _print_growth(week, since=GROWING_DAYS)
    if days // 2 > GROWING_DAYS:
        _print_growth(week, since=days // 2)
    _print_objects(week)
    _print_outcomes(week, world)


def _print_answers(week: Week) -> None:
    kinds = week.outcome.timed.kinds
    asked = Kind()
    for name, kind in kinds.items():
        if name != KEYSTROKE:
            asked.first += kind.first
            asked.shown += kind.shown
            asked.cold += kind.cold
            asked.outcomes += kind.outcomes
    print(
        "\n| milliseconds | n | p50 | p95 | p99 | most | p99 until it is complete | late | failed |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    warm, seen = Counter(asked.first), Counter(asked.cold)
    parts = {
        f"**more than {COLD:.0f} s after a start**": Kind([*(warm - seen).elements()]),
        f"**in the first {COLD:.0f} s of a process**": Kind(asked.cold),
    }
    ordered = sorted(kinds.items(), key=lambda one: -len(one[1].first))
    for name, kind in (("**all but keystrokes**", asked), *parts.items(), *ordered):
        if kind.first:
            _print_kind(name, kind)


def _print_kind(name: str, kind: Kind) -> None:
    cells = (
        *(_at(kind.first, share) for share in (0.5, 0.95, 0.99, 1.0)),
        _at(kind.shown or kind.first, 0.99),
    )
    counted = f"{len(kind.first):,}", *(f"{one * 1000:,.0f}" for one in cells)
    failed = kind.outcomes["silent"]
    print(f"| {name} | {' | '.join(counted)} | {kind.outcomes['late']} | {failed} |")


def _at(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def _print_days(week: Week) -> None:
    names = (
        "day",
        "interactions",
        "imports",
        "RSS",
        "anonymous",
        "children",
        "Python blocks",
        "C heap",
        "tasks",
        "files",
        "threads",
    )
    print(f"\n| {' | '.join((*names, 'database', 'WAL', 'index', 'data folder'))} |")
    print("|---" * (len(names) + 4) + "|")
    before = (0, 0)
    for day, (done, objects) in enumerate(
        zip(week.outcome.days, week.outcome.objects, strict=True), start=1
    ):
        held = _end_of_day(week, day)
        sizes = (held.database, held.log, held.index, held.folder)
        cells = (
            *(day, f"{done[0] - before[0]:,}", done[1] - before[1], _mb(held.resident)),
            *(_mb(held.anonymous), _mb(held.children), f"{objects.blocks:,}"),
            *(_mb(objects.heap), objects.tasks),
            *(held.files, held.threads),
            *map(_mb, sizes),
        )
        print(f"| {' | '.join(map(str, cells))} |")
        before = done


def _print_growth(week: Week, *, since: int) -> None:
    """Print the slopes from a day on, where one process served a library of one size."""
    held = [one for one in week.outcome.samples if one.at > since]
    values = {
        "memory that is no file's (anonymous), MB": [one.anonymous / _MB for one in held],
        "memory of child processes, MB": [one.children / _MB for one in held],
        "memory with pages of files (RSS), MB": [one.resident / _MB for one in held],
        "open files": [float(one.files) for one in held],
        "threads": [float(one.threads) for one in held],
        "database, MB": [one.database / _MB for one in held],
        "write-ahead log, MB": [one.log / _MB for one in held],
        "index, MB": [one.index / _MB for one in held],
    }
    print(
        f"\n| days {since + 1} to {len(week.outcome.days)} | a day | in all | most within a day | |"
    )
    print("|---|---|---|---|---|")
    for name, points in values.items():
        grown = growth([(one.at, value) for one, value in zip(held, points, strict=True)])
        judged = "flat" if grown.flat else "grows"
        print(
            f"| {name} | {grown.slope:+.2f} | {grown.slope * grown.days:+.1f} | {grown.noise:.1f} "
            f"| {judged} |"
        )


def _print_objects(week: Week) -> None:
    """Print which objects of Python the process gained, and what is garbage among the frozen."""
    first, last = week.outcome.objects[GROWING_DAYS], week.outcome.objects[-1]
    gained = Counter(last.kinds)
    gained.subtract(first.kinds)
    most = ", ".join(f"{name} {number:+}" for name, number in gained.most_common(12) if number)
    print(f"\nObjects since the end of day {GROWING_DAYS + 1}: {last.objects - first.objects:+,}")
    print(f"Most: {most}")
    thawed = week.outcome.thawed
    garbage = Counter(thawed.garbage)
    most = ", ".join(f"{name} {number}" for name, number in garbage.most_common(12))
    print(f"Frozen at the end: {thawed.frozen:,} objects, {garbage.total():,} of them garbage")
    print(f"Most: {most}")
    print(f"Snapshots held: {thawed.kinds.get('bot.library.snapshot.Snapshot', 0)}")


def _print_outcomes(week: Week, world: World) -> None:
    """Print what came of everything as a table, then each thing that went wrong."""
    outcome, serving = week.outcome, week.serving
    counted = posts.posted(world)
    doubled = [one for one, number in counted.items() if number > 1]
    made = Counter(mark.partition(":")[0] for _, mark in counted)
    said = accounted(serving.log.read_text("utf-8").splitlines())
    strange = sum(number for one, number in said.items() if not why(one))
    ends = [one for one in serving.ends if one.startswith("SIGTERM")]
    rows = {
        "answers": _told(outcome.timed.kinds.values()),
        "highlights": f"{outcome.due} due, {made['d']} posted, {len(outcome.missed)} missed",
        "announcements, digests, alerts": f"{made['e']}, {made['w']} and {made['al']} messages",
        "posts and alerts that were doubled": f"{len(doubled)}",
        "imports": f"{week.imports.count}; {week.command_line.ran} commands beside the bot",
        "failures, tracebacks": f"{len(outcome.failures)}, {_tracebacks(week)}",
        "ends": f"{'; '.join(ends)}; away {[round(one, 1) for one in serving.away]} s",
        "CPU of the bot": f"{serving.cpu:.0f} s",
        "warnings and errors in the log": f"{said.total()}, {strange} of them unexpected",
    }
    print("\n| what came of it | |\n|---|---|")
    for name, value in rows.items():
        print(f"| {name} | {value} |")
    print(f"\nIn the ledger: {posts.outcomes(week.data / 'library.db')}")
    for one, number in said.most_common():
        print(f"  {number} x {one} [{why(one) or 'UNEXPECTED'}]")
    for one in (*doubled, *outcome.missed, *outcome.failures):
        print(f"  wrong: {one}")


def _told(kinds: Iterable[Kind]) -> str:
    outcomes, waits = Counter[str](), 0
    for kind in kinds:
        outcomes += kind.outcomes
        waits += kind.asked_to_wait
    return (
        f"{outcomes['answered']:,} in time, {outcomes['late']} late, {outcomes['silent']} missing, "
        f"{outcomes['cut']} cut by `kill -9`; {waits} asked to wait"
    )


def _tracebacks(week: Week) -> int:
    lines = week.serving.log.read_text("utf-8").splitlines()
    return sum('"exception"' in line or "Traceback" in line for line in lines)


def _end_of_day(week: Week, day: int) -> Sample:
    until = [one for one in week.outcome.samples if one.at <= day + 0.02]
    return until[-1]


def _mb(number: float) -> str:
    return f"{number / _MB:,.1f}"
