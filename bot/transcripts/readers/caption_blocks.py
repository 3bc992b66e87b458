"""Find the timed blocks of SubRip, WebVTT, SBV and their dialects; pure.

A block is a line with two times, and the lines up to the next: all of these formats agree on that.
Indexes and identifiers stand before a line with times, often missing, sometimes without a blank
line; blank lines also occur within a block. So blocks are found by their times alone.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from bot.errors import TranscriptError
from bot.transcripts.timestamps import parse_time
from bot.translation import format_number
from bot.translation import gettext as _

MOST_BLOCKS = 500_000
"""More than that are two hundred hours of speech with a block for each word."""

_TIME = (
    r"[-−]?(?:(?:\d{1,3} {0,2}[:：] {0,2})?\d{1,3} {0,2}[:：] {0,2}\d{1,3}"
    r"(?: {0,2}[.,:;，．] {0,2}\d{1,9})?|\d{1,9}[.,]\d{1,9})"
)
_SETTING = r"(?:align|position|line|size|vertical|region|[XY][12]):\S{0,80}"
_ARROW = r"(?:[-–—=]{1,3} ?(?:>|&gt;)|→)"
_TIMES = re.compile(
    rf"^[^\S\n]{{0,20}}(?:(?P<start>{_TIME})[^\S\n]{{0,9}}{_ARROW}[^\S\n]{{0,9}}(?P<end>{_TIME})(?!\d)"
    rf"(?:[^\S\n]{{1,9}}{_SETTING}){{0,20}}"
    r"|(?P<first>\d{1,2}:\d\d:\d\d\.\d{1,3}),(?P<last>\d{1,2}:\d\d:\d\d\.\d{1,3})$)[^\S\n]*",
    re.MULTILINE,
)
_INDEX = re.compile(r"[\W_]{0,3}\d{1,9}[\W_]{0,2}")
_IDENTIFIER = re.compile(r"(?=\S{0,99}[\d-])[\w/.:#{}-]{1,99}")
_NAMED_INDEX = re.compile(r"\d{1,9} \"(?P<name>[^\"\n]{0,100})\"(?: \(\d{1,20}\))?")
"""The identifiers of Webex: `12 "Ann Lee" (34)`."""

_SAMPLE = 200_000
_MOST_LINES = 14
"""On average, of a block: a text with some times in it is none of these formats."""


@dataclass(frozen=True, slots=True)
class TimedBlock:
    """The lines under two times; a time that is none is None. `negative` times count as 0."""

    text: str
    start_ms: int | None
    end_ms: int | None
    negative: bool = False


def with_newlines(text: str) -> str:
    r"""Return the text with `\n` for every break of lines."""
    return text.replace("\r\r\n", "\n").replace("\r\n", "\n").replace("\r", "\n")


def is_timed(text: str) -> bool:
    """Return whether the text consists of timed blocks, judged by its beginning."""
    sample = with_newlines(text[:_SAMPLE])
    found = sum(1 for _ in _TIMES.finditer(sample))
    return found > 0 and sum(1 for _ in re.finditer(r"^.*\S", sample, re.MULTILINE)) <= (
        found * _MOST_LINES
    )


def is_sbv(text: str) -> bool:
    """Return whether the first times are written as in SBV: `0:00:01.000,0:00:02.000`."""
    found = _TIMES.search(with_newlines(text[:_SAMPLE]))
    return bool(found and found["first"])


def preface(text: str) -> str:
    """Return what stands before the first block, without its index."""
    found = _TIMES.search(text)
    before = text[: found.start()].rstrip() if found else ""
    rest, _, last = before.rpartition("\n")
    patterns = (_INDEX, _IDENTIFIER, _NAMED_INDEX)
    return (rest if any(one.fullmatch(last) for one in patterns) else before).strip()


def timed_blocks(text: str) -> Iterator[TimedBlock]:
    r"""Yield the blocks of a text with `\n` for newlines; raise TranscriptError if too many."""
    found = list(_bounded(_TIMES.finditer(text)))
    borders = [0, *(place for match in found for place in match.span()), len(text)]
    endings = [
        _ending(text[end:start]) for end, start in zip(borders[::2], borders[1::2], strict=True)
    ]
    style = _IndexStyle.of(endings[:-1])
    for number, match in enumerate(found, 1):
        before, ending = endings[number - 1], endings[number]
        follows = number < len(found) and style.is_index(ending, number + 1)
        start, end = match["start"] or match["first"], match["end"] or match["last"]
        words = (ending.before if follows else ending.body).removeprefix("\n")
        named = _NAMED_INDEX.fullmatch(before.line)
        yield TimedBlock(
            text=f"<v {named['name']}>{words}" if named else words,
            start_ms=_ms(start),
            end_ms=_ms(end),
            negative=start[0] in "-−",
        )


def _bounded(found: Iterator[re.Match[str]]) -> Iterator[re.Match[str]]:
    for number, match in enumerate(found):
        if number >= MOST_BLOCKS:
            raise TranscriptError(
                _("This file has more than {most} captions: divide it and add the parts.").format(
                    most=format_number(MOST_BLOCKS)
                )
            )
        yield match


def _ms(time: str) -> int | None:
    return parse_time("".join(time.split()))


@dataclass(frozen=True, slots=True)
class _Ending:
    """The last line of a block, with what is before it: it may belong to the next block.

    `spaced` if a blank line is before it, `touching` if none is between it and the next block.
    """

    body: str
    line: str
    before: str
    spaced: bool
    touching: bool


def _ending(body: str) -> _Ending:
    filled = body.rstrip()
    before, _, line = filled.rpartition("\n")
    previous = before.rpartition("\n")[2]
    spaced = "\n" in before and not previous.strip()
    touching = body[len(filled) :].count("\n") <= 1
    return _Ending(body, line.strip(), before, spaced=spaced, touching=touching)


@dataclass(frozen=True, slots=True)
class _IndexStyle:
    """How a file writes the indexes of its blocks, so that spoken numbers are left alone."""

    spaced: bool
    close: bool
    any_word: bool

    @classmethod
    def of(cls, endings: Sequence[_Ending]) -> Self:
        indexes = [ending for ending in endings if _INDEX.fullmatch(ending.line)]
        spaced = sum(ending.spaced for ending in indexes)
        words = sum(ending.spaced and ending.touching for ending in endings)
        return cls(
            spaced=spaced * 2 > len(endings),
            close=len(indexes) > 2 * spaced and len(indexes) * 2 > len(endings),
            any_word=words * 2 > len(endings),
        )

    def is_index(self, ending: _Ending, number: int) -> bool:
        """Return whether the last line is the index of the next block, which is the `number`th."""
        if _NAMED_INDEX.fullmatch(ending.line):
            return True
        if _INDEX.fullmatch(ending.line):
            expected = self.spaced or ending.line.strip("#.[]()") == str(number)
            return (ending.spaced and expected) or self.close
        one_word = self.any_word or bool(_IDENTIFIER.fullmatch(ending.line))
        return ending.spaced and ending.touching and one_word
