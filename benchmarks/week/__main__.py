"""Replay a week of a busy server at speed, against the real process, and print what it took.

python -m benchmarks.week [--interactions N] [--imports N] [--episodes N] [--days N] [--minutes M]
    [--restarts N] [--seed N]

Five servers, 400 members, a library of `--episodes` at first. The clock leaps ahead so that the
week passes in `--minutes`, and waits for each daily post. The bot is ended three times and killed
three times in the first two days, while the library grows; from then on one process serves, and
the library is renewed but stays as large. `changelog/` of the corpora is read in place.
"""

import argparse
import asyncio
import time
from dataclasses import fields
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.week.clock import LeapingClock
from benchmarks.week.replay import Size, Week, load
from benchmarks.week.report import report
from tests.support.wire import LoopbackDiscord


def main() -> None:
    """Replay a week of the size that is asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.week")
    for one in fields(Size):
        kind = float if one.name == "minutes" else int
        parser.add_argument(f"--{one.name}", type=kind, default=one.default)
    asyncio.run(_replay(Size(**vars(parser.parse_args()))))


async def _replay(size: Size) -> None:
    print(f"{size}; before: {load()}", flush=True)
    began = time.perf_counter()
    with TemporaryDirectory() as folder:
        clock = LeapingClock.make(Path(folder) / "clock")
        async with LoopbackDiscord(seconds=lambda: clock.now().timestamp()) as discord:
            week = Week(size, discord, Path(folder), clock=clock)
            await week.replay()
            print(f"{(time.perf_counter() - began) / 60:.1f} minutes; after: {load()}")
            report(week, discord.world)


if __name__ == "__main__":
    main()
