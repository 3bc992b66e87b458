"""Read SubStation Alpha (.ass, .ssa); pure."""

import re
from collections.abc import Iterator

from bot.models import Transcript
from bot.transcripts.readers.block_composition import compose_blocks
from bot.transcripts.readers.caption_blocks import TimedBlock, with_newlines
from bot.transcripts.readers.caption_markup import speaker_tag
from bot.transcripts.timestamps import parse_time

_SECTION = re.compile(r"^\s{0,20}\[(?:Script Info|V4\+? Styles|Events)\]\s*$", re.MULTILINE)
_FIELDS = "Layer,Start,End,Style,Name,MarginL,MarginR,MarginV,Effect,Text"
_DRAWING = re.compile(r"\{[^{}\n]{0,200}\\p[1-9]")
_BEGINNING = 50_000


def recognises(text: str, suffix: str) -> bool:
    """Return whether the text has a section of SubStation Alpha, and dialogue."""
    del suffix
    return bool(
        _SECTION.search(with_newlines(text[:_BEGINNING]))
    ) and "\nDialogue:" in with_newlines(text)


def parse(text: str, data: bytes) -> Transcript:
    """Parse the lines of dialogue; the field of the actor's name says who speaks."""
    return compose_blocks(list(_blocks(text)), data=data, format="SubStation Alpha")


def _blocks(text: str) -> Iterator[TimedBlock]:
    fields = _FIELDS.lower().split(",")
    for line in with_newlines(text).split("\n"):
        kind, _, rest = line.partition(":")
        if kind == "Format":
            fields = [field.strip().lower() for field in rest.split(",")]
        elif kind == "Dialogue" and not _DRAWING.search(rest):
            event = dict(zip(fields, rest.split(",", len(fields) - 1), strict=False))
            name = event.get("name", event.get("actor", "")).strip()
            words = event.get("text", "").strip()
            yield TimedBlock(
                speaker_tag(name) + words if name else words,
                parse_time(event.get("start", "")),
                parse_time(event.get("end", "")),
            )
