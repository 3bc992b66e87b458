"""Where the stems of a room stand, kept in memory once they were asked for.

A line of which only common words are left is found by no rare one. A frequent stem is kept as a
bitmap: it takes a bit a quote, and adding it up some .1 ms a million, where reading its list from
the file takes a hundred times as long. Others are kept as lists of positions.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Places = NDArray[np.int64]

_BYTE = 8
_SHARE = 32
_FEWEST = 2_000
"""Stems of more rows, and of more than one in 32, are kept as bitmaps: those are smaller then."""

_MOST_BYTES = 64 << 20
_LONGEST = 255
_TERM_FREQUENCY, _LENGTH, _MEAN = 1.2, 0.75, 25.0
"""k1, b and mean length of BM25 (Robertson and Zaragoza, 2009): a long quote's words count less."""

_FACTORS = 1 / (1 + _TERM_FREQUENCY * (1 - _LENGTH + _LENGTH * np.arange(_LONGEST + 1) / _MEAN))
_FACTORS[0] = 0
FINEST = 255
_BYTE_FACTORS: Bytes = np.array(_FACTORS / _FACTORS.max() * FINEST, np.uint8)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Say which positions are in sight: those from `first` to before `end`, but `barred`."""

    first: int
    end: int
    barred: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Bitmap:
    """Hold where a stem stands, a bit for each position."""

    bits: Bytes

    @property
    def size(self) -> int:
        """Return how many bytes it takes."""
        return self.bits.nbytes

    def mark(self, worth: Bytes, weight: np.uint8, stretch: Stretch) -> None:
        """Raise to a weight what positions in sight are worth, where the stem stands."""
        bits = self.bits[stretch.first // _BYTE : stretch.end // _BYTE]
        np.maximum(worth, np.unpackbits(bits) * weight, out=worth)

    def at(self, positions: Places) -> NDArray[np.bool_]:
        """Tell at which positions the stem stands."""
        shifts = _BYTE - 1 - positions % _BYTE
        return (self.bits[positions // _BYTE] >> shifts & 1).astype(np.bool_)


@dataclass(frozen=True, slots=True)
class Listing:
    """Hold where a seldom stem stands, or several side by side: its positions in order."""

    positions: NDArray[np.int32] | Places

    @property
    def size(self) -> int:
        """Return how many bytes it takes."""
        return self.positions.nbytes

    def mark(self, worth: Bytes, weight: np.uint8, stretch: Stretch) -> None:
        """Raise to a weight what positions in sight are worth, where the stem stands."""
        low, high = np.searchsorted(self.positions, (stretch.first, stretch.end))
        here = self.positions[low:high] - stretch.first
        worth[here] = np.maximum(worth[here], weight)

    def at(self, positions: Places) -> NDArray[np.bool_]:
        """Tell at which positions the stem stands."""
        if not len(self.positions):
            return np.zeros(len(positions), np.bool_)
        nearest = np.searchsorted(self.positions, positions)
        return self.positions[np.minimum(nearest, len(self.positions) - 1)] == positions


Standing = Bitmap | Listing


class Bitmaps:
    """Hold the positions of one room's quotes, and where the stems stand that were asked for last.

    Positions run along the episodes, each of which begins at a byte of its own; they are those of
    one state of the index, `change`. `most` bytes are kept.
    """

    def __init__(
        self,
        firsts: Sequence[int],
        lengths: Sequence[NDArray[np.uint32]],
        *,
        change: int = 0,
        most: int = _MOST_BYTES,
    ) -> None:
        self.change = change
        self._most = most
        self._firsts = np.array(firsts, np.int64)
        sizes = [-(-len(one) // _BYTE) * _BYTE for one in lengths]
        self._starts = np.cumsum([0, *sizes])
        self.size = int(self._starts[-1])
        self.lengths: Bytes = np.zeros(self.size, np.uint8)
        for start, some in zip(self._starts.tolist(), lengths, strict=False):
            self.lengths[start : start + len(some)] = np.minimum(some, _LONGEST)
        self.factors: Bytes = _BYTE_FACTORS[self.lengths]
        self._kept: OrderedDict[str, Standing] = OrderedDict()
        self._taken = 0

    def positions(self, rows: Places) -> Places:
        """Return where rows stand, those of other rooms left out."""
        shelf = np.searchsorted(self._firsts, rows, side="right") - 1
        rows, shelf = rows[shelf >= 0], shelf[shelf >= 0]
        found = self._starts[shelf] + rows - self._firsts[shelf]
        return found[found < self._starts[shelf + 1]]

    def rows(self, positions: Places) -> Places:
        """Return the rows that stand at these positions."""
        shelf = np.searchsorted(self._starts, positions, side="right") - 1
        return self._firsts[shelf] + positions - self._starts[shelf]

    def stretch(self, within: tuple[int, int], barred: Sequence[tuple[int, int]]) -> Stretch:
        """Return the positions of whole episodes of this room that begin and end within rows."""
        first, end = self._bounds(*within)
        return Stretch(first, end, tuple(self._bounds(*one) for one in barred))

    def _bounds(self, first: int, last: int) -> tuple[int, int]:
        low = np.searchsorted(self._firsts, first)
        return int(self._starts[low]), int(
            self._starts[np.searchsorted(self._firsts, last, side="right")]
        )

    def kept(self, stem: str) -> Standing | None:
        """Return where a stem stands, if that is kept."""
        if stem in self._kept:
            self._kept.move_to_end(stem)
        return self._kept.get(stem)

    def standing(self, rows: Places) -> Standing:
        """Return where a stem stands that these rows have."""
        positions = self.positions(rows)
        if len(positions) <= max(_FEWEST, self.size // _SHARE):
            return Listing(positions.astype(np.int32))
        marked = np.zeros(self.size, np.uint8)
        marked[positions] = 1
        return Bitmap(np.packbits(marked))

    def keep(self, read: Mapping[str, Standing]) -> None:
        """Keep where stems stand; not for two threads at once."""
        for stem, standing in read.items():
            if stem not in self._kept:
                self._taken += standing.size
            self._kept[stem] = standing
        while self._taken > self._most:
            self._taken -= self._kept.popitem(last=False)[1].size


def length_factors(lengths: Places) -> NDArray[np.float64]:
    """Return what the words of quotes of these lengths count: the fewer they have, the more."""
    return _FACTORS[np.minimum(lengths, _LONGEST)]
