"""A guide's source -> Guide; every fault is told with its line and key."""

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from bot.errors import GuideError
from bot.guide.concordance import compared_forms
from bot.guide.model import AnchorPoint, ChapterMark, Details, Guide, MarkedRange, SpeakerRange
from bot.guide.toml_tables import Lines, Source
from bot.models import Link, NameCorrection

T = TypeVar("T")


def read_guide(path: Path) -> Guide:
    """Read a guide from its file; the error names the file."""
    try:
        return parse_guide(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise GuideError(f"The guide {path.name} cannot be opened: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise GuideError(f"The guide {path.name} is not UTF-8 text, so save it as such.") from error
    except GuideError as error:
        raise GuideError(f"The guide {path.name} cannot be used. {error}") from error


def find_guide(sha256: str, folder: Path) -> Guide | None:
    """Find the guide in a folder that names this transcript; the first by file name."""
    guides = (read_guide(path) for path in sorted(folder.glob("*.toml")))
    return next((guide for guide in guides if guide.sha256 == sha256.lower()), None)


def parse_guide(source: str) -> Guide:
    """Read a guide from its text."""
    try:
        tables = tomllib.loads(source)
    except (ValueError, RecursionError) as error:  # also numbers of 4,300 digits, and deep nesting
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
        chapters=tuple(_with_lines(ChapterMark, "chapters", read.chapters, lines)),
        names=_names(read, lines),
        highlights=tuple(_with_lines(MarkedRange, "highlights", read.highlights, lines)),
        excluded=tuple(_with_lines(MarkedRange, "excluded", read.excluded, lines)),
    )


def _not_toml(error: Exception, source: str) -> GuideError:
    """Tell the line; tomllib says "at end of document" where it notices only there."""
    reason, _, point = str(error).partition(" (at ")
    found = re.search(r"line (\d+)", point)
    line = found[1] if found else source.rstrip().count("\n") + 1
    return GuideError(f"Line {line}: this is not TOML ({reason}), so correct it there or before.")


def _with_lines(
    kind: Callable[..., T], table: str, entries: Sequence[BaseModel], lines: Lines
) -> Iterator[T]:
    """Make a value of each entry of a table, its places with their lines."""
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
                why = f'names "{misheard}" a second time, so keep one of the two'
                raise lines.wrong(why, "names", nth, "heard")
            known[compared_forms(misheard)] = NameCorrection(misheard, name.right)
    return tuple(known.values())
