"""Read Markdown, with or without front matter, headings and speaker labels."""

import re
from itertools import islice

from bot.models import Transcript
from bot.text.offsets import normalise
from bot.transcripts.dialects import read_text
from bot.transcripts.metadata import read_front_matter

_SUFFIXES = {".md", ".markdown", ".mdx", ".qmd"}
_BOLD_LABEL = re.compile(
    r"^[^\w\n*]{0,16}(?:\*\*|__)[^*\n]{1,80}(?:[:\])]\s?(?:\*\*|__)|(?:\*\*|__)\s?[:(\[])",
    re.MULTILINE,
)
_HEADING = re.compile(r"^#{1,6}[^\S\n]+\S", re.MULTILINE)
_LEAST = 2
"""In other files one bold word may be emphasis."""


def recognises(text: str, suffix: str) -> bool:
    """Return whether the file is named so, or has front matter, headings, or labels in bold."""
    if suffix in _SUFFIXES:
        return True
    plain = normalise(text)
    marks = (len(list(islice(one.finditer(plain), _LEAST))) for one in (_BOLD_LABEL, _HEADING))
    return _LEAST in marks or read_front_matter(plain)[1] > 0


def parse(text: str, data: bytes) -> Transcript:
    """Parse Markdown."""
    return read_text(text, data, format="markdown")
