"""Import files one by one; a file that fails does not stop the others."""

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.console import print_note, progress
from bot.cli.resources import Resources, now
from bot.errors import PullquoteError

if TYPE_CHECKING:
    from bot.ingest import Imported, Options

_SHOWN_PROBLEMS = 5
"""The number of problems of a file that are printed; the others are counted."""

_SHOWN_SKIPPED = 3
"""The number of skipped files that are named for each folder; the others are counted."""


@dataclass(frozen=True, slots=True)
class FileResult:
    """The result for one file: the import, or the reason for its failure."""

    path: Path
    imported: "Imported | None" = None
    error: str = ""


def transcripts(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Return the named files, and the transcripts in each folder sorted by path.

    Print a note about skipped files in a folder; hidden files and READMEs are not mentioned.
    """
    from bot.transcripts.readers import SUFFIXES

    listed: list[Path] = []
    for path in paths:
        if not path.is_dir():
            listed.append(path)
            continue
        files = sorted(file for file in path.rglob("*") if _is_listed(file, path))
        listed += (file for file in files if file.suffix.lower() in SUFFIXES)
        others = [file for file in files if file.suffix.lower() not in SUFFIXES]
        if others:
            print_note(f"{path}: {_skipped([str(file.relative_to(path)) for file in others])}")
    return tuple(listed)


def _is_listed(file: Path, folder: Path) -> bool:
    hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
    return not hidden and file.stem.upper() != "README" and file.is_file()


def _skipped(names: Sequence[str]) -> str:
    count = "1 file" if len(names) == 1 else f"{len(names)} files"
    more = f" and {len(names) - _SHOWN_SKIPPED} more" if len(names) > _SHOWN_SKIPPED else ""
    named = ", ".join(names[:_SHOWN_SKIPPED])
    return f"{count} skipped: {named}{more} (Pullquote reads .txt and .md)."


async def import_files(
    files: Sequence[Path], resources: Resources, options: "Options"
) -> AsyncIterator[FileResult]:
    """Import each file, and yield its result."""
    for done, file in enumerate(files):
        with progress("Importing", done=done, total=len(files)):
            result = await _import_file(file, resources, options)
        yield result
    await resources.library.refresh()


async def _import_file(file: Path, resources: Resources, options: "Options") -> FileResult:
    from bot import ingest

    try:
        imported = await ingest.add(file, store=resources.store, options=options)
    except PullquoteError as error:
        return FileResult(file, error=str(error))
    return FileResult(file, imported)


async def import_dropped(resources: Resources, data_dir: Path) -> None:
    """Import the transcripts in the data folder; print a note for each new or failed file."""
    folder = data_dir / "transcripts"
    files = transcripts([folder]) if folder.is_dir() else ()
    async for outcome in import_files(files, resources, default_options(data_dir)):
        if outcome.imported is None or outcome.imported.outcome != "unchanged":
            print_note(describe_result(outcome))
    if not files and not await resources.store.every_episode():
        print_note(
            f"The library is empty. Put .txt or .md files into {folder} and restart, "
            "or use `pullquote add`."
        )


def default_options(data_dir: Path) -> "Options":
    """Return the options to import now, with the project's guides and the operator's own."""
    from bot.ingest import GUIDES, Options

    return Options(guides=(GUIDES, data_dir / "guides"), added_at=now())


def describe_result(outcome: FileResult) -> str:
    """Describe the result for a file, with the first problems of its guide on separate lines."""
    imported = outcome.imported
    if imported is None:
        return f"{outcome.path}: not imported: {outcome.error}"
    episode = imported.episode
    speaker_count = f", {len(episode.speakers)} speakers" if episode.speakers else ""
    summary = (
        f"{outcome.path}: {imported.outcome} as {episode.key}: “{episode.title}” "
        f"({imported.quotes} quotes, {episode.length:,} characters{speaker_count})"
    )
    return "\n".join([summary, *(f"  {line}" for line in _first_few(imported.problems))])


def _first_few(problems: Sequence[str]) -> Iterator[str]:
    yield from problems[:_SHOWN_PROBLEMS]
    if len(problems) > _SHOWN_PROBLEMS:
        yield f"and {len(problems) - _SHOWN_PROBLEMS} more: `pullquote guide check` lists them all."
