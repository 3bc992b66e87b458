"""Read a text in any dialect in which people write transcripts; pure.

The text stays as it is: turns, cues and asides say by offsets what is spoken, by whom and when.
"""

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from bot.errors import TranscriptError
from bot.models import Cue, Span, Transcript, Turn
from bot.text.display import ASIDE_PATTERN, LABEL_PATTERN
from bot.text.offsets import blank_out, normalise
from bot.transcripts.layout import read_layout
from bot.transcripts.script import arrange
from bot.transcripts.spans import merged, touching
from bot.transcripts.timestamps import CLOCK, parse_time
from bot.translation import format_number, ngettext
from bot.translation import gettext as _

_DASH = re.compile(r"(?:(?<=[.?!…\"”])\s|^[^\S\n]*)[-–—] (?=[\"“]?[^\W\d_a-z])", re.MULTILINE)
_LONG_DASH = re.compile(r"(?:(?<=[.?!…\"”])\s|^[^\S\n]*)[–—] (?=[\"“]?[^\W\d_a-z])", re.MULTILINE)
_ARROWS = re.compile(r"(?<!\S)>{2,}[^\S\n]*")
_STATED = re.compile(
    rf"\[(?:[a-z-]{{1,20}}[ ])?(?P<time>{CLOCK})\s?\]|#(?P<tag>{CLOCK})(?:-\d)?#", re.IGNORECASE
)


MOST_LINES = 500_000
"""More than ten days of speech have."""


def read_text(text: str, data: bytes, *, format: str) -> Transcript:  # noqa: A002 - as in Transcript
    """Return the transcript of a text; `data` are the bytes of the file.

    A dash in front of a sentence, ">>" or a label in capitals begins a turn without a speaker
    where no labels are learnt. Raise TranscriptError where there are too many lines.
    """
    if text.count("\n") + text.count("\r") > MOST_LINES * 2:
        raise TranscriptError(
            _(
                "The file has over {most} lines: check that it is a transcript, and split it."
            ).format(most=format_number(MOST_LINES))
        )
    layout = read_layout(text, normalise(text))
    asides = [Span(*found.span()) for found in ASIDE_PATTERN.finditer(text)]
    asides += [Span(*found.span()) for found in _STATED.finditer(layout.plain)]
    turns, cues, stamps = arrange(layout.spoken, blank_out(layout.plain, sorted(asides)))
    if not layout.labels.names:
        dash = _LONG_DASH if format == "markdown" else _DASH
        turns = list(_divided(layout.plain, turns, marks=(dash, _ARROWS, LABEL_PATTERN)))
    stated = sorted([*cues, *layout.times, *_stated(layout.plain)], key=lambda cue: cue.start)
    rising = _rising(stated)
    return Transcript(
        text=text,
        sha256=hashlib.sha256(data).hexdigest(),
        format=format,
        turns=tuple(turn for turn in turns if layout.plain[turn.start : turn.end].strip()),
        cues=tuple(_distinct(rising)),
        asides=tuple(touching(merged([*layout.unspoken, *stamps, *asides]), turns)),
        headings=layout.headings,
        title=layout.metadata.title,
        number=layout.metadata.number,
        published=layout.metadata.published,
        guests=layout.metadata.guests,
        links=layout.metadata.links,
        dropped=layout.dropped,
        warnings=_warnings({one.start_ms for one in stated} - {one.start_ms for one in rising}),
    )


def _divided(
    plain: str, turns: Iterable[Turn], *, marks: Sequence[re.Pattern[str]]
) -> Iterator[Turn]:
    """Yield the turns between the marks of a change, without speakers: labels are invented."""
    for turn in turns:
        begin = turn.start
        found = (one.span() for mark in marks for one in mark.finditer(plain, turn.start, turn.end))
        for start, end in [*sorted(found), (turn.end, turn.end)]:
            if plain[begin:start].strip():
                yield Turn(begin, start)
            begin = max(begin, end)


def _stated(plain: str) -> Iterator[Cue]:
    """Yield a cue for each time in brackets, wherever it stands."""
    for found in _STATED.finditer(plain):
        ms = parse_time(found["time"] or found["tag"])
        if ms is not None:
            yield Cue(found.start(), ms)


def _rising(cues: Sequence[Cue]) -> list[Cue]:
    """Return the most cues whose times do not run backwards.

    This is the longest non-decreasing subsequence, by patience sorting from the end.
    """
    piles: list[int] = []
    tops: list[int] = []
    after: list[int] = [-1] * len(cues)
    for at in range(len(cues) - 1, -1, -1):
        time = -cues[at].start_ms
        pile = bisect_right(piles, time)
        after[at] = tops[pile - 1] if pile else -1
        piles[pile : pile + 1], tops[pile : pile + 1] = [time], [at]
    chosen: list[Cue] = []
    at = tops[-1] if tops else -1
    while at >= 0:
        chosen.append(cues[at])
        at = after[at]
    return chosen


def _distinct(cues: Sequence[Cue]) -> Iterator[Cue]:
    """Yield the cues without those that state the time of the cue before."""
    latest = -1
    for cue in cues:
        if cue.start_ms > latest:
            yield cue
        latest = cue.start_ms


def _warnings(backwards: set[int]) -> tuple[str, ...]:
    if not backwards:
        return ()
    warning = ngettext(
        "{number} of its times runs backwards and is left out: check the order of its parts.",
        "{number} of its times run backwards and are left out: check the order of its parts.",
        len(backwards),
    ).format(number=format_number(len(backwards)))
    return (warning,)
