"""What announcements of episodes and weekly digests tell."""

from dataclasses import dataclass
from datetime import date

from bot.models import Chapter, Episode, Hit


@dataclass(frozen=True, slots=True)
class EpisodeNews:
    """A new episode with its chapters and its best lines, the best first; `more` come after."""

    episode: Episode
    chapters: tuple[Chapter, ...] = ()
    lines: tuple[Hit, ...] = ()
    more: tuple[Hit, ...] = ()


@dataclass(frozen=True, slots=True)
class LovedLine:
    """A line with the votes that a server's members gave it in a week."""

    hit: Hit
    votes: int


@dataclass(frozen=True, slots=True)
class Anniversary:
    """A date on which an episode was published some years before."""

    date: date
    episode: Episode
    years: int


@dataclass(frozen=True, slots=True)
class WeekDigest:
    """A week up to a date: its new episodes, its most loved lines, and the anniversaries to come.

    The newest episode is first, and the line with the most votes.
    """

    first: date
    last: date
    episodes: tuple[Episode, ...] = ()
    loved: tuple[LovedLine, ...] = ()
    coming: tuple[Anniversary, ...] = ()
