"""Find the stage directions of a screenplay; pure."""

import re
from collections.abc import Iterator, Sequence
from statistics import median

from bot.models import Span
from bot.transcripts.spoken_lines import SpokenLine

_LEAST_INDENT = 8
"""In characters: labels that are centred are indented by more."""

_PARENTHETICAL = re.compile(r"\s*\([^()\n]{1,200}\)\s*")
_SCENE = re.compile(
    r"\s*(?:(?:INT|EXT|I/E)[. /][^a-z]*|(?:FADE|CUT|DISSOLVE|SMASH)[^a-z]*|THE END)\s*"
)


def stage_directions(lines: Sequence[SpokenLine], text: str) -> frozenset[Span]:
    """Return the lines that nobody speaks, given lines whose labels stand on lines of their own.

    They are in parentheses, head a scene or, where labels are centred, are indented less than the
    lines below the labels.
    """
    least = _speech_indent(lines, text)
    return frozenset(
        Span(line.start, line.end)
        for line in lines
        if not line.changes and line.start < line.end and _is_direction(text, line, least=least)
    )


def _is_direction(text: str, line: SpokenLine, *, least: int) -> bool:
    words = text[line.start : line.end]
    framed = _PARENTHETICAL.fullmatch(words) or _SCENE.fullmatch(words)
    return bool(framed) or _indent(words) < least


def _speech_indent(lines: Sequence[SpokenLine], text: str) -> int:
    """Return the least indent of a line below a label, 0 where labels are not centred."""
    labels = [_indent(text[line.begin : line.start]) for line in lines if line.changes]
    if not labels or median(labels) < _LEAST_INDENT:
        return 0
    return min(_below_labels(lines, text), default=0)


def _below_labels(lines: Sequence[SpokenLine], text: str) -> Iterator[int]:
    below = False
    for line in lines:
        words = text[line.start : line.end]
        if below and words.strip() and not _PARENTHETICAL.fullmatch(words):
            yield _indent(words)
            below = False
        below = below or (line.changes and not words.strip())


def _indent(words: str) -> int:
    expanded = words.expandtabs(8)
    return len(expanded) - len(expanded.lstrip())
