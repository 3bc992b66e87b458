"""The posting processes of the fault run, forked from one that has loaded all modules.

For each line on stdin, which names a cluster, it starts a process and prints its id.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import random
import signal
import sys
from contextlib import AsyncExitStack, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import discord
import structlog

from benchmarks.delivery.accelerated_time import AcceleratedLoop, SharedClock, Waits
from benchmarks.delivery.send_then_mark import SendThenMark
from benchmarks.delivery.servers import START
from bot.alerting.sender import AlertSender
from bot.connecting import use_addresses
from bot.daily.candidates import CandidateCache
from bot.daily.contents import PostContents
from bot.daily.rate_limiter import RateLimiter
from bot.daily.scheduler import Scheduler
from bot.daily.worker import Worker
from bot.discord_alerts import DiscordAlerts
from bot.discord_poster import DiscordPoster
from bot.discord_servers import DiscordServers
from bot.errors import StoreError
from bot.library import Library
from bot.runtime.failures import Failures
from bot.runtime.supervisor import Supervisor
from bot.search import open_index
from bot.shards import Shards
from bot.store import Store, open_store

Way = Literal["ledger", "send-then-mark"]

RATE = 20.0
SHARDS_A_PROCESS = 2
_POLL = 600.0
"""Seconds between two looks for what is overdue; 30 in `pullquote run`."""
_JOBS = 2


@dataclass(frozen=True, slots=True)
class Orders:
    """The parameters of the posting processes; `ahead` are the seconds of each one's clock."""

    way: Way
    folder: str
    database: str
    api: str
    token: str
    ahead: tuple[float, ...]

    def written(self) -> str:
        """Return them as one command-line argument."""
        return json.dumps(asdict(self))

    @property
    def processes(self) -> int:
        """Return the number of processes."""
        return len(self.ahead)

    def shards(self, cluster: int) -> Shards:
        """Return the shards of a process; a single one has all."""
        first = cluster * SHARDS_A_PROCESS
        ids = frozenset(range(first, first + SHARDS_A_PROCESS))
        return Shards(self.processes * SHARDS_A_PROCESS, ids)


def main() -> None:
    """Fork a posting process for each line."""
    orders = Orders(**json.loads(sys.argv[1]))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those that are killed
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _work(orders, int(line))
            os._exit(0)
        print(child, flush=True)


def _work(orders: Orders, cluster: int) -> None:
    folder = Path(orders.folder)
    random.seed()
    _log_to(folder / f"worker-{cluster}.log")
    clock = SharedClock(folder / "clock", START, ahead=orders.ahead[cluster])
    clock.tell(cluster, None)
    with (
        suppress(asyncio.CancelledError),
        asyncio.Runner(loop_factory=lambda: AcceleratedLoop(clock.speed)) as runner,
    ):
        runner.run(_until_stopped(orders, cluster, clock))
    clock.end(cluster)


async def _until_stopped(orders: Orders, cluster: int, clock: SharedClock) -> None:
    """Post until SIGTERM, and then end as `pullquote run` does."""
    posting = asyncio.current_task()
    assert posting is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, posting.cancel)
    while True:
        try:
            await _post(orders, cluster, clock)
        except StoreError:  # the database is away; a service manager would start it again
            await asyncio.sleep(5)


def _log_to(path: Path) -> None:
    file = path.open("a", encoding="utf-8")
    os.dup2(file.fileno(), sys.stdout.fileno())
    os.dup2(file.fileno(), sys.stderr.fileno())
    logging.basicConfig(stream=file, level=logging.WARNING)
    structlog.configure(
        processors=[structlog.processors.format_exc_info, structlog.processors.KeyValueRenderer()],
        logger_factory=structlog.PrintLoggerFactory(file),
    )


async def _post(orders: Orders, cluster: int, clock: SharedClock) -> None:
    """Run the jobs of a process."""
    folder = Path(orders.folder)
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(open_store(orders.database))
        index = await stack.enter_async_context(open_index(folder / f"index-{cluster}"))
        library = Library(store, index, clock=clock.now)
        await library.refresh()
        use_addresses(api=orders.api, gateway="ws://127.0.0.1:9")
        client = await stack.enter_async_context(
            discord.Client(intents=discord.Intents(guilds=True), max_messages=None)
        )
        await client.login(orders.token)
        if orders.way == "send-then-mark":
            waits = Waits(clock, cluster, jobs=1, busy=lambda: False)
            marking = SendThenMark(
                store, library, client, candidates=CandidateCache(library), clock=clock
            )
            await marking.run(sleep=waits.sleep)
        _learn(client, folder / "gateway.jsonl", orders.shards(cluster))
        await _run_jobs(store, library, client, clock, orders=orders, cluster=cluster)


def _learn(client: discord.Client, told: Path, shards: Shards) -> None:
    """Tell a client of the servers on its shards, as the gateway would."""
    for line in told.read_text(encoding="utf-8").splitlines():
        guild = json.loads(line)
        if shards.contains(int(guild["id"])):
            # There is no gateway here; what it sends ends up in this call.
            state = client._connection  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
            state._add_guild_from_data(guild)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]


async def _run_jobs(
    store: Store,
    library: Library,
    client: discord.Client,
    clock: SharedClock,
    *,
    orders: Orders,
    cluster: int,
) -> None:
    shards, owner = orders.shards(cluster), f"{cluster}-{os.getpid()}"
    rate = RateLimiter(RATE / orders.processes, clock=clock.now, sleep=asyncio.sleep)
    servers = DiscordServers(client, rate_limiter=rate, clock=clock.now)
    poster, candidates = DiscordPoster(client, servers), CandidateCache(library)
    failures = Failures(clock=clock.now)
    worker = Worker(
        library,
        store.ledger,
        poster,
        candidates=candidates,
        contents=PostContents(
            library,
            store.ledger,
            candidates=candidates,
            members=store.members,
            servers=store.servers,
        ),
        clock=clock.now,
        seconds=lambda: clock.now().timestamp(),
        rate_limiter=rate,
        owner=owner,
    )
    waits = Waits(clock, cluster, jobs=_JOBS, busy=lambda: bool(scheduler.active_posts))
    scheduler = Scheduler(
        store,
        library,
        worker,
        clock=clock.now,
        failures=failures,
        sleep=waits.sleep,
        poll=_POLL,
        shards=shards,
    )
    sender = AlertSender(
        library,
        store.members,
        DiscordAlerts(poster),
        clock=clock.now,
        seconds=lambda: clock.now().timestamp(),
        rate_limiter=rate,
        owner=owner,
        shards=shards,
    )

    async def alerts() -> None:
        await sender.run(sleep=lambda _: waits.sleep(_POLL))

    jobs = {"daily highlight": scheduler.run, "messages of alerts": alerts}
    async with Supervisor(failures).running(jobs):
        await asyncio.Event().wait()


if __name__ == "__main__":
    main()
