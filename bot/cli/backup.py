"""`pullquote backup`: write a backup of the library, also while the bot runs."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer

from bot import __version__
from bot.cli.console import print_line
from bot.cli.options import Database, DataDir
from bot.cli.resources import now, read_settings
from bot.cli.row_progress import shown_progress
from bot.errors import StoreError

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.store import BackupSummary

File = Annotated[Path, typer.Argument(metavar="FILE", help="The file to write.")]


def backup(
    file: File,
    *,
    replace: Annotated[
        bool, typer.Option("--replace", help="Write over a file of that name.")
    ] = False,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Write a backup of the library to a file, also while the bot runs.

    It holds everything that is stored, of one instant, and the data folder's guides and the
    transcripts that are not imported yet; not the settings with the token, the index or models.
    `pullquote restore` makes a library of it again, on SQLite or PostgreSQL.

    For example:

        pullquote backup /backup/pullquote.db --replace
    """
    if str(file) == "-":
        raise StoreError("A backup cannot be written to standard output; name a file.")
    begun = monotonic()
    summary = asyncio.run(_back_up(read_settings(database, data_dir), file, replace=replace))
    size = file.stat().st_size / 1_000_000
    print_line(f"{file}: {size:,.1f} MB, {describe_contents(summary)}.")
    print_line(f"Every page was read again and is intact ({monotonic() - begun:.1f} s in all).")


async def _back_up(settings: "Settings", file: Path, *, replace: bool) -> "BackupSummary":
    from bot.cli.kept_files import files_to_keep
    from bot.store import back_up

    with shown_progress(lines=False) as report:
        return await back_up(
            settings.database_url,
            file,
            files=files_to_keep(settings.data_dir),
            made_at=now(),
            release=__version__,
            replace=replace,
            report=report,
        )


def describe_contents(summary: "BackupSummary") -> str:
    """Say in words how much a backup holds."""
    described = describe_counts(summary.counts)
    files = len(summary.files)
    return f"{described}, and {files:,} files of the data folder" if files else described


def describe_counts(counts: Mapping[str, int]) -> str:
    """Say in words how much a library holds."""
    named = (
        ("episode", "episodes"),
        ("quote", "quotes"),
        ("schedule", "schedules"),
        ("post", "posts"),
        ("saved", "saved lines"),
        ("vote", "votes"),
        ("alert", "alerts"),
    )
    always = ("episode", "quote")
    parts = [
        f"{counts.get(table, 0):,} {words}"
        for table, words in named
        if counts.get(table) or table in always
    ]
    return f"{', '.join(parts)} ({sum(counts.values()):,} rows in all)"
