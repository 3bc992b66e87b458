"""What members own and servers set: saved lines, votes, alerts, mistakes, questions, settings.

Users and servers are ids of Discord; the server None is a DM or a bot that a user installed.
Instants are aware and in UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Literal

from bot.schedules import Status

Correctable = Literal["word", "speaker", "place"]
"""What of an excerpt can be wrong: a misheard word, who speaks, or its moment."""

Decision = Literal["open", "accepted", "refused"]

Outcome = Literal["none", "unhelpful", "useful"]
"""How a question ended: nothing was found, or the member said so of what was."""

Period = Literal["week", "month", "ever"]

Untold = Literal["private", "gone", "left", "refused", "late"]
"""Why a member was not told of a match: the show is not shown in DMs, the line is gone, the bot
left the server, Discord takes no message there, or it was not possible in time."""


@dataclass(frozen=True, slots=True)
class SavedLine:
    """A quote that a member saved, and the server in which they did."""

    quote: str
    server: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class VoteTally:
    """The votes for a quote in a server, and whether the member who asks is among them."""

    votes: int
    mine: bool


@dataclass(frozen=True, slots=True)
class LovedQuote:
    """A quote with the votes of a server's members."""

    quote: str
    votes: int


@dataclass(frozen=True, slots=True)
class Finder:
    """A member with the votes that others gave to the lines they found or shared."""

    user: int
    votes: int


@dataclass(frozen=True, slots=True)
class Alert:
    """A phrase of which a member is told when it is said in a new episode.

    It is told in the channel `thread`, or by DM where that is None; and not from `quiet_from` until
    `quiet_until`, local times in `zone`. Episodes added after version `since` of the library are
    new to it. An alert that is not stored yet has the id 0.
    """

    user: int
    server: int | None
    phrase: str
    created: datetime
    thread: int | None = None
    quiet_from: time | None = None
    quiet_until: time | None = None
    zone: str = "UTC"
    language: str = "en"
    since: int = 0
    id: int = 0


@dataclass(frozen=True, slots=True)
class AlertMatch:
    """An alert with an episode in which its phrase is said, to be told once.

    `owner` is the process that has claimed it; nobody else may claim it before `lease`. `asked`,
    `looks` and `looked` are as in `Post`.
    """

    alert: Alert
    episode: str
    quote: str
    due: datetime
    status: Status = "due"
    message: int | None = None
    owner: str | None = None
    lease: datetime | None = None
    attempts: int = 0
    first_try: datetime | None = None
    reason: str = ""
    asked: datetime | None = None
    looks: int = 0
    looked: datetime | None = None


@dataclass(frozen=True, slots=True)
class Mistake:
    """What a member reported to be wrong in an excerpt.

    Of a `word`, `misheard` is what the transcript has; `right` is the word, the name of the speaker
    or the time that is right. `server` is where it was reported, and `episode` an id.
    """

    server: int | None
    user: int
    episode: str
    quote: str
    kind: Correctable
    created: datetime
    misheard: str = ""
    right: str = ""
    note: str = ""
    status: Decision = "open"
    decided: datetime | None = None
    decided_by: int | None = None
    id: int = 0


Record = Mapping[str, object]
"""A row of a table as a member may read it, by the names of its columns."""


@dataclass(frozen=True, slots=True)
class PersonalData:
    """Everything that is stored under a member's id.

    `found` are the votes of others for the lines that they found, and `decisions` the mistakes that
    they decided as managers; neither says who else it was.
    """

    saved: tuple[Record, ...] = ()
    votes: tuple[Record, ...] = ()
    found: tuple[Record, ...] = ()
    alerts: tuple[Record, ...] = ()
    alert_matches: tuple[Record, ...] = ()
    mistakes: tuple[Record, ...] = ()
    decisions: tuple[Record, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownServer:
    """A server of which anything is stored.

    `visited` is whether the bot has been there: shows and feeds can be added for a server before.
    `left` is when it removed the bot, None while it has not.
    """

    server: int
    visited: bool
    left: datetime | None = None


@dataclass(frozen=True, slots=True)
class ServerData:
    """What is stored of a server, as the numbers of rows; settings and schedule are one each."""

    shows: int = 0
    episodes: int = 0
    feeds: int = 0
    settings: int = 0
    schedules: int = 0
    chosen: int = 0
    posts: int = 0
    pins: int = 0
    exclusions: int = 0
    votes: int = 0
    alerts: int = 0
    mistakes: int = 0
    questions: int = 0


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """The words of a command that found nothing, or not what was meant; nobody knows whose."""

    server: int
    command: str
    words: str
    outcome: Outcome
    at: datetime


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """What the managers of a server set beside its schedule.

    `language` is a code, None for that of the server on Discord. `questions` turns on that those
    without an answer are kept. `templates` are texts with placeholders, by the name of the place
    where they are shown. `greeted` is when the bot introduced itself.
    """

    server: int
    language: str | None = None
    leaderboard: bool = False
    questions: bool = False
    templates: Mapping[str, str] = field(default_factory=dict[str, str])
    greeted: datetime | None = None
