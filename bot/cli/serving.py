"""Run the bot in this process, from its folder to its connection to Discord."""

import asyncio
import sys
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import replace
from functools import partial

import structlog

from bot import __version__, connecting, logs
from bot.cards.fonts import Fonts
from bot.cards.service import Cards
from bot.cli.assembly import open_bot
from bot.cli.dropped import import_dropped
from bot.cli.exit_codes import FAILURE, exit_code
from bot.cli.feed_access import open_feeds
from bot.cli.jobs import NamedJob, bot_jobs, index_jobs, jobs_of_process
from bot.cli.lost_library import refuse_lost_library
from bot.cli.placement import Placement, own_folder, placed
from bot.cli.resources import Resources, now, open_resources
from bot.cli.sentence_model import load_usable, to_encoder
from bot.cli.shutdown import END_SECONDS, end_process_after, until_stopped
from bot.clusters import Leasing, run_until
from bot.clusters.cluster import ClusterChoice
from bot.clusters.identify import Identifies
from bot.connecting import Connection
from bot.errors import ClusterError, ModelError, PullquoteError
from bot.import_process import ImportProcess
from bot.metrics import HealthServer, Metrics
from bot.runtime.failures import Failures
from bot.runtime.folders import make_folder
from bot.runtime.status import status_file
from bot.runtime.supervisor import Supervisor
from bot.settings import Settings, unknown
from bot.store.left_log import check_left_log

REGISTRATION = "commands"
"""The lease of the process that registers commands."""

_LOST = (
    "Another process has taken over the cluster, because this one did not show that it runs; it "
    "has stopped serving, and can be started again."
)


_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


def serve_until_stopped(settings: Settings, choice: ClusterChoice | None) -> None:
    """Run the bot until a signal stops it; log an error that ends it.

    What an operator has to know is printed, or in a log for programs one more line.
    """
    logs.configure(settings)
    for warning in unknown():
        _log.warning(warning)
    try:
        ending = partial(end_process_after, END_SECONDS)
        asyncio.run(until_stopped(serve(settings, choice), stopping=ending))
    except PullquoteError as error:
        if settings.log_format == "console":
            raise
        _log.critical(str(error))
        sys.exit(exit_code(error))
    except Exception as error:  # noqa: BLE001 - a traceback of Python's would quote the message
        _log.critical("the bot has ended by an error", exc_info=error)
        sys.exit(FAILURE)


async def serve(settings: Settings, choice: ClusterChoice | None) -> None:
    """Run the bot, or a cluster of it, until cancelled; raise ClusterError if it is lost."""
    with logs.unhandled_logged():
        await _serve(settings, choice)


async def _serve(settings: Settings, choice: ClusterChoice | None) -> None:
    connecting.use_addresses(api=settings.discord_api, gateway=settings.discord_gateway)
    make_folder(settings.data_dir)
    if choice is None and not settings.database_url.startswith("sqlite"):
        choice = ClusterChoice(0, 1)  # other machines can reach the database as well
    unusable: list[ModelError] = []
    metrics = Metrics(version=__version__)
    server = HealthServer(metrics, settings.metrics, named=settings.metrics_named)
    model = load_usable(settings, report=unusable.append)
    async with (
        server.early(),
        own_folder(settings.data_dir, clustered=choice is not None) as folder,
        server.serving(),
        _checked_library(settings),
        open_resources(
            settings.database_url, folder, model=model, observe=metrics.observe
        ) as resources,
    ):
        with status_file(folder) as write_status:
            failures = Failures(clock=now, changed=write_status)
            metrics.state.library, metrics.state.failures = resources.library, failures
            for error in unusable:
                failures.record("sentence model", error)
            process = _Process(settings, resources, failures, metrics)
            await process.serve(choice)


@asynccontextmanager
async def _checked_library(settings: Settings) -> AsyncGenerator[None]:
    """Check what a process that was killed has left, now that nobody else uses it.

    Raises StoreError where the library was lost: each cluster has an index of its own, and any of
    them shows it.
    """
    refuse_lost_library(settings.database_url, settings.data_dir)
    await check_left_log(settings.database_url)
    yield


class _Process:
    """A process with its folder, its index and its failures."""

    def __init__(
        self, settings: Settings, resources: Resources, failures: Failures, metrics: Metrics
    ) -> None:
        self._settings = settings
        self._resources = resources
        self._failures = failures
        self._metrics = metrics
        self._supervisor = metrics.state.supervisor = Supervisor(failures)

    async def serve(self, choice: ClusterChoice | None) -> None:
        settings, resources = self._settings, self._resources
        if choice is None:
            await self._import_dropped()
        following = jobs_of_process(index_jobs(resources), self._supervisor)
        place = placed(
            resources.store,
            choice,
            shards=settings.shards,
            recommended=partial(connecting.recommended_shards, settings.token()),
        )
        async with (
            AsyncExitStack() as afterwards,
            self._supervisor.running(following),
            place as placement,
        ):
            serving = self._serve(placement, afterwards)
            if not await run_until(placement.lost, serving):
                raise ClusterError(_LOST)

    async def _serve(self, placement: Placement, afterwards: AsyncExitStack) -> None:
        """Connect to Discord; buckets are given back after the cluster, which others wait for."""
        self._metrics.state.cluster = placement.cluster
        leasing, store = placement.leasing, self._resources.store
        identifies = Identifies(store.session_starts, clock=now, leasing=leasing)
        connection = Connection(placement.shards)
        if self._settings.identify_limit == "on":
            connection = replace(connection, identifies=identifies)
        if leasing is not None:
            connection = replace(connection, registering=partial(leasing.held, REGISTRATION))
        await afterwards.enter_async_context(aclosing(identifies))
        async with Cards(Fonts(self._settings.fonts)) as cards, ImportProcess() as importing:
            self._resources = replace(self._resources, work=importing.run)
            await self._run(connection, cards, leasing)

    async def _run(self, connection: Connection, cards: Cards, leasing: Leasing | None) -> None:
        """Run the bot, its services beside it."""
        settings, resources = self._settings, self._resources
        feeds = open_feeds(
            resources.store,
            settings,
            failures=self._failures,
            encoder=resources.index.encoding.encoder,
            work=resources.work,
            observe=self._metrics.observe,
        )
        assembled = open_bot(
            resources,
            self._failures,
            settings=settings,
            connection=connection,
            feeds=feeds,
            cards=cards,
            observer=self._metrics.client,
            observe=self._metrics.observe,
        )
        bot = assembled.bot
        self._metrics.state.client = bot
        jobs = bot_jobs(resources, assembled, feeds, warmed=self._note_warmed)
        if leasing is not None:
            jobs.append(NamedJob("dropped transcripts", self._import_dropped, alone=True))
        running = self._supervisor.running(jobs_of_process(jobs, self._supervisor, leasing))
        await connecting.run(bot, token=settings.token(), beside=running)

    def _note_warmed(self) -> None:
        self._metrics.state.warmed = True

    async def _import_dropped(self) -> None:
        encoder = to_encoder(self._settings) if self._resources.index.encoding.encoder else None
        await import_dropped(self._resources, self._settings.data_dir, encoder=encoder)
