"""Find the headings of a text, and the sections under them that nobody spoke; pure."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.models import Span
from bot.text.lexicon import page_headings, transcript_headings
from bot.transcripts.timestamps import CLOCK

_ATX = re.compile(r"^[^\S\n]{0,3}(?P<level>#{1,6})(?P<title>[^\S\n]+[^\n]{1,300})$", re.MULTILINE)
_SETEXT = re.compile(
    r"(?:\A|\n[^\S\n]*\n)(?P<title>[^\S\n]{0,3}[^\s>|\-#*_=][^\n]{0,120})\n(?P<level>=+|-{2,})[^\S\n]*$",
    re.MULTILINE,
)
_BOLD = re.compile(
    r"^[^\S\n]{0,3}(?P<level>\*\*|__)(?P<title>[^*_\n]{1,120}(?<![.?!…。？]))(?P=level):?[^\S\n]*$",
    re.MULTILINE,
)
_HTML = re.compile(
    r"^[^\n<]{0,9}<h(?P<level>[1-6])(?:\s[^<>\n]{0,300})?>(?P<title>[^\n]{1,300})</h[1-6]>",
    re.MULTILINE | re.IGNORECASE,
)
_BARE = re.compile(r"^[^\S\n]*(?P<level>)(?P<title>[^\W\d_][^\n]{3,60})$", re.MULTILINE)
_LEVELS = {"=": 1, "-": 2, "*": 7, "_": 7, "": 7}
_MARKUP = re.compile(
    rf"<[^<>]{{1,300}}>|\{{#[^{{}}]{{1,100}}\}}|\[?\(?{CLOCK}\)?\]?|[*_`]+|\s#+\s*$"
)
_ESCAPE = re.compile(r"\\(?=[^\w\s])")
_LINKED = re.compile(r"!?\[([^\[\]]{0,300})\]\([^()]{0,500}\)")
_SENTENCE_ENDS = (".", ",", ";", "…", "。")
_AROUND = " :-–—|.#*[]("


@dataclass(frozen=True, slots=True)
class HeadingLine:
    """A heading as it stands in a text; `level` is 1 to 6, or 7 for a line in bold."""

    span: Span
    level: int
    title: str

    @property
    def begins_transcript(self) -> bool:
        """Whether it says that the transcript follows."""
        return _key(self.title) in transcript_headings()

    @property
    def begins_notes(self) -> bool:
        """Whether it is of a section that nobody spoke, such as show notes."""
        return _key(self.title) in page_headings()


def find_headings(text: str, normalised: str) -> list[HeadingLine]:
    """Return the headings of Markdown and HTML, and bare lines that announce the transcript.

    `normalised` is the text with its line breaks normalised.
    """
    found: dict[int, HeadingLine] = {}
    for pattern in (_ATX, _SETEXT, _HTML, _BOLD):
        for match in pattern.finditer(normalised):
            heading = _heading(match, text)
            if heading.title and not heading.title.endswith(_SENTENCE_ENDS):
                found.setdefault(normalised.find("\n", match.start("title")), heading)
    for match in _BARE.finditer(normalised):
        heading = _heading(match, text)
        if heading.begins_transcript:
            found.setdefault(normalised.find("\n", match.start("title")), heading)
    return sorted(found.values(), key=lambda heading: heading.span)


def _heading(match: re.Match[str], text: str) -> HeadingLine:
    level, title = match["level"], text[match.start("title") : match.end("title")]
    number = int(level) if level.isdigit() else _LEVELS.get(level[:1], len(level))
    plain = _ESCAPE.sub("", _MARKUP.sub(" ", _LINKED.sub(r"\1", title)))
    span = Span(match.start() + len(match[0]) - len(match[0].lstrip("\n")), match.end())
    return HeadingLine(span, number, " ".join(html.unescape(plain).split()).strip(_AROUND))


def _key(title: str) -> str:
    return title.casefold().strip(_AROUND).replace("’", "'")


def unspoken_sections(headings: Sequence[HeadingLine], *, length: int) -> Iterator[Span]:
    """Yield what stands before the transcript begins, and each section that nobody spoke."""
    begin = next((one.span.start for one in headings if one.begins_transcript), 0)
    if begin:
        yield Span(0, begin)
    for at, heading in enumerate(headings):
        if heading.begins_notes and heading.span.start >= begin:
            later = headings[at + 1 :]
            ends = (one.span.start for one in later if one.level <= heading.level)
            yield Span(heading.span.start, next(ends, length))
