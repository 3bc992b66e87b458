"""Run a command with another clock: python -m benchmarks.week.process CLOCK COMMAND ...

The clock is passed in by the outermost layer, which is this one. Jobs that look for something at
intervals do so more often, as their clock is fast. SIGUSR1 has the process write how many objects
it has into the file CLOCK.objects; SIGUSR2 the garbage among all that it has frozen, too, which
changes the process.
"""

# ruff: noqa: PLC0415  modules of `bot.cli` take the clock by its name when they are imported

import asyncio
import ctypes
import gc
import json
import signal
import sys
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path

from benchmarks.week.clock import LeapingClock

_SCAN, _PURGE, _JUDGE, _QUESTIONS, _ALERTS, _POLL, _FEEDS = 2.0, 5.0, 5.0, 10.0, 1.0, 1.0, 2.0
_BRIEF = 1.0
_TYPES = 400


def main() -> None:
    """Run the command."""
    path, *arguments = sys.argv[1:]
    from bot.cli import resources

    clock = LeapingClock(Path(path))
    resources.now = clock.now
    # A leap is time that passes; were it not, the bot would take it for a clock that was set.
    resources.seconds = lambda: clock.now().timestamp()
    if arguments[0] == "run":
        _hasten()

        def count(number: int, _frame: object) -> None:
            _count_objects(Path(f"{path}.objects"), thaw=number == signal.SIGUSR2)

        signal.signal(signal.SIGUSR1, count)
        signal.signal(signal.SIGUSR2, count)
    from bot.cli.app import main as run

    run(arguments)


def _hasten() -> None:
    from bot import servers, steady_discord
    from bot.alerting import sender
    from bot.cli import jobs, posting
    from bot.daily.scheduler import Scheduler
    from bot.feeds import service

    jobs.SCAN_SECONDS = _SCAN
    jobs.PURGE_SECONDS = _PURGE
    jobs.JUDGE_SECONDS = _JUDGE
    servers.PURGE_SECONDS = _QUESTIONS
    sender.SECONDS = _ALERTS
    steady_discord.BRIEF_SECONDS = _BRIEF  # the cuts of days are less than a minute apart
    service.LONGEST_SLEEP = _FEEDS
    posting.Scheduler = partial(Scheduler, poll=_POLL)  # pyright: ignore[reportAttributeAccessIssue]  it only calls it


def _count_objects(path: Path, *, thaw: bool) -> None:
    gc.collect()
    frozen, garbage = gc.get_freeze_count(), Counter[str]()
    if thaw:
        gc.unfreeze()
        gc.set_debug(gc.DEBUG_SAVEALL)
        gc.collect()
        garbage = _kinds(gc.garbage)
        gc.set_debug(0)
        gc.garbage.clear()
    kinds = _kinds(gc.get_objects())
    tasks = 0
    with suppress(RuntimeError):
        tasks = len(asyncio.all_tasks(asyncio.get_running_loop()))
    counted = {
        "blocks": sys.getallocatedblocks(),
        "heap": _heap_in_use(),
        "objects": kinds.total(),
        "frozen": frozen,
        "tasks": tasks,
        "kinds": dict(kinds.most_common(_TYPES)),
        "garbage": dict(garbage.most_common(_TYPES)),
    }
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(counted), encoding="utf-8")
    fresh.replace(path)


def _heap_in_use() -> int:
    """Return the bytes that libraries in C have taken from the heap and not given back."""
    libc = ctypes.CDLL(None)
    libc.mallinfo2.restype = _MallocInfo
    held = libc.mallinfo2()
    return held.uordblks + held.hblkhd


class _MallocInfo(ctypes.Structure):
    """The struct mallinfo2 of the GNU C library."""

    _fields_ = tuple(
        (name, ctypes.c_size_t)
        for name in (
            *("arena", "ordblks", "smblks", "hblks", "hblkhd"),
            *("usmblks", "fsmblks", "uordblks", "fordblks", "keepcost"),
        )
    )


def _kinds(objects: Iterable[object]) -> Counter[str]:
    return Counter(f"{type(one).__module__}.{type(one).__qualname__}" for one in objects)


if __name__ == "__main__":
    main()
