"""Encode the episodes that have no vectors yet, before a command ends or answers."""

import time
from typing import TYPE_CHECKING

from bot.cli.console import print_note, progress
from bot.errors import ModelError

if TYPE_CHECKING:
    from bot.library import Library

_LITTLE = 30
"""Seconds that a query waits, at most about, for what it can search by meaning."""


async def encode_all(library: "Library") -> None:
    """Encode every episode that has no vectors, and show how far it is.

    A model that fails is noted: the episodes are searched by their words alone.
    """
    await _encode(library, seconds=None)


async def encode_little(library: "Library") -> None:
    """Encode the episodes without vectors if that takes less than half a minute; note it if not."""
    await _encode(library, seconds=_LITTLE)


async def _encode(library: "Library", *, seconds: float | None) -> None:
    total = await library.unencoded()
    began = time.monotonic()
    try:
        for done in range(total):
            spent = time.monotonic() - began
            # The rest is expected to take as long for each episode as those before.
            if seconds is not None and done and spent * total / done > seconds:
                print_note(_left(total - done))
                return
            with progress("Encoding episodes", done=done, total=total):
                await library.encode_next()
    except ModelError as error:
        print_note(str(error))


def _left(episodes: int) -> str:
    return (
        f"{episodes:,} episodes are searched by their words alone: they are not encoded yet. "
        "`pullquote run` encodes them in the background, `pullquote add` at the end of an import."
    )
