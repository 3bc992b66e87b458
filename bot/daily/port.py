"""How delivery speaks to Discord: what it asks for, and the ways in which that can fail."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.errors import DiscordError
from bot.models import Hit
from bot.schedules import Post, Schedule


class RefusedError(DiscordError):
    """Say what a manager has to mend on Discord before anything can be posted."""


class RejectedError(DiscordError):
    """Say why Discord will never take this very post."""


class UnclearError(DiscordError):
    """Say why it is not known whether the request took effect."""


class LimitedError(DiscordError):
    """Say that Discord wants to be left alone for so many seconds; nothing took effect."""

    def __init__(self, message: str, *, seconds: float) -> None:
        super().__init__(message)
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class OutgoingPost:
    """Hold what is to be posted; a notice has no `hit`, and its text is the post's reason."""

    post: Post
    schedule: Schedule
    hit: Hit | None = None


class PostingPort(Protocol):
    """Do on Discord what delivery decides; every request may raise one of the four errors."""

    def check(self, schedule: Schedule) -> None:
        """Raise RefusedError where the bot knows that a right is missing; asks nobody."""

    async def post(self, channel: int, outgoing: OutgoingPost) -> int | None:
        """Post, with the letter's nonce; None where it had been posted and someone deleted it."""

    async def find_own_post(
        self, channel: int, outgoing: OutgoingPost, *, after: datetime
    ) -> int | None:
        """Find what an earlier try has posted."""

    async def publish(self, channel: int, message: int) -> None:
        """Send a post on to the servers that follow the channel; a second time changes nothing."""

    async def open_thread(self, channel: int, message: int, outgoing: OutgoingPost) -> None:
        """Open a thread under a post; a second time changes nothing."""

    async def notice_channel(self, schedule: Schedule) -> int:
        """Find the best channel left in which the managers will read a notice."""
        ...


def nonce(post: Post) -> str:
    """Name a post by at most 25 characters, the same for every try."""
    return hashlib.sha256(f"{post.server}:{post.key}".encode()).hexdigest()[:24]
