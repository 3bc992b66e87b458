"""Keep a library up to date while it is used, and encode what its model has not seen."""

import asyncio
from contextlib import suppress

from bot.library.library import Library


async def follow(library: Library, changed: asyncio.Event, *, seconds: float) -> None:
    """Refresh a library whenever `changed` is set, and every few seconds; never return.

    Other processes, such as `pullquote add`, change the store without setting it.
    """
    while True:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await changed.wait()
        changed.clear()
        await library.refresh()


async def encode(library: Library, *, seconds: float) -> None:
    """Encode new episodes, one after another, and look for others every few seconds.

    Return at once without a sentence model, and else never; raise ModelError if it fails.
    """
    while library.has_model:
        while await library.encode_next():
            pass
        await asyncio.sleep(seconds)
