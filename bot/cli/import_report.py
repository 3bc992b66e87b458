"""Print the reports of imports."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from bot.cli.console import answer_console, plain, print_line, print_table
from bot.text.lexicon import language_names

if TYPE_CHECKING:
    from bot.ingest import Imported
    from bot.models import Dropped
    from bot.report import Report

_SHOWN_SPEAKERS = 6
_SHOWN_CHAPTERS = 8
_SHOWN_EPISODES = 3


def print_report(report: "Report") -> None:
    """Print what came, or would come, of one file."""
    from rich.table import Table
    from rich.text import Text

    from bot.cli.rendering import render_excerpt

    table = Table.grid(padding=(0, 2))
    for name, value in _fields(report):
        table.add_row(Text(name, style="dim"), Text(plain(value), overflow="fold"))
    answer_console().print(table)
    for sample in report.samples:
        render_excerpt(sample)


def print_reports(imports: Sequence["Imported"]) -> None:
    """Print what came, or would come, of several files as one table, then what is to be checked."""
    rows = [
        (
            imported.episode.key,
            ", ".join(filter(None, (report.format, report.language))),
            len(report.speakers),
            _length(report),
            report.quotes,
            _counts(imported),
        )
        for imported in imports
        if (report := imported.report)
    ]
    if rows:
        columns = ("Episode", "Format", "Speakers", "Length", "Quotes", "Left out, to check")
        print_table(columns, rows)
    for warning, keys in _to_check(imports).items():
        more = f" and {len(keys) - _SHOWN_EPISODES} more" if len(keys) > _SHOWN_EPISODES else ""
        print_line(f"To check in {', '.join(keys[:_SHOWN_EPISODES])}{more}: {warning}")
    outcomes = Counter(imported.outcome for imported in imports)
    print_line(", ".join(f"{count} {outcome}" for outcome, count in outcomes.items()))


def _counts(imported: "Imported") -> str:
    """Return the numbers of the most that was left out, of the rest, and of what is to check."""
    dropped = imported.report.dropped if imported.report else ()
    most, *others = sorted(dropped, key=lambda one: -one.count) or (None,)
    parts = [f"{most.count:,} {most.reason}"] if most else []
    if others:
        parts.append(f"{sum(one.count for one in others if one):,} others")
    if warnings := len(_warnings(imported)):
        parts.append(f"{warnings} to check")
    return ", ".join(parts)


def _warnings(imported: "Imported") -> tuple[str, ...]:
    return (*(imported.report.warnings if imported.report else ()), *imported.problems)


def _to_check(imports: Sequence["Imported"]) -> dict[str, list[str]]:
    """Map each distinct warning to the keys of its episodes, in order."""
    keys: dict[str, list[str]] = {}
    for imported in imports:
        for warning in dict.fromkeys(_warnings(imported)):
            keys.setdefault(warning, []).append(imported.episode.key)
    return keys


def report_fields(report: "Report | None") -> dict[str, object] | None:
    """Return a report as the object that is printed as JSON."""
    return None if report is None else asdict(report)


def _fields(report: "Report") -> list[tuple[str, str]]:
    shown, more = report.chapters[:_SHOWN_CHAPTERS], len(report.chapters) - _SHOWN_CHAPTERS
    language = language_names().get(report.language, report.language)
    chapters = "; ".join(shown) + (f"; and {more} more" if more > 0 else "")
    fields = [
        ("format", f"{report.format}, {report.encoding}"),
        ("language", language or "not known: give it with --language"),
        ("speakers", _speakers(report)),
        ("length", f"{_length(report)}, {report.words:,} words, {report.turns:,} turns"),
        ("quotes", f"{report.quotes:,}"),
        ("chapters", f"{len(report.chapters)}: {chapters}" if chapters else "none"),
        *(("left out", _dropped(dropped)) for dropped in report.dropped),
        *(("to check", warning) for warning in report.warnings),
    ]
    return [(name, value) for name, value in fields if value]


def _speakers(report: "Report") -> str:
    shares = [f"{one.name} {one.share:.0%}" for one in report.speakers]
    more = len(shares) - _SHOWN_SPEAKERS
    return ", ".join(shares[:_SHOWN_SPEAKERS]) + (f" and {more} more" if more > 0 else "")


def _length(report: "Report") -> str:
    from bot.ui.location import format_moment

    return "no times" if report.length_ms is None else format_moment(report.length_ms)


def _dropped(dropped: "Dropped") -> str:
    example = f", for example “{dropped.example}”" if dropped.example else ""
    return f"{dropped.reason} ({dropped.count}{example})"
