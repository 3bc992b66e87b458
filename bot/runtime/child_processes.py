"""Processes that work for this one, and end with it."""

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import AsyncGenerator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

from bot.errors import PullquoteError


class _Pipe(Protocol):
    """An end of a pipe, which Windows has another class for."""

    def send(self, obj: Any, /) -> None: ...

    def recv(self) -> Any: ...

    def close(self) -> None: ...


class ChildLostError(Exception):
    """A child process has ended before its answer: perhaps the system has killed it for memory."""


class ChildProcess:
    """An object in another process, whose methods are called one after another."""

    def __init__(self, pipe: _Pipe, thread: Executor) -> None:
        self._pipe = pipe
        self._thread = thread

    async def call(self, method: str, *given: object) -> Any:
        """Call a method, and return what it returns; raise the PullquoteError that it raises."""
        loop = asyncio.get_running_loop()
        answer = await loop.run_in_executor(self._thread, self._exchange, method, given)
        if isinstance(answer, PullquoteError):
            raise answer
        return answer

    def _exchange(self, method: str, given: tuple[object, ...]) -> object:
        try:
            self._pipe.send((method, given))
            return self._pipe.recv()
        except (EOFError, OSError) as error:
            raise ChildLostError from error


@asynccontextmanager
async def open_child(make: type, *given: object) -> AsyncGenerator[ChildProcess]:
    """Make an object in a process of its own, which is killed at the end."""
    # A fork would copy this process's threads in any state.
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(
        target=_serve, args=(theirs, make, given), name=make.__name__, daemon=True
    )
    await asyncio.to_thread(process.start)
    theirs.close()
    # A thread of its own: it mostly waits, and searches need those that the loop has for all.
    thread = ThreadPoolExecutor(1)
    try:
        yield ChildProcess(ours, thread)
    finally:
        process.kill()
        # A call that still waits for an answer ends now.
        await asyncio.to_thread(process.join)
        thread.shutdown()
        ours.close()


def prepare_child() -> None:
    """End this process at once at Ctrl-C, without a traceback, and with its parent.

    A parent that is killed takes its children with it, too. Where memory runs out, Linux kills this
    process before its parent, which goes on without it.
    """
    with suppress(OSError):  # other systems have no such file
        Path("/proc/self/oom_score_adj").write_text("500", encoding="ascii")
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    # numpy, loaded later, would have a sentence model use every core in every child.
    os.putenv("OPENBLAS_NUM_THREADS", "1")
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _serve(pipe: _Pipe, make: type, given: tuple[object, ...]) -> None:
    prepare_child()
    served: object = None
    while True:
        try:
            method, arguments = pipe.recv()
        except EOFError:
            return
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
