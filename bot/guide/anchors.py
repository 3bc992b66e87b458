"""Find the offsets of anchor points: as written on the guide's own transcript, else by words."""

from bisect import bisect_right
from collections.abc import Callable, Iterable

from bot.guide.concordance import Concordance, matches_at
from bot.guide.model import AnchorPoint

Offsets = dict[AnchorPoint, int]
"""The offset of each anchor point that was found."""

_REACH = 2000
"""In characters: how far from its expected offset an anchor with several occurrences may be."""

_CLEARLY = 2
"""How many times farther away the second nearest occurrence must be than the nearest."""


def by_offset(
    points: Iterable[AnchorPoint], text: str, *, report: Callable[[str], None]
) -> Offsets:
    """Return the offsets as written, reporting those where the anchor's words are not found."""
    found: Offsets = {}
    for point in dict.fromkeys(points):
        if point.offset > len(text):
            report(
                f"Line {point.line}: {point.offset} is left out because the transcript ends "
                "before it; correct the offset."
            )
            continue
        found[point] = point.offset
        if not matches_at(text, point.offset, point.anchor, closing=point.closing):
            side = "before" if point.closing else "at"
            report(
                f'Line {point.line}: the words {side} {point.offset} are not "{point.anchor}"; '
                "the offset is used, so correct one of the two."
            )
    return found


def by_anchor(
    points: Iterable[AnchorPoint], text: str, *, scale: float, report: Callable[[str], None]
) -> Offsets:
    """Return the offset of each anchor that occurs once, or clearly nearest to where expected.

    Anchors that occur once, in the guide's order, show how far the text near the others has moved.
    Without any, an offset is expected at `scale` times its value in the guide.
    """
    concordance = Concordance(text)
    wanted = sorted(dict.fromkeys(points), key=lambda point: point.offset)
    options = {point: concordance.offsets(point.anchor, closing=point.closing) for point in wanted}
    fixed = _in_order([(point, spots[0]) for point, spots in options.items() if len(spots) == 1])
    found = dict(fixed)
    for point, spots in options.items():
        if len(spots) > 1 and (spot := _nearest(spots, _expected(point, fixed, scale))) is not None:
            found[point] = spot
    for point in wanted:
        if point not in found:
            why = "occurs in several places or out of order" if options[point] else "does not occur"
            report(
                f'Line {point.line}: "{point.anchor}" is left out because it {why} in this '
                "transcript; choose other words."
            )
    return found


def _in_order(pairs: list[tuple[AnchorPoint, int]]) -> list[tuple[AnchorPoint, int]]:
    """Return a longest subsequence of the pairs whose offsets never decrease (patience sorting).

    https://en.wikipedia.org/wiki/Longest_increasing_subsequence
    """
    tails: list[int] = []
    piles: list[int] = []
    for _, offset in pairs:
        pile = bisect_right(tails, offset)
        tails[pile : pile + 1] = [offset]
        piles.append(pile)
    kept: list[tuple[AnchorPoint, int]] = []
    wanted = len(tails) - 1
    for pair, pile in zip(reversed(pairs), reversed(piles), strict=True):
        if pile == wanted and (not kept or pair[1] <= kept[-1][1]):
            kept.append(pair)
            wanted -= 1
    return kept[::-1]


def _expected(point: AnchorPoint, fixed: list[tuple[AnchorPoint, int]], scale: float) -> float:
    if not fixed:
        return point.offset * scale
    nearby, spot = min(fixed, key=lambda pair: abs(pair[0].offset - point.offset))
    return point.offset + spot - nearby.offset


def _nearest(spots: list[int], expected: float) -> int | None:
    first, second = sorted(spots, key=lambda spot: abs(spot - expected))[:2]
    distance = abs(first - expected)
    clear = distance * _CLEARLY <= abs(second - expected)
    return first if clear and distance <= _REACH else None
