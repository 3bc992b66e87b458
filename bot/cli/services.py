"""What runs beside Discord's connection: in every process, or in one of all."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from bot.cli.assembly import AssembledBot
from bot.cli.resources import Resources
from bot.command_tree import NEEDS_DATABASE, NEEDS_INDEX
from bot.ingest import judge_stored
from bot.library import encode, follow
from bot.runtime.supervisor import Job, Supervisor
from bot.search.memory.runtime import freeze_gc

if TYPE_CHECKING:
    from bot.clusters import Leasing
    from bot.feeds.service import FeedService

FOLLOW_SECONDS = 5
"""Seconds between two checks for changes in the library."""

PURGE_SECONDS = 60
"""Seconds between two looks for removed episodes that cannot be restored any more."""

JUDGE_SECONDS = 60
"""Seconds between two looks for highlights that are not judged yet."""

SCAN_SECONDS = 30
"""Seconds between two looks for new episodes in which the phrases of alerts may be said."""

LEASE = "jobs"
"""The lease of the process that does what one of all does."""


@dataclass(frozen=True, slots=True)
class Service:
    """A background job, by the name that `/doctor` shows; `alone` if one process of all runs it."""

    name: str
    run: Job
    alone: bool = False


def index_services(resources: Resources) -> list[Service]:
    """List what keeps the index of a process up to date, also while it waits for a cluster."""
    library = resources.library
    return [
        Service(
            "library updates",
            partial(follow, library, resources.changed, seconds=FOLLOW_SECONDS),
        ),
        Service("encoding of episodes", partial(encode, library, seconds=FOLLOW_SECONDS)),
    ]


def bot_services(
    resources: Resources,
    assembled: AssembledBot,
    feeds: "FeedService",
    *,
    warmed: Callable[[], None],
) -> list[Service]:
    """List what runs beside a bot; `warmed` is called when its first answers will be fast."""
    bot, parts = assembled.bot, assembled

    async def when_ready(run: Job) -> None:
        # Permissions are unknown until the servers are.
        await bot.wait_until_ready()
        await run()

    async def warm() -> None:
        await resources.library.warm()
        await parts.daily.warm()
        freeze_gc()
        warmed()

    async def is_in(server: int) -> bool:
        return await parts.on_discord.get(server) is not None

    def reached() -> None:
        bot.failures.clear(NEEDS_DATABASE)
        if resources.library.is_prepared:
            bot.failures.clear(NEEDS_INDEX)

    async def purge_removed() -> None:
        await _every(PURGE_SECONDS, curation.purge, sleep=guard.sleep)

    async def when_settled(run: Job) -> None:
        # By a clock that is wrong at the start, everything would be old enough to be deleted.
        await guard.wait()
        await run()

    store, curation, guard = resources.store, resources.curation(), parts.clock_guard
    return [
        Service("warm-up", warm),
        Service("settings of servers", partial(parts.servers.follow, refreshed=reached)),
        Service("messages of alerts", partial(when_ready, parts.alerts.run)),
        Service(
            "servers that removed the bot",
            partial(when_ready, partial(parts.departures.follow, bot.listed.lists)),
        ),
        Service(
            "forgetting of servers that removed the bot",
            partial(
                when_settled,
                partial(
                    when_ready,
                    partial(parts.departures.purge_regularly, is_in, sleep=guard.sleep),
                ),
            ),
            alone=True,
        ),
        Service("daily highlight", partial(when_ready, parts.scheduler.run)),
        Service("alerts", partial(_every, SCAN_SECONDS, parts.members.alerts.scan), alone=True),
        Service(
            "old questions",
            partial(when_settled, partial(parts.servers.purge_regularly, sleep=guard.sleep)),
            alone=True,
        ),
        Service("removed episodes", partial(when_settled, purge_removed), alone=True),
        Service(
            "judgement of highlights",
            partial(_every, JUDGE_SECONDS, partial(judge_stored, store)),
            alone=True,
        ),
        Service(
            "feeds",
            partial(feeds.run, resources.library.refresh, sleep=asyncio.sleep),
            alone=True,
        ),
    ]


def to_jobs(
    services: Iterable[Service],
    supervisor: Supervisor,
    leasing: "Leasing | None" = None,
) -> dict[str, Job]:
    """Return the jobs that a process runs; those of one process of all only under a lease."""
    services = tuple(services)
    if leasing is None:
        return {one.name: one.run for one in services}
    alone = {one.name: one.run for one in services if one.alone}

    async def run_alone() -> None:
        try:
            async with supervisor.running(alone):
                await asyncio.Event().wait()
        finally:
            supervisor.forget(alone)  # another process runs them now

    own = {one.name: one.run for one in services if not one.alone}
    return own | {"jobs of one process": partial(leasing.run_holding, LEASE, run_alone)}


async def _every(
    seconds: float,
    work: Callable[[], Awaitable[object]],
    *,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    while True:
        await work()
        await sleep(seconds)
