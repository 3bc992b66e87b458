"""Folders with a library into which transcripts were imported by this process."""

import asyncio
from pathlib import Path

from bot.cli.batch_import import default_options, import_files
from bot.cli.resources import open_resources
from bot.cli.sources import Source


def import_into(folder: Path, *transcripts: Path) -> None:
    """Import transcripts into the library of a data folder; call it where no loop runs."""

    async def fill() -> None:
        url = f"sqlite+aiosqlite:///{folder / 'library.db'}"
        options = default_options(folder)
        async with open_resources(url, folder) as opened:
            async for outcome in import_files([*map(Source, transcripts)], opened, options):
                assert outcome.imported, outcome.error

    asyncio.run(fill())
