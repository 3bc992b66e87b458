"""Find the part of a page that is its transcript; pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from bot.transcripts.readers.html_events import Tag

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "summary"})
_HEADED = re.compile(
    r"\W{0,3}(?:(?:the|full|read|show|view|episode|complete|podcast|audio|automatic|edited|raw|das|"
    r"la|le|lire|leer)\s+){0,4}(?:trans[ck]ri(?:pts?|pci[oó]n|pción|ption|zione|ção|bed|pt)\b|trascrizione)",
    re.IGNORECASE,
)
_MAIN = frozenset({"main", "article"})
_LEAST = 200
"""In characters: a part that is called a transcript and is shorter may be a button or a link."""

_LEAST_SHARE = 0.25
_LONGEST_HEADING, _MOST_EVENTS = 120, 40
_MOST_HEADED = 20


@dataclass(frozen=True, slots=True)
class Element:
    """An element: its tag, and the numbers of the events that start and end it."""

    tag: Tag
    start: int
    end: int


def find_region(events: Sequence[Tag | str]) -> tuple[Sequence[Tag | str], bool]:
    """Return the events of the transcript, and whether the page says that it is one.

    That is the longest element that is called a transcript, else what follows a heading that says
    so, else the main part, else all.
    """
    lengths = _lengths(events)
    elements = list(_elements(events))

    def length(element: Element) -> int:
        return lengths[element.end] - lengths[element.start]

    least = min(_LEAST, lengths[-1] * _LEAST_SHARE)
    for chosen in (
        [one for one in elements if one.tag.is_transcript and one.tag.name not in {"html", "body"}],
        list(_headed(events, elements)),
    ):
        best = max(chosen, key=length, default=None)
        if best and length(best) >= least:
            return events[best.start : best.end], True
    mains = [one for one in elements if one.tag.name in _MAIN or _is_main(one.tag)]
    best = max(mains, key=length, default=None)
    if best and length(best) * 2 >= lengths[-1]:
        return events[best.start : best.end], False
    return events, False


def _is_main(tag: Tag) -> bool:
    return tag.attributes.get("role") == "main"


def _lengths(events: Sequence[Tag | str]) -> list[int]:
    """Return how many characters of text stand before each event, and in all."""
    lengths = [0]
    for event in events:
        lengths.append(lengths[-1] + (len(event.strip()) if isinstance(event, str) else 0))
    return lengths


def _elements(events: Sequence[Tag | str]) -> Iterator[Element]:
    opened: list[tuple[Tag, int]] = []
    for number, event in enumerate(events):
        if isinstance(event, str):
            continue
        if not event.is_end:
            opened.append((event, number))
        elif opened:
            tag, start = opened.pop()
            yield Element(tag, start, number)
    for tag, start in reversed(opened):
        yield Element(tag, start, len(events))


def _headed(events: Sequence[Tag | str], elements: Sequence[Element]) -> Iterator[Element]:
    """Yield what stands under each heading that says that a transcript follows."""
    headings = sorted(
        (
            one
            for one in elements
            if one.tag.name in _HEADINGS and one.end < one.start + _MOST_EVENTS
        ),
        key=lambda one: one.start,
    )
    details = [one for one in elements if one.tag.name == "details"]
    found = [at for at, one in enumerate(headings) if _says_transcript(events[one.start : one.end])]
    for at in found[:_MOST_HEADED]:
        heading = headings[at]
        if heading.tag.name == "summary":
            yield from (one for one in details if one.start < heading.start < one.end)
        else:
            others = islice(headings, at + 1, None)
            ends = (one.start for one in others if one.tag.name <= heading.tag.name)
            yield Element(heading.tag, heading.end, next(ends, len(events)))


def _says_transcript(heading: Sequence[Tag | str]) -> bool:
    words = "".join(one for one in heading if isinstance(one, str))
    return _HEADED.match(words.strip()[:_LONGEST_HEADING]) is not None
