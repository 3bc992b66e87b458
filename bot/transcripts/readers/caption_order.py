"""Put timed blocks into the order of their times, where the file is not; pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.transcripts.readers.caption_blocks import TimedBlock
from bot.transcripts.timestamps import format_time
from bot.translation import format_number, ngettext

_LONG_BACK_MS = 5 * 60_000
"""Times that go back further begin anew, as in two recordings in one file, or are a mistake."""

_FEW_RESTARTS = 3


@dataclass(frozen=True, slots=True)
class Ordered:
    """The blocks in order, with a sentence for each thing that is wrong with their times."""

    blocks: Sequence[TimedBlock]
    warnings: tuple[str, ...] = ()


def in_order(blocks: Sequence[TimedBlock]) -> Ordered:
    """Return the blocks in the order of their times, where these go back by a few minutes.

    Where they go back further, the order of the file stands, unless that happens again and again:
    then the file is in no order.
    """
    starts = _starts(blocks)
    restarts = [at for at in range(1, len(starts)) if starts[at - 1] - starts[at] > _LONG_BACK_MS]
    disordered = len(restarts) > _FEW_RESTARTS and len(restarts) * 50 > len(blocks)
    borders = [0, *([] if disordered else restarts), len(blocks)]
    order = [
        at
        for begin, end in pairwise(borders)
        for at in sorted(range(begin, end), key=starts.__getitem__)
    ]
    moved = sum(at != place for place, at in enumerate(order))
    warnings = _warnings(blocks, starts, restarts=[] if disordered else restarts, moved=moved)
    return Ordered([_with_end(blocks[at]) for at in order], tuple(warnings))


def _starts(blocks: Sequence[TimedBlock]) -> list[int]:
    """Return when each block starts; one without a time, when the block before it does."""
    starts: list[int] = []
    for block in blocks:
        before = starts[-1] if starts else 0
        starts.append(before if block.start_ms is None else block.start_ms)
    return starts


def _with_end(block: TimedBlock) -> TimedBlock:
    """Return the block without its end where that is before its start."""
    start, end = block.start_ms, block.end_ms
    if start is None or end is None or start <= end:
        return block
    return replace(block, end_ms=None)


def _warnings(
    blocks: Sequence[TimedBlock], starts: Sequence[int], *, restarts: Sequence[int], moved: int
) -> Iterator[str]:
    if restarts:
        at = restarts[0]
        yield ngettext(
            "The times go back from {begin} to {end}: if these are several recordings, add each by "
            "itself.",
            "The times go back {number} times, first from {begin} to {end}: if these are several "
            "recordings, add each by itself.",
            len(restarts),
        ).format(
            number=format_number(len(restarts)),
            begin=format_time(starts[at - 1]),
            end=format_time(starts[at]),
        )
    if moved:
        yield ngettext(
            "{number} caption was not in the order of the times and moved to its place.",
            "{number} captions were not in the order of the times and moved to their place.",
            moved,
        ).format(number=format_number(moved))
    if negative := sum(block.negative for block in blocks):
        yield ngettext(
            "{number} caption was taken to begin at 0:00:00, not before the recording.",
            "{number} captions were taken to begin at 0:00:00, not before the recording.",
            negative,
        ).format(number=format_number(negative))
    if unread := sum(block.start_ms is None for block in blocks):
        yield ngettext(
            "{number} caption was without a time that can be read.",
            "{number} captions were without a time that can be read.",
            unread,
        ).format(number=format_number(unread))
