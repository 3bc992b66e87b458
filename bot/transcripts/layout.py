"""Tell the parts of a text that nobody spoke from its spoken lines; pure."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.models import Cue, Dropped, Heading, Span
from bot.text.offsets import blank_out
from bot.transcripts.headings import HeadingLine, find_headings, unspoken_sections
from bot.transcripts.label_forms import Label
from bot.transcripts.labels import Labels, learn_labels
from bot.transcripts.markup import read_markup
from bot.transcripts.metadata import (
    Metadata,
    is_title,
    numbered_title,
    read_announcement,
    read_front_matter,
    read_head,
)
from bot.transcripts.pages import page_marks
from bot.transcripts.screenplay import stage_directions
from bot.transcripts.spoken_lines import SpokenLine, read_spoken_lines
from bot.transcripts.timestamps import CLOCK, parse_time
from bot.translation import N_

_AT_ONCE_MS = 10_000
"""What stands before a label or line with an earlier time was not spoken."""

_LONGEST_HEAD = 100
_ANNOUNCED = 12
"""In lines: how far down a title stands that says that it is of a transcript."""

_BOLD_LEVEL = 7
_CREDIT = re.compile(
    r"[\s*_(\[-]*(?:this (?:transcript|text)|transcribed|transcription|transcript|captions?"
    r"|captioned|subtitles|generated)\b[^\n]{0,60} (?:by|with|using|from) [^\n]{2,100}",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"!?\[[^\[\]\n]{0,120}\]\([^()\n]{0,1000}\)|<?https?://[^\s<>]{1,1000}>?", re.IGNORECASE
)
_CLOCK = re.compile(CLOCK)
_ITALICS = re.compile(r"\s*([*_])(?![*_\s])[^*_\n]{1,2000}\1\s*")
_ITEM = re.compile(r"\s{0,20}(?:[-*+•]|\d{1,3}[.)])\s")
_ENDS = (".", "?", "!", "…", "。")
_MARGIN = 4
"""In lines: how far from the first or last line a credit stands."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What a text consists of.

    `plain` is the text without marks and what is `unspoken`, at the same offsets; `spoken` are its
    lines, `labels` those that were learnt from them. `times` are those in headings.
    """

    plain: str
    spoken: tuple[SpokenLine, ...]
    labels: Labels
    metadata: Metadata
    headings: tuple[Heading, ...]
    times: tuple[Cue, ...]
    unspoken: tuple[Span, ...]
    dropped: tuple[Dropped, ...]


def read_layout(text: str, normalised: str) -> Layout:
    """Read a text; `normalised` is the text with its line breaks normalised."""
    front, end = read_front_matter(normalised)
    markup = read_markup(normalised)
    lines = _lines(normalised, end)
    announced = read_announcement(_cut(markup.plain, line) for line in lines[:_ANNOUNCED])
    stated, count = read_head([_cut(markup.plain, line) for line in lines[:_LONGEST_HEAD]])
    found = [one for one in find_headings(text, normalised) if one.span.start >= end]
    page, sections = _page(found, length=len(normalised))
    head = sorted([Span(0, end), *lines[:count], page])
    pages = [lines[at] for at in page_marks([_with_break(text, line) for line in lines])]
    plain = blank_out(markup.plain, sorted([*head, *pages]))
    people = (*front.people, *stated.people)
    labels = learn_labels((_cut(plain, line) for line in lines), known=people)
    labelled = {line.start: label for line in lines if (label := labels.find(_cut(plain, line)))}
    labelled = _without_titles(labelled, found)
    headings = [one for one in found if one.span.start not in labelled]
    notes = [one for one in sections if not any(one.start <= at < one.end for at in labelled)]
    titles = [one.span for one in headings]
    asides = _asides(normalised, lines, labelled)
    unspoken = sorted([*head, *pages, *notes, *titles, *asides])
    without = blank_out(plain, unspoken)
    if not any(map(str.isalnum, without)):  # all of it seems to be a page
        notes, unspoken = [], sorted([*head, *titles])
        without = blank_out(plain, unspoken)
    read = read_spoken_lines(text, plain=without, lines=lines, labels=labels, found=labelled)
    spoken, directions = _without_directions(list(read), without, labels)
    begin = _first_spoken(spoken, without, labels=labels, normalised=normalised)
    before = [Span(one.begin, one.end) for one in spoken[:begin]]
    named = _titled([normalised[one.start : one.end] for one in before])
    first = next((one.start for one in spoken[begin:] if one.start < one.end), len(normalised))
    named_headings = [one for one in headings if not _within(one, notes)]
    title, chapters = _chapters(named_headings, page=page, first=first)
    return Layout(
        plain=blank_out(without, before),
        spoken=tuple(spoken[begin:]),
        labels=labels,
        metadata=_completed(front, announced, stated, named, Metadata(title=title)),
        headings=chapters,
        times=tuple(_times(normalised, headings)),
        unspoken=tuple(sorted({*unspoken, *directions, *before, *markup.asides})),
        dropped=tuple(_dropped(normalised, [Span(end, max(page.end, end)), *notes])),
    )


def _page(headings: Sequence[HeadingLine], *, length: int) -> tuple[Span, list[Span]]:
    """Return what stands before the transcript begins, and the sections that nobody spoke."""
    sections = list(unspoken_sections(headings, length=length))
    if sections and any(one.begins_transcript and one.span.start for one in headings):
        return sections[0], sections[1:]
    return Span(0, 0), sections


def _asides(normalised: str, lines: Sequence[Span], labelled: Collection[int]) -> Iterator[Span]:
    """Yield the lines of links and of credits."""
    yield from _links(normalised, lines, labelled)
    yield from _credits(normalised, [line for line in lines if line.start not in labelled])


def _without_directions(
    spoken: list[SpokenLine], plain: str, labels: Labels
) -> tuple[list[SpokenLine], frozenset[Span]]:
    """Return the lines without the stage directions of a screenplay, and those."""
    if "alone" not in labels.forms:
        return spoken, frozenset()
    directions = stage_directions(spoken, plain)
    return [one for one in spoken if Span(one.start, one.end) not in directions], directions


def _without_titles(
    labelled: Mapping[int, Label], headings: Sequence[HeadingLine]
) -> dict[int, Label]:
    """Leave out what a heading has before a colon, if it is no label of another line."""
    counts = Counter(label.name for label in labelled.values())
    titles = {one.span.start for one in headings if one.level < _BOLD_LEVEL and ":" in one.title}
    return {
        at: label for at, label in labelled.items() if at not in titles or counts[label.name] > 1
    }


def _with_break(text: str, line: Span) -> str:
    """Return a line with the page break before it, if there is one."""
    return text[max(0, line.start - (text[line.start - 1 : line.start] == "\f")) : line.end]


def _cut(text: str, span: Span) -> str:
    return text[span.start : span.end]


def _lines(normalised: str, start: int) -> list[Span]:
    lines: list[Span] = []
    for line in normalised[start:].split("\n"):
        lines.append(Span(start, start + len(line)))
        start += len(line) + 1
    return lines


def _links(normalised: str, lines: Sequence[Span], labelled: Collection[int]) -> Iterator[Span]:
    """Yield the items of lists of links, and the lines that are links between gaps."""
    kinds = [
        "words" if line.start in labelled else _link_kind(_cut(normalised, line)) for line in lines
    ]
    before, after = ["gap", *kinds[:-1]], [*kinds[1:], "gap"]
    for line, kind, *near in zip(lines, kinds, before, after, strict=False):
        listed = kind == "item" and not {"item", "link"}.isdisjoint(near)
        if listed or (kind == "link" and "words" not in near):
            yield line


def _link_kind(words: str) -> str:
    """Return whether a line is blank, an item with a link, nothing but links, or words."""
    if not words.strip():
        return "gap"
    rest = _LINK.sub(" ", words) if "](" in words or "://" in words else words
    if rest == words:
        return "words"
    if not rest.strip(" -*+•|:()<>"):
        return "link"
    return "item" if _ITEM.match(words) and not words.rstrip().endswith(_ENDS) else "words"


def _credits(normalised: str, lines: Sequence[Span]) -> list[Span]:
    filled = [line for line in lines if _cut(normalised, line).strip()]
    return [
        line
        for line in {*filled[:_MARGIN], *filled[-_MARGIN:]}
        if _CREDIT.fullmatch(_cut(normalised, line).rstrip())
    ]


def _first_spoken(
    spoken: Sequence[SpokenLine], plain: str, *, labels: Labels, normalised: str
) -> int:
    """Return the number of the first line that is speech.

    Before a label or a time at the very beginning nothing is; else only titles and what is wholly
    in italics are left out, and only before a label.
    """
    numbers = range(len(spoken))
    timed = not labels.names
    marked = (at for at in numbers if spoken[at].changes or (timed and _is_timed(spoken[at])))
    first = next(marked, 0)
    while (
        first and _is_timed(spoken[first - 1]) and spoken[first - 1].start == spoken[first - 1].end
    ):
        first -= 1
    times = (one.start_ms for one in spoken[first : first + 2] if one.start_ms is not None)
    if next(times, _AT_ONCE_MS) < _AT_ONCE_MS:
        return first
    titles = range(min(first, _MARGIN) if labels.names else 0)
    sentences = (
        at
        for at in titles
        if not is_title(plain[spoken[at].start : spoken[at].end])
        and not _ITALICS.fullmatch(normalised, spoken[at].begin, spoken[at].end)
    )
    return next(sentences, len(titles))


def _is_timed(line: SpokenLine) -> bool:
    return line.start_ms is not None


def _titled(lines: Sequence[str]) -> Metadata:
    """Return the title among lines before the speech: the numbered one, else the first."""
    titles = [" ".join(line.strip(" *_#").split()) for line in lines if is_title(line)]
    numbered = [title for title in titles if numbered_title(title) is not None]
    title = next(iter([*numbered, *titles]), None)
    return Metadata(title=title, number=numbered_title(title) if title else None)


def _completed(first: Metadata, *others: Metadata) -> Metadata:
    """Return what the first says, completed by the others in their order."""
    for other in others:
        values = {name: getattr(first, name) or getattr(other, name) for name in Metadata.__slots__}
        first = Metadata(**values)
    return first


def _within(heading: HeadingLine, sections: Sequence[Span]) -> bool:
    return any(one.start <= heading.span.start < one.end for one in sections)


def _chapters(
    headings: Sequence[HeadingLine], *, page: Span, first: int
) -> tuple[str | None, tuple[Heading, ...]]:
    """Return the title, which is the only heading of the highest level and above all speech.

    The other headings begin chapters; lines in bold do only where there are no headings else.
    """
    named = [
        one
        for one in headings
        if not (one.begins_transcript or one.begins_notes or read_announcement([one.title]).title)
    ]
    above = [one for one in named if one.span.start < first]
    top = min(above, key=lambda one: (one.level, one.span.start), default=None)
    if top and any(one.level <= top.level for one in named if one is not top):
        top = None
    rest = [one for one in named if one is not top and one.span.start >= page.end]
    proper = [one for one in rest if one.level < _BOLD_LEVEL]
    return top.title if top else None, tuple(
        Heading(one.span.start, one.title) for one in proper or rest
    )


def _times(normalised: str, headings: Sequence[HeadingLine]) -> Iterator[Cue]:
    """Yield the times that headings state."""
    for heading in headings:
        found = _CLOCK.search(_cut(normalised, heading.span))
        ms = parse_time(found[0]) if found else None
        if ms is not None:
            yield Cue(heading.span.start, ms)


def _dropped(normalised: str, sections: Sequence[Span]) -> Iterator[Dropped]:
    lines = [
        line.strip()
        for one in sections
        for line in _cut(normalised, one).split("\n")
        if line.strip()
    ]
    if lines:
        yield Dropped(N_("not part of the transcript"), len(lines), lines[0][:_LONGEST_HEAD])
