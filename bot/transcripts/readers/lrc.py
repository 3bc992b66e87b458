"""Read LRC: lines of words, each after one or more times in brackets; pure."""

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.models import Transcript
from bot.transcripts.readers.block_composition import compose_blocks
from bot.transcripts.readers.caption_blocks import TimedBlock, with_newlines
from bot.transcripts.timestamps import parse_time

_TAG = re.compile(r"[^\S\n]{0,20}\[(?P<key>[a-z#]{1,10}):(?P<value>[^\[\]\n]{0,300})\]\s*")
_TIME = re.compile(r"[^\S\n]{0,20}\[(?P<time>-?\d{1,3}:\d{1,2}(?:[.:]\d{1,3})?)\]")
_HUNDREDTHS = re.compile(r"\d{1,3}:\d\d\.\d{2,3}")
_KNOWN = {"ti", "ar", "al", "au", "by", "offset", "length", "re", "ve", "la"}
_SAMPLE = 50_000
_MOSTLY = 0.6


def recognises(text: str, suffix: str) -> bool:
    """Return whether most lines begin as in LRC.

    A time without fractions in brackets begins the lines of other transcripts, too.
    """
    lines = [line for line in with_newlines(text[:_SAMPLE]).split("\n") if line.strip()]
    times = [found["time"] for line in lines if (found := _TIME.match(line))]
    tags = [found["key"] for line in lines if (found := _TAG.fullmatch(line))]
    exact = sum(bool(_HUNDREDTHS.fullmatch(time)) for time in times)
    if not times or len(times) + len(tags) < _MOSTLY * len(lines):
        return False
    return suffix == ".lrc" or exact > _MOSTLY * len(times) or not _KNOWN.isdisjoint(tags)


def parse(text: str, data: bytes) -> Transcript:
    """Parse LRC; a line with several times is said several times."""
    tags: dict[str, str] = {}
    timed: list[tuple[str, str]] = []
    for line in with_newlines(text).split("\n"):
        if found := _TAG.fullmatch(line):
            tags.setdefault(found["key"], found["value"].strip())
        elif found := list(_timed(line)):
            timed += found
        elif timed and line.strip():
            timed.append((timed[-1][0], line))
    offset = int(tags["offset"]) if re.fullmatch(r"[+-]?\d{1,7}", tags.get("offset", "")) else 0
    blocks = sorted((_block(time, words, offset) for time, words in timed), key=_start)
    return replace(
        compose_blocks(blocks, data=data, format="LRC"),
        title=tags.get("ti") or None,
        language=tags.get("la", ""),
    )


def _timed(line: str) -> Iterator[tuple[str, str]]:
    """Yield each time of a line with the words of the line."""
    times: list[str] = []
    end = 0
    while found := _TIME.match(line, end):
        times.append(found["time"])
        end = found.end()
    yield from ((time, line[end:]) for time in times)


def _block(time: str, words: str, offset: int) -> TimedBlock:
    """Return a block; a positive `offset`, in milliseconds, shows it earlier."""
    minutes, _, rest = time.partition(":")
    ms = parse_time(f"{minutes}:{rest.replace(':', '.')}")
    return TimedBlock(words, None if ms is None else max(0, ms - offset), None)


def _start(block: TimedBlock) -> int:
    return block.start_ms or 0
