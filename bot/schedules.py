"""Schedules, posts and post candidates of the daily highlight.

Dates are local to the schedule's time zone; instants are aware and in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import Literal

State = Literal["on", "paused", "off", "disabled"]
"""Whether a schedule posts; `disabled` means that a manager must change something on Discord."""

Status = Literal["due", "sending", "sent", "skipped", "disabled"]
"""The status of a post; `sending` means that it may or may not be in the channel."""

Kind = Literal["day", "episode", "lines", "digest", "anniversary", "notice"]
"""The kind of a post.

The day's highlight, the announcement of an episode, more of its lines in the thread of that
announcement, the digest of a week, the anniversary of an episode on a day without a highlight, or a
notice.
"""

ABOUT_A_LINE: frozenset[Kind] = frozenset(("day", "episode", "anniversary"))
"""The kinds of posts that need a quote, which is chosen when they are first claimed."""

_KINDS: dict[str, Kind] = {
    "e:": "episode",
    "f:": "lines",
    "w:": "digest",
    "a:": "anniversary",
    "n:": "notice",
}

EVERY_DAY = frozenset(range(7))


@dataclass(frozen=True, slots=True)
class Schedule:
    """When, where and how one server gets its daily highlight.

    `days` are weekdays as in `date.weekday()`, 0 for Monday. `channel` may be a thread, or a
    `forum`, in which each post has a thread of its own with the tag of the id `tag`. `shows` are
    slugs; empty means all that the server may see. `role` is mentioned in each post. `episodes`
    turns on announcements of new episodes, `anniversaries` the lines of episodes that were
    published on the same date of an earlier year; `digest` is the weekday of the weekly digest.
    `reason` says why the schedule is disabled, and `notified_at` when the managers were notified.
    """

    server: int
    channel: int
    time: time
    zone: str
    days: frozenset[int] = EVERY_DAY
    shows: frozenset[str] = frozenset()
    role: int | None = None
    publish: bool = False
    thread: bool = False
    episodes: bool = False
    profanity: bool = False
    forum: bool = False
    tag: int | None = None
    digest: int | None = None
    anniversaries: bool = False
    state: State = "on"
    reason: str = ""
    notified_at: datetime | None = None
    created: datetime = field(default=datetime(2000, 1, 1, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class Post:
    """A row of the ledger; its key is unique within the server.

    The key of a day's highlight is its local date (`2026-03-29`), of an announcement `e:` and the
    id of the episode, of more of its lines `f:` and that id, of a digest `w:` and its date, of an
    anniversary on a day without a highlight `a:` and its date, of a notice `n:` and the time.
    `quote` is chosen when the post is first claimed, and kept for every try. In a forum, the
    `message` of a post is also the id of its thread, and then of its `channel`. `owner` is the
    process that has claimed it; nobody else may claim it before `lease`, and after a failure not
    even the owner. Since `asked` it may be in the channel; `looks` is how often it was looked for
    since then in vain, the last time when it was `looked` for.
    """

    server: int
    key: str
    date: date
    due: datetime
    status: Status = "due"
    quote: str | None = None
    episode: str | None = None
    chapter: int = 0
    speaker: str | None = None
    channel: int | None = None
    message: int | None = None
    owner: str | None = None
    lease: datetime | None = None
    attempts: int = 0
    first_try: datetime | None = None
    reason: str = ""
    asked: datetime | None = None
    looks: int = 0
    looked: datetime | None = None

    @property
    def kind(self) -> Kind:
        """The kind of the post, which its key shows."""
        return _KINDS.get(self.key[:2], "day")


@dataclass(frozen=True, slots=True)
class PostCandidate:
    """A quote that the rotation may choose; `chapter` is its index within the episode, from 0.

    `loved` counts the votes of the server's members for it.
    """

    quote: str
    episode: str
    chapter: int = 0
    speaker: str | None = None
    score: float = 0.0
    pinned: bool = False
    profane: bool = False
    loved: int = 0


@dataclass(frozen=True, slots=True)
class ShownHighlight:
    """A highlight that a server was shown, with the local date."""

    quote: str
    episode: str
    chapter: int
    speaker: str | None
    date: date


@dataclass(frozen=True, slots=True)
class RotationState:
    """The history, pins and exclusions of a server, read in one transaction.

    `shown` is ordered oldest first. `pins` are the ids of quotes to post first, in order;
    `excluded` those never to post.
    """

    shown: tuple[ShownHighlight, ...] = ()
    pins: tuple[str, ...] = ()
    excluded: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Draft:
    """Where and when the daily highlight is to be posted, as far as it is chosen."""

    channel: int | None = None
    time: time | None = None
    zone: str | None = None

    def scheduled(self, server: int, before: Schedule | None) -> Schedule | None:
        """Return the schedule with what is chosen; None as long as something is missing.

        A channel that was not set before is no forum.
        """
        if self.channel is None or self.time is None or self.zone is None:
            return None
        begun = before or Schedule(server, self.channel, self.time, self.zone)
        if self.channel != begun.channel:
            begun = replace(begun, forum=False, tag=None)
        return replace(begun, channel=self.channel, time=self.time, zone=self.zone)


def draft_of(planned: Schedule | None) -> Draft:
    """Return what a schedule says already; nothing if there is none."""
    return Draft(planned.channel, planned.time, planned.zone) if planned else Draft()
