"""Measure search as the library grows: `python -m benchmarks.scale [QUOTES | private ...]`.

The default is 600, 100,000 and 1,000,000 quotes of `changelog/` (`benchmarks/synthetic.py`
generates those that are missing), compared with rapidfuzz, plain FTS5 and tantivy; then 10,000
shows of 100 quotes, each private to its server. Building, serving and the baselines run in separate
processes. Memory leaves out the files that a process has mapped. Subjects and questions use the
words of lines. Vectors are measured with a model of random vectors, which costs next to nothing.
"""

import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import cycle, islice
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from benchmarks import corpora
from benchmarks.baselines import engines
from benchmarks.episodes import Read, read_episode
from benchmarks.queries import generate, misspelt
from benchmarks.synthetic import PRIVATE_QUOTES, library, private, varied
from benchmarks.synthetic_model import SyntheticModel
from benchmarks.timing import Ask, each, head, line, memory, note, timed, watched
from bot.models import Scope
from bot.search import Index, open_index
from bot.search.memory.partitions import Partitions
from bot.search.memory.runtime import tuned_process
from bot.search.retrieval.postings import RowIds
from bot.search.retrieval.similarity import row_cosines, similar_windows
from bot.search.storage.connections import open_connections
from bot.text.tokens import words

SIZES = ("600", "100000", "1000000", "private")
SHOWS = 10_000
EVERYONE = Scope(server=None)
HOSTILE = (
    "a*",
    "the",
    "the of and to it is a that you we in for " * 10,
    "I could do this some of the time, but",
    "x" * 10_000,
    " ".join(f"wrod{n}" for n in range(2_000)),
    "кот и пёс 灯台 🪿 מגדלור " * 50,
    'NEAR("a" "b", 2) OR own:the AND NOT (',
)

Part = Callable[[Path, str], Coroutine[None, None, None]]

_EACH = 50
_ASKED_ABOUT = 10_000
_BATCH = 20
_CLIENTS, _ASKED = 32, 480
_LINES = 10_000
_EACH_BASELINE = 5
_SERVERS = 50
_WINDOWS = 50


async def build(folder: Path, size: str) -> None:
    """Build an index, and print its time, memory and size."""
    read = _episodes()
    some = private(read, SHOWS) if size == "private" else library(read, int(size))
    held = memory()
    async with open_index(folder) as index:
        cpu = wall = 0.0
        for version, batch in enumerate(_batches(some), start=1):
            spent = await timed(partial(index.apply, upserts=batch, removed=(), version=version))
            cpu, wall = cpu + spent[0], wall + spent[1]
        spent = await timed(index.optimize)
        cpu, wall = cpu + spent[0], wall + spent[1]
        line("build", [(cpu, wall)])
        note("  memory added by then", memory() - held, "MB")
    note("  file", _megabytes(folder), "MB")


def _megabytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def _batches(read: Iterable[Read]) -> Iterable[list[Read]]:
    batch: list[Read] = []
    for one in read:
        batch.append(one)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


async def serve(folder: Path, size: str) -> None:
    """Open the index, and print the times of queries, autocomplete and an import."""
    read = list(library(_episodes(), min(_ASKED_ABOUT, int(size))))
    texts = _texts(read)
    held, began = memory(), time.perf_counter()
    async with open_index(folder) as index:
        await index.quote("hello there", EVERYONE)
        note("start to first answer, wall", 1000 * (time.perf_counter() - began), "ms")
        await _queries(index, texts)
        await _keystrokes(index, texts, read)
        await _adding(index, read[-1])
        await _at_once(index, texts)
        await _lines(index, texts)
        note("memory of serving, most", memory() - held, "MB")


async def _queries(index: Index, texts: Sequence[str]) -> None:
    for name, ask in (("quote", index.quote), ("topic", index.topic), ("ask", index.ask)):
        line(name, await each(partial(ask, t, EVERYONE) for t in texts))
        hostile = await each(partial(ask, t, EVERYONE) for t in HOSTILE)
        line(f"{name}, hostile", hostile)


async def _keystrokes(index: Index, texts: Sequence[str], read: Sequence[Read]) -> None:
    chance = random.Random(8)
    topics = [topic.name for _, content in read for topic in content.topics]
    typed = {
        "quote.words": texts[::4],
        "topic.name": [*topics, *(misspelt(t.split(), chance) for t in topics)][:100],
        "episode": [episode.title for episode, _ in read],
    }
    for option, given in typed.items():
        keys = [text[:end] for text in given for end in range(1, min(len(text), 40) + 1)]
        line(option, await each(partial(index.suggest, option, t, EVERYONE) for t in keys))


async def _adding(index: Index, one: Read) -> None:
    readings: list[tuple[float, float]] = []
    new, version = varied(one, 1_000_000, most=1_000), await index.indexed_version() + 1

    asking = partial(index.quote, "people who build things", EVERYONE)

    async def keep_asking() -> None:
        while True:
            readings.append(await timed(asking))

    reading = asyncio.create_task(keep_asking())
    adding = partial(index.apply, upserts=[new], removed=(), version=version)
    line("adding an episode", [await timed(adding)])
    reading.cancel()
    with suppress(asyncio.CancelledError):
        await reading
    line("quote meanwhile", readings)


async def _at_once(index: Index, texts: Sequence[str]) -> None:
    """Print the throughput of 32 clients, and how long they block the event loop."""
    ways = (index.quote, index.topic, index.ask)
    for name, asked in (("quotes", ways[:1]), ("a mix", ways)):
        asks = [partial(asked[n % len(asked)], t, EVERYONE) for n, t in enumerate(texts)]
        left = islice(cycle(asks), _ASKED)
        async with watched() as stalls:
            began = time.perf_counter()
            await asyncio.gather(*(each(left) for _ in range(_CLIENTS)))
            took = time.perf_counter() - began
        note(f"32 clients, {name}", _ASKED / took, "answers/s")
        note("  event loop blocked", max(stalls), "ms")


async def _lines(index: Index, texts: Sequence[str]) -> None:
    """Answer 10,000 queries in a row, and print by how much the process grows."""
    await each(partial(index.quote, t, EVERYONE) for t in texts)
    before = memory()
    for n in range(_LINES):
        await index.suggest("speaker", texts[n % len(texts)], EVERYONE)
        if n % 4 == 0:
            await index.quote(texts[n % len(texts)], EVERYONE)
    note("10,000 queries grew it by", memory() - before, "MB")


async def serve_private(folder: Path, _size: str) -> None:
    """Print the times of queries for servers that each see only their own show."""
    read = _episodes()
    chance = random.Random(9)
    servers = [chance.randint(1, SHOWS) for _ in range(_SERVERS)]
    held = memory()
    async with open_index(folder) as index:
        for name in ("first question", "quote", "topic", "ask"):
            way = getattr(index, name, index.quote)
            line(name, await each(_private(way, read, server) for server in servers))
        note("memory of serving, most", memory() - held, "MB")


def _private(way: Callable[..., Awaitable[object]], read: Sequence[Read], server: int) -> Ask:
    show = varied(read[server % len(read)], server, most=PRIVATE_QUOTES)[1]
    text = max((quote.text for quote in show.quotes), key=len)
    return partial(way, text[:100], replace(EVERYONE, server=server))


async def encode(folder: Path, size: str) -> None:
    """Add vectors to the index, and print what that costs without the model, and their size."""
    read = list(library(_episodes(), min(_ASKED_ABOUT, int(size))))
    before, held = _megabytes(folder), memory()
    async with open_index(folder, model=SyntheticModel()) as index:
        times: list[tuple[float, float]] = []
        while await index.encoding.unencoded():
            times.append(await timed(index.encoding.encode_next))
        line("encode an episode", times)
        note("  memory added by then", memory() - held, "MB")
    note("  file added", _megabytes(folder) - before, "MB")
    await _similar(folder, _texts(read))
    held = memory()
    async with open_index(folder, model=SyntheticModel()) as index:
        await index.warm()
        line("ask, with vectors", await each(partial(index.ask, t, EVERYONE) for t in _texts(read)))
        note("memory of serving, vectors", memory() - held, "MB")


def _texts(read: Sequence[Read]) -> list[str]:
    return [asked.text for asked in generate(read, count=_EACH, seed=5)]


async def _similar(folder: Path, texts: Sequence[str]) -> None:
    """Print the times to find similar windows, and to compare the rows of 200 candidates."""
    vectors = SyntheticModel().encode(texts, kind="query")
    path = next(folder.rglob("*.db"))  # noqa: ASYNC240 - one small folder
    with tuned_process():
        async with open_connections(path) as connections, connections.reading() as db:
            scope = await Partitions().search_scope(db, EVERYONE)
            held = memory()
            await similar_windows(db, scope, vectors[0], limit=_WINDOWS)
            note("memory of windows", memory() - held, "MB")
            similar = (partial(similar_windows, db, scope, one, limit=_WINDOWS) for one in vectors)
            line("similar windows", await each(similar))
            rows = _rows(*scope.row_bounds)
            line(
                "cosines", await each(partial(row_cosines, db, scope, one, rows) for one in vectors)
            )


def _rows(first: int, last: int) -> RowIds:
    """Return 500 rows at random, in order."""
    drawn = np.random.default_rng(6).integers(first, last + 1, 500)
    return np.sort(drawn)


async def compare(_folder: Path, size: str) -> None:
    """Print the times of the baselines over the same quotes."""
    read = list(library(_episodes(), int(size)))
    texts = [" ".join(words(quote.text)) for _, content in read for quote in content.quotes]
    asked = [" ".join(words(one.text)) for one in generate(read[:20], count=_EACH_BASELINE, seed=5)]
    for name, make in engines().items():
        began = time.process_time()
        ranked = make(texts)
        note(f"{name}, build, CPU", time.process_time() - began, "s")
        line(name, await each(partial(asyncio.to_thread, partial(ranked, one)) for one in asked))


def _episodes() -> list[Read]:
    files = sorted((corpora.folder() / "changelog").glob("*/*.md"))
    return [read_episode(path, guided=False) for path in files]


def _in_process(part: Part, folder: Path, size: str) -> None:
    """Run a part in a separate process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        pool.submit(_run, part, folder, size).result()


def _run(part: Part, folder: Path, size: str) -> None:
    asyncio.run(part(folder, size))


def main() -> None:
    """Print a table for each size."""
    for size in sys.argv[1:] or SIZES:
        head("10,000 private shows" if size == "private" else f"{int(size):,} quotes, ms")
        with tempfile.TemporaryDirectory() as name:
            parts = (serve_private,) if size == "private" else (serve, encode, compare)
            for part in (build, *parts):
                _in_process(part, Path(name), size)


if __name__ == "__main__":
    main()
