"""Load what comes next while what came before is used."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from typing import TypeVar

Source = TypeVar("Source")
Loaded = TypeVar("Loaded")


async def load_ahead(
    sources: Iterable[Source], load: Callable[[Source], Awaitable[Loaded]], *, ahead: int
) -> AsyncGenerator[Loaded]:
    """Yield what is loaded of each source, in order, while the next ones are being loaded.

    At most `ahead` are loaded before they are asked for, which bounds the memory.
    """
    running: deque[asyncio.Future[Loaded]] = deque()
    try:
        for source in sources:
            running.append(asyncio.ensure_future(load(source)))
            if len(running) > ahead:
                yield await running.popleft()
        while running:
            yield await running.popleft()
    finally:
        for task in running:
            task.cancel()
