"""`pullquote reindex`: build the search index anew."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from bot.cli.console import print_line, print_note
from bot.cli.exclusive import bots_stopped
from bot.cli.options import Database, DataDir
from bot.cli.resources import now, read_settings

if TYPE_CHECKING:
    from bot.settings import Settings

_STEP = 10
"""Per cent of the episodes between two lines of progress."""


def reindex(*, database: Database = None, data_dir: DataDir = None) -> None:
    """Build the search index anew from the library.

    Stop the bot first. The old index stays until the new one is complete. Nothing is lost without
    an index: a bot that finds none builds one when it starts.

    For example:

        pullquote reindex
    """
    asyncio.run(_reindex(read_settings(database, data_dir)))


async def _reindex(settings: "Settings") -> None:
    from bot.cli.lost_library import refuse_lost_library
    from bot.library import Library
    from bot.runtime.lock import replica_folders
    from bot.search import open_index
    from bot.store import open_store

    refuse_lost_library(settings.database_url, settings.data_dir)
    async with bots_stopped(settings), open_store(settings.database_url) as store:
        for folder in (settings.data_dir, *replica_folders(settings.data_dir)):
            begun = monotonic()
            async with open_index(folder / "index") as index:
                await index.delete_others()
                library = Library(store, index, clock=now)
                counts = await store.quote_counts()
                print_note(f"Building the index of {len(counts):,} episodes.")
                episodes = await library.reindex(report=_reported(len(counts)))
                size = _size(folder / "index") / 1_000_000
            print_line(
                f"Built {folder / 'index'}: {episodes:,} episodes, "
                f"{sum(counts.values()):,} quotes, {size:,.1f} MB, in {monotonic() - begun:.1f} s."
            )
    if settings.model:
        print_note("The running bot encodes the episodes for the sentence model again.")


def _reported(total: int) -> Callable[[int], None]:
    """Return a function that prints how many episodes are done, every tenth of them."""
    told = 0

    def report(done: int) -> None:
        nonlocal told
        percent = 100 * done // max(total, 1)
        if percent >= told + _STEP:
            told = percent - percent % _STEP
            print_note(f"{done:,} of {total:,} episodes done.")

    return report


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
