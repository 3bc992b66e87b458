"""The Discord operations that the daily worker uses, and their errors."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.daily.news import EpisodeNews, WeekDigest
from bot.errors import DiscordError
from bot.models import Hit
from bot.schedules import Post, Schedule


class RefusedError(DiscordError):
    """Nothing can be posted before a manager changes something on Discord; the message names it."""


class RejectedError(DiscordError):
    """Discord will never accept this post; the message says why."""


class UnclearError(DiscordError):
    """It is not known whether the request took effect.

    `seconds` is how long it may yet do so, where that is long: it is not tried again before.
    """

    def __init__(self, message: str, *, seconds: float | None = None) -> None:
        super().__init__(message)
        self.seconds = seconds


class LimitedError(DiscordError):
    """Discord limits the rate: try again after `seconds`; the request took no effect."""

    def __init__(self, message: str, *, seconds: float) -> None:
        super().__init__(message)
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class OutgoingPost:
    """A post to be sent, with what it tells; the text of a notice is the post's reason.

    A highlight and an announcement have a `hit`, an announcement and more of its lines `news`, a
    digest a `digest`. For a line of an anniversary, `years` is how long ago its episode was
    published. `templates` are texts of the server's managers, by the name of the place where they
    are shown.
    """

    post: Post
    schedule: Schedule
    hit: Hit | None = None
    news: EpisodeNews | None = None
    digest: WeekDigest | None = None
    years: int = 0
    templates: Mapping[str, str] = field(default_factory=dict[str, str])


class PostingPort(Protocol):
    """What the worker asks of Discord; every request may raise one of the four errors."""

    async def language(self, server: int) -> str:
        """Return the code of the language in which the server is written to."""
        ...

    async def check(self, schedule: Schedule) -> None:
        """Raise RefusedError if a right is known to be missing."""

    async def post(self, channel: int, outgoing: OutgoingPost) -> int | None:
        """Send the post; return its message, None if it was sent before and deleted."""

    async def find_own_post(
        self, channel: int, outgoing: OutgoingPost, *, after: datetime
    ) -> int | None:
        """Return the message of an earlier try, None if there is none.

        In a forum, and of a message with a thread, that is also the id of the thread.
        """

    async def publish(self, channel: int, message: int, *, server: int) -> None:
        """Publish a message to the followers of its channel; a second time changes nothing."""

    async def open_thread(self, channel: int, message: int, outgoing: OutgoingPost) -> None:
        """Open a thread under a message; a second time changes nothing."""

    async def notice_channel(self, schedule: Schedule) -> int:
        """Return the channel in which the managers are most likely to read a notice."""
        ...


def nonce(post: Post) -> str:
    """Return the nonce of a post, the same for every try; Discord allows 25 characters."""
    return hashlib.sha256(f"{post.server}:{post.key}".encode()).hexdigest()[:24]
