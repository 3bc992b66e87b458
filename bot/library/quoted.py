"""Find the line that a longer text quotes, such as a message."""

from collections.abc import Sequence

from bot.library.library import Library
from bot.models import Answer, Scope
from bot.text.sentences import split_sentences

_MOST = 200
"""Characters that a search takes."""
_TRIED = 6
"""Sentences of a longer text that are searched for, the longest first."""


async def find_quoted(library: Library, text: str, scope: Scope, *, limit: int) -> Answer:
    """Return the best answer to a text, or to a sentence of a text that is too long."""
    answers = [await library.quote(part, scope, limit=limit) for part in _parts(text)]
    return max(answers, key=lambda one: one.hits[0].match.score if one.hits else -1.0)


def _parts(text: str) -> Sequence[str]:
    if len(text) <= _MOST:
        return [text]
    spans = split_sentences(text)
    distinct = {text[one.start : one.end] for one in spans}
    sentences = sorted(distinct, key=lambda one: (-len(one), one))
    return [one[:_MOST] for one in sentences[:_TRIED]] or [text[:_MOST]]
