"""Load the next files of an import, and prepare them in other processes, while one is stored."""

import asyncio
import multiprocessing
import os
from collections.abc import Collection, Generator
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from bot.cli.sources import Source
from bot.errors import PullquoteError
from bot.runtime.child_processes import prepare_child

if TYPE_CHECKING:
    from bot.episode_preparation import Ready
    from bot.import_options import Options
    from bot.transcripts.files import File

_FEWEST_FILES = 8
"""Fewer files are imported sooner than other processes have started."""
_MOST_WORKERS = 4
AHEAD = 5
"""Files that are loaded ahead of the one that is stored; it bounds the memory."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file, with what was prepared of it if that was done ahead; or why there is none."""

    file: "File | None" = None
    ready: "Ready | None" = None
    error: PullquoteError | None = None


@contextmanager
def open_workers(files: int) -> Generator[Executor | None]:
    """Open processes that prepare so many files, or none where that is not worth it.

    A process starts when it gets its first file, and ends when this process does.
    """
    count = min(os.cpu_count() or 1, _MOST_WORKERS)
    if files < _FEWEST_FILES or count == 1:
        yield None
        return
    # A fork would copy this process's threads in any state.
    context = multiprocessing.get_context("spawn")
    others = set(multiprocessing.active_children())
    workers = ProcessPoolExecutor(count, mp_context=context, initializer=prepare_child)
    try:
        yield workers
    except BaseException:
        # What they prepare is lost, and may take longer than a process that is stopped has.
        for child in set(multiprocessing.active_children()) - others:
            child.kill()
        raise
    finally:
        workers.shutdown(cancel_futures=True)


async def load(
    source: Source, options: "Options", *, workers: Executor | None, known: Collection[str]
) -> Loaded:
    """Load a file, and prepare it if there are workers and its hash is not `known`."""
    from bot.episode_preparation import read_and_prepare

    try:
        file = await asyncio.to_thread(source.load)
        if workers is None or sha256(file.data).hexdigest() in known:
            return Loaded(file)
        loop = asyncio.get_running_loop()
        try:
            ready = await loop.run_in_executor(workers, read_and_prepare, file, options)
        except BrokenProcessPool:  # the system has killed a worker, for example for its memory
            return Loaded(file)
    except PullquoteError as error:
        return Loaded(error=error)
    return Loaded(file, ready)
