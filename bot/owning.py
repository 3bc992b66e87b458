"""One process owns a data folder: who comes second waits, and takes over when the first ends."""

import asyncio
import errno
import fcntl
import os
import threading
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from bot.errors import StoreError

NAME = "owner.lock"


@asynccontextmanager
async def owned(folder: Path, *, waiting: Callable[[int | None], None]) -> AsyncGenerator[None]:
    """Own the folder while the block runs.

    Where another process owns it, `waiting` is called with its id (None if it cannot be told) and
    the block begins at the instant that process ends: the kernel keeps the lock, so it is free
    even after a kill. https://man7.org/linux/man-pages/man2/flock.2.html
    """
    descriptor = _opened(folder / NAME)
    try:
        if not _taken(descriptor):
            waiting(_holder(folder / NAME))
            await _waited(descriptor)
        os.truncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
        yield
    finally:
        os.close(descriptor)  # which frees the lock; the file stays, or two could lock two files


def _opened(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreError(
            f"The lock {path} cannot be opened ({error.strerror}); give this user the right to "
            "write the data folder, or name another with --data-dir.",
        ) from error


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in {errno.EAGAIN, errno.EACCES}:
            raise StoreError(
                f"The data folder cannot be locked ({error.strerror}); "
                "name one on a local disk with --data-dir.",
            ) from error
        return False
    return True


def _holder(path: Path) -> int | None:
    written = path.read_text(encoding="ascii", errors="replace")
    return int(written) if written.isdecimal() else None


async def _waited(descriptor: int) -> None:
    """Wait for the lock in a thread of its own.

    Not in the executor, whose threads a program that is told to stop would wait for; and on a
    copy of the descriptor, so that whoever gives up can close their own. The copy shares the lock.
    """
    loop = asyncio.get_running_loop()
    locked: asyncio.Future[None] = loop.create_future()
    copy = os.dup(descriptor)

    def settle() -> None:
        if not locked.done():
            locked.set_result(None)

    def wait() -> None:
        fcntl.flock(copy, fcntl.LOCK_EX)
        os.close(copy)
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle)

    threading.Thread(target=wait, name="waiting for the data folder", daemon=True).start()
    await locked
