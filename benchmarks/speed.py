"""Measure how long importing, starting and asking take on the conversation.

python -m benchmarks.speed
"""

import asyncio
import json
import resource
import statistics
import sys
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import corpora
from bot import ingest
from bot.cli.resources import Resources, open_resources
from bot.models import Scope

IMPORTS, STARTS, ROUNDS = 5, 10, 5
EVERYWHERE = Scope(server=None)
Times = list[float]
"""In milliseconds."""


def main() -> None:
    """Print one table."""
    conversation = corpora.folder() / "conversation"
    with TemporaryDirectory() as folder:
        measured = asyncio.run(measure(conversation, Path(folder)))
    print(f"{'milliseconds':<34}{'median':>10}{'p99':>10}{'times':>8}{'to hold':>10}")
    for (name, most), times in measured.items():
        middle, worst = statistics.median(times), percentile(times, share=0.99)
        print(f"{name:<34}{middle:>10.1f}{worst:>10.1f}{len(times):>8}{most:>10}")
    print(f"{'most memory, this process':<34}{memory():>9.0f}M")


async def measure(conversation: Path, folder: Path) -> dict[tuple[str, str], Times]:
    """Give the times of each thing measured, by its name and what it should stay under."""
    transcript = conversation / "conversation.txt"
    imports = [await imported(transcript, folder / str(run)) for run in range(IMPORTS)]
    starts = [await started(folder / "0") for _ in range(STARTS)]
    utterances = (conversation / "questions.dev.jsonl").read_text("utf-8").splitlines()
    asked = [json.loads(line) for line in utterances]
    texts = {
        way: [one["text"] for one in asked if one["command"] == way] for way in ("quote", "ask")
    }
    async with opened(folder / "0") as house:
        quotes = [await quoted(house, text) for _ in range(ROUNDS) for text in texts["quote"]]
        asks = [await answered(house, text) for _ in range(ROUNDS) for text in texts["ask"]]
        keys = [await typed(house, text) for text in texts["quote"]]
    return {
        ("import the conversation", "2000"): imports,
        ("open store, index and library", "1000"): starts,
        ("/quote, in the library", "20"): quotes,
        ("/ask, in the library", "-"): asks,
        ("a keystroke of /quote", "-"): keys,
    }


@asynccontextmanager
async def opened(folder: Path) -> AsyncGenerator[Resources]:
    """Open the library in a folder."""
    async with open_resources(f"sqlite+aiosqlite:///{folder}/library.db", folder) as house:
        yield house


async def imported(transcript: Path, folder: Path) -> float:
    """Import a transcript into an empty library, until it can be found."""
    async with opened(folder) as house:
        began = time.perf_counter()
        await ingest.add(transcript, store=house.store, options=ingest.Options())
        await house.library.refresh()
        return since(began)


async def started(folder: Path) -> float:
    """Open a library until it can be asked."""
    began = time.perf_counter()
    async with opened(folder) as house:
        await house.library.quote("compute", EVERYWHERE)
        return since(began)


async def quoted(house: Resources, text: str) -> float:
    """Find a line."""
    began = time.perf_counter()
    await house.library.quote(text, EVERYWHERE)
    return since(began)


async def answered(house: Resources, text: str) -> float:
    """Answer a question."""
    began = time.perf_counter()
    await house.library.ask(text, EVERYWHERE)
    return since(began)


async def typed(house: Resources, text: str) -> float:
    """Offer choices for the first half of a line."""
    began = time.perf_counter()
    await house.library.suggest("quote.words", text[: len(text) // 2], EVERYWHERE)
    return since(began)


def since(began: float) -> float:
    """Give the milliseconds since a moment."""
    return (time.perf_counter() - began) * 1000


def percentile(times: Sequence[float], *, share: float) -> float:
    """Give the time that this share of all stays under, the nearest above."""
    ranked = sorted(times)
    return ranked[min(int(len(ranked) * share), len(ranked) - 1)]


def memory() -> float:
    """Give the most memory this process had, in megabytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1 << 20 if sys.platform == "darwin" else 1 << 10)


if __name__ == "__main__":
    main()
