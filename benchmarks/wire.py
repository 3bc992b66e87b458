"""Measure how long members wait for answers over the wire, with the bot as a process of its own.

python -m benchmarks.wire [TIMES]

The bot serves the conversation of the corpora, and its questions are asked, to a Discord on
loopback. A time is from the event that is sent to the bot to its answer; CPU is that of all threads
of the bot meanwhile.
"""

import asyncio
import itertools
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import corpora
from tests.support.wire import BotProcess, LoopbackDiscord, Response, running
from tests.support.wire.objects import components

TIMES = 200
SUBJECTS = ("scaling", "transformers", "long context", "inference", "robots", "alignment", "data")
ANSWERS = ("/interactions/", "/webhooks/")
Act = Callable[[], Awaitable[object]]


def main() -> None:
    """Print a table of times."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else TIMES
    conversation = corpora.folder() / "conversation"
    lines = (conversation / "questions.dev.jsonl").read_text("utf-8").splitlines()
    typed = {
        command: itertools.cycle(
            [one["text"] for one in map(json.loads, lines) if one["command"] == command]
        )
        for command in ("quote", "ask")
    }
    with TemporaryDirectory() as folder:
        _add(conversation / "conversation.txt", Path(folder))
        print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        print(f"{'milliseconds':<24}{'median':>8}{'p99':>8}{'CPU':>8}{'p99':>8}{'n':>6}")
        asyncio.run(measure(Path(folder), typed, times))
        print(f"load after: {os.getloadavg()[0]:.1f}")


async def measure(folder: Path, typed: Mapping[str, Iterator[str]], times: int) -> None:
    """Ask, press and choose so many times each, and print a line for each."""
    async with LoopbackDiscord() as discord, running(discord, folder) as bot:
        await bot.ready()
        await asyncio.sleep(5)  # it warms up beside its connection
        quote = await discord.slash("quote", {"words": "scaling"})
        topic = await discord.slash("topic", {"name": "scaling"})
        summary = await discord.slash("summary")
        subjects = itertools.cycle(SUBJECTS)
        turns = itertools.cycle(("Next", "Back"))
        asks: dict[str, Act] = {
            "/quote": lambda: discord.slash("quote", {"words": next(typed["quote"])[:200]}),
            "/quote without words": lambda: discord.slash("quote"),
            "/topic": lambda: discord.slash("topic", {"name": next(subjects)}),
            "/summary": lambda: discord.slash("summary"),
            "/ask": lambda: discord.slash("ask", {"question": next(typed["ask"])[:200]}),
            "Next, Back": lambda: discord.click(quote.shown, _button(quote, next(turns))),
            "Context": lambda: discord.click(quote.shown, _button(quote, "Context")),
            "More": lambda: discord.click(quote.shown, _button(quote, "More")),
            "a passage of /topic": lambda: _choose(discord, topic, "o"),
            "a chapter of /summary": lambda: _choose(discord, summary, "g:"),
            "a keystroke in /quote": lambda: discord.autocomplete(
                "quote", option="words", value=next(typed["quote"])[:20]
            ),
            "a keystroke in /topic": lambda: discord.autocomplete(
                "topic", option="name", value=next(subjects)[:4]
            ),
        }
        for name, act in asks.items():
            await act()
            measured = [await _timed(discord, bot, act) for _ in range(times)]
            _print(name, measured)


async def _timed(discord: LoopbackDiscord, bot: BotProcess, act: Act) -> tuple[float, float]:
    """Return the wall and CPU milliseconds from the event to the last request of the answer."""
    seen, cpu, began = len(discord.requests), cpu_of(bot.pid), time.perf_counter()
    await act()
    answers = [one for one in discord.requests[seen:] if one.path.startswith(ANSWERS)]
    return (answers[-1].arrived - began) * 1000, cpu_of(bot.pid) - cpu


def cpu_of(process: int) -> float:
    """Return the CPU milliseconds of all threads of a process; Linux only."""
    total = 0
    for thread in Path(f"/proc/{process}/task").iterdir():
        with suppress(OSError):  # a thread that has ended meanwhile
            total += int((thread / "schedstat").read_text().split()[0])
    return total / 1e6


async def _choose(discord: LoopbackDiscord, shown: Response, begins: str) -> object:
    """Choose from a menu of somebody else's answer, so that this stays as it is."""
    menus = [one for one in components(shown.shown) if "options" in one]
    menu = next(one for one in menus if one["custom_id"].startswith(begins))
    value = menu["options"][-1]["value"]
    bob = discord.world.bob
    return await discord.click(shown.shown, menu["custom_id"], values=[value], user=bob)


def _button(shown: Response, label: str) -> str:
    return next(held for known, held in shown.buttons.items() if known.startswith(label))


def _print(name: str, measured: list[tuple[float, float]]) -> None:
    wall, cpu = (sorted(one[way] for one in measured) for way in (0, 1))
    last = min(int(len(measured) * 0.99), len(measured) - 1)
    figures = (statistics.median(wall), wall[last], statistics.median(cpu), cpu[last])
    print(f"{name:<24}" + "".join(f"{figure:8.1f}" for figure in figures) + f"{len(wall):6}")


def _add(transcript: Path, folder: Path) -> None:
    subprocess.run(  # noqa: S603  nothing of it comes from outside
        [sys.executable, "-m", "bot", "add", "--data-dir", str(folder), str(transcript)],
        check=True,
        stdout=subprocess.DEVNULL,
    )


if __name__ == "__main__":
    main()
