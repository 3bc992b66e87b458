"""Cut an episode into windows: runs of neighbouring quotes, each encoded as one vector; pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

LENGTH = 1
"""A window ends with the quote in which it reaches this many characters: it has one quote.

Overlapping windows of 300 characters take twice as long to encode and find no more, as the cosines
of neighbouring quotes are added when they are compared (`scoring/meaning.py`).
"""

STRIDE = 1
"""The number of quotes from the start of a window to that of the next."""

CUTTING = f"{LENGTH}/{STRIDE}"
"""Identifies how windows are cut: kept vectors of another cutting are encoded anew."""


class QuoteText(NamedTuple):
    """What a window needs of a quote: its row, its text, and the gap to the next quote.

    Rows count up within an episode. A gap of None must not be crossed.
    """

    row: int
    text: str
    gap: str | None


@dataclass(frozen=True, slots=True)
class TextWindow:
    """The quotes from row `first` to row `last`, inclusive, and their text."""

    first: int
    last: int
    text: str


def cut_windows(
    quotes: Sequence[QuoteText], *, length: int = LENGTH, stride: int = STRIDE
) -> list[TextWindow]:
    """Return the windows of an episode's quotes, in order.

    Every quote is in one or more. No window crosses a gap of None, and none lies within another.
    """
    return [
        TextWindow(run[first].row, run[end - 1].row, _joined(run[first:end]))
        for run in _runs(quotes)
        for first, end in _bounds(run, length=length, stride=stride)
    ]


def _runs(quotes: Sequence[QuoteText]) -> Iterator[Sequence[QuoteText]]:
    """Yield the longest runs of quotes that a window may span."""
    start = 0
    for position, quote in enumerate(quotes, start=1):
        if quote.gap is None or position == len(quotes):
            yield quotes[start:position]
            start = position


def _bounds(run: Sequence[QuoteText], *, length: int, stride: int) -> Iterator[tuple[int, int]]:
    """Yield the first (inclusive) and last (exclusive) positions of the windows of a run."""
    start = covered = 0
    while covered < len(run):
        end = _end(run, start, length=length)
        if end > covered:
            yield start, end
        covered, start = end, min(start + stride, end)


def _end(run: Sequence[QuoteText], start: int, *, length: int) -> int:
    """Return the position after the quote in which a window reaches its length, or the run ends."""
    reached = 0
    for position in range(start, len(run)):
        reached += len(run[position].text) + 1
        if reached > length:
            return position + 1
    return len(run)


def _joined(quotes: Sequence[QuoteText]) -> str:
    return " ".join(quote.text for quote in quotes)
