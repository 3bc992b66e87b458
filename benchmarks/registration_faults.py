"""Start a bot that registers its commands while Discord fails in one way after another.

python -m benchmarks.registration_faults [seconds of each fault] [first fault] [last fault]

Three in four requests for the registration fail while a fault lasts, before or after they took
effect; a process that ends is started again, as a service manager does. Then all is well: the
commands must be registered, all and each once, and /quote be answered.
"""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.discord_faults import TROUBLES, Lasting, Trouble
from tests.support.wire import LoopbackDiscord, running

SECONDS = 5.0
_REGISTRATION = ("/applications/*",)
_RECOVERY = 90.0
_NOT_READY = -1
"""Stands for the exit code of a process that was ended because it did not get ready."""


@dataclass(slots=True)
class Start:
    """How a bot started: by its exit codes, the last line of each end, and its log."""

    ends: Counter[int] = field(default_factory=Counter[int])
    said: str = ""
    struck: int = 0
    seconds: float = 0.0
    commands: int = 0
    twice: int = 0
    answered: bool = False
    lines: int = 0
    tracebacks: int = 0


async def main() -> None:
    """Print a line for each fault of Discord's API."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    troubles = [one for one in TROUBLES if one.faults]
    first, last = [*map(int, sys.argv[2:]), *(0, len(troubles))[len(sys.argv[2:]) :]]
    print(
        f"{'fault':<16}{'struck':>7}{'ends':>6}{'ready after':>13}{'commands':>10}{'twice':>7}"
        f"{'answers':>9}{'lines':>7}{'tracebacks':>12}  last words of an end"
    )
    for trouble in troubles[first:last]:
        with TemporaryDirectory() as folder:
            _show(trouble, await _start(Path(folder), trouble, seconds))


async def _start(data: Path, trouble: Trouble, seconds: float) -> Start:
    started, faults = Start(), Lasting(1, _REGISTRATION)
    loop = asyncio.get_running_loop()
    async with LoopbackDiscord() as discord:
        discord.spoil(faults)
        faults.now, begun = trouble.faults, loop.time()
        passing = asyncio.create_task(_pass_by(faults, seconds))
        while not started.commands and loop.time() - begun < seconds + _RECOVERY:
            await _run(data, discord, started, passing)
            started.seconds = loop.time() - begun
        passing.cancel()
        discord.violations.clear()
    log = (data / "bot.log").read_text(encoding="utf-8")
    started.struck, started.lines = faults.struck, log.count("\n")
    started.tracebacks = log.count("Traceback")
    return started


async def _pass_by(faults: Lasting, seconds: float) -> None:
    """End a fault so long after it has first struck."""
    while not faults.struck:  # noqa: ASYNC110 - a fault tells nobody that it strikes
        await asyncio.sleep(0.1)
    await asyncio.sleep(seconds)
    faults.now = ()


async def _run(
    data: Path, discord: LoopbackDiscord, started: Start, passing: asyncio.Task[None]
) -> None:
    """Run a process until it ends, or is ready when the fault has passed and answers."""
    async with running(discord, data) as bot:
        try:
            await bot.ready()
        except AssertionError:
            if bot.is_running:
                started.ends[_NOT_READY] += 1
                started.said = "was not ready in time"
                return
            started.ends[await bot.ended()] += 1
            started.said = bot.log.strip().rpartition("\n")[2]
            return
        if discord.made("PUT", _REGISTRATION[0]) and not passing.done():
            await asyncio.wait((passing,), timeout=1)  # a chance request may have got through
        names = Counter((one["name"], one["type"]) for one in discord.commands)
        started.commands, started.twice = len(names), sum(names.values()) - len(names)
        started.answered = bool((await discord.slash("help")).text)
        await bot.stop()


def _show(trouble: Trouble, one: Start) -> None:
    ends = " ".join(f"{number}x{code}" for code, number in one.ends.items()) or "-"
    print(
        f"{trouble.name:<16}{one.struck:>7}{ends:>6}{one.seconds:>11.1f} s{one.commands:>10}"
        f"{one.twice:>7}{'yes' if one.answered else 'no':>9}{one.lines:>7}{one.tracebacks:>12}"
        f"  {one.said[:100]}",
        flush=True,
    )


if __name__ == "__main__":
    asyncio.run(main())
