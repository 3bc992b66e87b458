"""Write what members own as files that they can keep; pure.

The files are data: their words are verbatim, and their names and dates are those of the library.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.models import Hit
from bot.moments import moment_url
from bot.records import SavedLine

Lines = Sequence[tuple[SavedLine, Hit]]

# A colon is markup only before an address, which viewers link; "-", "+", "=" and "1." where a line
# begins.
_MARKUP = re.compile(r"[\\`*_{}\[\]<>#|~&]|:(?=//)")
_OPENING = re.compile(r"^(?=[-+=])|^\d+(?=[.)])")
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def saved_as_json(lines: Lines) -> str:
    """Return saved lines as a JSON array."""
    return to_json([_described(one, hit) for one, hit in lines])


def to_json(value: Mapping[str, Any] | Sequence[Any]) -> str:
    """Return data as JSON that people can read."""
    return json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n"


def saved_as_markdown(lines: Lines) -> str:
    """Return saved lines as Markdown: each a block quote with its source."""
    return "\n\n".join(_paragraph(hit) for _, hit in lines) + "\n"


def _described(one: SavedLine, hit: Hit) -> dict[str, Any]:
    match = hit.match
    return {
        "quote": match.quote,
        "text": match.text,
        "speaker": match.speaker,
        "episode": hit.episode.title,
        "show": hit.episode.show.title,
        "chapter": hit.chapter,
        "start_ms": match.start_ms,
        "link": _link(hit),
        "saved": one.at.isoformat(),
    }


def _paragraph(hit: Hit) -> str:
    words = "\n".join(f"> {_escape(line)}".rstrip() for line in hit.match.text.splitlines())
    source = ", ".join(
        _escape(" ".join(part.split()))
        for part in (hit.match.speaker, hit.episode.title, hit.chapter)
        if part
    )
    link = _link(hit)
    return f"{words}\n>\n> — {source}" + (f" <{link}>" if link else "")


def _link(hit: Hit) -> str | None:
    return None if hit.match.start_ms is None else moment_url(hit.episode, hit.match.start_ms)


def _escape(text: str) -> str:
    escaped = _MARKUP.sub(r"\\\g<0>", _HIDDEN.sub(" ", text).strip())
    return _OPENING.sub(r"\g<0>\\", escaped)
