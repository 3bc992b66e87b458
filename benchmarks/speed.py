"""Measure the time of an import, a start and queries on the conversation.

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
from bot.import_options import Options
from bot.models import Scope

IMPORTS, STARTS, ROUNDS = 5, 10, 5
EVERYWHERE = Scope(server=None)
Times = list[float]
"""In milliseconds."""


def main() -> None:
    """Print a table of times."""
    conversation = corpora.folder() / "conversation"
    with TemporaryDirectory() as folder:
        measured = asyncio.run(measure(conversation, Path(folder)))
    print(f"{'milliseconds':<34}{'median':>10}{'p99':>10}{'times':>8}{'at most':>10}")
    for (name, most), times in measured.items():
        middle, worst = statistics.median(times), percentile(times, share=0.99)
        print(f"{name:<34}{middle:>10.1f}{worst:>10.1f}{len(times):>8}{most:>10}")
    print(f"{'peak memory of this process':<34}{memory():>9.0f}M")


async def measure(conversation: Path, folder: Path) -> dict[tuple[str, str], Times]:
    """Return the times of each measurement, by its name and its limit in milliseconds."""
    transcript = conversation / "conversation.txt"
    imports = [await imported(transcript, folder / str(run)) for run in range(IMPORTS)]
    starts = [await started(folder / "0") for _ in range(STARTS)]
    utterances = (conversation / "questions.dev.jsonl").read_text("utf-8").splitlines()
    asked = [json.loads(line) for line in utterances]
    texts = {
        way: [one["text"] for one in asked if one["command"] == way] for way in ("quote", "ask")
    }
    async with opened(folder / "0") as resources:
        quotes = [await quoted(resources, text) for _ in range(ROUNDS) for text in texts["quote"]]
        asks = [await answered(resources, text) for _ in range(ROUNDS) for text in texts["ask"]]
        keys = [await typed(resources, text) for text in texts["quote"]]
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
    async with open_resources(f"sqlite+aiosqlite:///{folder}/library.db", folder) as resources:
        yield resources


async def imported(transcript: Path, folder: Path) -> float:
    """Return the time to import a transcript into an empty library and index it."""
    async with opened(folder) as resources:
        began = time.perf_counter()
        await ingest.add(transcript, store=resources.store, options=Options())
        await resources.library.refresh()
        return since(began)


async def started(folder: Path) -> float:
    """Return the time to open a library and answer a first query."""
    began = time.perf_counter()
    async with opened(folder) as resources:
        await resources.library.quote("compute", EVERYWHERE)
        return since(began)


async def quoted(resources: Resources, text: str) -> float:
    """Return the time of a `/quote`."""
    began = time.perf_counter()
    await resources.library.quote(text, EVERYWHERE)
    return since(began)


async def answered(resources: Resources, text: str) -> float:
    """Return the time of an `/ask`."""
    began = time.perf_counter()
    await resources.library.ask(text, EVERYWHERE)
    return since(began)


async def typed(resources: Resources, text: str) -> float:
    """Return the time of autocomplete for the first half of a line."""
    began = time.perf_counter()
    await resources.library.suggest("quote.words", text[: len(text) // 2], EVERYWHERE)
    return since(began)


def since(began: float) -> float:
    """Return the milliseconds since a reading of the performance counter."""
    return (time.perf_counter() - began) * 1000


def percentile(times: Sequence[float], *, share: float) -> float:
    """Return the percentile of a share, from 0 to 1, by the nearest rank above."""
    ranked = sorted(times)
    return ranked[min(int(len(ranked) * share), len(ranked) - 1)]


def memory() -> float:
    """Return the peak memory of this process in megabytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1 << 20 if sys.platform == "darwin" else 1 << 10)


if __name__ == "__main__":
    main()
