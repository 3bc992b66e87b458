"""Shut down cleanly on Ctrl-C or SIGTERM."""

import asyncio
import signal
from collections.abc import Callable, Coroutine, Generator
from contextlib import contextmanager
from typing import Any


async def until_stopped(work: Coroutine[Any, Any, None]) -> None:
    """Run the work until it ends or a signal cancels it."""
    task = asyncio.ensure_future(work)
    stopped = asyncio.Event()

    def stop() -> None:
        # Only once: a second cancellation would interrupt the cleanup after the first.
        if not stopped.is_set():
            stopped.set()
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
