"""Settings of the whole process: switch interval, numpy's threads and garbage collection."""

import gc
import sys
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from itertools import count

# It has no type annotations.
from threadpoolctl import ThreadpoolController  # pyright: ignore[reportMissingTypeStubs]

_SWITCH_INTERVAL = 0.0005
"""In seconds. SQLite releases the interpreter lock for each row, and with Python's default of 5 ms
a search beside a busy thread takes three times as long (`benchmarks/threads.py`)."""

THAW_EVERY = 16
"""Freezes after which all frozen objects are examined: each new public episode freezes."""

_freezes = count(1)


@contextmanager
def tuned_process() -> Generator[None]:
    """Shorten the switch interval and limit numpy to one thread, in the whole process.

    Arrays this small gain nothing from a second thread, and another query can use the core. Of two
    nested uses, the inner one must end first.
    """
    # Later collections then examine only newer objects.
    freeze_gc()
    previous = sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH_INTERVAL)
    try:
        with _thread_pools().limit(limits=1, user_api="blas"):  # pyright: ignore[reportUnknownMemberType] - likewise
            yield
    finally:
        sys.setswitchinterval(previous)


@cache
def _thread_pools() -> ThreadpoolController:
    """Find the libraries with threads of their own once: it reads the maps of all loaded files."""
    return ThreadpoolController()


def freeze_gc() -> None:
    """Collect garbage, then exempt all living objects from later collections.

    Call it after reading much data that stays: each full collection of it blocks every thread for
    up to 60 ms. Objects frozen by an earlier call are examined again by one call in sixteen.
    """
    # What was frozen while it was in use, an answer for example, may be garbage since.
    if next(_freezes) % THAW_EVERY == 0:
        gc.unfreeze()
    # Frozen garbage would not be freed.
    gc.collect()
    gc.freeze()
