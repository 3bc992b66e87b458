"""The data classes of a guide, before and after its alignment with a transcript."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.models import Chapter, Link, NameCorrection, Span, SpeakerName, Turn


@dataclass(frozen=True, slots=True)
class AnchorPoint:
    """An offset into a transcript with the few words that are expected there.

    The words follow the offset or, if `closing`, are the last before it. `line` is its line in
    the guide, for messages.
    """

    offset: int
    anchor: str
    closing: bool = False
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class SpeakerRange:
    """A speaker's range; without `end` it extends to the start of the next."""

    start: AnchorPoint
    end: AnchorPoint | None = None
    name: str | None = None
    sure: bool = False


@dataclass(frozen=True, slots=True)
class ChapterMark:
    """The start of a chapter; `summary` is the editor's own."""

    start: AnchorPoint
    title: str
    summary: str | None = None


@dataclass(frozen=True, slots=True)
class MarkedRange:
    """A range to pin or to exclude."""

    start: AnchorPoint
    end: AnchorPoint
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Details:
    """What a guide says of the episode; `show` is a slug."""

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
    """A guide as it was written; `sha256` and `length` (in characters) are its transcript's."""

    sha256: str
    length: int | None = None
    episode: Details = field(default_factory=Details)
    speakers: tuple[SpeakerRange, ...] = ()
    speaker_names: tuple[SpeakerName, ...] = ()
    chapters: tuple[ChapterMark, ...] = ()
    names: tuple[NameCorrection, ...] = ()
    highlights: tuple[MarkedRange, ...] = ()
    excluded: tuple[MarkedRange, ...] = ()

    def anchor_points(self) -> Iterator[AnchorPoint]:
        """Yield every anchor point of the guide."""
        for entry in (*self.speakers, *self.highlights, *self.excluded):
            yield entry.start
            if entry.end is not None:
                yield entry.end
        for chapter in self.chapters:
            yield chapter.start


@dataclass(frozen=True, slots=True)
class AlignedGuide:
    """A guide with its anchors placed on one transcript, in the order of the text.

    Its chapters have no summary yet. `problems` has a sentence for each part that is left out.
    `fits` is False where the guide has anchors but none of them was found.
    """

    episode: Details
    turns: tuple[Turn, ...] = ()
    speaker_names: tuple[SpeakerName, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    names: tuple[NameCorrection, ...] = ()
    pinned: tuple[Span, ...] = ()
    excluded: tuple[Span, ...] = ()
    problems: tuple[str, ...] = ()
    fits: bool = True
