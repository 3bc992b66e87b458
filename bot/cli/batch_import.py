"""Import files one by one: each whole or not at all, and none stops the others."""

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
"""Problems of a file that are told one by one."""

_NAMED = 3
"""Files passed over that are named, of each folder."""


@dataclass(frozen=True, slots=True)
class FileResult:
    """Tell what became of one file: what was imported, or why it was not."""

    path: Path
    imported: "Imported | None" = None
    error: str = ""


def transcripts(paths: Iterable[Path]) -> tuple[Path, ...]:
    """List the files named and the transcripts of each folder, in order of their names.

    Say which other files a folder holds; hidden files and READMEs are left out without a word.
    """
    from bot.transcripts.readers import SUFFIXES

    found: list[Path] = []
    for path in paths:
        if not path.is_dir():
            found.append(path)
            continue
        files = sorted(file for file in path.rglob("*") if _is_listed(file, path))
        found += (file for file in files if file.suffix.lower() in SUFFIXES)
        others = [file for file in files if file.suffix.lower() not in SUFFIXES]
        if others:
            print_note(f"{path}: {_passed_over([str(file.relative_to(path)) for file in others])}")
    return tuple(found)


def _is_listed(file: Path, folder: Path) -> bool:
    hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
    return not hidden and file.stem.upper() != "README" and file.is_file()


def _passed_over(names: Sequence[str]) -> str:
    count = "1 file" if len(names) == 1 else f"{len(names)} files"
    rest = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{count} passed over: {', '.join(names[:_NAMED])}{rest} (Pullquote reads .txt and .md)."


async def import_files(
    files: Sequence[Path], resources: Resources, options: "Options"
) -> AsyncIterator[FileResult]:
    """Import each file and give what became of it."""
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
    """Import what was dropped into the data folder; say what is new and what cannot be read."""
    folder = data_dir / "transcripts"
    files = transcripts([folder]) if folder.is_dir() else ()
    async for outcome in import_files(files, resources, default_options(data_dir)):
        if outcome.imported is None or outcome.imported.outcome != "unchanged":
            print_note(describe_result(outcome))
    if not files and not await resources.store.every_episode():
        print_note(
            f"The library is empty: put .txt or .md files into {folder} and start again, "
            "or use `pullquote add`."
        )


def default_options(data_dir: Path) -> "Options":
    """Import now, with the guides that came with the project, and the operator's own."""
    from bot.ingest import GUIDES, Options

    return Options(guides=(GUIDES, data_dir / "guides"), added_at=now())


def describe_result(outcome: FileResult) -> str:
    """Tell what became of a file, the first problems of its guide on lines of their own."""
    imported = outcome.imported
    if imported is None:
        return f"{outcome.path}: not imported: {outcome.error}"
    episode = imported.episode
    speaker_count = f", {len(episode.speakers)} speakers" if episode.speakers else ""
    first = (
        f"{outcome.path}: {imported.outcome} as {episode.key}: “{episode.title}” "
        f"({imported.quotes} quotes, {episode.length:,} characters{speaker_count})"
    )
    return "\n".join([first, *(f"  {line}" for line in _first_few(imported.problems))])


def _first_few(problems: Sequence[str]) -> Iterator[str]:
    yield from problems[:_SHOWN_PROBLEMS]
    if len(problems) > _SHOWN_PROBLEMS:
        yield f"and {len(problems) - _SHOWN_PROBLEMS} more: `pullquote guide check` tells them all."
