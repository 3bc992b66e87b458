"""`pullquote run` and `sync`: the bot on Discord."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.console import print_line
from bot.cli.importing import import_dropped
from bot.cli.opening import now, open_library, read_settings
from bot.cli.options import Database, DataDir
from bot.cli.stopping import beside, until_stopped

FOLLOW_SECONDS = 5
"""A transcript that is added while the bot runs is searched within this time."""

if TYPE_CHECKING:
    from bot.library import Library
    from bot.settings import Settings


def run(*, database: Database = None, data_dir: DataDir = None) -> None:
    """Run the bot until Ctrl-C or SIGTERM.

    It needs DISCORD_TOKEN. Transcripts in the data folder's transcripts/ are imported first.

    For example:

        pullquote run --data-dir /srv/pullquote
    """
    settings = _with_token(database, data_dir)
    asyncio.run(until_stopped(_serve(settings)))


def sync(*, database: Database = None, data_dir: DataDir = None) -> None:
    """Register the slash commands with Discord now; `run` does so when they have changed.

    For example:

        pullquote sync
    """
    settings = _with_token(database, data_dir)
    asyncio.run(_serve(settings, only_sync=True))
    print_line("The slash commands are registered; Discord may take a minute to show them.")


def _with_token(database: str | None, data_dir: Path | None) -> "Settings":
    settings = read_settings(database, data_dir)
    settings.token()
    return settings


async def _serve(settings: "Settings", *, only_sync: bool = False) -> None:
    from bot import client, logs

    logs.configure(settings)
    client.use_addresses(api=settings.discord_api, gateway=settings.discord_gateway)
    async with open_library(settings.database_url, settings.data_dir) as opened:
        if not only_sync:
            await import_dropped(opened, settings.data_dir)
        bot = client.PullquoteBot(opened.library, notes=opened.store, clock=now)
        serve = client.sync if only_sync else client.run
        async with beside(_follow(opened.library)):
            await serve(bot, token=settings.token())


async def _follow(library: "Library") -> None:
    """Notice what another process, such as `pullquote add`, changes in the library."""
    while True:
        await asyncio.sleep(FOLLOW_SECONDS)
        await library.refresh()
