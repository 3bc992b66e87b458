"""Measure search as the library grows: `python -m benchmarks.scale [QUOTES ...]` (600 100000).

The quotes are those of `changelog/`; where a size needs more, episodes come again with words
exchanged at random, by seed, and a few of them misheard, so that the vocabulary grows too.
"""

import asyncio
import random
import resource
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from statistics import median
from string import ascii_lowercase

from benchmarks import corpora
from benchmarks.episodes import Read, read_episode
from benchmarks.queries import generate
from bot import identity
from bot.models import Quote, Scope
from bot.search import Index, open_index

SIZES = (600, 100_000)
EVERYONE = Scope(server=None)
HOSTILE = (
    "a*",
    "the of and to it is a that you we in for " * 10,
    "x" * 10_000,
    " ".join(f"wrod{n}" for n in range(2_000)),
    "кот и пёс 灯台 🪿 מגדלור " * 50,
    'NEAR("a" "b", 2) OR own:the AND NOT (',
)

_EACH = 50
_EXCHANGED, _MISHEARD = 0.15, 0.002
_BATCH = 20
_CLIENTS, _ASKED = 32, 320
_LINES = 10_000
_TICK = 0.005

Times = list[tuple[float, float]]
"""CPU and wall milliseconds of each run."""


def library(read: Sequence[Read], size: int) -> Iterator[Read]:
    """Yield episodes of about so many quotes in all, those after the first round varied."""
    left, turn = size, 0
    while left > 0:
        for episode, content in read:
            if left <= 0:
                return
            quotes = content.quotes[:left]
            left -= len(quotes)
            if turn:
                yield _varied((episode, replace(content, quotes=quotes)), turn)
            else:
                yield episode, replace(content, quotes=quotes)
        turn += 1


def _varied(one: Read, turn: int) -> Read:
    episode, content = one
    key = f"{episode.key}-{turn}"
    chance = random.Random(key)
    ids = identity.episode_id(key)
    quotes = tuple(_exchanged(quote, f"{ids}{n}", chance) for n, quote in enumerate(content.quotes))
    return replace(episode, id=ids, key=key), replace(content, quotes=quotes)


def _exchanged(quote: Quote, quote_id: str, chance: random.Random) -> Quote:
    words = quote.text.split()
    text = " ".join(_heard(word, words, chance) for word in words)
    return replace(quote, id=quote_id, text=text, display=text)


def _heard(word: str, words: Sequence[str], chance: random.Random) -> str:
    drawn = chance.random()
    if drawn < _MISHEARD:
        place = chance.randrange(len(word))
        return word[:place] + chance.choice(ascii_lowercase) + word[place + 1 :]
    return chance.choice(words) if drawn < _EXCHANGED else word


async def timed(ask: Callable[[], Awaitable[object]]) -> tuple[float, float]:
    """Return the CPU (all threads) and wall milliseconds of a call."""
    cpu, wall = time.process_time(), time.perf_counter()
    await ask()
    return (time.process_time() - cpu) * 1000, (time.perf_counter() - wall) * 1000


async def measure(read: Sequence[Read], size: int) -> None:
    """Build an index of a size and print what it costs."""
    before = _memory()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with open_index(folder) as index:
            built = await timed(lambda: _build(index, read, size))
        _line("build (s)", [(built[0] / 1000, built[1] / 1000)])
        async with open_index(folder) as index:
            _line("first answer", [await timed(lambda: index.quote("hello there", EVERYONE))])
            await _queries(index, read[: max(1, size // 600)][:40])
            await _adding(index, read[-1])
            await _at_once(index, read)
            await _lines(index, read)
    print(f"{'memory of this process, MB':30}{before:8.0f} -> {_memory():.0f}")


async def _build(index: Index, read: Sequence[Read], size: int) -> None:
    batch: list[Read] = []
    for one in library(read, size):
        batch.append(one)
        if len(batch) == _BATCH:
            await index.apply(upserts=batch, removed=(), version=1)
            batch = []
    await index.apply(upserts=batch, removed=(), version=1)


async def _queries(index: Index, read: Sequence[Read]) -> None:
    texts = [asked.text for asked in generate(read, count=_EACH, seed=5)]
    for name, ask in (("quote", index.quote), ("topic", index.topic), ("ask", index.ask)):
        _line(name, [await timed(lambda ask=ask, text=t: ask(text, EVERYONE)) for t in texts])
        some = [await timed(lambda ask=ask, text=t: ask(text, EVERYONE)) for t in HOSTILE]
        _line(f"{name}, hostile", some)
    keys = [text[:end] for text in texts[::4] for end in range(1, min(len(text), 40))]
    suggest = index.suggest
    typed = [await timed(lambda t=t: suggest("quote.words", t, EVERYONE)) for t in keys]
    _line("autocomplete", typed)


async def _adding(index: Index, one: Read) -> None:
    episode, content = _varied(one, 1_000_000)
    readings: Times = []

    async def keep_asking() -> None:
        while True:
            readings.append(await timed(lambda: index.quote("people who build things", EVERYONE)))

    reading = asyncio.create_task(keep_asking())
    apply = index.apply
    added = await timed(lambda: apply(upserts=[(episode, content)], removed=(), version=2))
    reading.cancel()
    with suppress(asyncio.CancelledError):
        await reading
    _line("adding an episode", [added])
    _line("quote meanwhile", readings)


async def _at_once(index: Index, read: Sequence[Read]) -> None:
    """Ask as 32 clients, and watch how long the event loop is held."""
    texts = iter([asked.text for asked in generate(read[:40], count=_ASKED // 4, seed=6)])

    async def client() -> int:
        count = 0
        for text in texts:
            await index.quote(text, EVERYONE)
            count += 1
        return count

    async with _watched() as stalls:
        began = time.perf_counter()
        asked = sum(await asyncio.gather(*(client() for _ in range(_CLIENTS))))
        took = time.perf_counter() - began
    rate = asked / took
    print(f"{'32 clients, quotes/s':30}{rate:8.0f}{'loop held at most, ms':>30}{max(stalls):8.0f}")


@asynccontextmanager
async def _watched() -> AsyncGenerator[list[float]]:
    stalls: list[float] = [0.0]

    async def watch() -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(_TICK)
            stalls.append((time.perf_counter() - began - _TICK) * 1000)

    watching = asyncio.create_task(watch())
    yield stalls
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching


async def _lines(index: Index, read: Sequence[Read]) -> None:
    """Answer 10,000 queries in a row, and see whether the process grows."""
    texts = [asked.text for asked in generate(read[:40], count=_LINES // 40, seed=7)]
    for text in texts:
        await index.quote(text, EVERYONE)
    before = _memory()
    for n in range(_LINES - len(texts)):
        await index.suggest("speaker", texts[n % len(texts)], EVERYONE)
        if n % 4 == 0:
            await index.quote(texts[n % len(texts)], EVERYONE)
    print(f"{'10,000 queries grew it by, MB':30}{_memory() - before:8.1f}")


def _line(name: str, times: Times) -> None:
    cpu, wall = (sorted(one[way] for one in times) for way in (0, 1))
    last = min(int(len(times) * 0.99), len(times) - 1)
    figures = "".join(f"{f:10.1f}" for f in (median(cpu), cpu[last], median(wall), wall[last]))
    print(f"{name:30}{figures}{len(times):8}")


def _memory() -> float:
    """Return the most memory that this process had so far, in megabytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def main() -> None:
    """Print a table for each size."""
    files = sorted((corpora.folder() / "changelog").glob("*/*.md"))
    read = [read_episode(path, guided=False) for path in files]
    for size in map(int, sys.argv[1:]) if len(sys.argv) > 1 else SIZES:
        names = ("CPU median", "p99", "wall", "p99", "n")
        print(f"\n{f'{size} quotes, ms':30}" + "".join(f"{name:>10}" for name in names))
        asyncio.run(measure(read, size))


if __name__ == "__main__":
    main()
