"""Make the slugs of shows and episodes from their titles; pure."""

import re

_LONGEST = 40
_OTHER = re.compile(r"[\W_]+")


def slug(text: str) -> str:
    """Return the words of a text in lower case, joined by hyphens; "" if there are none."""
    words = _OTHER.sub("-", text.casefold()).strip("-")
    if len(words) <= _LONGEST:
        return words
    return words[: _LONGEST + 1].rpartition("-")[0] or words[:_LONGEST]
