"""Slots of the index folder: each process writes to an index of its own, under a lock.

Two processes that write or checkpoint one WAL database at once can corrupt it (see `pool`), and
each would leave the vocabulary that the other keeps in memory out of date.
"""

from collections.abc import Generator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from filelock import FileLock, Timeout

from bot.errors import SearchError

LOCK = "lock"


@contextmanager
def acquire_lease(folder: Path) -> Generator[Path]:
    """Hold the first slot that no other process holds; the lock goes with the process.

    SearchError where the folder cannot be written.
    """
    for number in count():
        leased = folder / str(number)
        # Opened and closed by different threads; an index in the same process is another's too.
        lock = FileLock(leased / LOCK, blocking=False, thread_local=False)
        try:
            leased.mkdir(parents=True, exist_ok=True)
            lock.acquire()
        except Timeout:
            continue
        except OSError as error:
            raise SearchError(
                f"The folder {leased} of the index cannot be written ({error.strerror}); give this "
                "user the right to write it."
            ) from error
        try:
            yield leased
        finally:
            lock.release()
        return
