"""Read the text of a page block by block, with the speakers and times that its tags state; pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.transcripts.readers.documents import TableRow, mark_bold
from bot.transcripts.readers.html_events import Tag
from bot.transcripts.readers.text_cleaning import clean_text
from bot.transcripts.timestamps import CLOCK, parse_time

_BLOCKS = frozenset(
    """
    p div section article main header li ul ol dl dt dd h1 h2 h3 h4 h5 h6 blockquote pre table tbody
    thead tr td th figure figcaption details summary hr body html address center fieldset
    """.split()
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BOLD = frozenset({"b", "strong", "th"})
_CELLS = frozenset({"td", "th"})
_STATING = frozenset({"time", "cite", "dt"})
_SPEAKERS = re.compile(
    r"(?:^|[\s_-])(?:speaker|spk|voice|participant|interlocutor|sprecher|talker)s?"
    r"(?:[_-]?(?:name|label|title|id))?(?:$|[\s_-])|(?:^|\s)(?:cite|person-name|author-name)(?:$|\s)",
    re.IGNORECASE,
)
_TIMES = re.compile(
    r"(?:^|[\s_-])(?:time|times|timestamps?|timecodes?|time-?codes?|ts|tc|start-?time)(?:$|[\s_-])",
    re.IGNORECASE,
)
_UNITS = {
    "data-m": "ms",
    "data-ms": "ms",
    "data-start-ms": "ms",
    "data-time-ms": "ms",
    "data-start": "",
    "data-time": "",
    "data-timestamp": "",
    "data-seconds": "",
    "data-start-time": "",
    "data-t": "",
}
"""The attributes that state a time, with the unit of a number where that is not a second."""

_LINKED = re.compile(r"[#?&](?:t|time|start|ts)=(?P<time>[\dhms:.]{1,16})(?:$|[&,])")
_CLOCK = re.compile(rf"[\s\[({{]{{0,3}}(?P<time>{CLOCK})[\s\])}}:-]{{0,3}}")
_LONGEST_LABEL, _LONGEST_TIME, _MOST_PIECES = 60, 24, 12


@dataclass(frozen=True, slots=True)
class Passage:
    """A block of text, with what its tags state; what is bold at its start is between asterisks."""

    text: str
    speaker: str | None = None
    start_ms: int | None = None
    is_heading: bool = False


class PassageReader:
    """Reads the events of a page, in order, into passages and rows of tables."""

    def __init__(self) -> None:
        self._pieces: list[tuple[str, bool]] = []
        self._opened: list[tuple[Tag, int]] = []
        self._rows: list[list[str]] = []
        self._bold = 0
        self._headings = 0
        self._speaker: str | None = None
        self._time: int | None = None

    def read(self, events: Sequence[Tag | str]) -> Iterator[Passage | TableRow]:
        """Yield the passages and rows of events."""
        for event in events:
            if isinstance(event, str):
                self._pieces.append((event, self._bold > 0))
            elif event.name == "br":
                self._pieces += [] if event.is_end else [("\n", self._bold > 0)]
            elif event.is_end:
                yield from self._end()
            else:
                yield from self._start(event)
        yield from self._flush()

    def _start(self, tag: Tag) -> Iterator[Passage]:
        time = _stated_time(tag)
        if tag.name in _BLOCKS or time is not None:
            yield from self._flush()
        if time is not None:
            self._time = time
        if tag.name == "tr":
            self._rows.append([])
        elif tag.name in _CELLS and self._rows:
            self._rows[-1].append("")
        self._bold += tag.name in _BOLD
        self._headings += tag.name in _HEADINGS
        self._opened.append((tag, len(self._pieces)))

    def _end(self) -> Iterator[Passage | TableRow]:
        tag, start = self._opened.pop() if self._opened else (Tag(""), 0)
        self._bold -= tag.name in _BOLD
        yield from self._statement(tag, start=min(start, len(self._pieces)))
        if tag.name in _BLOCKS:
            yield from self._flush()
        self._headings -= tag.name in _HEADINGS
        if tag.name == "tr" and self._rows:
            yield TableRow(tuple(cell.strip() for cell in self._rows.pop()))

    def _statement(self, tag: Tag, *, start: int) -> Iterator[Passage]:
        """Take the text of an element for a speaker or a time, where its tag says so."""
        if not (tag.attributes or tag.name in _STATING) or len(self._pieces) - start > _MOST_PIECES:
            return
        words = " ".join("".join(text for text, _ in self._pieces[start:]).split())
        if not words or len(words) > _LONGEST_LABEL:
            return
        if tag.name in {"time", "a"} or _TIMES.search(_names(tag)):
            time = clock_time(words)
            if time is not None:
                del self._pieces[start:]
                yield from self._flush()
                self._time = time
        elif tag.name in {"cite", "dt"} or _SPEAKERS.search(_names(tag)):
            before = any(text.strip() for text, _ in self._pieces[:start][-_MOST_PIECES:])
            name = clean_text(words).strip(" :–—-")
            if not before and any(map(str.isalpha, name)):
                self._speaker = name
                self._pieces.clear()

    def _flush(self) -> Iterator[Passage]:
        text = mark_bold(self._pieces) if self._pieces else ""
        self._pieces.clear()
        if text and self._rows and self._rows[-1]:
            self._rows[-1][-1] += f"{text} "
        elif text:
            yield Passage(text, self._speaker, self._time, is_heading=self._headings > 0)
            self._time = None


def clock_time(words: str) -> int | None:
    """Return the time that words consist of, in brackets or not, in milliseconds."""
    clock = _CLOCK.fullmatch(words) if len(words) <= _LONGEST_TIME else None
    return parse_time(clock["time"]) if clock else None


def _names(tag: Tag) -> str:
    found = (tag.attributes.get(key, "")[:200] for key in ("class", "itemprop", "id", "data-role"))
    return " ".join(found)


def _stated_time(tag: Tag) -> int | None:
    """Return the time that the attributes of a tag state, in milliseconds."""
    given = tag.attributes
    if not given:
        return None
    for key, unit in _UNITS.items():
        stated = parse_time(given[key][:24] + unit) if key in given else None
        if stated is not None:
            return stated
    linked = _LINKED.search(given.get("href", "")[:500]) if tag.name == "a" else None
    return parse_time(linked["time"]) if linked else None
