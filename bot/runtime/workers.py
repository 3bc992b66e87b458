"""Processes that work for this one, and end with it."""

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from multiprocessing.connection import Connection
from typing import Any

from bot.errors import PullquoteError


class WorkerLostError(Exception):
    """A worker has ended before its answer: the system has killed it, perhaps for its memory."""


class Worker:
    """An object in another process, whose methods are called one after another."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe

    async def call(self, method: str, *given: object) -> Any:
        """Call a method, and return what it returns; raise the PullquoteError that it raises."""
        answer = await asyncio.to_thread(self._exchange, method, given)
        if isinstance(answer, PullquoteError):
            raise answer
        return answer

    def _exchange(self, method: str, given: tuple[object, ...]) -> object:
        try:
            self._pipe.send((method, given))
            return self._pipe.recv()
        except (EOFError, OSError) as error:
            raise WorkerLostError from error


@asynccontextmanager
async def open_worker(make: type, *given: object) -> AsyncGenerator[Worker]:
    """Make an object in a process of its own, which is killed at the end."""
    # A fork would copy this process's threads in any state.
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(
        target=_serve, args=(theirs, make, given), name=make.__name__, daemon=True
    )
    await asyncio.to_thread(process.start)
    theirs.close()
    try:
        yield Worker(ours)
    finally:
        # A thread that still waits for an answer ends with it.
        process.kill()
        await asyncio.to_thread(process.join)
        ours.close()


def start_worker() -> None:
    """End this process at once at Ctrl-C, without a traceback, and with its parent.

    Even a parent that is killed takes its workers with it.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    # numpy, loaded later, would have a sentence model use every core in every worker.
    os.putenv("OPENBLAS_NUM_THREADS", "1")
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _serve(pipe: Connection, make: type, given: tuple[object, ...]) -> None:
    start_worker()
    served: object = None
    while True:
        method, arguments = pipe.recv()
        answer: object
        try:
            served = served or make(*given)
            answer = getattr(served, method)(*arguments)
        except PullquoteError as error:
            answer = error
        pipe.send(answer)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
