"""Set the words of a card: the largest size at which they fit, in lines of similar width."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards.balance import MeasuredPiece, SetLine, balance, count_lines
from bot.cards.bidi import is_rtl
from bot.cards.card import Card
from bot.cards.faces import Faces, Style
from bot.cards.line_breaks import pieces
from bot.cards.marks import quotation_marks

LARGEST, SMALLEST = 140, 18
COMFORTABLE = 54
"""In pixels: the size from which words are read without effort on a phone."""

LABEL_LARGEST, LABEL_SMALLEST = 40, 26
LABEL_SHARE = 0.62
"""The size of a speaker's name above a turn, as a share of that of the words, within limits."""

_LABEL_LEADING = 1.5
_TURN_GAP = 0.6
_DASH = "\u2013"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A turn as it is set: `marks` stand before and after it, the first one in the margin.

    `leading` is the distance of two lines in sizes of the words.
    """

    lines: tuple[SetLine, ...]
    marks: tuple[str, str]
    label: str
    leading: float
    rtl: bool


@dataclass(frozen=True, slots=True)
class SetWords:
    """The words of a card in one size; heights are in pixels."""

    size: int
    paragraphs: tuple[Paragraph, ...]
    style: Style

    @property
    def label_size(self) -> int:
        """Return the size of speakers' names."""
        return min(max(round(self.size * LABEL_SHARE), LABEL_SMALLEST), LABEL_LARGEST)

    @property
    def label_height(self) -> float:
        """Return the height of a line with a speaker's name."""
        return self.label_size * _LABEL_LEADING

    @property
    def gap(self) -> float:
        """Return the distance of two turns."""
        return self.size * _TURN_GAP

    @property
    def height(self) -> float:
        """Return the height of all paragraphs."""
        gaps = self.gap * (len(self.paragraphs) - 1)
        labels = self.label_height * sum(bool(one.label) for one in self.paragraphs)
        lines = sum(len(one.lines) * one.leading * self.size for one in self.paragraphs)
        return gaps + labels + lines


@dataclass(frozen=True, slots=True)
class _Measured:
    """A turn whose pieces are measured; widths are of words of one pixel."""

    pieces: tuple[MeasuredPiece, ...]
    paragraph: Paragraph


def set_words(
    card: Card, faces: Faces, *, width: int, heights: Sequence[int]
) -> tuple[SetWords, int]:
    """Set the words in the first height where they are comfortable to read, or in the last.

    Return them with the number of that height.
    """
    style = Style("words", card.language)
    turns = [_measure(card, number, faces, style) for number in range(len(card.turns))]
    sizes = [_largest(turns, style, width, height) for height in heights]
    chosen = next((n for n, size in enumerate(sizes) if size >= COMFORTABLE), len(heights) - 1)
    size = sizes[chosen]
    return _set(turns, style, size, width / size), chosen


def _measure(card: Card, number: int, faces: Faces, style: Style) -> _Measured:
    turn = card.turns[number]
    several = len(card.turns) > 1
    rtl = is_rtl(turn.display, otherwise=is_rtl(card.words))
    marks = quotation_marks(turn.display, card.language)
    if several:
        marks = ("" if turn.speaker else f"{_DASH} ", "")
    found = pieces(turn.display, card.language)
    space, hyphen = (faces.width(one, style, rtl=rtl) for one in (" ", "-"))
    after = faces.width(marks[1], style, rtl=rtl)
    widths = [faces.width(one.text, style, rtl=rtl) for one in found]
    widths[-1] += after
    measured = tuple(
        MeasuredPiece(piece, piece_width, space if piece.space else 0, hyphen)
        for piece, piece_width in zip(found, widths, strict=True)
    )
    label = (turn.speaker or "") if several else ""
    leading = faces.leading(turn.display, style)
    return _Measured(measured, Paragraph((), marks, label, leading, rtl))


def _largest(turns: Sequence[_Measured], style: Style, width: int, height: float) -> int:
    """Return the largest size at which all turns fit, by bisection."""
    low, high = SMALLEST, LARGEST + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (
            (middle, high) if _fits(turns, style, middle, (width, height)) else (low, middle)
        )
    return low


def _fits(turns: Sequence[_Measured], style: Style, size: int, box: tuple[int, float]) -> bool:
    width, height = box
    counts = [count_lines(turn.pieces, width / size) for turn in turns]
    if None in counts:
        return False
    lines = [(SetLine(""),) * (count or 1) for count in counts]
    paragraphs = tuple(
        Paragraph(few, ("", ""), turn.paragraph.label, turn.paragraph.leading, rtl=False)
        for few, turn in zip(lines, turns, strict=True)
    )
    return SetWords(size, paragraphs, style).height <= height


def _set(turns: Sequence[_Measured], style: Style, size: int, width: float) -> SetWords:
    paragraphs = (
        Paragraph(
            tuple(balance(turn.pieces, width)),
            turn.paragraph.marks,
            turn.paragraph.label,
            turn.paragraph.leading,
            turn.paragraph.rtl,
        )
        for turn in turns
    )
    return SetWords(size, tuple(paragraphs), style)
