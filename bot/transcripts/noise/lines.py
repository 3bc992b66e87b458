"""Tell where a range stands in a transcript: alone, between sentences, or within one; pure."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Literal

from bot.models import Span, Transcript
from bot.text.offsets import normalise

Position = Literal["alone", "between", "within"]
"""On a line of its own; between two sentences; within a sentence."""

_SPACE = " \t\xa0\u3000"
_STOPS = '.?!…。！？؟।:"”’»―—–-)]}】）♪*>|'
_LINE_ENDS = "\n"
_WORD_LENGTH = 8
"""In characters: cues have times of single words if their median is not longer."""


@dataclass(frozen=True, slots=True)
class TextLines:
    """The text of a transcript with uniform line breaks, and where its lines begin.

    A line of a marked-up format is a caption, but not where each word has a time. `starts` are in
    order; every turn begins a line.
    """

    text: str
    starts: tuple[int, ...]

    def position(self, start: int, end: int) -> Position:
        """Return where a range stands."""
        before, after = self._before(start), self._after(end)
        if before is None and after is None:
            return "alone"
        opens = before is None or before in _STOPS
        closes = after is None or not (after.islower() or after in ",;.!?…)")
        return "between" if opens and closes else "within"

    def _before(self, start: int) -> str | None:
        """Return the character before a range in its line, None where there is none."""
        at = start
        while at > 0 and self.text[at - 1] in _SPACE:
            at -= 1
        if at == 0 or self.text[at - 1] in _LINE_ENDS or self._begins_line(at, start):
            return None
        return self.text[at - 1]

    def _after(self, end: int) -> str | None:
        at = end
        while at < len(self.text) and self.text[at] in _SPACE:
            at += 1
        if at == len(self.text) or self.text[at] in _LINE_ENDS or self._begins_line(end, at):
            return None
        return self.text[at]

    def _begins_line(self, first: int, last: int) -> bool:
        """Return whether a line begins at an offset from `first` to `last`."""
        number = bisect_left(self.starts, first)
        return number < len(self.starts) and self.starts[number] <= last

    def lines(self, turn: Span) -> Iterator[Span]:
        """Yield the lines of a range that have a character other than space, without margins."""
        number = bisect_left(self.starts, turn.start)
        inner = self.starts[number : bisect_left(self.starts, turn.end)]
        for start, end in zip((turn.start, *inner), (*inner, turn.end), strict=True):
            yield from self._broken(start, end)

    def _broken(self, start: int, end: int) -> Iterator[Span]:
        while start < end:
            found = self.text.find("\n", start, end)
            stop = end if found < 0 else found
            line = self.text[start:stop]
            if line.strip():
                left = start + len(line) - len(line.lstrip())
                yield Span(left, left + len(line.strip()))
            start = stop + 1


def text_lines(transcript: Transcript) -> TextLines:
    """Return the lines of a transcript."""
    starts = {turn.start for turn in transcript.turns}
    cues = [cue.start for cue in transcript.cues]
    lengths = [later - start for start, later in pairwise(cues)]
    if not lengths or median(lengths) > _WORD_LENGTH:
        starts.update(cues)
    return TextLines(normalise(transcript.text), tuple(sorted(starts)))
