"""Measure the gain of a short switch interval, and the cost of collecting before a freeze.

python -m benchmarks.threads [quotes]

Searches are asked one after the other of an index of 100,000 quotes while another thread computes
without a pause, at Python's own switch interval (5 ms) and at ours (.5 ms). Before
that, the collections are timed that come before each freeze.
"""

from __future__ import annotations

import asyncio
import gc
import itertools
import sys
import threading
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import corpora
from benchmarks.episodes import read_episode
from benchmarks.queries import generate
from benchmarks.synthetic import library
from benchmarks.timing import each, head, line, note
from bot.models import Scope
from bot.search import Index, open_index

QUOTES = 100_000
OLDEST = 2
EVERYONE = Scope(server=None)
_BATCH = 20
_EACH = 15


def main() -> None:
    """Print the times of each setting."""
    quotes = int(sys.argv[1]) if len(sys.argv) > 1 else QUOTES
    with TemporaryDirectory() as name:
        asyncio.run(_measure(Path(name), quotes))


async def _measure(folder: Path, quotes: int) -> None:
    files = sorted((corpora.folder() / "changelog").glob("*/*.md"))
    read = list(library([read_episode(path, guided=False) for path in files], quotes))
    texts = [one.text for one in generate(read[:50], count=_EACH, seed=5)]
    async with open_index(folder) as index:
        for version, first in enumerate(range(0, len(read), _BATCH), start=1):
            batch = read[first : first + _BATCH]
            await index.apply(upserts=batch, removed=(), version=version)
        await index.optimize()
    one = read[-1]
    del read
    gc.unfreeze()
    with _collections() as took:
        async with open_index(folder) as index:
            note("collections of opening", sum(took), "ms")
            took.clear()
            await index.quote("hello there", EVERYONE)
            note("collections of the first answer", sum(took), "ms")
            took.clear()
            await index.apply(upserts=[one], removed=(), version=await index.indexed_version() + 1)
            note("collections of an import", sum(took), "ms")
    async with open_index(folder) as index:
        ours = sys.getswitchinterval()
        await index.quote("hello there", EVERYONE)
        head(f"{quotes:,} quotes, ms")
        await _asked(index, texts, "alone")
        for name, turn in (("5 ms", 0.005), (f"{ours * 1000:.1f} ms", ours)):
            sys.setswitchinterval(turn)
            with _busy():
                await _asked(index, texts, f"beside a thread, {name}")


async def _asked(index: Index, texts: Sequence[str], name: str) -> None:
    line(f"quote, {name}", await each(partial(index.quote, text, EVERYONE) for text in texts))


@contextmanager
def _collections() -> Generator[list[float]]:
    """Yield a list to which the milliseconds of each full garbage collection are appended."""
    took: list[float] = []
    began = 0.0

    def note_collection(phase: str, info: dict[str, int]) -> None:
        nonlocal began
        if info["generation"] == OLDEST and phase == "start":
            began = time.perf_counter()
        elif info["generation"] == OLDEST:
            took.append((time.perf_counter() - began) * 1000)

    gc.callbacks.append(note_collection)
    try:
        yield took
    finally:
        gc.callbacks.remove(note_collection)


@contextmanager
def _busy() -> Generator[None]:
    """Run a thread that computes in Python during the block."""
    ending = threading.Event()

    def compute() -> None:
        for number in itertools.count():
            if ending.is_set():
                return
            sum(divmod(number, 7))

    thread = threading.Thread(target=compute)
    thread.start()
    try:
        yield
    finally:
        ending.set()
        thread.join()


if __name__ == "__main__":
    main()
