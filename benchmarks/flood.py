"""Measure what a flood in one server does to the members of another.

python -m benchmarks.flood [SECONDS]

A member of the second server asks the library four times a second, as `/quote` does. Meanwhile
members of the first ask as fast as a script can: nobody, one member 100 times a second, or 50
members ten times a second each; with the limits of members, the slots of servers, both and neither.
Times are those of the library; what discord.py does with an event, a millisecond or so, comes on
top, for what is refused, too.
"""

import asyncio
import itertools
import json
import os
import statistics
import sys
import time
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import corpora
from bot import ingest
from bot.cli.resources import open_resources
from bot.cooldowns import LIMITS, Cooldowns
from bot.errors import TooOftenError
from bot.import_options import Options
from bot.library import Library, search_slots
from bot.models import Scope
from bot.patience import OF_A_MEMBER, limit_patience

SECONDS = 10.0
FLOODED, QUIET = Scope(server=1), Scope(server=2)
FLOODS = (("nobody", 0, 1.0), ("one member", 1, 100.0), ("50 members", 50, 10.0))
"""By name: how many members, and how often each of them asks in a second."""
MILLION = 1_000_000


def main() -> None:
    """Print a table."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    heads = ("median", "p99", "most", "n", "flood", "answered", "member", "server", "CPU s")
    print(f"{'limits':10}{'flood by':12}" + "".join(f"{one:>9}" for one in heads))
    with TemporaryDirectory() as folder:
        asyncio.run(measure(Path(folder), seconds))
    print(f"load after: {os.getloadavg()[0]:.1f}")
    remember_a_million()


async def measure(folder: Path, seconds: float) -> None:
    """Print a line for each flood and each choice of limits."""
    conversation = corpora.folder() / "conversation"
    lines = (conversation / "questions.dev.jsonl").read_text("utf-8").splitlines()
    asked = [one["text"][:200] for one in map(json.loads, lines) if one["command"] == "quote"]
    most = search_slots.MOST
    async with open_resources(f"sqlite+aiosqlite:///{folder}/library.db", folder) as opened:
        transcript = conversation / "conversation.txt"
        await ingest.add(transcript, store=opened.store, options=Options())
        await opened.library.refresh()
        await opened.library.warm()
        for name, member, server in (
            ("neither", False, False),
            ("members'", True, False),
            ("servers'", False, True),
            ("both", True, True),
        ):
            search_slots.MOST = most if server else 10**6
            for flood_by, members, rate in FLOODS:
                cooldowns = Cooldowns(limits=LIMITS if member else {})
                flood = Flood(opened.library, asked, cooldowns, members=members, rate=rate)
                cpu = time.process_time()
                async with flood.running():
                    times = await quiet_member(opened.library, asked, seconds)
                spent = time.process_time() - cpu
                show(f"{name:10}{flood_by:12}", times, flood.ends, spent)


async def quiet_member(library: Library, asked: list[str], seconds: float) -> list[float]:
    """Ask four times a second in the second server; return the milliseconds of the answers."""
    limit_patience(OF_A_MEMBER)
    times: list[float] = []
    begun = due = time.monotonic()
    for words in itertools.cycle(asked):
        await library.quote(words, QUIET)
        # From when it was to be asked: a loop that is busy is late with that, too.
        times.append((time.monotonic() - due) * 1000)
        due = max(due + 0.25, time.monotonic())
        if due > begun + seconds:
            return times
        await asyncio.sleep(due - time.monotonic())
    return times


class Flood:
    """Members of the first server who ask without waiting for answers."""

    def __init__(
        self,
        library: Library,
        asked: list[str],
        cooldowns: Cooldowns,
        *,
        members: int,
        rate: float,
    ) -> None:
        self.ends: Counter[str] = Counter()
        self._library, self._asked, self._cooldowns = library, asked, cooldowns
        self._members, self._rate = members, rate
        self._asking: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Ask during a block."""
        flooding = [asyncio.create_task(self._flood(one)) for one in range(self._members)]
        try:
            yield
        finally:
            for one in (*flooding, *self._asking):
                one.cancel()
            await asyncio.gather(*flooding, *self._asking, return_exceptions=True)

    async def _flood(self, member: int) -> None:
        limit_patience(OF_A_MEMBER)
        for words in itertools.islice(itertools.cycle(self._asked), member, None):
            task = asyncio.create_task(self._ask(member, words))
            self._asking.add(task)
            task.add_done_callback(self._asking.discard)
            await asyncio.sleep(1 / self._rate)

    async def _ask(self, member: int, words: str) -> None:
        self.ends["asked"] += 1
        if self._cooldowns.take("command", member):
            self.ends["member"] += 1
            return
        try:
            await self._library.quote(words, FLOODED)
            self.ends["answered"] += 1
        except TooOftenError:
            self.ends["server"] += 1


def show(name: str, times: list[float], ends: Counter[str], cpu_seconds: float) -> None:
    """Print a line."""
    ordered = sorted(times)
    last = ordered[min(int(len(ordered) * 0.99), len(ordered) - 1)]
    figures = (statistics.median(ordered), last, ordered[-1])
    counts = (len(ordered), *(ends[one] for one in ("asked", "answered", "member", "server")))
    print(
        name
        + "".join(f"{figure:9.1f}" for figure in figures)
        + "".join(f"{count:9}" for count in counts)
        + f"{cpu_seconds:9.1f}",
        flush=True,
    )


def remember_a_million() -> None:
    """Print what the limits remember of a million members, and the time of one use."""
    cooldowns, begun = Cooldowns(), time.process_time()
    for member in range(MILLION):
        cooldowns.take("command", member)
    spent = (time.process_time() - begun) / MILLION * 1e6
    print(f"a million members: {cooldowns.remembered:,} remembered, {spent:.1f} us of CPU a use")


if __name__ == "__main__":
    main()
