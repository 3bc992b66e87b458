"""Measure what members notice while PostgreSQL is away, over the wire, with the bot as a process.

python -m benchmarks.outage [MINUTES] [stop|hang] [PER_SECOND]

A library of some thousand quotes is in a real PostgreSQL, and members search, read on, save and
vote, so many times a second (8), whatever the answers take. Then the database is stopped as in a
crash, or hangs with all its connections open, for so many minutes (1), and comes back. A time is
from the event that is sent to the bot to its answer; after three seconds Discord takes none.
"""

import asyncio
import itertools
import os
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import corpora
from bot.ui.errors import AWAY
from tests.support import postgresql
from tests.support.wire import BotProcess, LoopbackDiscord, Response, running
from tests.support.wire.exchange import text

BESIDE_SECONDS = 60.0
"""How long is measured before, and again after."""

PER_SECOND = 8.0
DISCORD_WAITS = 3.0
EPISODES = 14
_TRIES = 10
SAID = ("scaling", "transformers", "inference", "robots", "compilers", "memory", "habits", "sleep")
WRONG = "Something went wrong"

Act = Callable[[], Awaitable[Response | Sequence[object]]]


@dataclass(slots=True)
class Times:
    """What came of the acts of one kind, and the milliseconds that each took."""

    outcomes: Counter[str] = field(default_factory=Counter[str])
    wall: list[float] = field(default_factory=list[float])


Phase = dict[str, Times]


def main() -> None:
    """Print a table for each phase, and what it took until all worked again."""
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    way = sys.argv[2] if len(sys.argv) > 2 else "stop"
    per_second = float(sys.argv[3]) if len(sys.argv) > 3 else PER_SECOND
    paths = sorted((corpora.folder() / "changelog").glob("*/*.md"))
    conversation = corpora.folder() / "conversation" / "conversation.txt"
    with postgresql.running_server() as server, TemporaryDirectory() as folder:
        url = asyncio.run(server.create("library"))
        _add(url, Path(folder), [conversation, *paths[:: len(paths) // EPISODES]])
        print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
        outage = Outage(server, url, Path(folder), later=paths[1], per_second=per_second)
        asyncio.run(outage.measure(minutes * 60, hang=way == "hang"))
        print(f"load after: {os.getloadavg()[0]:.1f}")


class Outage:
    """A bot and its members, whose database goes away and comes back."""

    def __init__(
        self,
        server: postgresql.Server,
        url: str,
        folder: Path,
        *,
        later: Path,
        per_second: float,
    ) -> None:
        self._per_second = per_second
        self._server = server
        self._url = url
        self._folder = folder
        self._later = later

    async def measure(self, seconds: float, *, hang: bool) -> None:
        """Measure before, during and after, and print it all."""
        async with (
            LoopbackDiscord() as discord,
            running(discord, self._folder, PULLQUOTE_DATABASE_URL=self._url) as bot,
        ):
            await _until_ready(bot)
            await asyncio.sleep(5)  # it warms up beside its connection
            acts = await _acts(discord)
            logged = len(bot.log.splitlines())
            await self._phase("before", acts, BESIDE_SECONDS)
            with ExitStack() as away:
                if hang:
                    away.enter_context(self._server.hanging())
                else:
                    await asyncio.to_thread(self._server.stop)
                await self._phase("hanging" if hang else "stopped", acts, seconds)
                cpu = _cpu(bot)
                if not hang:
                    await asyncio.to_thread(self._server.start)
            began = time.perf_counter()
            await _until_saved(acts["saving"])
            print(f"writes succeed again after {time.perf_counter() - began:.1f} s")
            await self._phase("after", acts, BESIDE_SECONDS)
            await asyncio.to_thread(_add, self._url, self._folder, [self._later])
            await self._found(discord)
            _print_log(bot.log.splitlines()[logged:], cpu)

    async def _phase(self, name: str, acts: dict[str, Act], seconds: float) -> None:
        phase: Phase = {kind: Times() for kind in acts}
        running_acts: set[asyncio.Task[None]] = set()
        kinds, began = itertools.cycle(acts), time.perf_counter()
        for number in itertools.count():
            due = began + number / self._per_second
            if due - began > seconds:
                break
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            kind = next(kinds)
            task = asyncio.create_task(_time(acts[kind], phase[kind]))
            running_acts.add(task)
            task.add_done_callback(running_acts.discard)
        await asyncio.gather(*running_acts)
        _print_phase(name, phase)

    async def _found(self, discord: LoopbackDiscord) -> None:
        """Wait until the episode that was added last is offered, and print how long that took."""
        began = time.perf_counter()
        named = self._later.stem
        while not await discord.autocomplete("quote", option="episode", value=named):  # noqa: ASYNC110  another process
            await asyncio.sleep(0.2)
        print(f"an episode added then is searched {time.perf_counter() - began:.1f} s later")


async def _acts(discord: LoopbackDiscord) -> dict[str, Act]:
    """Return what members do, by kind."""
    quote = await discord.slash("quote", {"words": "scaling"})
    more = await discord.click(quote.shown, _button(quote, "More"))
    said = itertools.cycle(SAID)
    paged = await discord.slash("quote", {"words": "scaling"})
    saving: Iterator[str] = itertools.cycle(("Save", "Undo"))
    saved = [await discord.click(more.shown, _button(more, "Save"))]
    votes = next(held for held in quote.buttons.values() if held.startswith("v:"))

    async def save() -> Response:
        if next(saving) == "Undo" and saved[-1].buttons:
            return await discord.click(saved[-1].shown, _button(saved[-1], "Undo"))
        pressed = await discord.click(more.shown, _button(more, "Save"))
        if pressed.buttons:
            saved.append(pressed)
        return pressed

    return {
        "/quote": lambda: discord.slash("quote", {"words": next(said)}),
        "/topic": lambda: discord.slash("topic", {"name": next(said)}),
        "/summary": lambda: discord.slash("summary"),
        "Next, Back": lambda: discord.click(paged.shown, _button(paged, "Next", "Back")),
        "Context": lambda: discord.click(quote.shown, _button(quote, "Context")),
        "keystrokes": lambda: discord.autocomplete("quote", option="words", value=next(said)[:4]),
        "saving": save,
        "votes": lambda: discord.click(quote.shown, votes),
        "/saved list": lambda: discord.slash("saved list"),
    }


async def _time(act: Act, times: Times) -> None:
    began = time.perf_counter()
    try:
        outcome = _outcome(await act())
    except (AssertionError, TimeoutError, StopIteration):
        outcome = "silent"
    wall = time.perf_counter() - began
    times.outcomes["late" if wall > DISCORD_WAITS and outcome != "silent" else outcome] += 1
    times.wall.append(wall * 1000)


def _outcome(answer: Response | Sequence[object]) -> str:
    if not isinstance(answer, Response):
        return "answered" if answer else "silent"
    said = text(answer.shown)
    if AWAY in said:
        return "refused"
    return "failed" if WRONG in said else "answered"


async def _until_ready(bot: BotProcess) -> None:
    """Wait until a bot is connected, for minutes: it builds its index first."""
    for _ in range(_TRIES):
        with suppress(AssertionError):
            await bot.ready()
            return
    sys.exit(bot.log)


async def _until_saved(save: Act) -> None:
    while _outcome(await save()) != "answered":  # noqa: ASYNC110  another process
        await asyncio.sleep(0.1)


def _button(shown: Response, *labels: str) -> str:
    """Return the custom id of the first button with one of these labels."""
    return next(held for known, held in shown.buttons.items() if known.startswith(labels))


def _print_phase(name: str, phase: Phase) -> None:
    outcomes = ("answered", "refused", "failed", "late", "silent")
    print(f"\n{name:<14}" + "".join(f"{one:>9}" for one in (*outcomes, "median", "p99", "most")))
    for kind, times in phase.items():
        wall = sorted(times.wall)
        last = min(int(len(wall) * 0.99), len(wall) - 1)
        counts = "".join(f"{times.outcomes[one]:9}" for one in outcomes)
        figures = (statistics.median(wall), wall[last], wall[-1])
        print(f"{kind:<14}{counts}" + "".join(f"{one:9.1f}" for one in figures), flush=True)


def _print_log(lines: Sequence[str], cpu: float) -> None:
    tracebacks = sum(line.startswith("Traceback") for line in lines)
    print(f"{len(lines)} lines logged, {tracebacks} tracebacks; {cpu:.0f} s of CPU until the end")


def _cpu(bot: BotProcess) -> float:
    """Return the CPU seconds of a process so far; Linux only."""
    fields = Path(f"/proc/{bot.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _add(url: str, folder: Path, paths: Sequence[Path]) -> None:
    """Import transcripts as the operator does."""
    subprocess.run(  # noqa: S603  nothing of it comes from outside
        [
            *(sys.executable, "-m", "bot", "add", "--data-dir", str(folder / "import")),
            *("--database", url, *map(str, paths)),
        ],
        check=True,
        stdout=subprocess.DEVNULL,
    )


if __name__ == "__main__":
    main()
