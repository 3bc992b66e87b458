"""Read plain text without speakers or times, with broken lines, as from speech recognition."""

import hashlib
import re
from collections.abc import Iterator

from bot.models import Span, Transcript, Turn
from bot.text.display import ASIDE_PATTERN, LABEL_PATTERN
from bot.text.offsets import normalise

_DASH = re.compile(r"(?:(?<=[.?!…\"”])\s|^[^\S\n]*)[-–—] (?=[\"“]?[^\W\d_a-z])", re.MULTILINE)
_ARROWS = re.compile(r"(?<!\S)>{2,}[^\S\n]*")


def recognises(text: str, suffix: str) -> bool:
    """Return True: any text can be read as plain text."""
    del text, suffix
    return True


def parse(text: str, data: bytes) -> Transcript:
    """Parse plain text; a dash, ">>" or a label in capitals begins a turn without a speaker."""
    return Transcript(
        text=text,
        sha256=hashlib.sha256(data).hexdigest(),
        format="text",
        turns=tuple(_turns(normalise(text))),
        asides=tuple(Span(*found.span()) for found in ASIDE_PATTERN.finditer(text)),
    )


def _turns(text: str) -> Iterator[Turn]:
    """Yield the turns between the marks of a change, without speakers: labels are invented."""
    patterns = (_DASH, _ARROWS, LABEL_PATTERN)
    marks = sorted(found.span() for pattern in patterns for found in pattern.finditer(text))
    begin = 0
    for start, end in [*marks, (len(text), len(text))]:
        if text[begin:start].strip():
            yield Turn(begin, start)
        begin = max(begin, end)
