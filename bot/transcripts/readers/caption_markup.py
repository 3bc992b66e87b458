"""Take the markup out of captions: tags, entities, inline times, codes for display; pure."""

import html
import re
from collections.abc import Iterator

from bot.transcripts.timestamps import format_milliseconds, parse_time

_KNOWN = (
    "font|c|v|ruby|rt|rp|lang|span|em|strong|small|big|su[bp]|a|center|cite|q|h[1-6]|p|div|tt"
    "|strike|del|ins|mark|code|html|body|head|size|color"
)
_TAG = re.compile(
    rf"</?(?:{_KNOWN})(?:[\s.=:/][^<>]{{0,300}})?>"
    r"|</?[bius](?:\.[^<>\s]{1,80})?\s?/?>"
    r"|\{\\[^{}]{0,200}\}|\{[A-Za-z]:[^{}]{0,80}\}",  # {\an8}, {y:i}
    re.IGNORECASE,
)
_GLOSS = re.compile(r"<rt(?:\.[^<>]{0,80})?>[^<>]{0,200}(?:</rt>)?|<rp>[^<>]{0,9}(?:</rp>)?")
_BREAK = re.compile(r"<br\s?/?>|</(?:p|div)>|\\[Nh]|\[br\]", re.IGNORECASE)
_ANY_TAG = re.compile(r"</[A-Za-z][^<>\s]{0,80}>|<[A-Za-z][\w.:-]{0,80}/?>")
_WORD_TIME = re.compile(r"<(\d{1,3}:[\d:.,]{1,15})>")
_VOICE = re.compile(
    r"<(?:v(?:\.[^<>\s]{0,80})?(?:\s(?P<name>[^<>]{0,200}))?|(?P<end>/v))>", re.IGNORECASE
)
_BRACKETS = str.maketrans("<>", "()")
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_SPACES = re.compile(r"&nbsp;|&#160;|&#xa0;", re.IGNORECASE)
_MARKS = re.compile(r"&(?:lrm|rlm|zwj|shy|ZeroWidthSpace);")
_ESCAPED = re.compile(r"&(?:amp|lt|gt|quot|apos|#\d{1,6}|#x[\dA-Fa-f]{1,6});")


def without_tags(text: str) -> str:
    """Return a caption's lines without the tags that are known.

    Entities stay, so that none is read as a tag; but for spaces and marks that cannot be seen.
    """
    if "<" in text:
        text = _GLOSS.sub("", text)
    lines = _BREAK.sub("\n", text)
    return _INVISIBLE.sub("", _MARKS.sub("", _SPACES.sub(" ", _TAG.sub("", lines))))


def spoken_words(text: str) -> str:
    """Return the words of a caption whose known tags are gone: no other tags, entities read.

    Some tools escape twice: `&amp;gt;`.
    """
    if "<" not in text and "&" not in text:
        return text
    words = html.unescape(_ANY_TAG.sub("", without_times(text)))
    return html.unescape(words) if _ESCAPED.search(words) else words


def without_times(text: str) -> str:
    """Return the text of a caption without the times of its words."""
    return _WORD_TIME.sub("", text)


def split_times(text: str) -> Iterator[tuple[int | None, str]]:
    """Yield the parts of a caption that begin at a time of their own, the first without one.

    A time within a word does not divide it.
    """
    parts = _WORD_TIME.split(text) if "<" in text else [text]
    before, start = parts[0], None
    for time, words in zip(parts[1::2], parts[2::2], strict=True):
        if before and words and not before[-1].isspace() and not words[0].isspace():
            before += words
            continue
        yield start, before
        start, before = parse_time(time), words
    yield start, before


def split_speakers(text: str) -> Iterator[tuple[str | None, str]]:
    """Yield the parts of a caption with the name of their voice tag: "" outside, None without any.

    A voice without a name is a space. One that is not closed ends with the next, or the caption.
    """
    if "<v" not in text and "<V" not in text:
        yield None, text
        return
    begin, name = 0, ""
    for tag in _VOICE.finditer(text):
        yield name, text[begin : tag.start()]
        begin, name = tag.end(), "" if tag["end"] else spoken_words(tag["name"] or "") or " "
    yield name, text[begin:]


def speaker_tag(name: str) -> str:
    """Return the tag that gives the words after it a speaker; "" ends the one before."""
    return f"<v {name.translate(_BRACKETS)}>" if name.strip() else "</v>"


def time_tag(ms: int) -> str:
    """Return the tag that gives the words after it a time."""
    return f"<{format_milliseconds(ms)}>"
