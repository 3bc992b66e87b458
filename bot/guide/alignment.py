"""A guide laid over a transcript: places -> offsets, and sentences on what did not fit."""

from collections.abc import Callable
from itertools import pairwise

from bot.guide.anchors import Offsets, by_anchor, by_offset
from bot.guide.model import Guide, Placed, Range, Voice
from bot.models import Chapter, Span, Transcript, Turn


def place(guide: Guide, transcript: Transcript) -> Placed:
    """Lay a guide over a transcript; what finds no place is left out and told in `problems`.

    On the transcript that the guide names, its offsets count; on any other, its anchors alone.
    """
    problems: list[str] = []
    places, text = list(guide.places()), transcript.text
    if guide.sha256 == transcript.sha256:
        offsets = by_offset(places, text, tell=problems.append)
    else:
        scale = len(text) / guide.length if guide.length else 1.0
        offsets = by_anchor(places, text, scale=scale, tell=problems.append)
    return Placed(
        episode=guide.episode,
        turns=_turns(guide.speakers, offsets, text, tell=problems.append),
        chapters=_chapters(guide, offsets, text, tell=problems.append),
        names=guide.names,
        pinned=_spans(guide.highlights, offsets, tell=problems.append),
        excluded=_spans(guide.excluded, offsets, tell=problems.append),
        problems=tuple(problems),
        fits=bool(offsets) or not places,
    )


def _spans(
    ranges: tuple[Range, ...], offsets: Offsets, *, tell: Callable[[str], None]
) -> tuple[Span, ...]:
    spans: list[Span] = []
    for entry in ranges:
        start, end = offsets.get(entry.start), offsets.get(entry.end)
        if start is None or end is None:
            continue
        if start < end:
            spans.append(Span(start, end))
        else:
            line = entry.start.line
            tell(f"Line {line}: the range ends before it starts and is left out; correct its `to`.")
    return tuple(sorted(spans))


def _chapters(
    guide: Guide, offsets: Offsets, text: str, *, tell: Callable[[str], None]
) -> tuple[Chapter, ...]:
    found = {offsets[part.start]: part for part in guide.chapters if part.start in offsets}
    if len(found) < sum(part.start in offsets for part in guide.chapters):
        tell("Two chapters start at the same place, so only the last of them is kept.")
    starts = [*sorted(found), len(text)]
    return tuple(
        Chapter(title=found[start].title, start=start, end=end, editor=found[start].summary)
        for start, end in pairwise(starts)
    )


def _turns(
    voices: tuple[Voice, ...], offsets: Offsets, text: str, *, tell: Callable[[str], None]
) -> tuple[Turn, ...]:
    """Give each voice its range; one whose end is not known gives none, rather than too much."""
    turns: list[Turn] = []
    reached = 0
    for voice, following in zip(voices, (*voices[1:], None), strict=False):
        start = offsets.get(voice.start)
        limit = len(text) if following is None else offsets.get(following.start)
        end = limit if voice.end is None else offsets.get(voice.end)
        if start is None:
            continue
        if end is None:
            tell(f"Line {voice.start.line}: where this speaker ends is not known; left out.")
        elif reached <= start < end <= (end if limit is None else limit):
            spoken = text[start:end].rstrip()
            turns.append(Turn(start, start + len(spoken), voice.name, voice.sure))
            reached = end
        else:
            tell(
                f"Line {voice.start.line}: this speaker overlaps another and is left out; "
                "put [[speakers]] in the order of the text."
            )
    return tuple(turns)
