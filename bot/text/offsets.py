"""Write a text plainly for finding places in it: every offset stays; pure."""

import html
import re
from collections.abc import Iterable

from bot.models import Span

_UNEVEN = re.compile(
    r"\r\n|[\r\v\f\x85\u2028\u2029]|&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z\d]{1,30});"
)


def normalise(text: str) -> str:
    r"""Return the text with every line break as "\n" and every entity as its character, repeated.

    A quotation mark that fills the six places of "&quot;" still opens and closes what it did.
    """
    return _UNEVEN.sub(_in_place, text)


def blank_out(text: str, spans: Iterable[Span]) -> str:
    """Return the text with spaces in these ranges, which are in order and may overlap."""
    pieces: list[str] = []
    done = 0
    for span in spans:
        pieces += [text[done : span.start], " " * (span.end - max(span.start, done))]
        done = max(done, span.end)
    return "".join([*pieces, text[done:]])


def _in_place(found: re.Match[str]) -> str:
    uneven = found[0]
    if uneven == "\r\n":
        return " \n"
    if len(uneven) == 1:
        return "\n"
    plain = html.unescape(uneven)
    return plain * len(uneven) if len(plain) == 1 else uneven
