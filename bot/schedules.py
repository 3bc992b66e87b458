"""What the daily highlight hands around: a server's schedule, its days, and what may be shown.

Dates are local to the schedule's time zone; instants are aware and in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Literal

State = Literal["on", "paused", "off", "disabled"]
"""Whether a schedule posts; `disabled` means that something on Discord must be mended."""

Status = Literal["due", "sending", "sent", "skipped", "disabled"]
"""How far a post has come; `sending` is unclear: it may or may not stand in the channel."""

Kind = Literal["day", "episode", "notice"]
"""What is posted: the day's highlight, a new episode's best line, or word to the managers."""

_KINDS: dict[str, Kind] = {"e:": "episode", "n:": "notice"}

EVERY_DAY = frozenset(range(7))


@dataclass(frozen=True, slots=True)
class Schedule:
    """Say when, where and how one server gets its highlight.

    `days` are weekdays as `date.weekday()` counts them, 0 for Monday. `channel` may be a thread.
    `shows` are slugs; empty means all that the server may see. `role` is greeted in each post.
    `episodes` asks for new episodes to be announced. `reason` says why it is not on; `told` when
    the managers were told so.
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
    state: State = "on"
    reason: str = ""
    notified_at: datetime | None = None
    created: datetime = field(default=datetime(2000, 1, 1, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class Post:
    """Record what became of one post: a row of the ledger, which never holds a key twice.

    A day's highlight has its local date as the key (`2026-03-29`), the announcement of an episode
    `e:` and its id, a notice to the managers `n:` and the date. `quote` is chosen when the post is
    first claimed, and kept through every try. `owner` names the process that is at it; until
    `lease` nobody else may be, after a failure not even that one.
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

    @property
    def kind(self) -> Kind:
        """Tell what is posted."""
        return _KINDS.get(self.key[:2], "day")


@dataclass(frozen=True, slots=True)
class PostCandidate:
    """Offer a highlight to the rotation; `chapter` counts the chapters of its episode from 0."""

    quote: str
    episode: str
    chapter: int = 0
    speaker: str | None = None
    score: float = 0.0
    pinned: bool = False
    profane: bool = False


@dataclass(frozen=True, slots=True)
class ShownHighlight:
    """Remember what a server was shown on which local date."""

    quote: str
    episode: str
    chapter: int
    speaker: str | None
    date: date


@dataclass(frozen=True, slots=True)
class RotationState:
    """Lay out what a server's next highlight is chosen by, as one transaction saw it.

    `pins` are the ids of quotes to post first, in order; `excluded` those never to post.
    """

    shown: tuple[ShownHighlight, ...] = ()
    pins: tuple[str, ...] = ()
    excluded: frozenset[str] = frozenset()
