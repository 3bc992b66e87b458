"""What a transcript holds and its passages do not."""

import re
from collections.abc import Sequence

from bot.models import Passage, Span, Transcript
from bot.text.display import LABEL
from bot.text.offsets import blank, level

_MARKUP = re.compile(
    r"\A---\n(?:[^\n]*\n)*?---\s*\n|^[^\w\n*]{0,3}\d?\*\*[^*\n]{1,80}(?:\*\*:|:\*\*)"
    r"|^\*\*(?:Break|Music)\*\*|^(?:\*\*Break:\*\*)[^\n]*|^(?:[A-Z][\w.]+ ?){1,4}:|^[^\S\n]*[-–—] "
    r"|(?<=\s)[-–—] |(?<!\S)>{2,}",
    re.MULTILINE,
)


def left_out(transcript: Transcript, passages: Sequence[Passage]) -> list[str]:
    """Return the words between passages that are no aside, label or markup of a break."""
    text = level(transcript.text)
    labels = [Span(*found.span()) for found in LABEL.finditer(text)]
    said = [Span(found.start, found.end) for found in passages]
    rest = blank(text, sorted([*labels, *said, *transcript.asides]))
    return re.findall(r"[^\W_]+", _MARKUP.sub("", rest))
