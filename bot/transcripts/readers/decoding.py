"""Decode the bytes of a file."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.errors import TranscriptError
from bot.transcripts.readers.legacy_encodings import decode_legacy
from bot.transcripts.readers.mojibake import mend
from bot.translation import format_number, ngettext
from bot.translation import gettext as _

_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_WIDE = (
    ("utf-32-le", "UTF-32"),
    ("utf-32-be", "UTF-32"),
    ("utf-16-le", "UTF-16"),
    ("utf-16-be", "UTF-16"),
)
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_NULS = re.compile("\0+")
_BROKEN = re.compile("\ufffd+")
_FEW = 1000
"""More than one control character in 1,000 (and one more) means a binary file."""
_RARE = 200
_DENSE = 10
"""At most one place in 200 characters (and one more) may be broken, and one in 10 in any case."""
_LEAD = 2
"""At least twice as many characters outside ASCII are whole as there are broken bytes."""
_SAMPLE = 4096
"""In characters: what is read to choose between encodings of two or four bytes a character."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file, and how it was decoded.

    `is_exact` is True where the text is the file itself, decoded as UTF-8. `warnings` has a
    sentence for each thing that was mended or lost.
    """

    text: str
    encoding: str = "UTF-8"
    is_exact: bool = True
    warnings: tuple[str, ...] = ()


def decode(data: bytes, *, name: str) -> Decoded:
    """Decode by the byte-order mark, else by what the bytes show, keeping newlines.

    Text that was decoded wrongly before it was saved is mended. Raise TranscriptError where the
    result is not text, or its encoding is not sure.
    """
    decoded = _decoded(data, name=name)
    text, places = mend(_without_nuls(decoded.text, name=name))
    if len(_CONTROL.findall(text)) * _FEW > len(text) + _FEW:
        raise TranscriptError(_not_text(name))
    warnings = decoded.warnings
    if places:
        warning = ngettext(
            "Wrongly decoded characters were mended in {number} word: compare a few with the "
            "recording.",
            "Wrongly decoded characters were mended in {number} words: compare a few with the "
            "recording.",
            places,
        ).format(number=format_number(places))
        warnings = (*warnings, warning)
    return Decoded(
        text,
        f"{decoded.encoding}, mended" if places else decoded.encoding,
        is_exact=decoded.is_exact and text == decoded.text,
        warnings=warnings,
    )


def _decoded(data: bytes, *, name: str) -> Decoded:
    for mark, codec, encoding in _MARKS:
        if data.startswith(mark):
            return _with_replacements(data[len(mark) :], codec, encoding, name=name)
    padded = data.strip(b"\0")
    if b"\0" in padded and (wide := _wide(data)):
        return wide
    try:
        return Decoded(data.decode())
    except UnicodeDecodeError:
        return _not_utf8(data, name=name)


def _wide(data: bytes) -> Decoded | None:
    """Return the text in UTF-16 or UTF-32 without a mark, None where it is in neither.

    In the wrong order of bytes a text has no spaces and no full stops.
    """
    best = max(_attempts(data), key=lambda attempt: attempt[0], default=None)
    return Decoded(best[1], best[2], is_exact=False) if best else None


def _attempts(data: bytes) -> Iterator[tuple[int, str, str]]:
    """Yield the number of ASCII characters, the text and the name of each possible encoding."""
    for codec, encoding in _WIDE:
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        sample = text[:_SAMPLE]
        if _looks_like_text(sample):
            yield sum(char.isascii() for char in sample), text, encoding


def _looks_like_text(sample: str) -> bool:
    known = sum(char.isprintable() or char in "\n\r\t\ufeff" for char in sample)
    has_spaces = any(char in " \n\r\t。、" for char in sample)
    return bool(sample) and has_spaces and len(sample) - known <= len(sample) // 100


def _not_utf8(data: bytes, *, name: str) -> Decoded:
    """Decode in an older encoding, or as UTF-8 that has a few broken bytes."""
    readable = data.decode(errors="ignore")
    broken = len(data) - len(readable.encode())
    whole = sum(not char.isascii() for char in readable)
    if whole > _LEAD * broken or _is_truncated(data):
        return _with_replacements(data, "utf-8", "UTF-8", name=name)
    if found := decode_legacy(data):
        return Decoded(*found, is_exact=False)
    raise TranscriptError(_not_text(name))


def _is_truncated(data: bytes) -> bool:
    """Return whether only the last character is incomplete."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return False
    return True


def _with_replacements(data: bytes, codec: str, encoding: str, *, name: str) -> Decoded:
    """Decode, replacing a few broken bytes; raise TranscriptError where there are many."""
    is_exact = codec == "utf-8"
    try:
        return Decoded(data.decode(codec), encoding, is_exact=is_exact)
    except UnicodeDecodeError:
        text = data.decode(codec, errors="replace")
    places = len(_BROKEN.findall(text))
    if places * _RARE > len(text) + _RARE or places * _DENSE > len(text):
        raise TranscriptError(_not_text(name))
    warning = ngettext(
        "The file is damaged in {number} place, where “{mark}” stands for what is lost: save it "
        "again as UTF-8 if you have the original.",
        "The file is damaged in {number} places, where “{mark}” stands for what is lost: save it "
        "again as UTF-8 if you have the original.",
        places,
    ).format(number=format_number(places), mark="\ufffd")
    return Decoded(text, encoding, is_exact=False, warnings=(warning,))


def _without_nuls(text: str, *, name: str) -> str:
    """Return the text without padding; raise TranscriptError where NULs show a binary file."""
    if "\0" not in text:
        return text
    padded = text.strip("\0")
    if len(_NULS.findall(padded)) * _FEW > len(padded):
        raise TranscriptError(_not_text(name))
    return _NULS.sub(" ", padded)


def _not_text(name: str) -> str:
    return _(
        "{name} is not text in a known encoding: save the transcript as UTF-8 and add that."
    ).format(name=name)
