"""Places -> offsets: by offset on the guide's own transcript, by anchor on any other."""

from bisect import bisect_right
from collections.abc import Callable, Iterable

from bot.guide.concordance import Concordance, matches_at
from bot.guide.model import AnchorPoint

Offsets = dict[AnchorPoint, int]

_REACH = 2000
"""How far from where it is expected an anchor that stands in several places is looked for."""

_CLEARLY = 2
"""How many times farther the second nearest must stand for the nearest to be taken."""


def by_offset(
    points: Iterable[AnchorPoint], text: str, *, report: Callable[[str], None]
) -> Offsets:
    """Take offsets as they are, and tell where the anchor's words do not stand there."""
    found: Offsets = {}
    for point in dict.fromkeys(points):
        if point.offset > len(text):
            report(f"Line {point.line}: the transcript ends before {point.offset}; left out.")
            continue
        found[point] = point.offset
        if not matches_at(text, point.offset, point.anchor, closing=point.closing):
            side = "before" if point.closing else "at"
            report(
                f'Line {point.line}: the words {side} {point.offset} are not "{point.anchor}"; '
                "the offset counts, so correct one of the two."
            )
    return found


def by_anchor(
    points: Iterable[AnchorPoint], text: str, *, scale: float, report: Callable[[str], None]
) -> Offsets:
    """Find each anchor where it stands once, else clearly nearest to where it is expected.

    Anchors that stand once, and in the guide's order, tell how far the text has shifted near
    each of the others; without any, `scale` does.
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
            why = "stands in several places or out of order" if options[point] else "does not stand"
            report(f'Line {point.line}: "{point.anchor}" {why} in this transcript and is left out.')
    return found


def _in_order(pairs: list[tuple[AnchorPoint, int]]) -> list[tuple[AnchorPoint, int]]:
    """Keep the most pairs whose offsets do not fall, by patience sorting.

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
