"""Slots of the index folder: each process writes to an index of its own, under a lock.

Two processes that write or checkpoint one WAL database at once can corrupt it (see `pool`), and
each would leave the vocabulary that the other keeps in memory out of date.
"""

from collections.abc import Generator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from filelock import FileLock, Timeout

LOCK = "lock"


@contextmanager
def claimed(folder: Path) -> Generator[Path]:
    """Hold the first slot that no other process holds; the lock goes with the process."""
    for number in count():
        slot = folder / str(number)
        slot.mkdir(parents=True, exist_ok=True)
        # Opened and closed by different threads; an index in the same process is another's too.
        lock = FileLock(slot / LOCK, blocking=False, thread_local=False)
        try:
            lock.acquire()
        except Timeout:
            continue
        try:
            yield slot
        finally:
            lock.release()
        return
