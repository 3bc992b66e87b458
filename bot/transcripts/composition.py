"""Compose a transcript from the captions of a marked-up file; pure."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from bot.models import Cue, Transcript, Turn

_BETWEEN_TURNS = "\n\n"


@dataclass(frozen=True, slots=True)
class Caption:
    """Some words of a marked-up file, without markup, with their time and speaker if it has them.

    `new_turn` marks a change of speakers where the next one has no name.
    """

    text: str
    start_ms: int | None = None
    end_ms: int | None = None
    speaker: str | None = None
    new_turn: bool = False


def compose(captions: Iterable[Caption], *, data: bytes, format: str) -> Transcript:  # noqa: A002 - as in Transcript
    """Return the transcript of captions, in their order; `data` are the bytes of the file.

    The captions of a turn are joined by spaces, and turns by blank lines. Captions without words
    are left out.
    """
    pieces: list[str] = []
    turns: list[Turn] = []
    cues: list[Cue] = []
    length = 0
    for caption in captions:
        words = " ".join(caption.text.split())
        if not words:
            continue
        same = turns and not caption.new_turn and caption.speaker == turns[-1].speaker
        if pieces:
            pieces.append(" " if same else _BETWEEN_TURNS)
            length += len(pieces[-1])
        start, length = length, length + len(words)
        pieces.append(words)
        if same:
            turns[-1] = Turn(turns[-1].start, length, caption.speaker, turns[-1].sure)
        else:
            turns.append(Turn(start, length, caption.speaker, caption.speaker is not None))
        if caption.start_ms is not None:
            cues.append(Cue(start, caption.start_ms, caption.end_ms))
    return Transcript(
        text="".join(pieces),
        sha256=hashlib.sha256(data).hexdigest(),
        format=format,
        turns=tuple(turns),
        cues=tuple(cues),
        source=data,
    )
