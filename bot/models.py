"""The data classes that the layers exchange: frozen, and without imports from this project.

Ranges are half-open, ``[start, end)``, in characters of an episode's text, as Python slices it.
Times are in milliseconds from the start of the recording.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

Confidence = Literal["exact", "close", "none"]
"""How sure an answer is: the words occur verbatim; it is probably right; neither."""

_PLAUSIBLE, _LIKELY = 0.3, 0.5


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A range of a text."""

    start: int
    end: int

    def overlaps(self, start: int, end: int) -> bool:
        """Return whether it shares a character with the range from `start` to `end`."""
        return self.start < end and start < self.end


@dataclass(frozen=True, slots=True)
class Turn:
    """A range that one person speaks; `speaker` is None where it is not known."""

    start: int
    end: int
    speaker: str | None = None
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Cue:
    """The time at which the text from `start` up to the next cue is spoken, as the file states it.

    `end_ms` is None where the file states only when a cue starts.
    """

    start: int
    start_ms: int
    end_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a transcript, at the offset where its chapter starts."""

    start: int
    title: str


@dataclass(frozen=True, slots=True)
class Dropped:
    """What is not quoted of a transcript, for one reason; `example` is one of the `count`."""

    reason: str
    count: int
    example: str = ""


@dataclass(frozen=True, slots=True)
class Transcript:
    """The text of a recording as it was read from a file, with turns and times.

    `sha256` is the hash of the file's bytes; `source` has these bytes where `text` is not simply
    their decoding. `turns` are in order, do not overlap, and leave out speaker labels. `cues` are
    in the order of the text. `asides` are ranges that nobody spoke, in order: times, stage
    directions, headings. `sponsored` are advertisements, and `pinned` ranges that are recommended
    to quote. `language` is a code of ISO 639-1, "" where it is unknown. `dropped` and `warnings`
    are for the report of an import: what is not quoted, and a sentence for each thing that looks
    wrong.
    """

    text: str
    sha256: str
    format: str
    turns: tuple[Turn, ...]
    cues: tuple[Cue, ...] = ()
    asides: tuple[Span, ...] = ()
    headings: tuple[Heading, ...] = ()
    sponsored: tuple[Span, ...] = ()
    pinned: tuple[Span, ...] = ()
    language: str = ""
    encoding: str = "UTF-8"
    title: str | None = None
    number: int | None = None
    published: date | None = None
    guests: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    source: bytes = b""
    dropped: tuple[Dropped, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Segment:
    """One to three sentences of a turn, before they get an id.

    `turn` is the number of the turn in the episode, from 0. `start_ms` is the start of the last cue
    at or before its start. `whole` is False where words are missing or a sentence is
    incomplete; such a segment can be found but is not chosen as a highlight.
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
    """One to three sentences of a transcript with a permanent id.

    `id` has 12 characters of lower-case base 32. `position` is the number of the quote in the
    episode, from 0. `text` is exactly the slice of the episode's text, and `display` is what
    members read. `about_ms` is as in `Match`, and only known
    of a quote that was looked up. The other fields are those of its segment.
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
    about_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A link to the recording; `moment` is a template with `{url}`, `{seconds}` or `{hms}`."""

    kind: Literal["web", "audio", "video"]
    url: str
    moment: str | None = None


@dataclass(frozen=True, slots=True)
class Show:
    """A series of episodes; `server` is the id of the server it is private to, None if public.

    `moment` is the name of a service, or a template, by which links point at a moment. `offset` is
    the number of seconds by which a player is later than the transcript, for example because of
    advertisements; where it `drifts`, a time is only roughly right. `colour` is 0xRRGGBB, and `art`
    the address of its picture.
    """

    slug: str
    title: str
    server: int | None = None
    moment: str | None = None
    offset: int = 0
    drifts: bool = False
    colour: int | None = None
    art: str | None = None


@dataclass(frozen=True, slots=True)
class SpeakerName:
    """A label of a speaker, as the transcript has it, and the name that people gave it."""

    label: str
    name: str


@dataclass(frozen=True, slots=True)
class Episode:
    """One recording of a show, without its text.

    `id` is permanent and has 8 characters of lower-case base 32. `key` is unique in a library and
    is what people type. `length` is in characters, and `quotes` is the number of quotes. `language`
    is a code of ISO 639-1, "" where it is unknown. Before `embargo`, nothing of it is shown.
    `speakers` are the names that are sure, those that people gave included; `names` are the latter,
    and `labels` all labels of its transcript, as a stored episode has them.
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
    language: str = ""
    names: tuple[SpeakerName, ...] = ()
    labels: tuple[str, ...] = field(default=(), compare=False)

    @property
    def released(self) -> date:
        """The date of publication, else of import, else the earliest date that there is."""
        added = self.added_at.date() if self.added_at else date.min
        return self.published or added


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A range of an episode's text: `text` is verbatim, `display` is what members read.

    `start_ms` is the time of the quote that it begins in, None where that is not known.
    """

    start: int
    end: int
    text: str
    display: str
    start_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Chapter:
    """A range of an episode about one subject, with a title.

    `summary` has its best sentences, in order; `editor` is the summary that a guide gives.
    `start_ms` is the time of its first quote, None where that is not known.
    """

    title: str
    start: int
    end: int
    summary: tuple[Excerpt, ...] = ()
    editor: str | None = None
    start_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject of an episode, with its other names and the ranges that are about it."""

    name: str
    aliases: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Highlight:
    """An excerpt that the bot may post by itself; `quote` is the id of the quote at its core.

    `score` is the probability that people would quote it, or 10.0 for a pinned one. `reasons` are
    phrases that members read. Only a `postable` one is shown unasked; `profane` means that it has
    strong language.
    """

    quote: str
    start: int
    end: int
    text: str
    display: str
    score: float
    pinned: bool = False
    reasons: tuple[str, ...] = ()
    postable: bool = True
    profane: bool = False


@dataclass(frozen=True, slots=True)
class NameCorrection:
    """A name as the transcript has it, misheard, and as it is right."""

    misheard: str
    right: str


@dataclass(frozen=True, slots=True)
class EpisodeNames:
    """The name corrections of an episode: those that people gave, and those of its guide.

    Of two for one misheard name, the given one counts.
    """

    given: tuple[NameCorrection, ...] = ()
    guide: tuple[NameCorrection, ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """All that one import stores of an episode.

    `asides` are the ranges within quotes that nobody spoke, in order: neither shown nor searched.
    `hidden` are the ranges of quotes that are hidden, which the other parts leave out. `source` has
    the bytes of the file where `text` is not simply their decoding, and `sketch` has 64-bit hashes
    by which duplicates are recognised; `judged` is the version of the judgement of the highlights.
    The store gives none of the three back with the rest. `retired` pairs the retired ids that lead
    to its quotes with the ids of these, where it is read to be indexed.
    """

    text: str
    quotes: tuple[Quote, ...]
    chapters: tuple[Chapter, ...] = ()
    topics: tuple[Topic, ...] = ()
    highlights: tuple[Highlight, ...] = ()
    summary: tuple[Excerpt, ...] = ()
    names: tuple[NameCorrection, ...] = ()
    excluded: tuple[Span, ...] = ()
    asides: tuple[Span, ...] = ()
    source: bytes = b""
    hidden: tuple[Span, ...] = ()
    sketch: tuple[int, ...] = ()
    judged: str = ""
    retired: tuple[tuple[str, str], ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class QuoteChanges:
    """What a new import of an episode did to its quotes.

    `kept` counts those with the same words, whose ids stay. `moved` maps the ids that are gone to
    the quotes that have most of their words now; `lost` counts those that have none. `new` counts
    the quotes that hold no moved one.
    """

    kept: int = 0
    moved: Mapping[str, str] = field(default_factory=dict[str, str])
    lost: int = 0
    new: int = 0


@dataclass(frozen=True, slots=True)
class HighlightRef:
    """A highlight without its words; `speaker` is None where it is not sure."""

    quote: str
    start: int
    end: int
    score: float
    pinned: bool = False
    speaker: str | None = None
    postable: bool = True
    profane: bool = False


@dataclass(frozen=True, slots=True)
class EpisodeEdits:
    """What a person says of an episode, above its guide, its feed and its transcript.

    What is None is left as it is. `cleared` has the names of fields that are emptied, for example
    `embargo`.
    """

    title: str | None = None
    number: int | None = None
    published: date | None = None
    guests: tuple[str, ...] | None = None
    links: tuple[Link, ...] | None = None
    spoiler: bool | None = None
    embargo: datetime | None = None
    cleared: frozenset[str] = frozenset()


NO_EDITS = EpisodeEdits()


NO_COLOUR = -1


@dataclass(frozen=True, slots=True)
class ShowEdits:
    """What a person says of a show; what is None is left as it is.

    An empty `moment` or `art`, or `NO_COLOUR`, takes the earlier one away.
    """

    title: str | None = None
    moment: str | None = None
    offset: int | None = None
    drifts: bool | None = None
    colour: int | None = None
    art: str | None = None


@dataclass(frozen=True, slots=True)
class SpeakerShare:
    """A speaker with the number of quoted words; `name` is None where nobody is known to speak.

    Members see the name only where it is `sure`. `share` is from 0 to 1. `labels` are those of the
    transcript that are shown by this name.
    """

    name: str | None
    words: int
    share: float
    sure: bool = True
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HiddenQuote:
    """A hidden quote, with the key of its episode."""

    quote: str
    episode: str
    display: str


@dataclass(frozen=True, slots=True)
class Removal:
    """An episode that was removed, which can be undone until `until`."""

    episode: Episode
    until: datetime


@dataclass(frozen=True, slots=True)
class Outline:
    """The structure of an episode without its words, small enough to be kept in memory.

    `starts` has the offsets of its chapters, in order, and `titles` their titles. `topics` has
    names, the weightiest first, and `highlights` is ordered from the best. `hidden` are the ranges
    of hidden quotes, which nothing else overlaps. `judged` is the version of the judgement of its
    highlights, "" where there is none: then the first twenty count as postable. `names` are the
    corrections of misheard names.
    """

    starts: tuple[int, ...] = ()
    titles: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    highlights: tuple[HighlightRef, ...] = ()
    hidden: tuple[Span, ...] = ()
    judged: str = ""
    names: tuple[NameCorrection, ...] = ()

    def chapter(self, offset: int) -> int | None:
        """Return the number of the chapter at an offset, from 0, or None before the first."""
        begun = bisect_right(self.starts, offset)
        return begun - 1 if begun else None


@dataclass(frozen=True, slots=True)
class Scope:
    """The server on whose behalf a search is made, and the episodes or speaker to search.

    Without a `server`, only public shows are searched. `episode` is a key, and `show` a slug. Only
    episodes of the day `after` and later, and of days earlier than `before`, are searched. `hidden`
    has the ids of the episodes that may not be shown yet, or are left out by these.
    """

    server: int | None
    episode: str | None = None
    speaker: str | None = None
    hidden: frozenset[str] = frozenset()
    show: str | None = None
    after: date | None = None
    before: date | None = None

    @property
    def is_narrowed(self) -> bool:
        """Whether only some shows or dates are searched."""
        return self.show is not None or self.after is not None or self.before is not None

    def leaves_out(self, episode: Episode) -> bool:
        """Return whether an episode is of another show or date than those to search."""
        released = episode.released
        return (
            (self.show is not None and episode.show.slug != self.show)
            or (self.after is not None and released < self.after)
            or (self.before is not None and released >= self.before)
        )


@dataclass(frozen=True, slots=True)
class SpokenTurn:
    """What one person says in an excerpt, as members read it; `speaker` is None if not sure."""

    speaker: str | None
    display: str


@dataclass(frozen=True, slots=True)
class Match:
    """A range found by the index, with its score: one quote or several neighbouring ones.

    `start`, `end`, `text` and `display` are of the whole range; `quote` is the id of the quote at
    its core. `turns` are those of the range if there are several, else empty.
    `start_ms` is the time that the transcript states last before it. If it begins well after that,
    `about_ms` is the time in between, or `start_ms` again where no later time is stated.
    `guess` is only told of the first match of an answer that is not sure: whether it may be right,
    or has most of the typed words, and can be shown as a guess.
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
    turns: tuple[SpokenTurn, ...] = ()
    about_ms: int | None = None
    guess: bool = False

    @property
    def plausible(self) -> bool:
        """Whether it is right with a probability of 0.3 or more, and can be offered as a guess."""
        return self.score >= _PLAUSIBLE

    @property
    def likely(self) -> bool:
        """Whether it is right with a probability of 0.5 or more."""
        return self.score >= _LIKELY


@dataclass(frozen=True, slots=True)
class Unmet:
    """What a query demands and nothing fulfils, as it was typed.

    Where no place has all `phrases` word for word, the results are those without that demand.
    Where each result has something `excluded`, there are none, but as many as `results` without
    that demand.
    """

    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    results: int = 0


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The result of one search of the index; `matches` has the best first.

    `unmet` is None where everything that the query demands is fulfilled. `stems` are those by which
    the matches were found, to be emphasised.
    """

    confidence: Confidence
    matches: tuple[Match, ...] = ()
    suggestions: tuple[str, ...] = ()
    unmet: Unmet | None = None
    stems: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A choice of autocomplete: `name` is shown, and `value` is sent when it is chosen."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A match with its episode, chapter and position.

    `progress` is the position of its start in the episode, from 0 to 1.
    """

    match: Match
    episode: Episode
    chapter: str | None
    progress: float


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A quote as a hit, its position among the episode's quotes, and those of a range around it."""

    hit: Hit
    position: int
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a command.

    `hits` has the best first or, for a topic, is in the order of the conversation. `unmet` is None
    where everything that the query demands is fulfilled. `stems` are those by which the hits were
    found, to be emphasised.
    """

    confidence: Confidence
    hits: tuple[Hit, ...] = ()
    suggestions: tuple[str, ...] = ()
    unmet: Unmet | None = None
    stems: frozenset[str] = frozenset()
