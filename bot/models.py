"""What the layers hand to each other: frozen values, and nothing of ours imported.

Places are half-open character ranges ``[start, end)`` into an episode's text, as Python slices
count them. Moments are milliseconds from the start of the recording.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Confidence = Literal["exact", "close", "none"]
"""How sure an answer is: the words stand there; judged right; nothing close."""

_MAY_BE_IT, _LIKELY = 0.3, 0.5


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Name a place in a text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Turn:
    """Mark a stretch of one voice; `speaker` is None where the transcript does not say."""

    start: int
    end: int
    speaker: str | None = None
    sure: bool = False


@dataclass(frozen=True, slots=True)
class TimeMark:
    """Tell which moment of the recording a place in the text has, as the transcript states it."""

    offset: int
    ms: int


@dataclass(frozen=True, slots=True)
class Transcript:
    """Carry a transcript as it came, and what its format says about it.

    `turns` are in order and do not overlap; they leave out speaker labels. `asides` are ranges
    within turns that nobody spoke: times, stage directions.
    """

    text: str
    sha256: str
    format: str
    turns: tuple[Turn, ...]
    marks: tuple[TimeMark, ...] = ()
    asides: tuple[Span, ...] = ()
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """Hold one to three sentences of one turn, before it has an identity.

    `turn` counts the turns of the episode; `whole` is False where words were lost or the thought
    is cut, so that it is found but never chosen unasked. `start_ms` is the last moment stated at
    or before its start.
    """

    start: int
    end: int
    turn: int
    speaker: str | None = None
    sure: bool = False
    start_ms: int | None = None
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Quote:
    """Name a verbatim passage that can be found, linked and shown.

    `id` is permanent: 12 characters of lower-case base 32. `position` counts the quotes of the
    episode from 0. `text` is exactly the slice of the episode's text, `display` what is shown.
    """

    id: str
    position: int
    start: int
    end: int
    text: str
    display: str
    turn: int
    speaker: str | None = None
    sure: bool = False
    start_ms: int | None = None
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Link:
    """Lead to the recording; `moment` is a template with `{url}`, `{seconds}` or `{hms}`."""

    kind: Literal["web", "audio", "video"]
    url: str
    moment: str | None = None


@dataclass(frozen=True, slots=True)
class Show:
    """Group episodes; `server` is None for a public show, else the one server it belongs to."""

    slug: str
    title: str
    server: int | None = None


@dataclass(frozen=True, slots=True)
class Episode:
    """Describe an episode without its text; `length` is in characters.

    `id` is 8 characters of lower-case base 32, permanent; `key` is what people type, unique in
    a library. `embargo` is the instant from which it may be shown.
    """

    id: str
    key: str
    show: Show
    title: str
    sha256: str
    format: str
    length: int
    quotes: int = 0
    number: int | None = None
    published: date | None = None
    guests: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    spoiler: bool = False
    embargo: datetime | None = None
    added_at: datetime | None = None

    @property
    def released(self) -> date:
        """Tell when it was published or, where that is not said, added; else before any other."""
        added = self.added_at.date() if self.added_at else date.min
        return self.published or added


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Show a range of an episode's text: `text` verbatim, `display` for reading."""

    start: int
    end: int
    text: str
    display: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """Name a stretch of an episode about one subject.

    `summary` are its own best sentences, in order; `editor` is what a guide says of it.
    """

    title: str
    start: int
    end: int
    summary: tuple[Excerpt, ...] = ()
    editor: str | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """Name a subject and where it is talked about."""

    name: str
    aliases: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Highlight:
    """Offer an excerpt worth posting unasked; `quote` is the id of the quote at its core."""

    quote: str
    start: int
    end: int
    text: str
    display: str
    score: float
    pinned: bool = False
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NameCorrection:
    """Pair what the transcript heard with the right form."""

    misheard: str
    right: str


@dataclass(frozen=True, slots=True)
class Content:
    """Hold everything of an episode that one import stores."""

    text: str
    quotes: tuple[Quote, ...]
    chapters: tuple[Chapter, ...] = ()
    topics: tuple[Topic, ...] = ()
    highlights: tuple[Highlight, ...] = ()
    summary: tuple[Excerpt, ...] = ()
    names: tuple[NameCorrection, ...] = ()
    excluded: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class HighlightRef:
    """Refer to a highlight without its words; `speaker` is None where none is sure."""

    quote: str
    start: int
    end: int
    score: float
    pinned: bool = False
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Outline:
    """Hold the structure of an episode without its words, small enough to keep in memory.

    `starts` are the offsets at which its chapters begin, in order, and `titles` their titles.
    `topics` are names, the weightiest first, and `highlights` are ranked, the best first.
    """

    starts: tuple[int, ...] = ()
    titles: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    highlights: tuple[HighlightRef, ...] = ()

    def chapter(self, offset: int) -> int | None:
        """Return the number, from 0, of the chapter at an offset; None before the first."""
        begun = bisect_right(self.starts, offset)
        return begun - 1 if begun else None


@dataclass(frozen=True, slots=True)
class Scope:
    """Say on whose behalf, and within what, to look.

    `server` None means public shows only. `hidden` are ids of episodes not to be shown yet.
    """

    server: int | None
    episode: str | None = None
    speaker: str | None = None
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Match:
    """Say where the index found something: a run of neighbouring quotes.

    `start`, `end`, `text` and `display` cover the whole run; `quote` is the id of its core.
    """

    quote: str
    episode: str
    start: int
    end: int
    text: str
    display: str
    speaker: str | None
    start_ms: int | None
    score: float

    @property
    def plausible(self) -> bool:
        """Tell whether what is not sure may well be what was meant: once in three times or more."""
        return self.score >= _MAY_BE_IT

    @property
    def likely(self) -> bool:
        """Tell whether it is more likely than not what was meant."""
        return self.score >= _LIKELY


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Answer one search of the index, best first."""

    confidence: Confidence
    matches: tuple[Match, ...] = ()
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Offer a choice while a member types: what is shown, and what is sent."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Hit:
    """Show a member one excerpt with all that tells where it stands.

    `place` is how far into the episode it starts, from 0 to 1.
    """

    match: Match
    episode: Episode
    chapter: str | None
    progress: float


@dataclass(frozen=True, slots=True)
class Answer:
    """Answer a member: `hits` best first (or in the order of the conversation, for a topic)."""

    confidence: Confidence
    hits: tuple[Hit, ...] = ()
    suggestions: tuple[str, ...] = ()
