"""Text that is safe to show on Discord: escaped, and cut at whole words within its limits."""

import re
import unicodedata
from collections.abc import Iterable

TITLE = 256
DESCRIPTION = 4096
FOOTER = 2048
AUTHOR = 256
EMBED = 6000
CONTENT = 2000
CHOICE = 100
LABEL = 80
CUSTOM_ID = 100

ELLIPSIS = "…"
_JOINER = "\u200d"
_UNSHOWN = {"Cc", "Cf", "Cs"}

# Discord takes a backslash before any punctuation. A colon is live only before an address or a
# name of an emoji; "-", "+" and "1." only at the start of a line.
_LIVE = re.compile(r"[\\*_`~|<>\[\]#@]|:(?=//|\w+:)")
_OPENING = re.compile(r"^(?=[-+])|^\d+(?=[.)](?: |$))")
_CHANNEL = re.compile(r"\\<\\#(\d{1,20})\\>")
_HALF_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*\\$")


def plain(text: str) -> str:
    """Take out what cannot be seen or turns the line around, and join it to one line."""
    spaced = " ".join(text.split())
    seen = (
        char for char in spaced if char == _JOINER or unicodedata.category(char) not in _UNSHOWN
    )
    return " ".join("".join(seen).split())


def escape(text: str) -> str:
    """Show the text literally: no mention, link, mark-up or hidden character stays alive."""
    escaped = _LIVE.sub(r"\\\g<0>", plain(text))
    return _OPENING.sub(r"\g<0>\\", escaped)


def truncate(text: str, limit: int) -> str:
    """Cut escaped or plain text at a whole word; only a word too long by itself is broken."""
    if len(text) <= limit:
        return text
    available = limit - len(ELLIPSIS)
    head = text[: available + 1]
    space = max(head.rfind(" "), head.rfind("\n"))
    if space > 0:
        return head[:space].rstrip(" \n,;") + ELLIPSIS
    return _HALF_ESCAPE.sub("", text[:available]).rstrip(_JOINER) + ELLIPSIS


def label(text: str, limit: int) -> str:
    """Fit text for a place that shows no mark-up: a footer, an author, a choice, a button."""
    return truncate(plain(text), limit)


def escaped(text: str, limit: int) -> str:
    """Fit text for a place that shows mark-up, literally."""
    return truncate(escape(text), limit)


def escaped_sentence(text: str, limit: int) -> str:
    """Fit a sentence of the bot itself, literally, but with the channels that it names."""
    return _CHANNEL.sub(r"<#\1>", escaped(text, limit))


def block_quote(text: str, limit: int, *, hidden: bool = False) -> str:
    """Put the text into a block quote, a line for each voice; `hidden` covers it until pressed."""
    opening, closing = ("> ||", "||") if hidden else ("> ", "")
    between = f"{closing}\n{opening}"
    # Line breaks as many as the marks are long, so that the cut counts them and splits none.
    breaks = "\n" * len(between)
    joined = breaks.join(line for line in map(escape, text.split("\n")) if line)
    kept = truncate(joined, limit - len(opening) - len(closing))
    return opening + kept.replace(breaks, between) + closing


def join_fitting(blocks: Iterable[str], limit: int) -> str:
    """Join paragraphs, as many from the start as stay within the limit."""
    joined = ""
    for block in blocks:
        longer = f"{joined}\n\n{block}" if joined else block
        if len(longer) > limit:
            break
        joined = longer
    return joined


def pluralise(number: int, one: str, many: str | None = None) -> str:
    """Say how many, in words that agree."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
