"""Compose a transcript from timed blocks, whatever format they come from; pure."""

from collections.abc import Sequence
from dataclasses import replace

from bot.models import Dropped, Transcript
from bot.transcripts.composition import compose
from bot.transcripts.readers.caption_blocks import TimedBlock
from bot.transcripts.readers.caption_order import in_order
from bot.transcripts.readers.caption_speakers import captions_of
from bot.transcripts.readers.numbered_speakers import name_speakers
from bot.transcripts.readers.rolling import collapse
from bot.translation import N_


def compose_blocks(blocks: Sequence[TimedBlock], *, data: bytes, format: str) -> Transcript:  # noqa: A002 - as in Transcript
    """Return the transcript of blocks, whose texts are marked up as in WebVTT.

    Rolling captions are collapsed, and blocks put into the order of their times.
    """
    collapsed = collapse(blocks)
    ordered = in_order(collapsed.blocks)
    captions = name_speakers(captions_of(ordered.blocks), {})
    transcript = compose(captions, data=data, format=format)
    dropped: list[Dropped] = []
    if collapsed.repeated:
        count, example = len(collapsed.repeated), collapsed.repeated[0]
        dropped.append(Dropped(N_("shown again by rolling captions"), count, example))
    return replace(transcript, dropped=tuple(dropped), warnings=ordered.warnings)
