"""Reduce a text of a marked-up file to its words; pure."""

import html
import re

_TAG = re.compile(
    r"</?(?:[biuspqvca]|em|strong|font|span|br|div|ruby|rt|rp|sub|sup|small|mark|time|cite|wbr)"
    r"(?:[\s./][^<>]{0,200})?/?>",
    re.IGNORECASE,
)


def clean_text(text: str) -> str:
    """Return a text without tags, entities, lone surrogates and control characters."""
    if "<" in text:
        text = _TAG.sub(" ", text)
    if "&" in text:
        text = html.unescape(text)
    text = text.encode("utf-8", "replace").decode("utf-8")
    if text.isprintable():
        return text
    return "".join(char for char in text if char.isprintable() or char.isspace() or _format(char))


def _format(char: str) -> bool:
    """Return whether a character that is not printable is neither a control nor private."""
    return ord(char) >= 0xA0  # noqa: PLR2004 - the end of the control characters
