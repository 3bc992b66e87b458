"""Read what a transcript does not say: who speaks, chapters, names, and what to pin or leave out.

A guide names places by offset and by a few words, never by a sentence, so it can be shared where
the transcript may not be. `docs/guide.md` describes the format.
"""

from bot.guide.alignment import place
from bot.guide.export import export
from bot.guide.model import Details, Guide, Part, Place, Placed, Range, Voice
from bot.guide.parsing import find, parse, read
from bot.guide.speaker_turns import apply

__all__ = [
    "Details",
    "Guide",
    "Part",
    "Place",
    "Placed",
    "Range",
    "Voice",
    "apply",
    "export",
    "find",
    "parse",
    "place",
    "read",
]
