"""Read text as Discord's clients show it: which parts are markup, mentions or links.

Written from the rules of the client's own parser, a fork of simple-markdown, and on purpose not
from how `bot.ui.text` escapes. Where the clients differ, the one that finds more markup counts.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

Kind = str
"""mention, link, url, heading, small, quote, list, code, spoiler, bold, italics, underline,
struck, time, emoji, or text."""


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a text: literal text, or something that encloses others; `target` is its id."""

    kind: Kind
    text: str = ""
    target: str = ""
    inside: tuple["Node", ...] = ()

    @property
    def shown(self) -> str:
        """Return what a member reads."""
        return self.text + "".join(one.shown for one in self.inside)


_HEADING = re.compile(r" *(#{1,3})\s+(?!#)([^\n]+?)#*\s*(?:\n|$)")
_SMALL = re.compile(r"-# +(?!-#)([^\n]+?) *(?:\n|$)")
_LONG_QUOTE = re.compile(r" *>>> ([\s\S]*)")
_QUOTE = re.compile(r" *> [^\n]*(?:\n *> [^\n]*)*\n?")
_ITEM = re.compile(r" *(?:[*-]|\d{1,9}\.) +([^\n]+)(?:\n|$)")
_LINE_STARTS: tuple[tuple[Kind, re.Pattern[str], int], ...] = (
    ("heading", _HEADING, 2),
    ("small", _SMALL, 1),
    ("list", _ITEM, 1),
)
_ESCAPE = re.compile(r"\\([^0-9A-Za-z\s])")
_CODE_BLOCK = re.compile(r"```(?:[a-z0-9_+\-.#]+?\n)?\n*([^\n][\s\S]*?)\n*```", re.IGNORECASE)
_CODE = re.compile(r"(`+)([\s\S]*?[^`])\1(?!`)")
_LINK = re.compile(
    r"\[((?:\[[^\]]*\]|[^\[\]]|\](?=[^\[]*\]))*)\]"
    r"\(\s*<?((?:\([^)]*\)|[^\s\\]|\\.)*?)>?(?:\s+['\"]([\s\S]*?)['\"])?\s*\)"
)
_INLINE: tuple[tuple[Kind, re.Pattern[str], int], ...] = (
    ("spoiler", re.compile(r"\|\|([\s\S]+?)\|\|"), 1),
    ("bold", re.compile(r"\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)"), 1),
    ("underline", re.compile(r"__((?:\\[\s\S]|[^\\])+?)__(?!_)"), 1),
    ("struck", re.compile(r"~~([\s\S]+?)~~(?!_)"), 1),
    ("italics", re.compile(r"\*(?=\S)((?:\\[\s\S]|[^\\*]|\*\*)+?\S?)\*(?!\*)"), 1),
    ("italics", re.compile(r"_((?:__|\\[\s\S]|[^\\_])+?)_(?!\w)"), 1),
)
_LEAVES: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("mention", re.compile(r"@(everyone|here)")),
    ("mention", re.compile(r"<(@[!&]?\d+|#\d+)>")),
    ("mention", re.compile(r"<(/[^<>:\n]{1,100}:\d+)>")),
    ("mention", re.compile(r"<(id:[a-z-]+(?::\d+)?)>")),
    ("emoji", re.compile(r"<(a?:\w{2,32}:\d+)>")),
    ("time", re.compile(r"<(t:-?\d+(?::[tTdDfFRsS])?)>")),
    ("url", re.compile(r"<((?:https?|steam|discord)://[^\s<>]+|(?:mailto|tel|sms):[^\s<>]+)>")),
    ("url", re.compile(r"<([^\s<>@]+@[^\s<>@]+\.[^\s<>@]+|\+\d[\d -]+)>")),
    ("url", re.compile(r"((?:https?|steam|discord)://[^\s<]+[^<.,:;\"'\]\s])", re.IGNORECASE)),
)


def read(text: str) -> tuple[Node, ...]:
    """Return the parts of a message's text, in order."""
    return tuple(_blocks(text, quoted=False))


def walk(nodes: tuple[Node, ...]) -> Iterator[Node]:
    """Yield every part, those that enclose others before these."""
    for node in nodes:
        yield node
        yield from walk(node.inside)


def _blocks(text: str, *, quoted: bool) -> Iterator[Node]:
    """Yield the parts of text that begins at the start of a line."""
    at = begin = 0
    while at < len(text):
        block = _block(text, at, quoted=quoted)
        if block:
            yield from _parts(text[begin:at])
            node, at = block
            yield node
            begin = at
            continue
        at = _next_line(text, at)
    yield from _parts(text[begin:])


def _next_line(text: str, at: int) -> int:
    """Return the next start of a line that is not within a code block."""
    end = text.find("\n", at)
    end = len(text) if end < 0 else end + 1
    code = next((one for one in _CODE_BLOCK.finditer(text, at) if at <= one.start() < end), None)
    return max(end, text.find("\n", code.end()) + 1 or len(text)) if code else end


def _block(text: str, at: int, *, quoted: bool) -> tuple[Node, int] | None:
    if not quoted:
        if found := _LONG_QUOTE.match(text, at):
            return Node("quote", inside=tuple(_blocks(found[1], quoted=True))), len(text)
        if found := _QUOTE.match(text, at):
            inner = re.sub(r"^ *> ?", "", found[0], flags=re.MULTILINE)
            return Node("quote", inside=tuple(_blocks(inner, quoted=True))), found.end()
    for kind, pattern, group in _LINE_STARTS:
        if found := pattern.match(text, at):
            level = found[1] if kind == "heading" else ""
            return Node(kind, target=level, inside=tuple(_parts(found[group]))), found.end()
    return None


def _parts(text: str) -> Iterator[Node]:
    """Yield the parts of text within a line or several."""
    literal, at = "", 0
    while at < len(text):
        node, end = _part(text, at)
        if node is None:
            literal += text[at]
            at += 1
            continue
        if node.kind == "text":
            literal += node.text
        else:
            if literal:
                yield Node("text", literal)
            literal = ""
            yield node
        at = end
    if literal:
        yield Node("text", literal)


def _part(text: str, at: int) -> tuple[Node | None, int]:
    if found := _ESCAPE.match(text, at):
        return Node("text", found[1]), found.end()
    if (found := _CODE_BLOCK.match(text, at)) or (found := _CODE.match(text, at)):
        return Node("code", found[found.re.groups]), found.end()
    if found := _LINK.match(text, at):
        target = _ESCAPE.sub(r"\1", found[2])
        if re.match(r"[a-z]+:|/", target, re.IGNORECASE):
            return Node("link", target=target, inside=tuple(_parts(found[1]))), found.end()
    for kind, pattern in _LEAVES:
        if found := pattern.match(text, at):
            return Node(kind, found[0], found[1]), found.end()
    for kind, pattern, group in _INLINE:
        if found := pattern.match(text, at):
            return Node(kind, inside=tuple(_parts(found[group]))), found.end()
    return None, at
