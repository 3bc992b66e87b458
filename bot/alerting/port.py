"""The Discord operations by which members are told of alerts."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.models import Hit
from bot.records import Alert, AlertMatch


@dataclass(frozen=True, slots=True)
class AlertMessage:
    """A message to one member: matches in one episode, with the lines that are shown."""

    matches: tuple[AlertMatch, ...]
    hits: tuple[Hit, ...]

    @property
    def alert(self) -> Alert:
        """Return the first alert; all are of one member and told in one channel."""
        return self.matches[0].alert


@dataclass(frozen=True, slots=True)
class EarlierMessage:
    """A message of an earlier try, and the matches in it."""

    message: int
    matches: tuple[AlertMatch, ...]


class AlertPort(Protocol):
    """What is asked of Discord; every request may raise one of the errors of `bot.daily.port`."""

    async def is_in(self, server: int) -> bool:
        """Return whether the bot is in a server."""
        ...

    async def channel(self, alert: Alert) -> int:
        """Return the channel where an alert is told; its thread must be of the alert's server."""
        ...

    async def send(self, channel: int, message: AlertMessage) -> int | None:
        """Send a message; return its id, None if it was sent before and deleted."""

    async def find_own(
        self, channel: int, matches: Sequence[AlertMatch], *, after: datetime
    ) -> EarlierMessage | None:
        """Return the first message of earlier tries that has some of these matches."""


def nonce(matches: Sequence[AlertMatch]) -> str:
    """Return the nonce of a message, the same for every try; Discord allows 25 characters."""
    keys = ",".join(str(one.alert.id) for one in matches)
    return hashlib.sha256(f"alert:{matches[0].episode}:{keys}".encode()).hexdigest()[:24]
