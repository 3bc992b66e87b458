"""Share the process: its cores, its turns and its garbage collector."""

import gc
import sys
from collections.abc import Generator
from contextlib import contextmanager

# It comes without types.
from threadpoolctl import threadpool_limits  # pyright: ignore[reportMissingTypeStubs]

_SWITCH_INTERVAL = 0.0005
"""In seconds. Reading 100 rows takes 100 turns, and at 5 ms each, Python's own, a search beside a
busy thread takes three times as long (`benchmarks/threads.py`)."""


@contextmanager
def tuned_process() -> Generator[None]:
    """Let threads take short turns, and numpy compute on one core, in all of the process.

    For so little, a second core only waits, and another query could use it. Meant for one index at
    a time: of two, the one opened last is to be closed first.
    """
    # Before anybody waits: what a later collection looks through is only what came since.
    freeze_gc()
    previous = sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH_INTERVAL)
    try:
        with threadpool_limits(1, "blas"):
            yield
    finally:
        sys.setswitchinterval(previous)


def freeze_gc() -> None:
    """Take all that is alive now, and is no garbage, out of the collector's sight.

    To be called when much was read that stays: to look through it again and again holds up everyone
    for as long as 60 ms. Only what came since the last call is looked through here.
    """
    # Garbage that is frozen is never freed. What was frozen before is not looked through again.
    gc.collect()
    gc.freeze()
