"""Places -> offsets: by offset on the guide's own transcript, by anchor on any other."""

from bisect import bisect_right
from collections.abc import Callable, Iterable

from bot.guide.concordance import Concordance, stands
from bot.guide.model import Place

Offsets = dict[Place, int]

_REACH = 2000
"""How far from where it is expected an anchor that stands in several places is looked for."""

_CLEARLY = 2
"""How many times farther the second nearest must stand for the nearest to be taken."""


def by_offset(places: Iterable[Place], text: str, *, tell: Callable[[str], None]) -> Offsets:
    """Take offsets as they are, and tell where the anchor's words do not stand there."""
    found: Offsets = {}
    for place in dict.fromkeys(places):
        if place.offset > len(text):
            tell(f"Line {place.line}: the transcript ends before {place.offset}; left out.")
            continue
        found[place] = place.offset
        if not stands(text, place.offset, place.anchor, closing=place.closing):
            side = "before" if place.closing else "at"
            tell(
                f'Line {place.line}: the words {side} {place.offset} are not "{place.anchor}"; '
                "the offset counts, so correct one of the two."
            )
    return found


def by_anchor(
    places: Iterable[Place], text: str, *, scale: float, tell: Callable[[str], None]
) -> Offsets:
    """Find each anchor where it stands once, else clearly nearest to where it is expected.

    Anchors that stand once, and in the guide's order, tell how far the text has shifted near
    each of the others; without any, `scale` does.
    """
    concordance = Concordance(text)
    wanted = sorted(dict.fromkeys(places), key=lambda place: place.offset)
    options = {place: concordance.offsets(place.anchor, closing=place.closing) for place in wanted}
    fixed = _in_order([(place, spots[0]) for place, spots in options.items() if len(spots) == 1])
    found = dict(fixed)
    for place, spots in options.items():
        if len(spots) > 1 and (spot := _nearest(spots, _expected(place, fixed, scale))) is not None:
            found[place] = spot
    for place in wanted:
        if place not in found:
            why = "stands in several places or out of order" if options[place] else "does not stand"
            tell(f'Line {place.line}: "{place.anchor}" {why} in this transcript and is left out.')
    return found


def _in_order(pairs: list[tuple[Place, int]]) -> list[tuple[Place, int]]:
    """Keep the most pairs whose offsets do not fall, by patience sorting.

    https://en.wikipedia.org/wiki/Longest_increasing_subsequence
    """
    tails: list[int] = []
    piles: list[int] = []
    for _, offset in pairs:
        pile = bisect_right(tails, offset)
        tails[pile : pile + 1] = [offset]
        piles.append(pile)
    kept: list[tuple[Place, int]] = []
    wanted = len(tails) - 1
    for pair, pile in zip(reversed(pairs), reversed(piles), strict=True):
        if pile == wanted and (not kept or pair[1] <= kept[-1][1]):
            kept.append(pair)
            wanted -= 1
    return kept[::-1]


def _expected(place: Place, fixed: list[tuple[Place, int]], scale: float) -> float:
    if not fixed:
        return place.offset * scale
    near, spot = min(fixed, key=lambda pair: abs(pair[0].offset - place.offset))
    return place.offset + spot - near.offset


def _nearest(spots: list[int], expected: float) -> int | None:
    first, second = sorted(spots, key=lambda spot: abs(spot - expected))[:2]
    distance = abs(first - expected)
    clear = distance * _CLEARLY <= abs(second - expected)
    return first if clear and distance <= _REACH else None
