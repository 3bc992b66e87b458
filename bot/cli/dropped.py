"""Import the transcripts that the operator drops into the data folder."""

from collections.abc import Collection
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from bot.cli.batch_import import FileResult, default_options, import_files
from bot.cli.resources import Resources
from bot.cli.sources import Source, find_sources
from bot.errors import TranscriptError, describe_error

if TYPE_CHECKING:
    from bot.analysis.informativeness import SentenceEncoder

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


async def import_dropped(
    resources: Resources, data_dir: Path, *, encoder: "SentenceEncoder | None" = None
) -> None:
    """Import the transcripts in the data folder; log each new or failed file."""
    folder = data_dir / "transcripts"
    sources = find_sources([folder], report=_log.warning) if any(folder.glob("*")) else ()
    options = default_options(data_dir, encoder=encoder)
    async for outcome in import_files(sources, resources, options):
        _log_result(outcome)
    if not sources and not await resources.store.every_episode():
        _log.warning(
            f"The library is empty. Put transcripts into {folder} and restart, "
            "or use `pullquote add`."
        )


def find_dropped(data_dir: Path, hashes: Collection[str]) -> list[Source]:
    """List the transcripts in the data folder that have one of these SHA-256.

    The next start would import them. Every file is read, as the library knows no names of files:
    .2 s of CPU for 500 transcripts of an hour.
    """
    if not hashes:
        return []
    folder = data_dir / "transcripts"
    sources = find_sources([folder], report=lambda _: None) if folder.is_dir() else ()
    found: list[Source] = []
    for source in sources:
        with suppress(TranscriptError):  # what cannot be read is not imported either
            if sha256(source.load().data).hexdigest() in hashes:
                found.append(source)
    return found


def _log_result(outcome: FileResult) -> None:
    """Log what became of a file, without its words or those of its guide."""
    imported, error, file = outcome.imported, outcome.error, str(outcome.source)
    if error is not None:
        # A transcript is refused for what the file is, a guide or a key by words of it.
        about_file = type(error) is TranscriptError
        why = str(error) if about_file else describe_error(error)
        _log.warning("transcript not imported", file=file, why=why)
    elif imported and imported.outcome != "unchanged":
        _log.info(
            "transcript imported",
            file=file,
            outcome=imported.outcome,
            quotes=imported.quotes,
            problems=len(imported.problems),
        )
