"""Reduce the text a member typed to the words to search for."""

import re

# https://discord.com/developers/docs/reference#message-formatting
_LIVE = re.compile(
    r"<(?:@[!&]?\d+|#\d+|a?:\w+:\d+|t:-?\d+(?::\w)?|/[^<>:]+:\d+|id:\w+)>"
    r"|(?<!\w)@(?:everyone|here)\b"
)
_LINK = re.compile(r"\[([^\[\]]+)\]\(<?https?://[^\s()<>]+>?\)")
_OPENING = re.compile(r"^[ \t]*(?:>{1,3}|#{1,3}|-#|[-*])[ \t]+", re.MULTILINE)
_SIGN = r"\\*_~|`"
# Possessive, so that each run is tried once and the time stays linear.
_AROUND = re.compile(rf"(?<![{_SIGN}\w])[{_SIGN}]++|(?<![{_SIGN}])[{_SIGN}]++(?!\w)")


def clean_query(text: str) -> str:
    """Remove mentions, emoji, timestamps and markup, and join the rest to one line."""
    unlinked = _LINK.sub(r"\1", _LIVE.sub(" ", text))
    return " ".join(_AROUND.sub("", _OPENING.sub("", unlinked)).split())
