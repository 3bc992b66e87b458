"""Read the timed blocks of YouTube's json3, whose words have times of their own; pure."""

import html
from collections.abc import Iterator

from bot.transcripts.readers.caption_blocks import TimedBlock
from bot.transcripts.readers.caption_markup import time_tag
from bot.transcripts.readers.json_values import as_list, as_map, milliseconds


def youtube_blocks(root: object) -> Iterator[TimedBlock]:
    """Yield a block for each event that has words; none where the value is of another tool."""
    for event in map(as_map, as_list(as_map(root).get("events"))):
        start = milliseconds(event.get("tStartMs"), unit=1.0)
        length = milliseconds(event.get("dDurationMs"), unit=1.0)
        words = "".join(_pieces(as_list(event.get("segs")), start))
        if start is not None and words.strip():
            yield TimedBlock(words, start, None if length is None else start + length)


def _pieces(segments: list[object], start: int | None) -> Iterator[str]:
    """Yield the words of an event, escaped as in WebVTT, with the times of those that have one."""
    for segment in map(as_map, segments):
        words, offset = segment.get("utf8"), milliseconds(segment.get("tOffsetMs"), unit=1.0)
        if isinstance(words, str):
            if start is not None and offset:
                yield time_tag(start + offset)
            yield html.unescape(words).replace("&", "&amp;").replace("<", "&lt;")
