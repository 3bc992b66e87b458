"""The Discord operations that the daily worker uses, and their errors."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.errors import DiscordError
from bot.models import Hit
from bot.schedules import Post, Schedule


class RefusedError(DiscordError):
    """Nothing can be posted before a manager changes something on Discord; the message names it."""


class RejectedError(DiscordError):
    """Discord will never accept this post; the message says why."""


class UnclearError(DiscordError):
    """It is not known whether the request took effect."""


class LimitedError(DiscordError):
    """Discord limits the rate: try again after `seconds`; the request took no effect."""

    def __init__(self, message: str, *, seconds: float) -> None:
        super().__init__(message)
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class OutgoingPost:
    """A post to be sent; a notice has no `hit`, and its text is the post's reason."""

    post: Post
    schedule: Schedule
    hit: Hit | None = None


class PostingPort(Protocol):
    """What the worker asks of Discord; every request may raise one of the four errors."""

    def language(self, server: int) -> str:
        """Return the code of the language in which the server is written to."""
        ...

    def check(self, schedule: Schedule) -> None:
        """Raise RefusedError if a right is known to be missing; sends no request."""

    async def post(self, channel: int, outgoing: OutgoingPost) -> int | None:
        """Send the post; return its message, None if it was sent before and deleted."""

    async def find_own_post(
        self, channel: int, outgoing: OutgoingPost, *, after: datetime
    ) -> int | None:
        """Return the message of an earlier try, None if there is none."""

    async def publish(self, channel: int, message: int) -> None:
        """Publish a message to the followers of its channel; a second time changes nothing."""

    async def open_thread(self, channel: int, message: int, outgoing: OutgoingPost) -> None:
        """Open a thread under a message; a second time changes nothing."""

    async def notice_channel(self, schedule: Schedule) -> int:
        """Return the channel in which the managers are most likely to read a notice."""
        ...


def nonce(post: Post) -> str:
    """Return the nonce of a post, the same for every try; Discord allows 25 characters."""
    return hashlib.sha256(f"{post.server}:{post.key}".encode()).hexdigest()[:24]
