"""Apply the speakers of an aligned guide to the turns of a transcript."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.guide.model import AlignedGuide
from bot.models import Transcript, Turn

_WORD = re.compile(r"\w")


def apply_guide(aligned: AlignedGuide, transcript: Transcript) -> Transcript:
    """Return the transcript with the guide's speakers; elsewhere its own turns are kept.

    Turns are split where a speaker begins or ends. Text outside every turn stays outside. Labels
    of the transcript that the guide names get these names first.
    """
    names = {one.label: one.name for one in aligned.speaker_names}
    turns = tuple(
        replace(turn, speaker=names[turn.speaker], sure=True) if turn.speaker in names else turn
        for turn in transcript.turns
    )
    transcript = replace(transcript, turns=turns)
    pieces = _pieces(transcript, aligned.turns)
    spoken = ((piece, speaker) for piece, speaker in pieces if _is_spoken(piece, transcript))
    return replace(transcript, turns=tuple(_merged(spoken, transcript.text)))


def _pieces(
    transcript: Transcript, speakers: tuple[Turn, ...]
) -> Iterator[tuple[Turn, Turn | None]]:
    """Yield each piece of each turn, with the guide's turn that covers it, if any."""
    for turn in transcript.turns:
        reached = turn.start
        for speaker in speakers:
            start, end = max(speaker.start, turn.start), min(speaker.end, turn.end)
            if start < end:
                yield replace(turn, start=reached, end=start), None
                yield replace(turn, start=start, end=end), speaker
                reached = end
        yield replace(turn, start=reached), None


def _is_spoken(piece: Turn, transcript: Transcript) -> bool:
    """Return whether a piece has words outside asides; a split can leave an aside by itself."""
    reached = piece.start
    for aside in transcript.asides:
        if piece.start < aside.end and aside.start < piece.end:
            if _WORD.search(transcript.text, reached, max(reached, aside.start)):
                return True
            reached = max(reached, aside.end)
    return _WORD.search(transcript.text, reached, max(reached, piece.end)) is not None


def _merged(pieces: Iterable[tuple[Turn, Turn | None]], text: str) -> Iterator[Turn]:
    """Yield the pieces, merging those of one speaker with no word between them."""
    last: Turn | None = None
    last_speaker: Turn | None = None
    for piece, speaker in pieces:
        turn = _trimmed(piece, text)
        if speaker is not None:
            turn = replace(turn, speaker=speaker.speaker, sure=speaker.sure)
        goes_on = speaker is not None and speaker is last_speaker
        if last and goes_on and not _WORD.search(text, last.end, turn.start):
            turn = replace(turn, start=last.start)
        elif last:
            yield last
        last, last_speaker = turn, speaker
    if last:
        yield last


def _trimmed(turn: Turn, text: str) -> Turn:
    words = text[turn.start : turn.end]
    start = turn.start + len(words) - len(words.lstrip())
    return replace(turn, start=start, end=start + len(words.strip()))
