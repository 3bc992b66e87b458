"""Format the traceback of an error for the log, without what messages may quote."""

import traceback
from collections.abc import Iterator
from typing import cast

from bot.errors import describe_error

_CAUSE = "\nThe above exception was the direct cause of the following exception:\n\n"
_CONTEXT = "\nDuring handling of the above exception, another exception occurred:\n\n"

_MOST = 10
"""Errors that are told of a chain or of a group."""


def format_error(error: BaseException) -> str:
    """Format an error as Python does, its causes first, each described for the log."""
    return "".join(_chain(error, seen=set())).rstrip("\n")


def _chain(error: BaseException, *, seen: set[int]) -> Iterator[str]:
    seen.add(id(error))
    earlier, joint = error.__cause__, _CAUSE
    if earlier is None and not error.__suppress_context__:
        earlier, joint = error.__context__, _CONTEXT
    if earlier is not None and id(earlier) not in seen and len(seen) < _MOST:
        yield from _chain(earlier, seen=seen)
        yield joint
    yield "Traceback (most recent call last):\n"
    yield from traceback.format_tb(error.__traceback__)
    yield f"{describe_error(error)}\n"
    if isinstance(error, BaseExceptionGroup):
        for one in cast("BaseExceptionGroup[BaseException]", error).exceptions:
            if id(one) not in seen and len(seen) < _MOST:
                yield "\nOne of the group:\n\n"
                yield from _chain(one, seen=seen)
