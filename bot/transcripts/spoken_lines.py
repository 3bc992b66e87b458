"""Read the lines of a text: the label, the times and the words of each; pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.models import Span
from bot.transcripts.label_forms import LEAD, Label, read_inner_labels
from bot.transcripts.labels import Labels
from bot.transcripts.speaker_names import tidy_name
from bot.transcripts.timestamps import CLOCK, parse_time

_HEAD = 400
_LEAST_STAMPS = 3
_SHARE_OF_STAMPS = 0.1
_RISING = 0.8
_BRACKETS = ("[", "(", "{", "<", "#")
_LEADING = re.compile(LEAD)
_STATED = re.compile(rf"{CLOCK}|\d{{1,6}}\.\d{{1,3}}")
_ALONE = re.compile(rf"\s*{CLOCK}\s*")
_ARROWS = re.compile(r"\s*>{2,9}\s*")
_RELATIVE = re.compile(r"\s*(?:\d{1,3} hours?,? ?)?(?:\d{1,3} minutes?,? ?)?\d{1,3} seconds?\s*")


@dataclass(frozen=True, slots=True)
class SpokenLine:
    """The words of a line, or of a part of it, with the label and times before them.

    `begin` is where the label or time begins, and `start` where the words do; `start` is `end`
    where there are no words. A line that `changes` begins a turn, of `speaker` if that is known.
    """

    begin: int
    start: int
    end: int
    speaker: str | None = None
    changes: bool = False
    start_ms: int | None = None
    end_ms: int | None = None


def read_spoken_lines(
    text: str, *, plain: str, lines: Sequence[Span], labels: Labels, found: Mapping[int, Label]
) -> Iterator[SpokenLine]:
    """Yield what is spoken in each line that is not blank.

    `plain` is the text without marks and what is not spoken, at the same offsets; `found` are the
    labels by the offset of their lines.
    """
    heads = [plain[line.start : min(line.end, line.start + _HEAD)] for line in lines]
    bare = _begin_with_times(heads)
    alone = bare or _are_times([head for head in heads if _ALONE.fullmatch(head)])
    for line in lines:
        if plain[line.start : line.end].strip():
            if label := found.get(line.start):
                first = _labelled(text, plain, line, label)
            else:
                bare_here = bare or (alone and bool(_ALONE.fullmatch(plain, line.start, line.end)))
                first = _read_line(plain, line, labels=labels, bare=bare_here)
            yield from _split(text, plain, first, labels=labels)


def _read_line(plain: str, line: Span, *, labels: Labels, bare: bool) -> SpokenLine:
    whole = SpokenLine(line.start, line.start, line.end)
    head = plain[line.start : min(line.end, line.start + _HEAD)]
    found = _LEADING.match(head)
    if found and found["before"] and (bare or found["before"].startswith(_BRACKETS)):
        start_ms, end_ms = _times(found["before"])
        start = line.start + found.end()
        return replace(whole, start=start, start_ms=start_ms, end_ms=end_ms)
    if bare and _RELATIVE.fullmatch(head):
        return replace(whole, start=line.end)
    if labels.names and (arrows := _ARROWS.match(head)):
        return replace(whole, start=line.start + arrows.end(), changes=True)
    return whole


def _labelled(text: str, plain: str, line: Span, label: Label) -> SpokenLine:
    at = line.start
    start_ms, end_ms = _times(
        plain[at : at + label.start] + plain[at + label.name_end : at + label.end]
    )
    name = None if label.is_pause else tidy_name(text[at + label.start : at + label.name_end])
    return SpokenLine(at, at + label.end, line.end, name, True, start_ms, end_ms)


def _split(text: str, plain: str, line: SpokenLine, *, labels: Labels) -> Iterator[SpokenLine]:
    """Yield the parts of a line between the labels within it."""
    inner = read_inner_labels(plain[line.start : line.end]) if labels.names else ()
    first = line.start
    for offset, label in inner:
        at = first + offset
        if at >= line.start and label.name in labels.names:
            yield replace(line, end=at)
            line = _labelled(text, plain, Span(at, line.end), label)
    yield line


def _times(stamps: str) -> tuple[int | None, int | None]:
    """Return the start and the end that stamps state, as far as they do."""
    found = [parse_time(clock) for clock in _STATED.findall(stamps)[:2]]
    start, end = (*found, None, None)[:2]
    return start, end if start is not None and end is not None and end >= start else None


def _are_times(heads: Sequence[str]) -> bool:
    """Return whether lines that are a time each all rise, so that nobody said them."""
    times = [parse_time(head.strip()) for head in heads]
    stated = [ms for ms in times if ms is not None]
    return len(stated) > 1 and stated == sorted(stated)


def _begin_with_times(heads: Sequence[str]) -> bool:
    """Return whether lines begin with times without brackets: some do, and their times rise."""
    found = [(_LEADING.match(head), head) for head in heads if head.strip()]
    stamps = [match["before"] for match, _ in found if match and match["before"]]
    times = [ms for stamp in stamps if (ms := _times(stamp)[0]) is not None]
    rising = sum(later >= earlier for earlier, later in pairwise(times))
    enough = len(times) >= _LEAST_STAMPS or len(times) == len(found)
    return (
        enough
        and len(times) >= len(found) * _SHARE_OF_STAMPS
        and rising >= (len(times) - 1) * _RISING
    )
