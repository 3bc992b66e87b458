"""Run a command with another clock: python -m benchmarks.week.process CLOCK COMMAND ...

The clock is passed in by the outermost layer, which is this one. Jobs that look for something at
intervals do so more often, as their clock is fast. SIGUSR1 has the process write how many objects
it has into the file CLOCK.objects.
"""

# ruff: noqa: PLC0415  modules of `bot.cli` take the clock by its name when they are imported

import asyncio
import gc
import json
import signal
import sys
from collections import Counter
from contextlib import suppress
from functools import partial
from pathlib import Path

from benchmarks.week.clock import LeapingClock

_SCAN, _PURGE, _JUDGE, _QUESTIONS, _ALERTS, _POLL, _FEEDS = 2.0, 5.0, 5.0, 10.0, 1.0, 1.0, 2.0
_TYPES = 400


def main() -> None:
    """Run the command."""
    path, *arguments = sys.argv[1:]
    from bot.cli import resources

    resources.now = LeapingClock(Path(path)).now
    if arguments[0] == "run":
        _hasten()

        def count(_number: int, _frame: object) -> None:
            _count_objects(Path(f"{path}.objects"))

        signal.signal(signal.SIGUSR1, count)
    from bot.cli.app import main as run

    run(arguments)


def _hasten() -> None:
    from bot import servers
    from bot.alerting import sender
    from bot.cli import assembly, services
    from bot.daily.scheduler import Scheduler
    from bot.feeds import service

    services.SCAN_SECONDS = _SCAN
    services.PURGE_SECONDS = _PURGE
    services.JUDGE_SECONDS = _JUDGE
    servers.PURGE_SECONDS = _QUESTIONS
    sender.SECONDS = _ALERTS
    service.LONGEST_SLEEP = _FEEDS
    assembly.Scheduler = partial(Scheduler, poll=_POLL)  # pyright: ignore[reportAttributeAccessIssue]  it only calls it


def _count_objects(path: Path) -> None:
    gc.collect()
    kinds = Counter(f"{type(one).__module__}.{type(one).__qualname__}" for one in gc.get_objects())
    tasks = 0
    with suppress(RuntimeError):
        tasks = len(asyncio.all_tasks(asyncio.get_running_loop()))
    counted = {"objects": kinds.total(), "tasks": tasks, "kinds": dict(kinds.most_common(_TYPES))}
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(counted), encoding="utf-8")
    fresh.replace(path)


if __name__ == "__main__":
    main()
