"""How long whoever asks waits for what others use: a member briefly, a background job for long.

Discord waits three seconds for an answer, so a member is better told at once.
"""

from contextvars import ContextVar
from typing import Final

OF_A_MEMBER: Final = 1.0
"""Seconds that a member waits for a connection, and again for a lock that others hold."""

_seconds: ContextVar[float | None] = ContextVar("patience", default=None)


def limit_patience(seconds: float | None) -> None:
    """Have this task, and those that it starts, wait so many seconds at most; None for any time."""
    _seconds.set(seconds)


def patience() -> float | None:
    """Return the seconds that this task waits at most; None for as long as it takes."""
    return _seconds.get()
