"""Order the runs of a line as they are seen, where scripts of both directions meet; pure.

One font's run is ordered by Raqm, after the Unicode Bidirectional Algorithm. This orders the runs
themselves, as its rules do for one level of embedding.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.cards.coverage import FontFile
from bot.cards.fonts import FontRun

_INNER = frozenset({"L", "R", "AL", "EN", "AN", "NSM"})
_NUMBER = frozenset({"EN", "ET"})


@dataclass(frozen=True, slots=True)
class VisualRun:
    """A run of one font, with its own direction."""

    text: str
    font: FontFile
    rtl: bool


def is_rtl(text: str, *, otherwise: bool = False) -> bool:
    """Return whether a text runs from right to left, by its first letter with a direction."""
    for char in text:
        kind = unicodedata.bidirectional(char)
        if kind in {"L", "R", "AL"}:
            return kind != "L"
    return otherwise


def visual_order(runs: Sequence[FontRun], *, rtl: bool) -> list[VisualRun]:
    """Return the runs of a line from left to right; `rtl` is the direction of its paragraph."""
    fonts = {run.font.path for run in runs}
    if len(fonts) == 1:  # Raqm sees all of it
        return [VisualRun("".join(run.text for run in runs), runs[0].font, rtl)]
    ordered = [
        one
        for backwards, group in groupby(_split(runs, rtl=rtl), key=lambda one: one.rtl != rtl)
        for one in (reversed(list(group)) if backwards else group)
    ]
    return ordered[::-1] if rtl else ordered


def _split(runs: Iterable[FontRun], *, rtl: bool) -> Iterator[VisualRun]:
    """Give the spaces and signs around a run of the other direction that of the paragraph."""
    for run in runs:
        own = is_rtl(run.text, otherwise=rtl)
        if own == rtl:
            yield VisualRun(run.text, run.font, own)
            continue
        inner = _trimmed(run.text)
        start = run.text.index(inner)
        for text, direction in (
            (run.text[:start], rtl),
            (inner, own),
            (run.text[start + len(inner) :], rtl),
        ):
            if text:
                yield VisualRun(text, run.font, direction)


def _trimmed(text: str) -> str:
    """Return a run from its first to its last letter or number, with a per cent sign after it."""
    kinds = [unicodedata.bidirectional(char) for char in text]
    inner = [number for number, kind in enumerate(kinds) if kind in _INNER]
    end = inner[-1] + 1
    while kinds[end - 1] in _NUMBER and kinds[end : end + 1] == ["ET"]:
        end += 1
    return text[inner[0] : end]
