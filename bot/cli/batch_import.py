"""Import files one by one; a file that fails does not stop the others."""

import hashlib
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from bot.cli.console import progress
from bot.cli.preparation import AHEAD, Loaded, load, open_workers
from bot.cli.resources import Resources, now
from bot.cli.sources import Source
from bot.errors import KeyTakenError, PullquoteError
from bot.runtime.ahead import load_ahead
from bot.text.lexicon import language_names

if TYPE_CHECKING:
    from bot.analysis.informativeness import SentenceEncoder
    from bot.import_options import Options
    from bot.ingest import Imported
    from bot.models import QuoteChanges
    from bot.transcripts.files import File

_SHOWN_PROBLEMS = 5
"""The number of problems of a file that are printed; the others are counted."""


_KEY_TWICE = (
    "{source} of this import has the same key, {key}: rename one of the files, or import it alone "
    "with --key."
)


@dataclass(frozen=True, slots=True)
class FileResult:
    """The result for one file: the import, or the reason for its failure."""

    source: Source
    imported: "Imported | None" = None
    error: PullquoteError | None = None


async def import_files(
    sources: Sequence[Source], resources: Resources, options: "Options"
) -> AsyncIterator[FileResult]:
    """Import each file, and yield its result, in order; of two with one key, refuse the second."""
    known: dict[str, FileResult] = {}
    with open_workers(len(sources)) as workers:
        stored = () if options.replace else await resources.store.every_episode()
        hashes = {episode.sha256 for episode in stored}
        load_one = partial(load, options=options, workers=workers, known=hashes)
        async with aclosing(load_ahead(sources, load_one, ahead=AHEAD)) as loaded:
            for done, source in enumerate(sources):
                with progress(f"Importing {source}", done=done, total=len(sources)):
                    found = await anext(loaded)
                    result = await _import_file(source, found, resources, options, known=known)
                if result.imported:
                    known.setdefault(result.imported.episode.key, result)
                yield result
    await resources.library.refresh()


async def _import_file(
    source: Source,
    loaded: Loaded,
    resources: Resources,
    options: "Options",
    *,
    known: Mapping[str, FileResult],
) -> FileResult:
    from bot import ingest

    file = loaded.file
    if file is None:
        return FileResult(source, error=loaded.error)
    key = options.key or PurePath(file.name).stem.strip()
    if key in known and not _is_same(file, known[key]):
        twice = _KEY_TWICE.format(key=key, source=known[key].source)
        return FileResult(source, error=KeyTakenError(twice))
    try:
        imported = await ingest.add(
            file, store=resources.store, options=options, ready=loaded.ready
        )
    except PullquoteError as error:
        return FileResult(source, error=error)
    # What a dry run of many files has prepared would fill the memory.
    return FileResult(source, replace(imported, ready=None))


def _is_same(file: "File", earlier: FileResult) -> bool:
    """Return whether a file has the bytes of one that this import has stored."""
    if earlier.imported is None or earlier.imported.outcome.startswith("would"):
        return False
    return earlier.imported.episode.sha256 == hashlib.sha256(file.data).hexdigest()


def default_options(data_dir: Path, *, encoder: "SentenceEncoder | None" = None) -> "Options":
    """Return the options to import now, with the project's guides and the operator's own."""
    from bot.import_options import GUIDES, Options

    return Options(guides=(GUIDES, data_dir / "guides"), added_at=now(), encoder=encoder)


def describe_result(outcome: FileResult) -> str:
    """Describe the result for a file, with the first problems of its guide on separate lines."""
    imported = outcome.imported
    if imported is None:
        return f"{outcome.source}: not imported: {outcome.error}"
    episode = imported.episode
    spoken = language_names().get(episode.language, episode.language)
    spoken = f", {spoken}" if spoken else ""
    speaker_count = f", {len(episode.speakers)} speakers" if episode.speakers else ""
    summary = (
        f"{outcome.source}: {imported.outcome} as {episode.key}: “{episode.title}” "
        f"({imported.quotes} quotes, {episode.length:,} characters{speaker_count}{spoken})"
    )
    changes = [f"  {_changes(imported.changes)}"] if imported.changes else []
    return "\n".join([summary, *changes, *(f"  {line}" for line in _first_few(imported.problems))])


def _changes(changes: "QuoteChanges") -> str:
    """Say what became of the quotes of the transcript that was replaced."""
    parts = (
        f"{changes.kept:,} quotes kept",
        f"{len(changes.moved):,} found again in other quotes",
        f"{changes.lost:,} gone",
        f"{changes.new:,} new",
    )
    return ", ".join(parts)


def _first_few(problems: Sequence[str]) -> Iterator[str]:
    yield from problems[:_SHOWN_PROBLEMS]
    if len(problems) > _SHOWN_PROBLEMS:
        yield f"and {len(problems) - _SHOWN_PROBLEMS} more: `pullquote guide check` lists them all."
