"""Align a guide with a transcript: find the offset of each anchor, and report the others."""

from collections.abc import Callable
from itertools import pairwise

from bot.guide.anchors import Offsets, by_anchor, by_offset
from bot.guide.model import AlignedGuide, Guide, MarkedRange, SpeakerRange
from bot.models import Chapter, Span, SpeakerName, Transcript, Turn


def align(guide: Guide, transcript: Transcript) -> AlignedGuide:
    """Align a guide with a transcript; what cannot be placed is left out and listed in `problems`.

    If the hash matches, the guide's offsets are used; otherwise its anchors.
    """
    problems: list[str] = []
    points, text = list(guide.anchor_points()), transcript.text
    if guide.sha256 == transcript.sha256:
        offsets = by_offset(points, text, report=problems.append)
    else:
        scale = len(text) / guide.length if guide.length else 1.0
        offsets = by_anchor(points, text, scale=scale, report=problems.append)
    return AlignedGuide(
        episode=guide.episode,
        turns=_turns(guide.speakers, offsets, text, report=problems.append),
        speaker_names=_speaker_names(guide, transcript, report=problems.append),
        chapters=_chapters(guide, offsets, text, report=problems.append),
        names=guide.names,
        pinned=_spans(guide.highlights, offsets, report=problems.append),
        excluded=_spans(guide.excluded, offsets, report=problems.append),
        problems=tuple(problems),
        fits=bool(offsets) or not points,
    )


def _speaker_names(
    guide: Guide, transcript: Transcript, *, report: Callable[[str], None]
) -> tuple[SpeakerName, ...]:
    labels = {turn.speaker for turn in transcript.turns}
    for unknown in (one.label for one in guide.speaker_names if one.label not in labels):
        report(f"No speaker of the transcript has the label “{unknown}”; correct its `labels`.")
    return tuple(one for one in guide.speaker_names if one.label in labels)


def _spans(
    ranges: tuple[MarkedRange, ...], offsets: Offsets, *, report: Callable[[str], None]
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
            report(
                f"Line {line}: the range is left out because it ends before it starts; "
                "correct its `to`."
            )
    return tuple(sorted(spans))


def _chapters(
    guide: Guide, offsets: Offsets, text: str, *, report: Callable[[str], None]
) -> tuple[Chapter, ...]:
    found = {
        offsets[chapter.start]: chapter for chapter in guide.chapters if chapter.start in offsets
    }
    if len(found) < sum(chapter.start in offsets for chapter in guide.chapters):
        report(
            "Two [[chapters]] start at the same offset, so only the last of them is kept; "
            "correct the `from` of one."
        )
    starts = [*sorted(found), len(text)]
    return tuple(
        Chapter(title=found[start].title, start=start, end=end, editor=found[start].summary)
        for start, end in pairwise(starts)
    )


def _turns(
    speakers: tuple[SpeakerRange, ...],
    offsets: Offsets,
    text: str,
    *,
    report: Callable[[str], None],
) -> tuple[Turn, ...]:
    """Return the turn of each speaker; where its end is unknown it is left out, not too long."""
    turns: list[Turn] = []
    reached = 0
    for speaker, following in zip(speakers, (*speakers[1:], None), strict=False):
        start = offsets.get(speaker.start)
        limit = len(text) if following is None else offsets.get(following.start)
        end = limit if speaker.end is None else offsets.get(speaker.end)
        if start is None:
            continue
        if end is None:
            report(
                f"Line {speaker.start.line}: this speaker is left out because its end is not "
                "found; correct its `to`, or the `from` of the next."
            )
        elif reached <= start < end <= (end if limit is None else limit):
            spoken = text[start:end].rstrip()
            turns.append(Turn(start, start + len(spoken), speaker.name, speaker.sure))
            reached = end
        else:
            report(
                f"Line {speaker.start.line}: this speaker is left out because it overlaps another; "
                "put [[speakers]] in the order of the text."
            )
    return tuple(turns)
