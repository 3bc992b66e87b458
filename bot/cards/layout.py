"""Arrange a card: choose its height, and place every line of text."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from bot.cards.bidi import is_rtl
from bot.cards.card import Card
from bot.cards.faces import Faces, Style
from bot.cards.source import fit_lines
from bot.cards.words import Paragraph, SetWords, set_words

WIDTH = 1_200
HEIGHTS = (675, 900, 1_200, 1_500)
"""In pixels: the first in which the words are comfortable to read, else the last."""

INSET, MARGIN, EDGE = 128, 92, 12
"""Where texts begin, where they end at most, and where the first quotation mark begins at most."""

TEXT_WIDTH = WIDTH - INSET - MARGIN
BAR_WIDTH, BAR_HEIGHT = 88, 6
_TOP, _BOTTOM = 68, 62
_SHOW_SIZE, _SPEAKER_SIZE, _SOURCE_SIZE = 36, 44, 36
_AROUND_WORDS = 50
_BAR_GAP = 30
_LEADING = 1.32
_ASCENT = 0.74
"""How far the base line is below the top of capitals, in sizes."""

Ink = Literal["ink", "accent"]


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line of text at its place: `left`, `baseline` and `width` are in pixels."""

    text: str
    left: float
    baseline: float
    width: float
    size: int
    style: Style
    ink: Ink
    rtl: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """A card with every line placed, and the words as they were set.

    `bar` is the left and the top of the bar above the source, None where no source is told.
    """

    height: int
    words: SetWords
    lines: tuple[PlacedLine, ...]
    bar: tuple[int, int] | None

    @property
    def fits(self) -> bool:
        """Whether nothing leaves the picture; only letters wider than any line do."""
        inside = all(
            line.left >= EDGE and line.left + line.width <= WIDTH - EDGE for line in self.lines
        )
        return inside and self.lines[-1].baseline <= self.height


@dataclass(frozen=True, slots=True)
class _SourceLine:
    text: str
    size: int
    style: Style
    ink: Ink


def lay_out(card: Card, faces: Faces) -> Layout:
    """Arrange a card whose texts can be drawn."""
    rtl = is_rtl(card.words)
    show = _show(card, faces)
    source = _source(card, faces)
    source_height = sum(line.size * _LEADING for line in source)
    above = _TOP + (_SHOW_SIZE if show else 0) + _AROUND_WORDS
    below = _AROUND_WORDS + BAR_HEIGHT + _BAR_GAP + source_height + _BOTTOM
    spaces = [round(height - above - below) for height in HEIGHTS]
    words, chosen = set_words(card, faces, width=TEXT_WIDTH, heights=spaces)
    height = HEIGHTS[chosen]
    top = above + (spaces[chosen] - words.height) / 2
    bar_top = height - below + _AROUND_WORDS
    lines = (
        *_placed(show, faces, _TOP, rtl=rtl),
        *_placed_words(words, faces, top),
        *_placed(source, faces, bar_top + BAR_HEIGHT + _BAR_GAP, rtl=rtl),
    )
    bar_left = WIDTH - INSET - BAR_WIDTH if rtl else INSET
    return Layout(height, words, lines, (bar_left, round(bar_top)) if source else None)


def _show(card: Card, faces: Faces) -> list[_SourceLine]:
    style = Style("name", card.language)
    lines = fit_lines(card.show, faces, style=style, width=TEXT_WIDTH / _SHOW_SIZE)
    return [_SourceLine(line, _SHOW_SIZE, style, "accent") for line in lines]


def _source(card: Card, faces: Faces) -> list[_SourceLine]:
    bold, regular = Style("name", card.language), Style("source", card.language)
    speaker = fit_lines(card.speaker or "", faces, style=bold, width=TEXT_WIDTH / _SPEAKER_SIZE)
    end = f" · {card.position}" if card.episode and card.position else card.position
    episode = fit_lines(
        card.episode, faces, style=regular, end=end, width=TEXT_WIDTH / _SOURCE_SIZE, most=2
    )
    return [
        *(_SourceLine(line, _SPEAKER_SIZE, bold, "ink") for line in speaker),
        *(_SourceLine(line, _SOURCE_SIZE, regular, "accent") for line in episode),
    ]


def _placed(
    lines: list[_SourceLine], faces: Faces, top: float, *, rtl: bool
) -> Iterator[PlacedLine]:
    for line in lines:
        own = is_rtl(line.text, otherwise=rtl)
        width = faces.width(line.text, line.style, rtl=own) * line.size
        left = WIDTH - INSET - width if rtl else INSET
        baseline = top + line.size * _ASCENT
        yield PlacedLine(line.text, left, baseline, width, line.size, line.style, line.ink, own)
        top += line.size * _LEADING


def _placed_words(words: SetWords, faces: Faces, top: float) -> Iterator[PlacedLine]:
    bold = Style("name", words.style.language)
    for paragraph in words.paragraphs:
        if paragraph.label:
            label = fit_lines(
                paragraph.label, faces, style=bold, width=TEXT_WIDTH / words.label_size
            )
            lines = [_SourceLine(line, words.label_size, bold, "accent") for line in label]
            yield from _placed(lines, faces, top, rtl=paragraph.rtl)
            top += words.label_height
        yield from _placed_paragraph(words, paragraph, faces, top)
        top += len(paragraph.lines) * paragraph.leading * words.size + words.gap


def _placed_paragraph(
    words: SetWords, paragraph: Paragraph, faces: Faces, top: float
) -> Iterator[PlacedLine]:
    size, style, rtl = words.size, words.style, paragraph.rtl

    def place(text: str, left: float, baseline: float, ink: Ink = "ink") -> PlacedLine:
        width = faces.width(text, style, rtl=rtl) * size
        return PlacedLine(text, left - width * rtl, baseline, width, size, style, ink, rtl)

    edge, step = (WIDTH - INSET, -1) if rtl else (INSET, 1)
    opening, closing = paragraph.marks
    baseline = top + paragraph.leading * size / 2 + size * 0.32
    if opening:
        outside = faces.width(opening, style, rtl=rtl) * size
        yield place(opening, edge - step * outside, baseline, "accent")
    for number, line in enumerate(paragraph.lines):
        shown = place(line.text.rstrip() + ("-" if line.hyphen else ""), edge, baseline)
        yield shown
        if closing and number == len(paragraph.lines) - 1:
            yield place(closing, edge + step * shown.width, baseline, "accent")
        baseline += paragraph.leading * size
