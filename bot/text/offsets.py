"""Normalise a text without moving any offset; pure."""

import html
import re
from collections.abc import Iterable

from bot.models import Span

_LINE_BREAK_OR_ENTITY = re.compile(
    r"\r\n|[\r\v\f\x85\u2028\u2029]|&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z\d]{1,30});"
)


def normalise(text: str) -> str:
    r"""Return the text with every line break as "\n" and every entity as its repeated character.

    The repetition keeps the length: "&quot;" becomes six quotation marks.
    """
    return _LINE_BREAK_OR_ENTITY.sub(_same_length, text)


def blank_out(text: str, spans: Iterable[Span]) -> str:
    """Return the text with spaces in these ranges, which must be in order and may overlap."""
    pieces: list[str] = []
    done = 0
    for span in spans:
        pieces += [text[done : span.start], " " * (span.end - max(span.start, done))]
        done = max(done, span.end)
    return "".join([*pieces, text[done:]])


def _same_length(match: re.Match[str]) -> str:
    if match[0] == "\r\n":
        return " \n"
    if len(match[0]) == 1:
        return "\n"
    character = html.unescape(match[0])
    return character * len(match[0]) if len(character) == 1 else match[0]
