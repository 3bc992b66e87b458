"""A process of its own in which the bot reads and analyses transcripts; it ends when it is idle.

In a thread of the bot that would take turns with every answer, and leave its memory behind.
"""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any, Protocol, Self, TypeVar, cast

from bot.errors import PullquoteError, TranscriptError
from bot.runtime.child_processes import ChildLostError, ChildProcess, open_child
from bot.translation import current_language, speaking
from bot.translation import gettext as _

IDLE_SECONDS = 60.0
"""Seconds without work after which the process ends."""

_NICE = 5

T = TypeVar("T")


class Work(Protocol):
    """Calls functions outside the event loop; `asyncio.to_thread` is one.

    For another process, pickle must know the function, and what it is given and returns.
    """

    def __call__(self, function: Callable[[], T], /) -> Awaitable[T]:
        """Call a function, and return what it returns."""
        ...


class ImportProcess:
    """Calls functions in another process, one after another; it starts with the first."""

    def __init__(self, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._sleep = sleep
        self._turn = asyncio.Lock()
        self._opened = AsyncExitStack()
        self._child: ChildProcess | None = None
        self._ending: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Return itself."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """End the process, whatever it does."""
        if self._ending is not None:
            self._ending.cancel()
        await self._end()

    async def run(self, function: Callable[[], T], /) -> T:
        """Call a function there, in the language of this context, and return what it returns.

        Raises the PullquoteError that it raises, and TranscriptError if the system has killed the
        process. If it fails otherwise, it is called again here, in a thread, and raises its error.
        """
        async with self._turn:
            if self._ending is not None:
                self._ending.cancel()
            try:
                if self._child is None:
                    self._child = await self._opened.enter_async_context(open_child(_Caller))
                answer: tuple[bool, Any] = await self._child.call(
                    "call", function, current_language()
                )
            except ChildLostError:
                await self._end()
                raise TranscriptError(
                    _(
                        "The process that read this file was stopped, perhaps for lack of memory: "
                        "try again later, or with a smaller file."
                    )
                ) from None
            except asyncio.CancelledError:
                await self._end()  # it would go on with what nobody waits for
                raise
            finally:
                self._ending = asyncio.create_task(self._end_when_idle())
        done, returned = answer
        return cast("T", returned) if done else await asyncio.to_thread(function)

    async def _end_when_idle(self) -> None:
        await self._sleep(IDLE_SECONDS)
        async with self._turn:
            await self._end()

    async def _end(self) -> None:
        self._child = None
        await self._opened.aclose()


class _Caller:
    """Calls functions in the other process; answers to members go first where processors lack."""

    def __init__(self) -> None:
        # A service manager sends it to all processes of a service; this one ends with its parent.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        if hasattr(os, "nice"):
            os.nice(_NICE)

    def call(self, function: Callable[[], Any], language: str) -> tuple[bool, Any]:
        """Return True and what a function returns, or False if it fails by no error of ours."""
        with speaking(language):
            try:
                return True, function()
            except PullquoteError:
                raise
            except Exception:  # noqa: BLE001 - it is raised again where it can be logged
                return False, None
