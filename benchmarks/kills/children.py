"""Fork children that are killed at an instant."""

import asyncio
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

BEGUN, DONE = b"b", b"d"
"""What a child writes into its pipe when a step begins, and when it has ended."""

_LATE = 30.0


@dataclass(frozen=True, slots=True)
class Killed:
    """What a child did before it was killed: steps that ended, and whether one had begun."""

    ended: int
    within: bool


def kill_one(
    work: Callable[[int], Coroutine[Any, Any, None]],
    chance: random.Random,
    *,
    begun: int,
    seconds: float,
) -> Killed:
    """Run work in a forked child, and kill it.

    The work is given the pipe to write to. It dies up to so many seconds after so many steps have
    begun; it may end before that.
    """
    reading, pipe = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        code = 1
        try:
            asyncio.run(work(pipe))
            code = 0
        except BaseException:  # noqa: BLE001 - else it went on as its parent
            traceback.print_exc()
        os._exit(code)
    os.close(pipe)
    told = b""
    while told.count(BEGUN) < begun:
        more = os.read(reading, 1)
        if not more:
            break
        told += more
    time.sleep(chance.uniform(0, seconds))
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        sys.exit("What was to be killed has failed.")
    while rest := os.read(reading, 4096):
        told += rest
    os.close(reading)
    return Killed(told.count(DONE), told.endswith(BEGUN))
