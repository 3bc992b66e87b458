"""Import episodes without end in forked children, and kill each at the instant it is told.

Reads a line for each child on stdin, after how many imports and milliseconds more it dies;
answers each line when that child is dead.
Forking one process that has all modules loaded makes a kill cost milliseconds.
"""

import asyncio
import os
import signal
import sys
import time

from bot.store import open_store
from tests.support.episodes import long_episode


async def _import_forever(url: str, *, ready: int) -> None:
    async with open_store(url) as store:
        while True:
            os.write(ready, b"!")
            await store.add(*long_episode(f"e{await store.version()}"))


def _kill_one(url: str, *, imports: int, seconds: float) -> None:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        asyncio.run(_import_forever(url, ready=writing))
    for _ in range(1 + imports):
        os.read(reading, 1)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    os.close(reading)
    os.close(writing)
    print("killed" if os.WTERMSIG(status) == signal.SIGKILL else "failed", flush=True)  # noqa: T201


if __name__ == "__main__":
    for line in sys.stdin:
        done, milliseconds = map(int, line.split())
        _kill_one(sys.argv[1], imports=done, seconds=milliseconds / 1000)
