"""Find the transcripts that paths name: files, folders, patterns and zip archives."""

import glob
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.errors import TranscriptError
from bot.transcripts.files import File, entries, is_archive, load, load_entry

_SHOWN_SKIPPED = 3
"""The number of skipped files that are named for each folder; the others are counted."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file to import; `entry` is its name within the zip archive at `path`, "" for a file."""

    path: Path
    entry: str = ""

    def __str__(self) -> str:
        return str(self.path / self.entry) if self.entry else str(self.path)

    def load(self) -> File:
        """Read the file; raise TranscriptError if that fails."""
        return load_entry(self.path, self.entry) if self.entry else load(self.path)


def find_sources(paths: Iterable[Path], *, report: Callable[[str], None]) -> tuple[Source, ...]:
    """Return the named files, and the transcripts in each folder and zip archive, sorted by path.

    A path that does not exist may be a pattern such as `season-2/*.srt`. `report` gets a sentence
    for what is skipped; hidden files and READMEs are not mentioned.
    """
    found: list[Source] = []
    for named in paths:
        for path in _matching(named):
            if os.path.isdir(path):  # noqa: PTH112 - Path.is_dir raises where one may not look
                found += _in_folder(path, report=report)
            elif is_archive(path):
                found += _in_archive(path, report=report)
            else:
                found.append(Source(path))
    return tuple(found)


def _matching(path: Path) -> list[Path]:
    if not glob.has_magic(str(path)) or os.path.exists(path):  # noqa: PTH110 - like is_dir
        return [path]
    pattern = str(path)
    found = glob.glob(pattern, recursive=True)  # noqa: PTH207 - Path.glob needs a folder to begin in
    return [Path(one) for one in sorted(found)] or [path]


def _in_folder(folder: Path, *, report: Callable[[str], None]) -> Iterator[Source]:
    if not os.access(folder, os.R_OK | os.X_OK):
        report(f"{folder}: this user may not read the folder.")
        return
    names = sorted(file.relative_to(folder) for file in folder.rglob("*") if file.is_file())
    shown = [str(name) for name in names if not any(p.startswith(".") for p in name.parts)]
    for name in _readable(shown, place=folder, report=report):
        yield Source(folder / name)


def _in_archive(path: Path, *, report: Callable[[str], None]) -> Iterator[Source]:
    try:
        names = entries(path)
    except TranscriptError:  # told when it is imported
        yield Source(path)
        return
    for name in _readable(names, place=path, report=report):
        yield Source(path, name)


def _readable(names: Sequence[str], *, place: Path, report: Callable[[str], None]) -> list[str]:
    """Return the names of transcripts; report the others, and a place without transcripts."""
    from bot.transcripts.readers import SUFFIXES

    listed = [name for name in names if Path(name).stem.upper() != "README"]
    found = [name for name in listed if Path(name).suffix.lower() in SUFFIXES]
    others = [name for name in listed if name not in set(found)]
    if others:
        count = "1 file" if len(others) == 1 else f"{len(others)} files"
        more = f" and {len(others) - _SHOWN_SKIPPED} more" if len(others) > _SHOWN_SKIPPED else ""
        report(f"{place}: {count} skipped: {', '.join(others[:_SHOWN_SKIPPED])}{more}.")
    if not found:
        report(f"{place}: no transcripts found.")
    return found
