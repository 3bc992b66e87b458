"""Read Markdown with a bold label before each turn, and times and directions in brackets."""

import hashlib
import html
import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice

from bot.models import Cue, Span, Transcript, Turn
from bot.text.display import ASIDE_PATTERN
from bot.text.offsets import blank_out, normalise

_SUFFIXES = {".md", ".markdown"}
_PAUSES = frozenset({"break", "music", "jingle", "sponsor", "sponsors", "advertisement", "ad"})
_LABEL = re.compile(
    r"^[^\w\n*]{0,3}\d?\*\*(?P<name>[^*\n]{1,80}?)(?::\*\*|\*\*:)[^\S\n]*"
    rf"|^\*\*(?P<pause>(?i:{'|'.join(sorted(_PAUSES))}))\*\*[^\S\n]*$"
    r"|^(?P<plain>[^\W\d_][^*:\n]{1,60}):[^\S\n]+(?=\S)",
    re.MULTILINE,
)
_FRONT_MATTER = re.compile(r"\A---\n(?:[^\n]*\n)*?---\s*\n")
_HEADING = re.compile(r"^#{1,6}[^\S\n]+(?=\S)(?P<title>[^\n]{1,300})$", re.MULTILINE)
_TIME = re.compile(
    r"\\?\[(?:[a-z-]{1,20}[ ])?(?:(\d{1,2}):)?(\d{1,3}):(\d{2})(?:[.,](\d{1,3}))?\\?\]",
    re.IGNORECASE,
)


def recognises(text: str, suffix: str) -> bool:
    """Return whether the text has speaker labels in bold: one in a .md file, else two."""
    least = 1 if suffix in _SUFFIXES else 2  # in other files one bold word may be emphasis
    names = (found for found in _LABEL.finditer(normalise(text)) if found["name"])
    return len(list(islice(names, least))) == least


def parse(text: str, data: bytes) -> Transcript:
    """Parse Markdown: the turns between labels; after a break, a turn has no speaker."""
    plain = normalise(text)
    asides = tuple(_asides(text, plain))
    spoken = blank_out(plain, asides)
    return Transcript(
        text=text,
        sha256=hashlib.sha256(data).hexdigest(),
        format="markdown",
        turns=tuple(turn for turn in _turns(text, plain) if spoken[turn.start : turn.end].strip()),
        cues=tuple(_cues(text)),
        asides=asides,
        title=_title(text, plain),
    )


def _title(text: str, plain: str) -> str | None:
    heading = _HEADING.search(plain)
    return _unescaped(text, *heading.span("title")) if heading else None


def _unescaped(text: str, start: int, end: int) -> str:
    return " ".join(html.unescape(text[start:end]).split())


def _turns(text: str, plain: str) -> Iterator[Turn]:
    labels = _labels(plain)
    names = [_unescaped(text, *label.span(label.lastgroup or "name")) for label in labels]
    known = sorted(set(names))
    ends = [label.start() for label in labels] + [len(text)]
    front = _FRONT_MATTER.match(plain)
    yield Turn(front.end() if front else 0, ends[0])
    for label, name, end in zip(labels, names, ends[1:], strict=True):
        if not name or name.casefold() in _PAUSES:
            yield Turn(label.end(), end)  # after a break anyone may speak
        else:
            yield Turn(label.end(), end, speaker=_full_name(name, known), sure=True)


def _full_name(name: str, known: list[str]) -> str:
    """Return the only longer name that begins with this one ("Dan Ott" for "Dan"), else this."""
    first = bisect_left(known, f"{name} ")
    longer = [other for other in known[first : first + 2] if other.startswith(f"{name} ")]
    return longer[0] if len(longer) == 1 else name


def _labels(plain: str) -> list[re.Match[str]]:
    """Return the labels in order; one without asterisks counts if its name is bold elsewhere."""
    found = list(_LABEL.finditer(plain))
    bold = {label["name"] for label in found}
    return [label for label in found if not label["plain"] or label["plain"] in bold]


def _cues(text: str) -> Iterator[Cue]:
    """Yield a cue for each stated time, without those earlier than one before."""
    latest = -1
    for found in _TIME.finditer(text):
        hours, minutes, seconds, fraction = found.groups()
        ms = (int(hours or 0) * 60 + int(minutes)) * 60_000 + int(seconds) * 1000
        ms += int((fraction or "0").ljust(3, "0"))
        if ms > latest:
            latest = ms
            yield Cue(found.start(), ms)


def _asides(text: str, plain: str) -> Iterator[Span]:
    found = [*ASIDE_PATTERN.finditer(text), *_HEADING.finditer(plain)]
    yield from sorted(Span(*aside.span()) for aside in found)
