"""The posting port in memory, with failures in a given order."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.daily.port import OutgoingPost, RefusedError, nonce
from bot.schedules import Schedule
from bot.translation import ENGLISH, current_language


@dataclass(slots=True)
class PostedMessage:
    """A message in a channel."""

    id: int
    channel: int
    outgoing: OutgoingPost
    nonce: str
    language: str = ENGLISH
    published: int = 0
    threads: int = 0


@dataclass(slots=True)
class MemoryPort:
    """A port that keeps its posts; each of `failures` is raised once, before or after posting.

    Channels in `closed` refuse everything. Nonces are enforced until `forget_nonces`. The next
    `hidden` looks show nothing.
    """

    posts: list[PostedMessage] = field(default_factory=list[PostedMessage])
    failures: deque[tuple[Exception, bool]] = field(default_factory=deque[tuple[Exception, bool]])
    closed: set[int] = field(default_factory=set[int])
    lacking: set[int] = field(default_factory=set[int])
    unthreaded: bool = False
    requests: list[str] = field(default_factory=list[str])
    made: asyncio.Event | None = None
    spoken: str = ENGLISH
    looked_after: list[datetime] = field(default_factory=list[datetime])
    hidden: int = 0

    def fail(self, error: Exception, *, after: bool = False) -> None:
        """Make the next request to post fail."""
        self.failures.append((error, after))

    def forget_nonces(self) -> None:
        """Forget all nonces, as Discord does after some minutes."""
        for one in self.posts:
            one.nonce = ""

    def of(self, kind: str) -> list[PostedMessage]:
        """List the posts of a kind."""
        return [one for one in self.posts if one.outgoing.post.kind == kind]

    async def language(self, server: int) -> str:
        """Return the language of every server."""
        assert server
        return self.spoken

    async def check(self, schedule: Schedule) -> None:
        """Raise RefusedError if a right is missing."""
        if schedule.channel in self.lacking:
            raise RefusedError("A right is missing.")

    async def post(self, channel: int, outgoing: OutgoingPost) -> int | None:
        """Accept a post, once for each nonce."""
        self._ask("post", channel)
        error, after = self.failures.popleft() if self.failures else (None, False)
        if error and not after:
            raise error
        made = self._take(channel, outgoing)
        if error:
            raise error
        return made.id

    async def find_own_post(
        self, channel: int, outgoing: OutgoingPost, *, after: datetime
    ) -> int | None:
        """Return a post by its key and quote, None if there is none."""
        self._ask("find", channel)
        self.looked_after.append(after)
        if self.hidden:
            self.hidden -= 1
            return None
        wanted = outgoing.post
        for one in self.posts:
            post = one.outgoing.post
            same = (post.server, post.key, post.quote) == (wanted.server, wanted.key, wanted.quote)
            if same and one.channel == channel:
                return one.id
        return None

    async def publish(self, channel: int, message: int, *, server: int) -> None:
        """Count."""
        del server
        self._ask("publish", channel)
        self.posts[message - 1].published += 1

    async def open_thread(self, channel: int, message: int, outgoing: OutgoingPost) -> None:
        """Count."""
        del outgoing
        self._ask("thread", channel)
        if self.unthreaded:
            raise RefusedError("No threads here.")
        self.posts[message - 1].threads += 1

    async def notice_channel(self, schedule: Schedule) -> int:
        """Return the number of the schedule's channel plus one."""
        return schedule.channel + 1

    def _ask(self, what: str, channel: int) -> None:
        self.requests.append(what)
        if channel in self.closed:
            raise RefusedError("The channel is gone.")

    def _take(self, channel: int, outgoing: OutgoingPost) -> PostedMessage:
        named = nonce(outgoing.post)
        for one in self.posts:
            if one.nonce == named:
                return one
        made = PostedMessage(len(self.posts) + 1, channel, outgoing, named, current_language())
        self.posts.append(made)
        if self.made:
            self.made.set()
        return made


class SetClock:
    """A clock that shows the time it was set to."""

    def __init__(self, now: datetime) -> None:
        self.instant = now

    def __call__(self) -> datetime:
        return self.instant

    def move(self, **given: float) -> None:
        """Move the clock on."""
        self.instant += timedelta(**given)

    async def sleep(self, seconds: float) -> None:
        """Move the clock on without waiting."""
        self.move(seconds=seconds)
