"""What a guide says, before and after it is laid over a transcript."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.models import Chapter, Link, NameCorrection, Span, Turn


@dataclass(frozen=True, slots=True)
class AnchorPoint:
    """Name a place by its offset and the few words that stand there.

    The words follow the offset; where `closing`, they are the last before it. `line` is the
    guide's own, for messages.
    """

    offset: int
    anchor: str
    closing: bool = False
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class SpeakerRange:
    """Say whose words begin at a place; without `end` they last until the next voice begins."""

    start: AnchorPoint
    end: AnchorPoint | None = None
    name: str | None = None
    sure: bool = False


@dataclass(frozen=True, slots=True)
class ChapterMark:
    """Begin a chapter; `summary` is the editor's own."""

    start: AnchorPoint
    title: str
    summary: str | None = None


@dataclass(frozen=True, slots=True)
class MarkedRange:
    """Mark a range to pin or to exclude."""

    start: AnchorPoint
    end: AnchorPoint
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Details:
    """Describe the episode as far as the guide does; `show` is a slug."""

    title: str | None = None
    show: str | None = None
    show_title: str | None = None
    number: int | None = None
    published: date | None = None
    guests: tuple[str, ...] = ()
    spoiler: bool = False
    embargo: datetime | None = None
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Guide:
    """Hold a guide as it was written; `length` is that of its transcript, in characters."""

    sha256: str
    length: int | None = None
    episode: Details = field(default_factory=Details)
    speakers: tuple[SpeakerRange, ...] = ()
    chapters: tuple[ChapterMark, ...] = ()
    names: tuple[NameCorrection, ...] = ()
    highlights: tuple[MarkedRange, ...] = ()
    excluded: tuple[MarkedRange, ...] = ()

    def anchor_points(self) -> Iterator[AnchorPoint]:
        """List every place the guide names."""
        for entry in (*self.speakers, *self.highlights, *self.excluded):
            yield entry.start
            if entry.end is not None:
                yield entry.end
        for chapter in self.chapters:
            yield chapter.start


@dataclass(frozen=True, slots=True)
class AlignedGuide:
    """Hold a guide laid over one transcript; `problems` are sentences on what did not fit.

    Everything is in the order of the text. Chapters carry no sentences of the episode yet. `fits`
    is False where the guide names places, but none of them was found.
    """

    episode: Details
    turns: tuple[Turn, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    names: tuple[NameCorrection, ...] = ()
    pinned: tuple[Span, ...] = ()
    excluded: tuple[Span, ...] = ()
    problems: tuple[str, ...] = ()
    fits: bool = True
