"""Guides: files with what a transcript leaves out (speakers, chapters, names, pinned ranges).

A guide refers to its transcript by offsets with a few words each, never by a sentence, so it can
be shared where the transcript cannot. `docs/guide.md` describes the format.
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
