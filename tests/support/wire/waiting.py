"""Waiting for something to become true, never longer than patience lasts."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

PATIENCE = 30.0
"""Seconds after which a test fails rather than hangs."""

Found = TypeVar("Found")


class Signal:
    """Wake everyone who waits whenever anything has changed."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()

    def notify(self) -> None:
        """Let everyone who waits look again."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def until(self, look: Callable[[], Found | None], *, what: str) -> Found:
        """Return what `look` finds, as soon as that is something true."""
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    changed = self._changed
                    found = look()
                    if found:
                        return found
                    await changed.wait()
        except TimeoutError:
            raise AssertionError(f"Waited {PATIENCE:.0f} s in vain for {what}") from None
