"""Encode episodes for the sentence model before a command answers or ends."""

import time
from typing import TYPE_CHECKING

from bot.cli.console import print_note, progress
from bot.errors import ModelError

if TYPE_CHECKING:
    from bot.library import Library

_PATIENCE = 30
"""Seconds that a query waits for vectors."""


async def encode_all(library: "Library") -> None:
    """Encode every episode that has no vectors; print a note if the model fails."""
    await _encode(library, seconds=None)


async def encode_few(library: "Library") -> None:
    """Encode the episodes without vectors if that takes less than half a minute, or so it seems.

    Otherwise print a note: they are searched by their words alone.
    """
    await _encode(library, seconds=_PATIENCE)


async def _encode(library: "Library", *, seconds: float | None) -> None:
    total, began = await library.unencoded(), time.monotonic()
    try:
        for done in range(total):
            # The episodes left are expected to take as long as those before them.
            if seconds is not None and done and (time.monotonic() - began) * total / done > seconds:
                print_note(_left(total - done))
                return
            with progress("Encoding episodes", done=done, total=total):
                await library.encode_next()
    except ModelError as error:
        print_note(str(error))


def _left(episodes: int) -> str:
    named = "1 episode is" if episodes == 1 else f"{episodes:,} episodes are"
    return (
        f"{named} searched by words alone, without the sentence model, until `pullquote run` or "
        "`pullquote add` has encoded what is new."
    )
