"""Count how often one answer passes from a file of the project to another.

    python -m benchmarks.switches

Each call of a function of the project, and each time a coroutine goes on, is an event; a switch is
an event in another file than the one before. Many switches mean that a loop calls into another file
for each item, which is slow to run and hard to follow. The library holds the samples only.
"""

import asyncio
import sys
import threading
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Any

from bot import ingest
from bot.cli.resources import open_resources
from bot.import_options import Options
from bot.models import Scope

PROJECT = Path(__file__).resolve().parents[1]
PACKAGE = f"{PROJECT / 'bot'}/"

QUERIES = {
    "quote": "the map leaves out the one thing you need",
    "topic": "maps",
    "ask": "Why does the map leave things out?",
}
_PRINTED = 12
"""At most this many pairs of files are printed for each command."""


@dataclass
class Trace:
    """The calls of the project's functions while a profiler was set."""

    calls: int = 0
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    _last: str = ""

    def __call__(self, frame: FrameType, event: str, _: Any) -> None:
        """Count an event of the profiler; lambdas and comprehensions belong to their caller."""
        code = frame.f_code
        if (
            event != "call"
            or code.co_name.startswith("<")
            or not code.co_filename.startswith(PACKAGE)
        ):
            return
        self.calls += 1
        if self._last and self._last != code.co_filename:
            self.pairs[self._last, code.co_filename] += 1
        self._last = code.co_filename


def main() -> None:
    """Print for each command the calls, the switches and the commonest pairs of files."""
    with TemporaryDirectory() as folder:
        for command, trace in asyncio.run(measure(Path(folder))).items():
            print(f"/{command}: {trace.calls} calls, {trace.pairs.total()} switches")
            for (before, after), count in trace.pairs.most_common(_PRINTED):
                print(f"{count:6}  {_short(before)} -> {_short(after)}")


async def measure(folder: Path) -> dict[str, Trace]:
    """Trace one answer of each command, after one that has filled the caches."""
    async with open_resources(f"sqlite+aiosqlite:///{folder}/library.db", folder) as resources:
        for path in sorted((PROJECT / "data" / "samples").glob("*.md")):
            await ingest.add(path, store=resources.store, options=Options())
        library = resources.library
        await library.refresh()
        ways = {"quote": library.quote, "topic": library.topic, "ask": library.ask}
        return {command: await trace(ways[command], text) for command, text in QUERIES.items()}


async def trace(search: Callable[[str, Scope], Awaitable[object]], text: str) -> Trace:
    """Search twice and trace the second time, in all threads."""
    await search(text, Scope(server=None))
    traced = Trace()
    threading.setprofile(traced)
    sys.setprofile(traced)
    try:
        await search(text, Scope(server=None))
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
    return traced


def _short(filename: str) -> str:
    return filename.removeprefix(PACKAGE)


if __name__ == "__main__":
    main()
