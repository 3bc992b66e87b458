"""`pullquote restore`: make the library of a backup, and keep what was there."""

import asyncio
import sys
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer

from bot import __version__
from bot.cli.backup import describe_contents, describe_counts
from bot.cli.console import print_line, print_note
from bot.cli.exclusive import bots_stopped
from bot.cli.options import Database, DataDir
from bot.cli.resources import now, open_resources, read_settings
from bot.errors import PullquoteError, StoreError

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.store import BackupSummary

File = Annotated[Path, typer.Argument(metavar="FILE", help="A file that `pullquote backup` wrote.")]


def restore(
    file: File,
    *,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask for confirmation.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check the file, and change nothing.")
    ] = False,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Put the library of a backup in the place of the present one, which is kept.

    Stop the bot first. The file is checked page by page; one of an older release is brought up to
    date. The index is built anew.

    For example:

        pullquote restore /backup/pullquote.db
    """
    settings = read_settings(database, data_dir)
    summary = _inspect(file)
    made = f", made {summary.made_at:%Y-%m-%d %H:%M} UTC" if summary.made_at else ""
    print_line(f"{file} is intact{made}: {describe_contents(summary)}.")
    if dry_run:
        return
    if not yes and sys.stdin.isatty():
        typer.confirm("Put it in the place of the present library?", abort=True, err=True)
    asyncio.run(_restore(settings, file))


def _inspect(file: Path) -> "BackupSummary":
    from bot.store import inspect_backup

    # The command of this name undid the removal of an episode.
    if not file.exists() and file.name == str(file):
        raise StoreError(
            f"There is no file {file}; check the path. To bring back an episode that was removed, "
            f"run `pullquote remove --undo {file}`."
        )
    return inspect_backup(file)


async def _restore(settings: "Settings", file: Path) -> None:
    from bot.cli.kept_files import put_beside
    from bot.store import read_kept_files, restore_backup, shown_address

    at, begun = now(), monotonic()
    async with bots_stopped(settings):
        kept_files = read_kept_files(file)
        with put_beside(kept_files, settings.data_dir, at=at) as move_files:
            restored = await restore_backup(
                file, settings.database_url, folder=settings.data_dir, at=at, release=__version__
            )
            if restored.kept:
                print_line(
                    f"What was there is kept in {restored.kept}; to go back, run `pullquote "
                    f"restore {restored.kept}`."
                )
            written = move_files()
        files = f" and {written:,} files of the data folder" if written else ""
        print_line(
            f"Restored {describe_counts(restored.counts)}{files} to "
            f"{shown_address(settings.database_url)} in {monotonic() - begun:.1f} s."
        )
        await _build_index(settings)


async def _build_index(settings: "Settings") -> None:
    """Build the index now, so that the bot can answer as soon as it starts."""
    begun = monotonic()
    try:
        async with open_resources(settings.database_url, settings.data_dir) as resources:
            episodes = len(resources.library.snapshot.episodes)
    except PullquoteError as error:
        print_note(f"The library is restored, and the next start builds its index. {error}")
        return
    print_line(f"Built the index of {episodes:,} episodes in {monotonic() - begun:.1f} s.")
