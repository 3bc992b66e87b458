"""Shut down cleanly on Ctrl-C or SIGTERM."""

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Callable, Coroutine, Generator
from contextlib import contextmanager
from functools import partial
from typing import Any

from bot.cli.exit_codes import FAILURE

END_SECONDS = 9.0
"""Seconds from a signal to the end of the process, even where something hangs."""

_LAST_WORDS = 0.5
"""Seconds for the line that says so: the log may be what hangs."""

_log = logging.getLogger(__name__)  # structlog takes long to import, for `demo --help` too


def end_process_after(seconds: float) -> None:
    """End this process so many seconds from now, whatever still runs in it.

    A thread that hangs would keep it for ever. What was in work is as after a kill: another
    process, or the next start, takes it up.
    """
    for wait, call in ((seconds, _say_so), (seconds + _LAST_WORDS, partial(os._exit, FAILURE))):
        timer = threading.Timer(wait, call)
        timer.daemon = True
        timer.start()


def _say_so() -> None:
    _log.error("the process ends although something in it has not ended")


async def until_stopped(
    work: Coroutine[Any, Any, None], *, stopping: Callable[[], None] = lambda: None
) -> None:
    """Run the work until it ends or a signal cancels it; call `stopping` at the signal."""
    task = asyncio.ensure_future(work)
    stopped = asyncio.Event()

    def stop() -> None:
        # Only once: a second cancellation would interrupt the cleanup after the first.
        if not stopped.is_set():
            stopped.set()
            stopping()
            task.cancel()

    with _called_on_signals(stop):
        try:
            await task
        except asyncio.CancelledError:
            if not stopped.is_set():
                raise


@contextmanager
def _called_on_signals(stop: Callable[[], None]) -> Generator[None]:
    """Call `stop` in the event loop for each signal during a block."""
    loop = asyncio.get_running_loop()

    def handle(_number: int, _frame: object) -> None:
        loop.call_soon_threadsafe(stop)

    # Not the loop's own handlers, which Windows does not have.
    signals = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.signal(number, handle) for number in signals}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
