"""Import the items of feeds in a forked child that is killed.

Reads lines on stdin: "start" forks a child, "kill" kills it. Answers each line when that is done.
Forking one process that has all modules and words loaded makes a kill cost milliseconds.
"""

import asyncio
import os
import signal
import sys
from contextlib import nullcontext
from datetime import UTC, datetime

from bot.episode_preparation import prepare
from bot.feeds.fetching import open_fetcher
from bot.feeds.service import FeedService
from bot.import_options import Options
from bot.store import Store, open_store
from bot.transcripts import readers
from tests.feeds.conftest import LOOPBACK


def now() -> datetime:
    return datetime.now(UTC)


def open_service(store: Store) -> FeedService:
    """Open the feeds of a store, with the real time and loopback permitted."""
    return FeedService(
        store,
        clock=now,
        open_fetcher=lambda: open_fetcher(agent="x", clock=now, permitted=LOOPBACK),
        lock=nullcontext,
    )


async def _import_all(url: str) -> None:
    async with open_store(url) as store:
        service = open_service(store)
        for state in await service.feeds():
            async for _ in service.check(state.feed):
                pass
        await asyncio.sleep(60)


def _start(url: str) -> int:
    child = os.fork()
    if child == 0:
        asyncio.run(_import_all(url))
    return child


def _kill(child: int) -> str:
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return "killed" if os.WTERMSIG(status) == signal.SIGKILL else "failed"


def _load_words() -> None:
    transcript = readers.parse(b"The fog came in at six. We heard the bell.", name="fog.txt")
    prepare(transcript, key="fog", options=Options())


if __name__ == "__main__":
    _load_words()
    running = 0
    for line in sys.stdin:
        if line == "start\n":
            running = _start(sys.argv[1])
            print("started", flush=True)  # noqa: T201 - answers the test
        else:
            print(_kill(running), flush=True)  # noqa: T201 - likewise
