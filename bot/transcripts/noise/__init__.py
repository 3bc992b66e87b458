"""Mark what a transcript contains that nobody said in the conversation; pure.

Nothing is removed from the text: asides are ranges in it, and so are advertisements.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, takewhile

from bot.models import Dropped, Span, Transcript, Turn
from bot.text.offsets import blank_out
from bot.transcripts.noise.credits import find_credits, find_endings
from bot.transcripts.noise.directions import find_directions, find_marginal_lines, find_tags
from bot.transcripts.noise.lines import TextLines, text_lines
from bot.transcripts.noise.loops import find_loops
from bot.transcripts.noise.sponsors import find_advertisements, is_sponsor_label
from bot.transcripts.spans import merged, touching
from bot.translation import N_

_EXAMPLE = 60
"""In characters: the most that is shown as an example."""


def mark_noise(transcript: Transcript) -> Transcript:
    """Return the transcript with its asides and advertisements, and turns of speech only.

    Asides are tags, times, stage directions, the loops of a recogniser but for their first
    occurrence, and the credits of caption sites. A turn is cut where a loop or a credit is.
    """
    lines = text_lines(transcript)
    turns = [Span(turn.start, turn.end) for turn in transcript.turns]
    tags = _outermost(touching(find_tags(lines), turns))
    found = [*find_directions(lines), *find_marginal_lines(lines, turns)]
    directions = _outermost(touching(found, turns))
    asides = merged([*transcript.asides, *tags, *directions])
    loops = list(find_loops(_spoken(lines.text, turns, asides)))
    spoken = _spoken(lines.text, turns, merged([*asides, *loops]))
    left = TextLines(spoken, lines.starts)
    credited = [*find_credits(left, turns)]
    spoken = blank_out(spoken, credited)
    endings = sorted(find_endings(TextLines(spoken, lines.starts), _last_turns(transcript.turns)))
    spoken = blank_out(spoken, endings)
    cut = merged([*loops, *credited, *endings])
    sponsored = merged([*transcript.sponsored, *_sponsored(transcript.turns, lines.text, spoken)])
    return replace(
        transcript,
        asides=merged([*asides, *cut]),
        turns=tuple(_cut(transcript.turns, cut, spoken)),
        sponsored=sponsored,
        dropped=(
            *transcript.dropped,
            *_dropped(lines.text, directions, N_("stage directions")),
            *_dropped(lines.text, loops, N_("repetitions by the speech recogniser")),
            *_dropped(lines.text, [*credited, *endings], N_("credits of caption makers")),
            *_dropped(lines.text, sponsored, N_("advertisements, which only /quote finds")),
        ),
    )


def _last_turns(turns: Sequence[Turn]) -> list[Span]:
    """Return the last turns of one speaker, in order."""
    last = takewhile(lambda turn: turn.speaker == turns[-1].speaker, reversed(turns))
    return [Span(turn.start, turn.end) for turn in last][::-1]


def _sponsored(turns: Sequence[Turn], text: str, spoken: str) -> Iterator[Span]:
    before = 0
    for turn in turns:
        if is_sponsor_label(turn.speaker or text[max(before, turn.start - 80) : turn.start]):
            yield Span(turn.start, turn.end)
        before = turn.end
    for _, same in groupby(turns, key=lambda turn: turn.speaker):
        yield from find_advertisements(spoken, [Span(turn.start, turn.end) for turn in same])


def _outermost(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the spans without those inside the one before; they are in order."""
    kept: list[Span] = []
    for span in spans:
        if not kept or span.end > kept[-1].end:
            kept.append(span)
    return tuple(kept)


def _spoken(text: str, turns: Sequence[Span], asides: Iterable[Span]) -> str:
    """Return the text with spaces in place of asides and of what is outside turns."""
    ends = [0, *(turn.end for turn in turns)]
    starts = [*(turn.start for turn in turns), len(text)]
    return blank_out(text, merged([*map(Span, ends, starts), *asides]))


def _cut(turns: Iterable[Turn], cut: Sequence[Span], spoken: str) -> Iterator[Turn]:
    """Yield the parts of the turns outside the cuts that have words."""
    number = 0
    for turn in turns:
        start = turn.start
        while number < len(cut) and cut[number].end <= start:
            number += 1
        for gap in (*_overlapping(cut, number, turn), Span(turn.end, turn.end)):
            if any(map(str.isalnum, spoken[start : gap.start])):
                yield replace(turn, start=start, end=gap.start)
            start = max(start, gap.end)


def _overlapping(cut: Sequence[Span], first: int, turn: Turn) -> Iterator[Span]:
    for number in range(first, len(cut)):
        if cut[number].start >= turn.end:
            break
        yield cut[number]


def _dropped(text: str, spans: Sequence[Span], reason: str) -> Iterator[Dropped]:
    """Yield the record of what is left out for a reason; times and numbers have their own."""
    shown = [" ".join(text[span.start : span.end].split()) for span in spans]

    def is_number(words: str) -> bool:
        return any(map(str.isdigit, words)) and not any(map(str.isalpha, words))

    for number, group in groupby(sorted(shown, key=is_number), key=is_number):
        found = list(group)
        yield Dropped(
            N_("times and numbers") if number else reason, len(found), found[0][:_EXAMPLE]
        )
