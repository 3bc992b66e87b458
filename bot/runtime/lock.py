"""The locks of folders: a second process waits for that of the data folder to be free.

Each process of a cluster locks a folder of its own below it.
"""

import asyncio
import os
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager, contextmanager, suppress
from itertools import count
from pathlib import Path

from filelock import FileLock, Timeout

from bot.errors import StoreError
from bot.runtime.folders import make_folder

NAME = "owner.lock"

_REPLICA = "replica-"

_POLL = 0.2
"""Seconds between two attempts."""


@asynccontextmanager
async def process_lock(
    folder: Path, *, waiting: Callable[[int | None], None], name: str = NAME
) -> AsyncGenerator[None]:
    """Lock the folder while the block runs; raise StoreError if it cannot be locked.

    If another process has the lock, `waiting` is called with its process id, None if unknown. The
    block starts within 0.2 s of that process's end: the kernel frees the lock even after a kill.
    Locks of another `name` are independent.
    """
    lock, path = _lock(folder, name), folder / name
    if not _try_lock(lock):
        waiting(_holder(path))
        # Polled, because a thread that waits for the lock would keep this process from ending.
        while not _try_lock(lock):  # noqa: ASYNC110 - waits for another process
            await asyncio.sleep(_POLL)
    try:
        _note_holder(path)
        yield
    finally:
        lock.release()


@contextmanager
def replica_folder(folder: Path) -> Generator[Path]:
    """Lock the first replica's folder below a data folder that is free while the block runs.

    Raises StoreError if it cannot be made or locked.
    """
    for number in count():
        own = folder / f"{_REPLICA}{number}"
        lock = _lock(own, NAME)
        make_folder(own)
        if _try_lock(lock):
            try:
                _note_holder(own / NAME)
                yield own
            finally:
                lock.release()
            return


def running_folders(folder: Path) -> list[Path]:
    """List the folders, of a data folder and its replicas, that a running process has locked."""
    return [one for one in (folder, *replica_folders(folder)) if is_locked(one)]


def replica_folders(folder: Path) -> list[Path]:
    """List the folders below a data folder in which processes of clusters run, or ran."""
    return sorted(folder.glob(f"{_REPLICA}*"))


def is_locked(folder: Path) -> bool:
    """Return whether a running process has the lock of a folder."""
    with suppress(OSError):  # to lock it says what is wrong
        if not (folder / NAME).exists():
            return False
    lock = _lock(folder, NAME)
    free = _try_lock(lock)
    if free:
        lock.release()
    return not free


def _lock(folder: Path, name: str) -> FileLock:
    return FileLock(
        folder / name, mode=0o600, thread_local=False, blocking=False, fallback_to_soft=False
    )


def _try_lock(lock: FileLock) -> bool:
    try:
        lock.acquire()
    except Timeout:
        return False
    except OSError as error:
        raise StoreError(
            f"The data folder cannot be locked with {lock.lock_file} ({error.strerror}); give this "
            "user the right to write the folder and that file, or name a folder on a local disk "
            "with --data-dir."
        ) from error
    return True


def _note_holder(path: Path) -> None:
    # Who waits is told less where the disk is full.
    with suppress(OSError):
        path.write_text(str(os.getpid()), encoding="ascii")


def _holder(path: Path) -> int | None:
    written = path.read_text(encoding="ascii", errors="replace")
    return int(written) if written.isdecimal() else None
