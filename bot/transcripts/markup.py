"""Find the marks of Markdown and HTML in a text, without moving an offset; pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.models import Span
from bot.text.offsets import blank_out

_TAGS = (
    "a|abbr|article|aside|audio|b|big|blockquote|body|br|button|center|cite|code|dd|del|details"
    "|div|dl|dt|em|embed|figcaption|figure|font|footer|h[1-6]|head|header|hr|html|i|iframe|img|ins"
    "|kbd|label|li|link|main|mark|meta|nav|ol|p|picture|pre|q|s|samp|section|small|source|span"
    "|strike|strong|sub|summary|sup|svg|table|tbody|td|tfoot|th|thead|time|title|tr|track|tt|u|ul"
    "|video|wbr"
)
_EMPHASIS_TAG = re.compile(r"</?(?:b|strong|em|i|u)(?:\s[^<>]{0,1000})?>", re.IGNORECASE)
_TARGET = (
    r"\((?:https?://(?:[^()\n]|\([^()\n]{0,200}\)){1,800}"
    r"|(?:[^()\s]|\([^()\s]{0,200}\)){0,800}(?:\s\"[^\"\n]{0,200}\")?)\)"
)
_IMAGE = re.compile(rf"!\[[^\[\]\n]{{0,300}}\](?:{_TARGET}|\[[^\[\]\n]{{0,100}}\])")
_LINK = re.compile(
    rf"(?<!\\)(\[)[^\[\]\n]{{0,300}}(\](?:{_TARGET}|\[[^\[\]\n\d][^\[\]\n]{{0,100}}\]))(?P<colon>\**:)?"
)
_CUT = re.compile(r"[.?!…。]\s|\]\[|\"")
"""What a link has where its text could be cut, or its target is not that of a simple link."""

_WIKI_LINK = re.compile(r"(\[\[(?:[^\[\]|\n]{1,200}\|)?)[^\[\]|\n]{1,200}(\]\])")
_EMPHASIS = re.compile(
    r"(?<![\w*\\])(\*{1,3})(?=[^\s*])[^*\n]{1,500}(?<=[^\s*\\])(\1)(?![\w*])"
    r"|(?<![\w\\])(_{1,3})(?=[^\s_])[^_\n]{1,500}(?<=[^\s_\\])(\3)(?!\w)"
)
_UNSPOKEN = (
    re.compile(rf"</?(?:{_TAGS})(?:\s[^<>]{{0,1000}}|/)?>", re.IGNORECASE),
    re.compile(r"<(?:(?:https?|ftp|mailto):[^\s<>]{1,2000}|[^\s<>@]{1,100}@[^\s<>@]{1,100})>"),
    re.compile(
        r"^[^\S\n]{0,3}\[[^\[\]\n]{1,100}\]:[^\S\n]{0,9}<?(?:https?:|mailto:|#|/)[^\n]{0,2000}$",
        re.MULTILINE,
    ),
    re.compile(r"^[^\S\n]{0,3}\[\^[^\[\]\s]{1,40}\]:[^\n]*|\[\^[^\[\]\s]{1,40}\]", re.MULTILINE),
    re.compile(r"\{\{[^{}\n]{0,500}\}\}|\{%[^{}\n]{0,500}%\}|\{[.#][\w-][^{}\n]{0,100}\}"),
    re.compile(
        r"^(?:[^\n]{0,300}\|[^\n]{0,300}\n)?"
        r"[^\S\n]{0,3}\|?(?:[^\S\n]?:?-{2,}:?[^\S\n]?\|){1,20}[-: ]*$",
        re.MULTILINE,
    ),
    re.compile(r"(?<=[^\s|])[^\S\n]{0,9}\|[^\S\n]*$", re.MULTILINE),
    re.compile(r"^[^\S\n]{0,9}([-*_=~])(?:[^\S\n]?\1){2,}[^\S\n]*$", re.MULTILINE),
)
"""Tags, addresses, definitions of links, footnotes, templates, heads and ends of tables, rules."""

_ESCAPE = re.compile(r"\\(?=[\[\](){}<>.#-])")
_FENCE = re.compile(r"^[^\S\n]{0,3}(?:`{3,}|~{3,})[^\n`]{0,100}$", re.MULTILINE)
_PAIRED = (("<!--", "-->"), ("<script", "</script>"), ("<style", "</style>"))


@dataclass(frozen=True, slots=True)
class Markup:
    """The marks of a text; `plain` is the text with asterisks for emphasis and no other mark.

    A simple link is no aside: display text leaves out its target.
    """

    plain: str
    asides: tuple[Span, ...]


def read_markup(text: str) -> Markup:
    """Find the marks of a text whose line breaks are normalised."""
    unspoken = [*_between(text), *_fenced(text)]
    unspoken += [Span(*found.span()) for pattern in _UNSPOKEN for found in pattern.finditer(text)]
    unspoken += [Span(*found.span()) for found in _IMAGE.finditer(text)]
    plain = blank_out(text, sorted(unspoken))
    links = [*_marks(_LINK, plain), *_marks(_WIKI_LINK, plain)]
    hard = [*_marks(_LINK, plain, only=_CUT), *_marks(_WIKI_LINK, plain)]
    targets = [span for span in links if plain[span.start] == "]"]
    plain = blank_out(plain, sorted({*targets, *hard}))
    emphasis = [Span(*found.span()) for found in _EMPHASIS_TAG.finditer(text)]
    inner = blank_out(plain, outer := list(_marks(_EMPHASIS, plain)))
    emphasis = sorted([*emphasis, *outer, *_marks(_EMPHASIS, inner)])
    return Markup(
        plain=_ESCAPE.sub(" ", _starred(plain, emphasis)),
        asides=tuple(sorted({*unspoken, *hard, *emphasis})),
    )


def _marks(
    pattern: re.Pattern[str], text: str, *, only: re.Pattern[str] | None = None
) -> Iterator[Span]:
    """Yield the unnamed groups of every match, the marks around some words, or `only` of some."""
    for found in pattern.finditer(text):
        if only and not (only.search(found[0]) or found["colon"]):
            continue
        groups = range(1, pattern.groups + 1 - bool(pattern.groupindex))
        yield from (Span(*found.span(at)) for at in groups if found[at])


def _starred(text: str, spans: list[Span]) -> str:
    pieces: list[str] = []
    done = 0
    for span in spans:
        pieces += [text[done : span.start], "*" * (span.end - max(done, span.start))]
        done = max(done, span.end)
    return "".join([*pieces, text[done:]])


def _between(text: str) -> Iterator[Span]:
    """Yield comments, scripts and styles, with what they contain."""
    lowered = text.lower() if "<" in text else ""
    if len(lowered) != len(text):
        return
    for opening, closing in _PAIRED:
        start = lowered.find(opening)
        while start >= 0 and (end := lowered.find(closing, start)) >= 0:
            yield Span(start, end + len(closing))
            start = lowered.find(opening, end)


def _fenced(text: str) -> Iterator[Span]:
    """Yield the blocks of code; only their fences where most of the text stands within them."""
    fences = [Span(*found.span()) for found in _FENCE.finditer(text)]
    blocks = [
        Span(opening.start, closing.end)
        for opening, closing in zip(fences[::2], fences[1::2], strict=False)
    ]
    inside = sum(block.end - block.start for block in blocks)
    yield from fences if inside * 2 > len(text) else blocks
