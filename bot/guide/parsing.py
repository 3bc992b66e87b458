"""Parse guides; the message of every error has its line and key."""

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from bot.errors import GuideError
from bot.guide.concordance import compared_forms
from bot.guide.model import AnchorPoint, ChapterMark, Details, Guide, MarkedRange, SpeakerRange
from bot.guide.toml_tables import Lines, Source
from bot.models import Link, NameCorrection, SpeakerName

T = TypeVar("T")

_LONGEST = 2_000_000
"""In characters; that of a long conversation has 50,000."""

_MOST_PARTS = 100
_LONG_KEY = re.compile(
    rf"""(?<![\w-])(?:(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*){{{_MOST_PARTS}}}"""
)
"""A key like `a.b.c` of so many parts that tomllib takes minutes for it."""


def read_guide(path: Path) -> Guide:
    """Read a guide from a file; the message of a GuideError begins with the file's name."""
    try:
        return parse_guide(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise GuideError(
            f"The guide {path.name} cannot be opened ({error.strerror}): check the path."
        ) from error
    except UnicodeDecodeError as error:
        raise GuideError(f"The guide {path.name} is not UTF-8 text: save it as UTF-8.") from error
    except GuideError as error:
        raise GuideError(f"The guide {path.name} cannot be used. {error}") from error


def find_guide(sha256: str, folder: Path) -> Guide | None:
    """Return the first guide of a folder, by file name, that has this transcript's hash, if any."""
    guides = (read_guide(path) for path in sorted(folder.glob("*.toml")))
    return next((guide for guide in guides if guide.sha256 == sha256.lower()), None)


# For each transcript that is imported, all guides of the folders are looked through.
@lru_cache(maxsize=32)
def parse_guide(source: str) -> Guide:
    """Parse the text of a guide; raise GuideError at its first fault."""
    if len(source) > _LONGEST:
        raise GuideError(
            f"Line 1: it has over {_LONGEST:,} characters: leave out what is no guide."
        )
    if found := _LONG_KEY.search(source):
        line = source.count("\n", 0, found.start()) + 1
        raise GuideError(f"Line {line}: a key has {_MOST_PARTS} parts or more: correct this line.")
    try:
        tables = tomllib.loads(source)
    except (ValueError, RecursionError) as error:  # also for huge numbers and deep nesting
        raise _not_toml(error, source) from error
    lines = Lines(source)
    try:
        read = Source.model_validate(tables)
    except ValidationError as error:
        raise lines.first_wrong(error) from error
    links = tuple(Link(**dict(link)) for link in read.links)
    return Guide(
        sha256=read.transcript.sha256,
        length=read.transcript.length,
        episode=Details(**dict(read.episode), links=links),
        speakers=tuple(_with_lines(SpeakerRange, "speakers", read.speakers, lines)),
        speaker_names=tuple(
            SpeakerName(label, one.name) for one in read.speaker_names for label in one.labels
        ),
        chapters=tuple(_with_lines(ChapterMark, "chapters", read.chapters, lines)),
        names=_names(read, lines),
        highlights=tuple(_with_lines(MarkedRange, "highlights", read.highlights, lines)),
        excluded=tuple(_with_lines(MarkedRange, "excluded", read.excluded, lines)),
    )


def _not_toml(error: Exception, source: str) -> GuideError:
    """Return the error with its line: the last one where tomllib says "at end of document"."""
    reason, _, point = str(error).partition(" (at ")
    found = re.search(r"line (\d+)", point)
    line = found[1] if found else source.rstrip().count("\n") + 1
    return GuideError(f"Line {line}: this is not TOML ({reason}): correct this line or one before.")


def _with_lines(
    kind: Callable[..., T], table: str, entries: Sequence[BaseModel], lines: Lines
) -> Iterator[T]:
    """Yield an object for each entry of a table, adding the lines of its anchor points."""
    for nth, entry in enumerate(entries):
        values = dict(entry)
        for name, value in values.items():
            if isinstance(value, AnchorPoint):
                key = "to" if value.closing else "from"
                values[name] = replace(value, line=lines.of(table, nth, key))
        yield kind(**values)


def _names(read: Source, lines: Lines) -> tuple[NameCorrection, ...]:
    known: dict[tuple[str, ...], NameCorrection] = {}
    for nth, name in enumerate(read.names):
        for misheard in name.heard:
            if compared_forms(misheard) in known:
                why = f'has "{misheard}" a second time: keep one of the two'
                raise lines.wrong(why, "names", nth, "heard")
            known[compared_forms(misheard)] = NameCorrection(misheard, name.right)
    return tuple(known.values())
