"""Import every transcript of the corpora, and look for what nobody said in its quotes.

    python -m benchmarks.formats

Prints, as Markdown: a row for each file of `formats` and `cases`, a row for each show of
`changelog`, and, for each format, how many of its quotes hold a time, a label of a speaker of that
file, an index of a caption, or markup. What was found is listed with its file; the exit code is 1
if there is any.
"""

import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpora import folder
from bot.episode_preparation import Prepared, prepare
from bot.errors import PullquoteError
from bot.import_options import Options
from bot.models import Quote, Transcript
from bot.transcripts.readers import SUFFIXES, read
from bot.ui.location import format_moment

_FOLDERS = ("formats", "cases")
_AS_WRITTEN = frozenset({"text", "markdown"})
"""The formats in which the text of a quote is the file's own, with its markup."""

_NOBODY = frozenset({"Break", "Jingle", "Outro", "Prompt Templates Song"})
"""What `changelog` has in bold that is no speaker."""

_BOLD_NAME = re.compile(r"^\*\*([^*\n]{1,80}):\*\*", re.MULTILINE)
_TIME = re.compile(r"\d:[0-5]\d(?!\d)(?!\s?[ap]\.?m\b)|-->", re.IGNORECASE)
"""A time of day that somebody names ("5:00 PM") is none."""
_INDEX = re.compile(r"^\s*\d+\s*$|^\s*\d{1,5}\s+\d\d?:\d\d", re.MULTILINE)
_MARKUP = re.compile(
    r"</?[A-Za-z][^<>]{0,200}>|\{\\|&[a-z]{2,8};|&#\d|\*\*|\]\(|^#+ |https?://|www\.", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of importing a file: what was made of it in `seconds`, or why it was refused."""

    path: Path
    seconds: float
    transcript: Transcript | None = None
    prepared: Prepared | None = None
    refused: str = ""

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """The quotes, none of a refused file."""
        return self.prepared.content.quotes if self.prepared else ()

    @property
    def speakers(self) -> tuple[str, ...]:
        """The speakers in the order in which they speak first."""
        turns = self.transcript.turns if self.transcript else ()
        return tuple(dict.fromkeys(turn.speaker for turn in turns if turn.speaker))


@dataclass(frozen=True, slots=True)
class Finding:
    """What a quote holds that nobody said."""

    kind: str
    file: str
    found: str
    display: str


def _import(path: Path) -> Outcome:
    began = time.process_time()
    try:
        transcript = read(path)
        prepared = prepare(transcript, key=path.stem, options=Options(guides=()))
    except PullquoteError as error:
        return Outcome(path, time.process_time() - began, refused=str(error))
    return Outcome(path, time.process_time() - began, transcript, prepared)


def _files(place: Path) -> list[Path]:
    found = [path for path in sorted(place.rglob("*")) if path.suffix.lower() in SUFFIXES]
    return [path for path in found if path.stem.upper() != "README"]


def _print_table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    print(f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}")
    for row in rows:
        print("|" + "".join(f" {_cell(value)} |" if _cell(value) else " |" for value in row))
    print()


def _cell(value: object) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ")


def _file_row(outcome: Outcome) -> tuple[object, ...]:
    transcript = outcome.transcript
    if transcript is None:
        return (outcome.path.name, *[""] * 7, f"refused: {outcome.refused}")
    return (
        outcome.path.name,
        transcript.format,
        transcript.language,
        len(transcript.turns),
        _named(outcome.speakers),
        _times(transcript),
        len(outcome.quotes),
        "; ".join(f"{one.reason} ({one.count})" for one in transcript.dropped),
        _warned(outcome.prepared),
    )


def _warned(prepared: Prepared | None) -> str:
    """Return what the report says is to be checked, without what every file without times has."""
    warnings = prepared.report.warnings if prepared else ()
    return " ".join(one for one in warnings if not one.startswith("It has no times"))


def _named(speakers: Sequence[str]) -> str:
    shown = ", ".join(speakers[:4])
    return f"{shown} and {len(speakers) - 4} more" if len(speakers) > 4 else shown


def _times(transcript: Transcript) -> str:
    if not transcript.cues:
        return "none"
    first, last = (f(cue.start_ms for cue in transcript.cues) for f in (min, max))
    return f"{format_moment(first)} to {format_moment(last)}"


def _show_row(show: str, outcomes: Sequence[Outcome]) -> tuple[object, ...]:
    return (
        show,
        len(outcomes),
        sum(len(one.transcript.turns) for one in outcomes if one.transcript),
        sum(map(_has_bold_names, outcomes)),
        sum(len(one.quotes) for one in outcomes),
        Counter(one.transcript.language for one in outcomes if one.transcript).most_common(1)[0][1],
        f"{sum(one.seconds for one in outcomes):.1f}",
    )


def _has_bold_names(outcome: Outcome) -> bool:
    """Return whether the speakers of a Markdown file are exactly the names in bold."""
    bold = map(str.strip, _BOLD_NAME.findall(outcome.path.read_text(encoding="utf-8")))
    return set(bold) - _NOBODY == set(outcome.speakers)


def _findings(outcome: Outcome, quote: Quote) -> Iterator[Finding]:
    shown = [quote.display]
    if outcome.transcript and outcome.transcript.format not in _AS_WRITTEN:
        shown.append(quote.text)
    for kind, pattern in _patterns(outcome.speakers).items():
        found = next(filter(None, map(pattern.search, shown)), None)
        if found:
            yield Finding(kind, outcome.path.name, found.group(), quote.display)


def _patterns(speakers: Sequence[str]) -> Mapping[str, re.Pattern[str]]:
    patterns = {"time": _TIME, "index": _INDEX, "markup": _MARKUP}
    if not speakers:
        return patterns
    names = "|".join(map(re.escape, speakers))
    return patterns | {"label": re.compile(rf"(?<!\w)(?:{names})\s*(?:\([^()]*\))?\s*:")}


def _print_findings(outcomes: Sequence[Outcome]) -> int:
    """Print what the quotes of each format hold that nobody said; return its number."""
    by_format: defaultdict[str, list[tuple[Outcome, Quote]]] = defaultdict(list)
    for outcome in outcomes:
        if outcome.transcript:
            by_format[outcome.transcript.format] += [(outcome, one) for one in outcome.quotes]
    rows: list[tuple[object, ...]] = []
    findings: list[Finding] = []
    for name, quotes in sorted(by_format.items()):
        found = [finding for outcome, quote in quotes for finding in _findings(outcome, quote)]
        counts = Counter(finding.kind for finding in found)
        rows.append(
            (name, f"{len(quotes):,}", *(counts[k] for k in ("time", "label", "index", "markup")))
        )
        findings += found
    _print_table(("format", "quotes", "a time", "a label", "an index", "markup"), rows)
    for finding in findings:
        print(f"- {finding.kind} {finding.found!r} in {finding.file}: {finding.display}")
    return len(findings)


def main() -> int:
    """Print the tables; return 1 if a quote holds what nobody said."""
    corpora = folder()
    imported: list[Outcome] = []
    columns = (
        "file",
        "format",
        "language",
        "turns",
        "speakers",
        "times",
        "quotes",
        "left out",
        "to check",
    )
    for name in _FOLDERS:
        outcomes = [_import(path) for path in _files(corpora / name)]
        _print_table(columns, [_file_row(outcome) for outcome in outcomes])
        imported += outcomes
    by_show = {
        place.name: [_import(path) for path in _files(place)]
        for place in sorted((corpora / "changelog").iterdir())
        if place.is_dir()
    }
    columns = ("show", "files", "turns", "speakers right", "quotes", "English", "CPU seconds")
    _print_table(columns, [_show_row(show, outcomes) for show, outcomes in by_show.items()])
    imported += [outcome for outcomes in by_show.values() for outcome in outcomes]
    return bool(_print_findings(imported))


if __name__ == "__main__":
    sys.exit(main())
