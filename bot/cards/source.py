"""Set the texts around the words in one line or two, shortened where they do not fit."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace

from bot.cards.balance import MeasuredPiece, balance, count_lines
from bot.cards.faces import Faces, Style
from bot.cards.line_breaks import Piece, clusters, pieces


def fit_lines(
    text: str, faces: Faces, *, style: Style, width: float, end: str = "", most: int = 1
) -> list[str]:
    """Set a text and its `end` in at most some lines; only the text is shortened.

    `width` is in sizes of the text.
    """
    if not text + end:
        return []
    letters = clusters(text)
    space = faces.width(" ", style)

    def measured(kept: int) -> list[MeasuredPiece]:
        shown = text if kept == len(letters) else f"{''.join(letters[:kept]).rstrip(' ,.;:–—-')}…"
        return [
            MeasuredPiece(piece, faces.width(piece.text, style), space * piece.space, 0)
            for piece in _unhyphenated(shown + end, style.language)
        ]

    def too_long(kept: int) -> bool:
        return (count_lines(measured(kept), width) or most + 1) > most

    kept = len(letters)
    if letters and too_long(kept):
        kept = max(bisect_left(range(kept), True, key=too_long) - 1, 0)
    return [line.text.strip() for line in balance(measured(kept), width)]


def _unhyphenated(text: str, language: str) -> Iterator[Piece]:
    return (replace(piece, hyphen=False) for piece in pieces(text, language))
