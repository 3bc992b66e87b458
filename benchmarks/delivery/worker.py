"""The posting processes of the fault run, forked from one that has loaded all modules.

For each line on stdin, it starts a process and prints its id.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import random
import signal
import sys
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import discord
import structlog

from benchmarks.delivery.accelerated_time import AcceleratedLoop, SharedClock
from benchmarks.delivery.send_then_mark import SendThenMark
from benchmarks.delivery.servers import START
from bot.client import use_addresses
from bot.daily.candidates import CandidateCache
from bot.daily.contents import PostContents
from bot.daily.rate_limiter import RateLimiter
from bot.daily.scheduler import Scheduler
from bot.daily.worker import Worker
from bot.discord_poster import DiscordPoster
from bot.discord_servers import DiscordServers
from bot.library import Library
from bot.runtime.lock import process_lock
from bot.schedules import Schedule
from bot.search import open_index
from bot.store import open_store

Way = Literal["ledger", "send-then-mark"]

RATE = 20.0
_LONGEST = 3600.0


@dataclass(frozen=True, slots=True)
class Orders:
    """The parameters of a posting process."""

    way: Way
    folder: str
    api: str
    token: str

    def written(self) -> str:
        """Return them as one command-line argument."""
        return json.dumps(asdict(self))


class _Poster(DiscordPoster):
    """A poster whose notices go to a channel per server, because there is no gateway."""

    async def notice_channel(self, schedule: Schedule) -> int:
        return schedule.server + 2


def main() -> None:
    """Fork a posting process for each line."""
    orders = Orders(**json.loads(sys.argv[1]))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those that are killed
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            _work(orders)
        print(child, flush=True)


def _work(orders: Orders) -> None:
    folder = Path(orders.folder)
    random.seed()
    _log_to(folder / "worker.log")
    clock = SharedClock(folder / "clock", START)
    with asyncio.Runner(loop_factory=lambda: AcceleratedLoop(clock.speed)) as runner:
        runner.run(_deliver(orders, folder, clock))


def _log_to(path: Path) -> None:
    file = path.open("a", encoding="utf-8")
    os.dup2(file.fileno(), sys.stdout.fileno())
    os.dup2(file.fileno(), sys.stderr.fileno())
    logging.basicConfig(stream=file, level=logging.WARNING)
    structlog.configure(
        processors=[structlog.processors.format_exc_info, structlog.processors.KeyValueRenderer()],
        logger_factory=structlog.PrintLoggerFactory(file),
    )


async def _deliver(orders: Orders, folder: Path, clock: SharedClock) -> None:
    """Wait for the lock of the folder, then post until killed."""
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(process_lock(folder, waiting=lambda _: None))
        store = await stack.enter_async_context(
            open_store(f"sqlite+aiosqlite:///{folder / 'library.db'}")
        )
        index = await stack.enter_async_context(open_index(folder / "index"))
        library = Library(store, index, clock=clock.now)
        await library.refresh()
        use_addresses(api=orders.api, gateway="ws://127.0.0.1:9")
        client = await stack.enter_async_context(discord.Client(intents=discord.Intents.none()))
        await client.login(orders.token)
        candidates = CandidateCache(library)
        if orders.way == "send-then-mark":
            await SendThenMark(store, library, client, candidates=candidates, clock=clock).run()
        pace = RateLimiter(RATE, clock=clock.now, sleep=asyncio.sleep)
        worker = Worker(
            library,
            store.ledger,
            _Poster(client, DiscordServers(client, rate_limiter=pace, clock=clock.now)),
            candidates=candidates,
            contents=PostContents(
                library,
                store.ledger,
                candidates=candidates,
                members=store.members,
                servers=store.servers,
            ),
            clock=clock.now,
            rate_limiter=pace,
            owner=str(os.getpid()),
        )
        delivery = Scheduler(
            store,
            library,
            worker,
            clock=clock.now,
            sleep=_idling(clock, lambda: delivery.active_posts),
            poll=_LONGEST,
        )
        await delivery.run()


def _idling(clock: SharedClock, busy: Callable[[], int]) -> Callable[[float], Awaitable[None]]:
    """Return a sleep that waits while posts are being made, and else moves the clock on."""

    async def sleep(seconds: float) -> None:
        if busy():
            await asyncio.sleep(seconds)
        else:
            clock.move(seconds)
            await asyncio.sleep(0)

    return sleep


if __name__ == "__main__":
    main()
