"""`pullquote run` and `sync`: run the bot on Discord, or only register its commands."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.console import print_line
from bot.cli.feed_access import open_feeds
from bot.cli.options import Database, DataDir
from bot.cli.resources import now, open_resources, read_settings

if TYPE_CHECKING:
    from bot.settings import Settings

ClusterOption = Annotated[
    str | None,
    typer.Option(
        "--cluster",
        metavar="I/N",
        help="Serve the shards of cluster I of N, counted from 0; any/N takes one that is free.",
        show_default=False,
    ),
]
ShardsOption = Annotated[
    int | None,
    typer.Option(
        "--shards",
        metavar="COUNT",
        min=1,
        help="The number of shards of all clusters, instead of the one that Discord recommends.",
        show_default=False,
    ),
]


def run(
    *,
    cluster: ClusterOption = None,
    shards: ShardsOption = None,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Run the bot until Ctrl-C or SIGTERM.

    DISCORD_TOKEN must be set. Transcripts in the data folder's transcripts/ are imported first.

    For example:

        pullquote run --data-dir /srv/pullquote
        pullquote run --cluster 0/4
    """
    from bot.cli.serving import serve_until_stopped
    from bot.clusters.cluster import parse_choice
    from bot.settings import load

    choice = None if cluster is None else parse_choice(cluster)
    settings = load(database=database, data_dir=data_dir, shards=shards)
    settings.token()
    serve_until_stopped(settings, choice)


def sync(
    *,
    new_application: Annotated[
        bool,
        typer.Option(
            "--new-application",
            help="Let the application of DISCORD_TOKEN serve the library from now on.",
        ),
    ] = False,
    database: Database = None,
    data_dir: DataDir = None,
) -> None:
    """Register the slash commands with Discord.

    This is rarely needed, because `run` registers them if they have changed.

    For example:

        pullquote sync
        pullquote sync --new-application
    """
    settings = _with_token(database, data_dir)
    asyncio.run(_register(settings, new_application=new_application))
    print_line("The slash commands are registered. Discord may take a minute to show them.")


def _with_token(database: str | None, data_dir: Path | None) -> "Settings":
    settings = read_settings(database, data_dir)
    settings.token()
    return settings


async def _register(settings: "Settings", *, new_application: bool) -> None:
    from bot import connecting, logs, registration
    from bot.application import forget_application
    from bot.cli.assembly import open_bot
    from bot.runtime.failures import Failures

    logs.configure(settings)
    connecting.use_addresses(api=settings.discord_api, gateway=settings.discord_gateway)
    async with open_resources(settings.database_url, settings.data_dir) as resources:
        # The bot needs the scheduler to have all its commands; it is not run.
        failures = Failures(clock=now)
        feeds = open_feeds(resources.store, settings)
        assembled = open_bot(resources, failures, settings=settings, feeds=feeds)
        store, token = resources.store, settings.token()
        if new_application:
            await forget_application(store)
        await registration.sync(assembled.bot, notes=store, token=token)
