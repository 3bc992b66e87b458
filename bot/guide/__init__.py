"""Read what a transcript does not say: who speaks, chapters, names, and what to pin or leave out.

A guide names places by offset and by a few words, never by a sentence, so it can be shared where
the transcript may not be. `docs/guide.md` describes the format.
"""

from bot.guide.alignment import align
from bot.guide.export import export
from bot.guide.model import (
    AlignedGuide,
    AnchorPoint,
    ChapterMark,
    Details,
    Guide,
    MarkedRange,
    SpeakerRange,
)
from bot.guide.parsing import find_guide, parse_guide, read_guide
from bot.guide.speaker_turns import apply_guide

__all__ = [
    "AlignedGuide",
    "AnchorPoint",
    "ChapterMark",
    "Details",
    "Guide",
    "MarkedRange",
    "SpeakerRange",
    "align",
    "apply_guide",
    "export",
    "find_guide",
    "parse_guide",
    "read_guide",
]
