"""Measure the first answers after a start: `python -m benchmarks.cold_start [EPISODES ...]`.

The default is 300 and 1,000 episodes of an hour, made by repeating those of `changelog/` with their
analysis under new ids. Every command is run as the first one of a new process that has only opened
the library. `run` reads in the background what first answers need, while it connects to Discord:
the last line is how long that takes. Discord waits three seconds.
"""

import asyncio
import hashlib
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from datetime import time as hour
from itertools import cycle, islice
from multiprocessing import get_context
from pathlib import Path

from benchmarks import corpora
from benchmarks.episodes import Read
from benchmarks.timing import memory, watched
from bot import identity
from bot.daily.candidates import CandidateCache
from bot.daily.service import DailyService
from bot.episode_preparation import prepare
from bot.errors import PullquoteError
from bot.import_options import Options
from bot.library import Library
from bot.models import Scope
from bot.schedules import Schedule
from bot.search import open_index
from bot.store import open_store
from bot.transcripts import readers

SIZES = (300, 1000)
EVERYONE = Scope(server=None)
SERVER = 71
NOW = datetime(2026, 3, 1, tzinfo=UTC)
HOUR = 45_000
"""The length of an episode of about an hour, in characters; shorter ones are left out."""

_MOST_READ = 60


async def _nothing(_: Library, __: DailyService) -> None:
    pass


async def _warm(library: Library, daily: DailyService) -> None:
    await library.warm()
    await daily.warm()


FIRST: dict[str, Callable[[Library, DailyService], Awaitable[object]]] = {
    "start alone": _nothing,
    "/quote words": lambda library, _: library.quote("people who build things", EVERYONE, limit=7),
    "/quote": lambda library, _: library.highlight(EVERYONE),
    "/topic name": lambda library, _: library.topic("testing", EVERYONE, limit=15),
    "/topic": lambda library, _: library.topics(EVERYONE),
    "/summary": lambda library, _: library.chapters(EVERYONE),
    "/ask": lambda library, _: library.ask("Why do people write tests?", EVERYONE, limit=3),
    "/daily preview": lambda _, daily: daily.preview(SERVER),
    "/daily skip, a keystroke": lambda _, daily: daily.preview(SERVER),
    "quote.words, a keystroke": lambda library, _: library.suggest("quote.words", "peo", EVERYONE),
    "topic.name, a keystroke": lambda library, _: library.suggest("topic.name", "te", EVERYONE),
    "warming": _warm,
}


def grown(read: Sequence[Read], count: int) -> Iterator[Read]:
    """Yield `count` episodes, repeating those that were read under new ids."""
    for number, (episode, content) in enumerate(islice(cycle(read), count)):
        key = f"{episode.key}-{number}"
        ids = {one.id: _id(key, one.id) for one in content.quotes}
        named = replace(
            episode,
            id=identity.episode_id(key),
            key=key,
            title=key,
            added_at=NOW - timedelta(days=count - number),
        )
        yield (
            named,
            replace(
                content,
                quotes=tuple(replace(one, id=ids[one.id]) for one in content.quotes),
                highlights=tuple(replace(one, quote=ids[one.quote]) for one in content.highlights),
            ),
        )


def _id(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]


def prepared(path: Path) -> Read | None:
    """Read and analyse a transcript; return None if it is much shorter than an hour."""
    try:
        transcript = readers.read(path)
    except PullquoteError:
        return None
    if len(transcript.text) < HOUR:
        return None
    ready = prepare(transcript, key=path.stem, options=Options())
    return ready.episode, ready.content


async def build(folder: Path, read: Sequence[Read], size: int) -> None:
    """Store episodes, index them, and set up the daily highlight of one server."""
    async with open_store(_url(folder)) as store, open_index(folder / "index") as index:
        for episode, content in grown(read, size):
            await store.add(episode, content)
        library = Library(store, index, clock=lambda: NOW)
        await library.refresh()
        schedule = Schedule(server=SERVER, channel=1, time=hour(9), zone="Europe/Berlin")
        daily = DailyService(
            library,
            store.ledger,
            servers=store.servers,
            candidates=CandidateCache(library),
            clock=lambda: NOW,
        )
        await daily.setup(schedule)


async def first(folder: Path, name: str) -> None:
    """Open the library and run one command."""
    began = time.perf_counter()
    async with open_store(_url(folder)) as store, open_index(folder / "index") as index:
        library = Library(store, index, clock=lambda: NOW)
        candidates = CandidateCache(library)
        daily = DailyService(
            library,
            store.ledger,
            servers=store.servers,
            candidates=candidates,
            clock=lambda: NOW,
        )
        async with watched() as starting:
            await library.refresh()
            await asyncio.sleep(0.02)
        opened = time.perf_counter()
        async with watched() as asking:
            await FIRST[name](library, daily)
            answered = time.perf_counter()
            await asyncio.sleep(0.02)
        again = time.perf_counter()
        await FIRST[name](library, daily)
        figures = (
            1000 * (opened - began),
            max(starting),
            1000 * (answered - opened),
            max(asking),
            1000 * (time.perf_counter() - again),
        )
    print(f"{name:26}" + "".join(f"{one:13.0f}" for one in figures) + f"{memory():10.0f}")


def _url(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder / 'library.db'}"


def _run(folder: Path, name: str) -> None:
    asyncio.run(first(folder, name))


def main() -> None:
    """Print a table for each number of episodes."""
    spawn = get_context("spawn")
    files = sorted((corpora.folder() / "changelog").glob("*/*.md"))
    with ProcessPoolExecutor(2, mp_context=spawn) as pool:
        read = [one for one in pool.map(prepared, files[::2][:_MOST_READ]) if one]
    for size in map(int, sys.argv[1:] or SIZES):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            asyncio.run(build(folder, read, size))
            print(f"\n{size} episodes, ms (wall)")
            heads = ("start", "loop held", "first answer", "loop held", "second", "MB")
            print(" " * 26 + "".join(f"{one:>13}" for one in heads[:-1]) + f"{heads[-1]:>10}")
            for command in FIRST:
                with ProcessPoolExecutor(1, mp_context=spawn) as pool:
                    pool.submit(_run, folder, command).result()


if __name__ == "__main__":
    main()
