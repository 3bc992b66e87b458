"""What stands on each page, ready to be rendered; without markup, and with paths from the root."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

HUES = 12
"""The number of colours that the style sheet has for shows."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A time of the recording as a player shows it, with the address that opens it there.

    The quote is spoken `at` that time, or `about` then, or some time `after` it.
    """

    clock: str
    precision: Literal["at", "about", "after"] = "at"
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of an episode with who says them, where that is sure.

    `anchor` is the id of the element, None where the quote has its place elsewhere in the page;
    `aliases` are the retired ids that lead to it. `path` is its own page, if it has one.
    """

    quote: str
    words: str
    speaker: str | None = None
    moment: Moment | None = None
    anchor: str | None = None
    aliases: tuple[str, ...] = ()
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What one person says, quote by quote; a long turn has several, which continue it."""

    quotations: tuple[Quotation, ...]
    speaker: str | None = None
    moment: Moment | None = None
    continues: bool = False


@dataclass(frozen=True, slots=True)
class ChapterSection:
    """A chapter: the editor's summary, its best lines, and the transcript where it is shown.

    `anchors` are the ids of the quotes of which the page does not show the words.
    """

    number: int
    title: str = ""
    moment: Moment | None = None
    editor: str | None = None
    lines: tuple[Quotation, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShowEntry:
    """A show in a list, with the number of its episodes; `hue` is the number of its colour."""

    title: str
    path: str
    hue: int
    episodes: int = 0


@dataclass(frozen=True, slots=True)
class EpisodeEntry:
    """An episode in a list; `language` is its code, "" where it is not known.

    `teaser` is its best line, None for a spoiler.
    """

    id: str
    title: str
    path: str
    show: ShowEntry
    number: int | None = None
    published: date | None = None
    language: str = ""
    spoiler: bool = False
    teaser: Quotation | None = None


@dataclass(frozen=True, slots=True)
class Recording:
    """A link to the recording: its address, with the name of the service or of the host."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class EpisodePage:
    """The page of an episode; `opening` is what is said before the first chapter."""

    entry: EpisodeEntry
    guests: tuple[str, ...]
    speakers: tuple[str, ...]
    recordings: tuple[Recording, ...]
    topics: tuple[str, ...]
    best: tuple[Quotation, ...]
    opening: ChapterSection
    chapters: tuple[ChapterSection, ...]
    has_transcript: bool


@dataclass(frozen=True, slots=True)
class QuotePage:
    """The page of one quote, with the pages of the best quotes beside it."""

    entry: EpisodeEntry
    quotation: Quotation
    place: str
    chapter: str | None = None
    before: Quotation | None = None
    after: Quotation | None = None


@dataclass(frozen=True, slots=True)
class RedirectPage:
    """The page of a retired id, which leads to the quote that has its words now."""

    target: str


@dataclass(frozen=True, slots=True)
class YearSection:
    """The episodes of a year; None for those without a date."""

    year: int | None
    entries: Sequence[EpisodeEntry]


@dataclass(frozen=True, slots=True)
class ShowPage:
    """The page of a show with all its episodes."""

    entry: ShowEntry
    years: tuple[YearSection, ...]


@dataclass(frozen=True, slots=True)
class IndexPage:
    """The first page: all shows, and the newest episodes."""

    shows: tuple[ShowEntry, ...]
    newest: tuple[EpisodeEntry, ...]
    episodes: int


@dataclass(frozen=True, slots=True)
class MissingPage:
    """The page that a web server shows where there is none."""


SitePage = EpisodePage | QuotePage | RedirectPage | ShowPage | IndexPage | MissingPage
