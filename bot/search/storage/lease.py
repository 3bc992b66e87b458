"""The leases of the index folder: each process has an index of its own, under a lock.

Two processes that write or checkpoint one WAL database at once can corrupt it (see `connections`),
and each would leave the dictionaries that the other keeps in memory out of date.
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
    """Lock the first numbered subfolder that is free, and lend it.

    The operating system releases the lock of a process that dies. Raise SearchError if the folder
    cannot be written.
    """
    for number in count():
        leased = folder / str(number)
        # Acquired and released in different threads. A second index in this process gets the next
        # subfolder, as one in another process does.
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
