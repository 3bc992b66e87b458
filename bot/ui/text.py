"""Escape text for Discord and cut it at whole words to Discord's limits, in characters."""

import re
import unicodedata
from collections.abc import Callable, Iterable

TITLE = 256
CONTENT = 2000
CHOICE = 100
LABEL = 80
CUSTOM_ID = 100
PLACEHOLDER = 150

ELLIPSIS = "…"
_JOINER = "\u200d"
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"
_RIGHT_TO_LEFT = re.compile(
    "[\\W\\d_]*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff]"
)
_UNSHOWN = {"Cc", "Cf", "Cs"}
_BLANK = str.maketrans(dict.fromkeys("\u115f\u1160\u2800\u3164\uffa0", " "))
"""Letters and symbols that look like a space."""

_MARKS = {"Mn", "Me"}
_MOST_MARKS = 8
"""On one letter; more cover the lines above and below. No language has so many."""

_NOTHING = "\u2013"
"""Stands for a text in which nothing shows: Discord refuses an empty label."""

# Discord accepts a backslash before any punctuation. A colon is markup only before an address or
# the name of an emoji; "-", "+" and "1." only at the start of a line.
# Between "](" there is a backslash, too: the brackets of a link may enclose escaped ones, so that
# a link of the bot would end at the address in a text after it.
_LIVE = re.compile(r"[\\*_`~|<>\[\]#@]|(?<=\])\(|:(?=//|\w+:)")
_OPENING = re.compile(r"^(?=[-+])|^\d+(?=[.)](?: |$))")
_ROUND = str.maketrans("[]", "()")
_CHANNEL = re.compile(r"\\<\\#(\d{1,20})\\>")
_BOLD = re.compile(r"\\.|(?P<bold>\*\*?)")
_COVER = re.compile(r"\\.|\|(?P<whole>\|)?")
_HALF_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*\\$")


def plain(text: str) -> str:
    """Remove what does not show or covers other lines, and join the text to one line."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    visible, marks = "", 0
    for char in text.translate(_BLANK):
        category = unicodedata.category(char)
        shown = category not in _UNSHOWN or char == _JOINER or char.isspace()
        if category in _MARKS:
            marks += 1
        elif shown and char != _JOINER:  # what does not show parts no letter from its marks
            marks = 0
        if shown and marks <= _MOST_MARKS:
            visible += char
    joined = " ".join(visible.split())
    return joined if joined.strip(_JOINER) else ""


def escape(text: str) -> str:
    """Escape the text so that Discord shows it literally, without mentions, links or markup."""
    escaped = _LIVE.sub(r"\\\g<0>", plain(text))
    return _OPENING.sub(r"\g<0>\\", escaped)


def truncate(text: str, limit: int) -> str:
    """Cut escaped or plain text at a whole word; only a word longer than the limit is broken."""
    if len(text) <= limit:
        return text
    available = limit - len(ELLIPSIS)
    head = text[: available + 1]
    space = max(head.rfind(" "), head.rfind("\n"))
    if space > 0:
        return _without_open_bold(head[:space].rstrip(" \n,;")) + ELLIPSIS
    cut = _HALF_ESCAPE.sub("", text[:available]).rstrip(_JOINER)
    return _without_open_bold(cut) + ELLIPSIS


def truncate_covered(text: str, limit: int) -> str:
    """Cut escaped text as `truncate` does; what is covered as a spoiler stays covered."""
    if len(text) <= limit:
        return text
    kept = truncate(text, limit - 2)
    marks = [mark for mark in _COVER.finditer(kept) if mark[0][0] == "|"]
    if marks and not marks[-1]["whole"]:
        half = marks.pop()
        kept = kept[: half.start()] + kept[half.end() :]
    return f"{kept}||" if len(marks) % 2 else kept


def _without_open_bold(text: str) -> str:
    """Remove the last mark of bold from escaped text if it has no counterpart or is half."""
    marks = [mark for mark in _BOLD.finditer(text) if mark["bold"]]
    halved = bool(marks) and len(marks[-1]["bold"]) == 1
    if len(marks) % 2 == 0 and not halved:
        return text
    if halved and len(marks) % 2 == 0:  # the closing mark is cut: so is the opening one removed
        opened, half = marks[-2:]
        return f"{text[: opened.start()]}{text[opened.end() : half.start()]}"
    return f"{text[: marks[-1].start()]}{text[marks[-1].end() :]}"


def isolated(text: str, limit: int) -> str:
    """Cut text to the limit, and isolate it from its surroundings if it begins from right to left.

    Without U+2068 and U+2069 around it, the words and marks beside it would change places.
    """
    if not _RIGHT_TO_LEFT.match(text):
        return truncate(text, limit)
    return f"{_ISOLATE}{truncate(text, limit - 2)}{_END_ISOLATE}"


def label(text: str, limit: int) -> str:
    """Fit text to a place without markup: a choice, a button or a modal.

    It is empty only where there is no text.
    """
    return isolated(plain(text) or (text and _NOTHING), limit)


def escaped(text: str, limit: int) -> str:
    """Escape text and cut it to the limit, for a place with markup.

    It is empty only where there is no text.
    """
    return isolated(escape(text) or (text and _NOTHING), limit)


def link(words: str, url: str, limit: int) -> str:
    """Return words as a masked link; brackets, which could end it, become round ones."""
    return f"[{escaped(words.translate(_ROUND), limit)}]({url})"


def escaped_sentence(text: str, limit: int) -> str:
    """Escape a sentence of the bot itself and cut it, but keep its channel mentions.

    A sentence that may quote others is `escaped`: they could mention channels, too.
    """
    return _CHANNEL.sub(r"<#\1>", escaped(text, limit))


def block_quote(
    text: str, limit: int, *, hidden: bool = False, escape: Callable[[str], str] = escape
) -> str:
    """Format text as a block quote, keeping its lines; `hidden` makes it a spoiler.

    `escape` escapes a line, and may emphasise its words.
    """
    return quote_lines(map(escape, text.split("\n")), limit, hidden=hidden)


def quote_lines(escaped_lines: Iterable[str], limit: int, *, hidden: bool = False) -> str:
    """Format escaped lines as a block quote; `hidden` makes it a spoiler."""
    opening, closing = ("> ||", "||") if hidden else ("> ", "")
    between = f"{closing}\n{opening}"
    # As many line breaks as the marks are long, so that the cut counts the marks and splits none.
    breaks = "\n" * len(between)
    joined = breaks.join(filter(None, escaped_lines))
    right_to_left = bool(_RIGHT_TO_LEFT.match(joined))
    marks = 2 * right_to_left * (joined.count(breaks) + 1)
    kept = truncate(joined, limit - len(opening) - len(closing) - marks)
    if right_to_left:
        kept = breaks.join(isolated(line, len(line) + 2) for line in kept.split(breaks))
    return opening + kept.replace(breaks, between) + closing


def join_fitting(blocks: Iterable[str], limit: int) -> str:
    """Join paragraphs from the start, as many as fit into the limit."""
    joined = ""
    for block in blocks:
        longer = f"{joined}\n\n{block}" if joined else block
        if len(longer) > limit:
            break
        joined = longer
    return joined
