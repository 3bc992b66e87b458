"""Emphasise the words of an excerpt by which a search found it."""

import re
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from functools import partial

from bot.text.emphasis import matching_spans
from bot.ui.text import escape


def emphasise(text: str, stems: AbstractSet[str], *, code: str = "") -> str:
    """Escape a text, its words in bold whose stems are given; `code` is that of its language."""
    escaped = escape(text)
    parts: list[str] = []
    done = 0
    for span in matching_spans(escaped, stems, code=code):
        parts += (escaped[done : span.start], f"**{escaped[span.start : span.end]}**")
        done = span.end
    return "".join((*parts, escaped[done:]))


def emphasise_phrase(text: str, phrase: str) -> str:
    """Escape a text, with a phrase in bold wherever it has it, in capitals or not."""
    said = r"\W+".join(re.escape(escape(word)) for word in phrase.split())
    if not said:
        return escape(text)
    return re.sub(rf"(?<!\w){said}(?!\w)", r"**\g<0>**", escape(text), flags=re.IGNORECASE)


def emphasising(stems: AbstractSet[str], code: str) -> Callable[[str], str]:
    """Return what escapes the words of excerpts in a language and emphasises those of a search."""
    return partial(emphasise, stems=stems, code=code)
