"""`pullquote run` and `sync`: the bot on Discord."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.console import print_line, say
from bot.cli.importing import import_dropped
from bot.cli.opening import make_folder, open_library, read_settings
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
    from bot.cli.delivering import delivering
    from bot.owning import owned

    logs.configure(settings)
    client.use_addresses(api=settings.discord_api, gateway=settings.discord_gateway)
    if only_sync:
        async with open_library(settings.database_url, settings.data_dir) as opened:
            bot, posting = delivering(opened)  # with all its commands, but it posts nothing
            posting.close()
            await client.sync(bot, token=settings.token())
        return
    make_folder(settings.data_dir)
    async with (
        owned(settings.data_dir, waiting=_waiting),
        open_library(settings.database_url, settings.data_dir) as opened,
    ):
        await import_dropped(opened, settings.data_dir)
        bot, posting = delivering(opened)
        async with beside(_follow(opened.library)), beside(posting):
            await client.run(bot, token=settings.token())


def _waiting(holder: int | None) -> None:
    by = f"process {holder}" if holder else "another process"
    say(f"The data folder is in use by {by}; waiting to take over when it ends.")


async def _follow(library: "Library") -> None:
    """Notice what another process, such as `pullquote add`, changes in the library."""
    while True:
        await asyncio.sleep(FOLLOW_SECONDS)
        await library.refresh()
