"""`pullquote run` and `sync`: run the bot on Discord, or only register its commands."""

import asyncio
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bot import __version__
from bot.cli.batch_import import import_dropped
from bot.cli.console import print_line, print_note
from bot.cli.feed_access import open_feeds
from bot.cli.options import Database, DataDir
from bot.cli.resources import Resources, make_folder, now, open_resources, read_settings
from bot.cli.sentence_model import load_usable, to_encoder
from bot.cli.shutdown import until_stopped
from bot.errors import ModelError

FOLLOW_SECONDS = 5
"""Seconds between two checks for changes in the library."""

PURGE_SECONDS = 60
"""Seconds between two looks for removed episodes that cannot be restored any more."""

JUDGE_SECONDS = 60
"""Seconds between two looks for highlights that are not judged yet."""

SCAN_SECONDS = 30
"""Seconds between two looks for new episodes in which the phrases of alerts may be said."""

if TYPE_CHECKING:
    from bot.alerting.sender import AlertSender
    from bot.client import PullquoteBot
    from bot.daily.scheduler import Scheduler
    from bot.feeds.service import FeedService
    from bot.runtime.supervisor import Job
    from bot.settings import Settings


def run(*, database: Database = None, data_dir: DataDir = None) -> None:
    """Run the bot until Ctrl-C or SIGTERM.

    DISCORD_TOKEN must be set. Transcripts in the data folder's transcripts/ are imported first.

    For example:

        pullquote run --data-dir /srv/pullquote
    """
    settings = _with_token(database, data_dir)
    asyncio.run(until_stopped(_serve(settings)))


def sync(*, database: Database = None, data_dir: DataDir = None) -> None:
    """Register the slash commands with Discord.

    This is rarely needed, because `run` registers them if they have changed.

    For example:

        pullquote sync
    """
    settings = _with_token(database, data_dir)
    asyncio.run(_register(settings))
    print_line("The slash commands are registered. Discord may take a minute to show them.")


def _with_token(database: str | None, data_dir: Path | None) -> "Settings":
    settings = read_settings(database, data_dir)
    settings.token()
    return settings


async def _register(settings: "Settings") -> None:
    from bot import client, logs
    from bot.cli.assembly import open_bot
    from bot.runtime.failures import Failures

    logs.configure(settings)
    client.use_addresses(api=settings.discord_api, gateway=settings.discord_gateway)
    async with open_resources(settings.database_url, settings.data_dir) as resources:
        # The bot needs the scheduler to have all its commands; it is not run.
        failures = Failures(clock=now)
        feeds = open_feeds(resources.store, settings)
        bot, *_ = open_bot(resources, failures, data_dir=settings.data_dir, feeds=feeds)
        await client.sync(bot, token=settings.token())


async def _serve(settings: "Settings") -> None:
    from bot import client, logs
    from bot.cards.fonts import Fonts
    from bot.cards.service import Cards
    from bot.cli.assembly import open_bot
    from bot.metrics import Metrics, serve_metrics
    from bot.runtime.failures import Failures
    from bot.runtime.lock import process_lock
    from bot.runtime.status import status_file
    from bot.runtime.supervisor import Supervisor

    logs.configure(settings)
    client.use_addresses(api=settings.discord_api, gateway=settings.discord_gateway)
    make_folder(settings.data_dir)
    unusable: list[ModelError] = []
    metrics = Metrics(version=__version__)
    model = load_usable(settings, report=unusable.append)
    async with (
        process_lock(settings.data_dir, waiting=_report_waiting),
        serve_metrics(metrics, settings.metrics),
        open_resources(
            settings.database_url, settings.data_dir, model=model, observe=metrics.observe
        ) as resources,
        Cards(Fonts(settings.fonts)) as cards,
    ):
        encoder = to_encoder(settings) if model else None
        await import_dropped(resources, settings.data_dir, encoder=encoder)
        with status_file(settings.data_dir) as write_status:
            failures = Failures(clock=now, changed=write_status)
            for error in unusable:
                failures.record("sentence model", error)
            feeds = open_feeds(
                resources.store,
                settings,
                failures=failures,
                encoder=resources.index.encoder,
                observe=metrics.observe,
            )
            bot, scheduler, alerts = open_bot(
                resources,
                failures,
                data_dir=settings.data_dir,
                feeds=feeds,
                cards=cards,
                site=settings.site,
                mentions=settings.mentions == "on",
                observer=metrics.client,
            )
            metrics.watch(library=resources.library, client=bot, failures=failures)
            jobs = _jobs(resources, bot, feeds, scheduler=scheduler, alerts=alerts)
            beside = Supervisor(failures).running(jobs)
            await client.run(bot, token=settings.token(), beside=beside)


def _jobs(
    resources: Resources,
    bot: "PullquoteBot",
    feeds: "FeedService",
    *,
    scheduler: "Scheduler",
    alerts: "AlertSender",
) -> "dict[str, Job]":
    """Return what runs beside Discord's connection, by the names that `/doctor` shows."""
    from bot.ingest import judge_stored
    from bot.library import encode, follow
    from bot.search.memory.runtime import freeze_gc

    async def purge() -> None:
        while True:
            await resources.curation().purge()
            await asyncio.sleep(PURGE_SECONDS)

    async def judge_highlights() -> None:
        while True:
            await judge_stored(resources.store)
            await asyncio.sleep(JUDGE_SECONDS)

    async def when_ready(run: "Job") -> None:
        # Permissions are unknown until the servers are.
        await bot.wait_until_ready()
        await run()

    async def warm() -> None:
        await resources.library.warm()
        if bot.daily is not None:
            await bot.daily.warm()
        freeze_gc()

    servers, members = bot.servers, bot.members

    async def scan_alerts() -> None:
        while members is not None:
            await members.alerts.scan()
            await asyncio.sleep(SCAN_SECONDS)

    of_servers = (
        {}
        if servers is None
        else {
            "settings of servers": servers.follow,
            "old questions": servers.purge_regularly,
        }
    )
    return {
        "warm-up": warm,
        "alerts": scan_alerts,
        "messages of alerts": partial(when_ready, alerts.run),
        **of_servers,
        "library updates": partial(
            follow, resources.library, resources.changed, seconds=FOLLOW_SECONDS
        ),
        "encoding of episodes": partial(encode, resources.library, seconds=FOLLOW_SECONDS),
        "removed episodes": purge,
        "judgement of highlights": judge_highlights,
        "feeds": partial(feeds.run, resources.library.refresh, sleep=asyncio.sleep),
        "daily highlight": partial(when_ready, scheduler.run),
    }


def _report_waiting(holder: int | None) -> None:
    owner = f"process {holder}" if holder else "another process"
    print_note(f"The data folder is in use by {owner}. Waiting until it ends.")
