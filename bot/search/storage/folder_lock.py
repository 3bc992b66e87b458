"""The locks of the index folder: each process has an index of its own, under a lock.

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
def lock_folder(folder: Path) -> Generator[Path]:
    """Lock the first numbered subfolder that is free during the block.

    The operating system releases the lock of a process that dies. Raise SearchError if the folder
    cannot be written.
    """
    for number in count():
        free = folder / str(number)
        # Acquired and released in different threads. A second index in this process gets the next
        # subfolder, as one in another process does.
        lock = FileLock(free / LOCK, blocking=False, thread_local=False)
        try:
            free.mkdir(parents=True, exist_ok=True)
            lock.acquire()
        except Timeout:
            continue
        except OSError as error:
            raise SearchError(
                f"The folder {free} of the index cannot be written ({error.strerror}); give this "
                "user the right to write it."
            ) from error
        try:
            yield free
        finally:
            lock.release()
        return


def delete_spares(folder: Path) -> None:
    """Delete the files of all subfolders that no process has locked."""
    for spare in folder.glob("[0-9]*"):
        lock = FileLock(spare / LOCK, blocking=False, thread_local=False)
        try:
            lock.acquire()
        except (Timeout, OSError):
            continue
        try:
            for path in spare.iterdir():
                if path.name != LOCK and path.is_file():
                    path.unlink()
        finally:
            lock.release()
