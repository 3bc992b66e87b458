"""`pullquote migrate`: move the library into another database."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.console import print_line, print_table
from bot.cli.options import Database, DataDir
from bot.cli.resources import read_settings
from bot.cli.row_progress import shown_progress
from bot.errors import SettingsError, StoreError

if TYPE_CHECKING:
    from bot.settings import Settings

_RUNNING = (
    "A bot is running on the data folder {folder}; stop all its processes first, because what it "
    "writes from now on would be lost."
)

Source = Annotated[
    str,
    typer.Option(
        "--from",
        metavar="DATABASE",
        help="The database that has the library: sqlite, postgres or an address.",
    ),
]
Target = Annotated[
    str,
    typer.Option(
        "--to",
        metavar="DATABASE",
        help="An empty database, or one into which a move was stopped: likewise.",
    ),
]


def migrate(
    *, source: Source, target: Target, database: Database = None, data_dir: DataDir = None
) -> None:
    """Move the library into another database, and compare every row.

    Stop the bot first. The source is not changed. A move that was stopped goes on if the command
    is run again. `sqlite` is library.db in the data folder, `postgres` the database that
    PULLQUOTE_DATABASE_URL names.

    For example:

        pullquote migrate --from sqlite --to postgres
    """
    settings = read_settings(database, data_dir)
    ends = _to_address(source, settings), _to_address(target, settings)
    try:
        counts = asyncio.run(_move(*ends, data_dir=settings.data_dir))
    except KeyboardInterrupt:
        raise StoreError(
            "The move was stopped. Run the same command again: it goes on where it stopped."
        ) from None
    print_table(("table", "rows"), [(name, f"{number:,}") for name, number in counts.items()])
    print_line(
        f"{sum(counts.values()):,} rows were copied and are the same in both databases. Set "
        "PULLQUOTE_DATABASE_URL to the new one before you start the bot."
    )


def _to_address(named: str, settings: "Settings") -> str:
    if named == "sqlite":
        return f"sqlite+aiosqlite:///{settings.data_dir / 'library.db'}"
    if named != "postgres":
        return named
    if not settings.database_url.startswith("postgres"):
        raise SettingsError(
            "PULLQUOTE_DATABASE_URL names no PostgreSQL database; set it, or give the address in "
            "place of `postgres`, like postgresql+asyncpg://user:password@host/database."
        )
    return settings.database_url


async def _move(source: str, target: str, *, data_dir: Path) -> Mapping[str, int]:
    from bot.runtime.folders import make_folder
    from bot.runtime.lock import process_lock, running_folders
    from bot.store import folder_of, move_library

    make_folder(data_dir)
    for folder in filter(None, (data_dir, folder_of(source), folder_of(target))):
        if running_folders(folder):
            raise StoreError(_RUNNING.format(folder=folder))
    # A bot that is started meanwhile waits.
    async with process_lock(data_dir, waiting=lambda _: None):
        with shown_progress(lines=True) as report:
            return await move_library(source, target, report=report)
