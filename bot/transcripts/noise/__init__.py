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

_EXAMPLE = 60
"""In characters: the most that is shown as an example."""


def mark_noise(transcript: Transcript) -> Transcript:
    """Return the transcript with its asides and advertisements, and turns of speech only.

    Asides are tags, times, stage directions, the loops of a recogniser but for their first
    occurrence, and the credits of caption sites. A turn is cut where a loop or a credit is.
    """
    plan = text_lines(transcript)
    turns = [Span(turn.start, turn.end) for turn in transcript.turns]
    tags = _within(find_tags(plan), turns)
    directions = _within([*find_directions(plan), *find_marginal_lines(plan, turns)], turns)
    asides = _merged([*transcript.asides, *tags, *directions])
    loops = list(find_loops(_spoken(plan.text, turns, asides)))
    spoken = _spoken(plan.text, turns, _merged([*asides, *loops]))
    left = TextLines(spoken, plan.starts)
    credited = [*find_credits(left, turns)]
    spoken = blank_out(spoken, credited)
    endings = sorted(find_endings(TextLines(spoken, plan.starts), _last_turns(transcript.turns)))
    spoken = blank_out(spoken, endings)
    cut = _merged([*loops, *credited, *endings])
    sponsored = _merged([*transcript.sponsored, *_sponsored(transcript.turns, plan.text, spoken)])
    return replace(
        transcript,
        asides=_merged([*asides, *cut]),
        turns=tuple(_cut(transcript.turns, cut, spoken)),
        sponsored=sponsored,
        dropped=(
            *transcript.dropped,
            *_dropped(plan.text, directions, "stage directions"),
            *_dropped(plan.text, loops, "repetitions by the speech recogniser"),
            *_dropped(plan.text, [*credited, *endings], "credits of caption makers"),
            *_dropped(plan.text, sponsored, "advertisements, which only /quote finds"),
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


def _within(spans: Iterable[Span], turns: Sequence[Span]) -> tuple[Span, ...]:
    """Return the spans that touch a turn, in order, without those inside another."""
    inside: list[Span] = []
    number = 0
    for span in sorted(spans):
        while number < len(turns) and turns[number].end <= span.start:
            number += 1
        new = not inside or span.end > inside[-1].end
        if number < len(turns) and turns[number].start < span.end and new:
            inside.append(span)
    return tuple(inside)


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the spans in order, each once; those that overlap are joined."""
    merged: list[Span] = []
    for span in sorted(set(spans), key=lambda span: (span.start, span.end)):
        if merged and span.start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


def _spoken(text: str, turns: Sequence[Span], asides: Iterable[Span]) -> str:
    """Return the text with spaces in place of asides and of what is outside turns."""
    ends = [0, *(turn.end for turn in turns)]
    starts = [*(turn.start for turn in turns), len(text)]
    return blank_out(text, _merged([*map(Span, ends, starts), *asides]))


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
        yield Dropped("times and numbers" if number else reason, len(found), found[0][:_EXAMPLE])
