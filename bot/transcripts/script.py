"""Arrange spoken lines into turns, cues and the marks between them; pure."""

import re
from collections.abc import Sequence
from statistics import median

from bot.models import Cue, Span, Turn
from bot.transcripts.spoken_lines import SpokenLine

_CAPTION_LENGTH = 120
"""In characters: lines with times are captions if their median is shorter, else paragraphs."""

_REACH = 200
"""In characters: how far back the last words are sought."""

_ENDS = re.compile(r"[.?!…。！？؟۔।:;][\"'”’»)\]*_]*\Z")


def arrange(lines: Sequence[SpokenLine], plain: str) -> tuple[list[Turn], list[Cue], list[Span]]:
    """Return the turns, the cues, and the labels and times that stand within turns.

    Within a sentence that goes on, and between captions, the line breaks around a time belong to
    it, so that no paragraph ends there. A label that repeats the speaker of such a sentence
    begins no turn.
    """
    captions = _are_captions(lines)
    turns: list[Turn] = []
    cues: list[Cue] = []
    marks: list[Span] = []
    ended = pending = -1  # where the last words end, and where a time or label after them begins
    for line in lines:
        if line.start_ms is not None:
            cues.append(Cue(line.start, line.start_ms, line.end_ms))
        goes_on = captions or _goes_on(plain, ended, line)
        known = turns[-1].speaker if turns else None
        repeats = goes_on and ended >= 0 and line.speaker is not None and line.speaker == known
        if not turns or (line.changes and not repeats):
            turns.append(Turn(line.start, line.end, line.speaker, line.speaker is not None))
            ended, pending = -1, -1
        if line.begin < line.start and ended >= 0 and pending < 0:
            pending = line.begin
        if line.start < line.end:
            if pending >= 0:
                marks.append(Span(ended if goes_on else pending, line.start))
            start = turns[-1].start if ended >= 0 else line.start
            turns[-1] = Turn(start, line.end, turns[-1].speaker, turns[-1].sure)
            ended, pending = line.end, -1
    return turns, cues, marks


def _goes_on(plain: str, ended: int, line: SpokenLine) -> bool:
    """Return whether the words before a line end no sentence, and the line begins none."""
    if ended < 0 or plain[line.start : line.end].lstrip()[:1].isupper():
        return False
    return not _ENDS.search(plain[max(0, ended - _REACH) : ended].rstrip())


def _are_captions(lines: Sequence[SpokenLine]) -> bool:
    """Return whether most lines have a time and are short."""
    lengths = [line.end - line.start for line in lines if line.start < line.end]
    stamped = sum(line.start_ms is not None for line in lines)
    return bool(lengths) and stamped * 2 >= len(lengths) and median(lengths) < _CAPTION_LENGTH
