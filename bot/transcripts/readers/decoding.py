"""Decode the bytes of a file."""

import codecs
import re

from bot.errors import TranscriptError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_FEW = 1000
"""More than one control character in 1,000 (and one more) means a binary file."""
_FOREIGN = 5
"""More than one letter in five outside ASCII means that the encoding is not Windows-1252."""


def decode(data: bytes, *, name: str) -> str:
    """Decode by the byte-order mark, else as UTF-8, else as Windows-1252, keeping newlines.

    Raise TranscriptError where the result is not text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _text(data[len(mark) :], encoding, name=name)
    try:
        return _checked(data.decode("utf-8"), name=name)
    except UnicodeDecodeError:
        return _western(_text(data, "cp1252", name=name), name=name)


def _text(data: bytes, encoding: str, *, name: str) -> str:
    try:
        return _checked(data.decode(encoding), name=name)
    except UnicodeDecodeError:
        raise TranscriptError(_not_text(name)) from None


def _checked(text: str, *, name: str) -> str:
    """Return the text, or raise TranscriptError where control characters show a binary file."""
    if "\0" in text or len(_CONTROL.findall(text)) * _FEW > len(text) + _FEW:
        raise TranscriptError(_not_text(name))
    return text


def _western(text: str, *, name: str) -> str:
    """Return the text, or raise TranscriptError where its letters show another encoding.

    Nearly every byte is a character in Windows-1252, so decoding alone proves nothing.
    """
    letters = [char for char in text if char.isalpha()]
    if sum(not char.isascii() for char in letters) * _FOREIGN > len(letters):
        raise TranscriptError(_not_text(name))
    return text


def _not_text(name: str) -> str:
    return f"{name} is not text in a known encoding: save the transcript as UTF-8 and add that."
