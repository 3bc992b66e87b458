"""Read RTF, as TextEdit and WordPad save it, by striprtf."""

import re
from typing import Any, cast

from bot.errors import TranscriptError
from bot.models import Transcript
from bot.transcripts.readers.documents import Paragraph, compose_paragraphs
from bot.transcripts.readers.text_cleaning import clean_text
from bot.translation import N_
from bot.translation import gettext as _

_OPENING = re.compile(r"\s{0,100}\{\\rtf")
_BINARY = re.compile(r"[0-9a-fA-F\s]{400,}")
"""Pictures, in hexadecimal digits."""

_LARGEST = 5_000_000
_DAMAGED = N_("This RTF is damaged: open it, save it as .docx or .txt, and add that.")
_TOO_LARGE = N_("This RTF has over 5 MB of text: save it as .docx or .txt, and add that.")


def recognises(text: str, suffix: str) -> bool:
    """Return whether the text begins as RTF does."""
    del suffix
    return _OPENING.match(text) is not None


def parse(text: str, data: bytes) -> Transcript:
    """Parse RTF; raise TranscriptError where it is damaged or too large."""
    from striprtf import striprtf  # noqa: PLC0415 - few files need its tables

    reader = cast("Any", striprtf)  # a parameter of its function has no type

    marked = _BINARY.sub(" ", text.lstrip())
    if len(marked) > _LARGEST:
        raise TranscriptError(_(_TOO_LARGE))
    try:
        plain = str(reader.rtf_to_text(marked, errors="replace"))
    except (ValueError, LookupError, OverflowError, TypeError, AttributeError):
        raise TranscriptError(_(_DAMAGED)) from None
    lines = clean_text(_with_pairs(plain)).split("\n")
    return compose_paragraphs((Paragraph(line) for line in lines), data=data, format="RTF")


def _with_pairs(text: str) -> str:
    """Return the text with pairs of surrogates, such as those of emoji, joined."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
