"""The words of a transcript that none of its passages has."""

import re
from collections.abc import Sequence

from bot.models import Segment, Span, Transcript
from bot.text.display import LABEL_PATTERN
from bot.text.offsets import blank_out, normalise

_MARKUP = re.compile(
    r"\A---\n(?:[^\n]*\n)*?---\s*\n|^[^\w\n\[]*\[[^\[\]\n]*\]\([^()\n]*\)[^\w\n]*$"
    r"|^[^\w\n*]{0,3}\d?\*\*[^*\n]{1,80}(?:\*\*:|:\*\*)(?:(?:[ ]|to |\\?\[[\d:.]+\\?\])+)?"
    r"|^\*\*(?:Break|Music)\*\*|^(?:\*\*Break:\*\*)[^\n]*|(?<!\w)(?:[^\W\d_a-z][\w.'’-]*\s?){1,4}:"
    r"|^[^\S\n]*[-*+•][^\n]*\]\([^\n]*$|\\?\[[\d:.]+\\?\]|^[^\S\n]*[-–—] "
    r"|(?<=\s)[-–—] |(?<!\S)>{2,}|^#{1,6}[^\S\n][^\n]*",
    re.MULTILINE,
)


def left_out(transcript: Transcript, passages: Sequence[Segment]) -> list[str]:
    """Return the words between passages, without asides, labels and markup of breaks."""
    text = normalise(transcript.text)
    labels = [Span(*found.span()) for found in LABEL_PATTERN.finditer(text)]
    said = [Span(found.start, found.end) for found in passages]
    rest = blank_out(text, sorted([*labels, *said, *transcript.asides]))
    return re.findall(r"[^\W_]+", _MARKUP.sub("", rest))
