"""The jobs that run beside Discord's connection: in every process, or in one of all."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from bot.cli.assembly import AssembledBot
from bot.cli.resources import Resources
from bot.command_tree import NEEDS_DATABASE, NEEDS_INDEX
from bot.daily.service import DailyService
from bot.judgement import judge_stored
from bot.library import Library, encode, follow
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
class NamedJob:
    """A background job, by the name that `/doctor` shows; `alone` if one process of all runs it."""

    name: str
    run: Job
    alone: bool = False


def index_jobs(resources: Resources) -> list[NamedJob]:
    """List what keeps the index of a process up to date, also while it waits for a cluster."""
    library = resources.library
    return [
        NamedJob(
            "library updates",
            partial(follow, library, resources.changed, seconds=FOLLOW_SECONDS),
        ),
        NamedJob("encoding of episodes", partial(encode, library, seconds=FOLLOW_SECONDS)),
    ]


def bot_jobs(
    resources: Resources,
    assembled: AssembledBot,
    feeds: "FeedService",
    *,
    warmed: Callable[[], None],
) -> list[NamedJob]:
    """List what runs beside a bot; `warmed` is called when its first answers will be fast."""
    library, services = resources.library, assembled.services
    feeding = partial(feeds.run, library.refresh, sleep=asyncio.sleep)
    return [
        NamedJob("warm-up", partial(_warm, library, services.daily, warmed=warmed)),
        *_server_jobs(assembled, library),
        *_purges(assembled),
        NamedJob("alerts", partial(_every, SCAN_SECONDS, services.members.alerts.scan), alone=True),
        NamedJob(
            "judgement of highlights",
            partial(_every, JUDGE_SECONDS, partial(judge_stored, resources.store)),
            alone=True,
        ),
        NamedJob("feeds", feeding, alone=True),
    ]


async def _warm(library: Library, daily: DailyService, *, warmed: Callable[[], None]) -> None:
    await library.warm()
    await daily.warm()
    freeze_gc()
    warmed()


def _server_jobs(assembled: AssembledBot, library: Library) -> list[NamedJob]:
    """List what each process does for servers, most of it when it knows its own."""
    bot, services, posting = assembled.bot, assembled.services, assembled.posting
    noting = partial(services.departures.follow, bot.listed.lists)

    def reached() -> None:
        bot.failures.clear(NEEDS_DATABASE)
        if library.is_prepared:
            bot.failures.clear(NEEDS_INDEX)

    return [
        NamedJob("settings of servers", partial(services.servers.follow, refreshed=reached)),
        NamedJob("messages of alerts", partial(_after, bot.wait_until_ready, posting.alerts.run)),
        NamedJob("servers that removed the bot", partial(_after, bot.wait_until_ready, noting)),
        NamedJob("daily highlight", partial(_after, bot.wait_until_ready, posting.scheduler.run)),
    ]


def _purges(assembled: AssembledBot) -> list[NamedJob]:
    """List what deletes by age: by a clock that is wrong at the start, everything is old enough."""
    bot, services, posting = assembled.bot, assembled.services, assembled.posting
    guard = posting.clock_guard

    async def is_in(server: int) -> bool:
        return await posting.on_discord.get(server) is not None

    forgetting = partial(services.departures.purge_regularly, is_in, sleep=guard.sleep)
    purges: dict[str, Job] = {
        "forgetting of servers that removed the bot": partial(
            _after, bot.wait_until_ready, forgetting
        ),
        "old questions": partial(services.servers.purge_regularly, sleep=guard.sleep),
        "removed episodes": partial(
            _every, PURGE_SECONDS, services.curation.purge, sleep=guard.sleep
        ),
    }
    return [
        NamedJob(name, partial(_after, guard.wait, purge), alone=True)
        for name, purge in purges.items()
    ]


def jobs_of_process(
    jobs: Iterable[NamedJob],
    supervisor: Supervisor,
    leasing: "Leasing | None" = None,
) -> dict[str, Job]:
    """Return the jobs that a process runs; those of one process of all only under a lease."""
    jobs = tuple(jobs)
    if leasing is None:
        return {one.name: one.run for one in jobs}
    alone = {one.name: one.run for one in jobs if one.alone}

    async def run_alone() -> None:
        try:
            async with supervisor.running(alone):
                await asyncio.Event().wait()
        finally:
            supervisor.forget(alone)  # another process runs them now

    own = {one.name: one.run for one in jobs if not one.alone}
    return own | {"jobs of one process": partial(leasing.run_holding, LEASE, run_alone)}


async def _after(wait: Job, run: Job) -> None:
    """Run a job when what it needs is known, such as the permissions in servers."""
    await wait()
    await run()


async def _every(
    seconds: float,
    work: Callable[[], Awaitable[object]],
    *,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    while True:
        await work()
        await sleep(seconds)
