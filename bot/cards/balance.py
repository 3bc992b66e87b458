"""Arrange pieces of a text in lines of similar width; pure.

A paragraph is set as a whole, after Knuth and Plass, "Breaking Paragraphs into Lines" (1981): of
all ways to divide it, the one is taken whose lines leave the least squares of space, where some
ends of lines cost more: after a hyphen, after a short word, before a last line of one word.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from bot.cards.line_breaks import Piece

_SHORT = 2
_SHORT_WORD = 0.015
_HYPHEN = 0.12
_LAST_WORD = 0.25
_AFTER_STOP = -0.01
_STOPS = ".,;:!?\u2014\u2026。、，！？؟،"


@dataclass(frozen=True, slots=True)
class SetLine:
    """A line as it is set: the `text` ends with its space, if it has one; a `hyphen` is added."""

    text: str
    hyphen: bool = False


@dataclass(frozen=True, slots=True)
class MeasuredPiece:
    """A piece with its width, and with that of what may follow it: a space, a hyphen."""

    piece: Piece
    width: float
    space: float
    hyphen: float


def count_lines(measured: Sequence[MeasuredPiece], width: float) -> int | None:
    """Return the least number of lines of a width, None where a piece is wider than that."""
    count, used = 1, 0.0
    for number, one in enumerate(measured):
        needed = one.width + (one.hyphen if one.piece.hyphen else 0)
        if needed > width:
            return None
        before = measured[number - 1].space if number else 0
        if used and used + before + needed > width:
            count, used = count + 1, one.width
        else:
            used += (before if used else 0) + one.width
    return count


def balance(measured: Sequence[MeasuredPiece], width: float) -> list[SetLine]:
    """Divide a paragraph into lines of similar widths, none over `width`.

    The least number of lines is used. A piece that is wider gets a line of its own.
    """
    target = _narrowest(measured, width)
    # `edges[n]` is where piece n begins, were all in one line.
    edges = [0.0, *accumulate(one.width + one.space for one in measured)]
    best = [0.0] + [float("inf")] * len(measured)
    starts = [0] * (len(measured) + 1)
    for end in range(1, len(measured) + 1):
        last = measured[end - 1]
        tail = last.hyphen - last.space if last.piece.hyphen else -last.space
        for start in range(end - 1, -1, -1):
            used = edges[end] - edges[start] + tail
            if used > target and start < end - 1:
                break
            cost = best[start] + _cost(measured, (start, end), 1 - min(used / target, 1))
            if cost < best[end]:
                best[end], starts[end] = cost, start
    return _lines(measured, starts)


def _narrowest(measured: Sequence[MeasuredPiece], width: float) -> float:
    """Return the least width in which the lines are no more than in `width`, and a little."""
    count = count_lines(measured, width)
    if count is None or count == 1:
        return width
    low, high = width / 2, width
    while high - low > width / 200:
        middle = (low + high) / 2
        fits = (count_lines(measured, middle) or count + 1) <= count
        low, high = (low, middle) if fits else (middle, high)
    return min(width, high * 1.06)


def _cost(measured: Sequence[MeasuredPiece], span: tuple[int, int], slack: float) -> float:
    start, end = span
    last = measured[end - 1].piece
    if end == len(measured):
        return slack * slack / 2 + (_LAST_WORD if start == end - 1 and start else 0)
    if last.hyphen:
        return slack * slack + _HYPHEN
    if last.space and len(last.text) <= _SHORT and last.text.isalpha():
        return slack * slack + _SHORT_WORD
    return slack * slack + (_AFTER_STOP if last.text[-1] in _STOPS else 0)


def _lines(measured: Sequence[MeasuredPiece], starts: Sequence[int]) -> list[SetLine]:
    lines: list[SetLine] = []
    end = len(measured)
    while end:
        start = starts[end]
        chosen = [one.piece for one in measured[start:end]]
        text = "".join(f"{piece.text} " if piece.space else piece.text for piece in chosen)
        lines.append(SetLine(text, hyphen=chosen[-1].hyphen))
        end = start
    return lines[::-1]
