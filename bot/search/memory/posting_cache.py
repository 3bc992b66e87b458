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
RowIds = NDArray[np.int64]

_BYTE = 8
_SPARSE_FRACTION = 32
_MIN_DENSE = 2_000
"""Stems of more rows, and of more than one in 32, are kept as bitmaps: those are smaller then."""

_MAX_BYTES = 64 << 20
_MAX_LENGTH = 255
_TERM_FREQUENCY, _LENGTH_WEIGHT, _MEAN_LENGTH = 1.2, 0.75, 25.0
"""k1, b and mean length of BM25 (Robertson and Zaragoza, 2009): a long quote's words count less."""

_FACTORS = 1 / (
    1
    + _TERM_FREQUENCY
    * (1 - _LENGTH_WEIGHT + _LENGTH_WEIGHT * np.arange(_MAX_LENGTH + 1) / _MEAN_LENGTH)
)
_FACTORS[0] = 0
MAX_BYTE_SCORE = 255
_BYTE_FACTORS: Bytes = np.array(_FACTORS / _FACTORS.max() * MAX_BYTE_SCORE, np.uint8)


@dataclass(frozen=True, slots=True)
class PositionRange:
    """Say which positions are in sight: those from `first` to before `end`, but `barred`."""

    first: int
    end: int
    excluded: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class DensePostings:
    """Hold where a stem stands, a bit for each position."""

    bits: Bytes

    @property
    def size(self) -> int:
        """Return how many bytes it takes."""
        return self.bits.nbytes

    def mark(self, scores: Bytes, weight: np.uint8, position_range: PositionRange) -> None:
        """Raise to a weight what positions in sight are worth, where the stem stands."""
        bits = self.bits[position_range.first // _BYTE : position_range.end // _BYTE]
        np.maximum(scores, np.unpackbits(bits) * weight, out=scores)

    def contains(self, positions: RowIds) -> NDArray[np.bool_]:
        """Tell at which positions the stem stands."""
        shifts = _BYTE - 1 - positions % _BYTE
        return (self.bits[positions // _BYTE] >> shifts & 1).astype(np.bool_)


@dataclass(frozen=True, slots=True)
class SparsePostings:
    """Hold where a seldom stem stands, or several side by side: its positions in order."""

    positions: NDArray[np.int32] | RowIds

    @property
    def size(self) -> int:
        """Return how many bytes it takes."""
        return self.positions.nbytes

    def mark(self, scores: Bytes, weight: np.uint8, position_range: PositionRange) -> None:
        """Raise to a weight what positions in sight are worth, where the stem stands."""
        low, high = np.searchsorted(self.positions, (position_range.first, position_range.end))
        here = self.positions[low:high] - position_range.first
        scores[here] = np.maximum(scores[here], weight)

    def contains(self, positions: RowIds) -> NDArray[np.bool_]:
        """Tell at which positions the stem stands."""
        if not len(self.positions):
            return np.zeros(len(positions), np.bool_)
        nearest = np.searchsorted(self.positions, positions)
        return self.positions[np.minimum(nearest, len(self.positions) - 1)] == positions


PostingList = DensePostings | SparsePostings


class PostingCache:
    """Hold the positions of one room's quotes, and where the stems stand that were asked for last.

    Positions run along the episodes, each of which begins at a byte of its own; they are those of
    one state of the index, `change`. `most` bytes are kept.
    """

    def __init__(
        self,
        firsts: Sequence[int],
        lengths: Sequence[NDArray[np.uint32]],
        *,
        generation: int = 0,
        max_bytes: int = _MAX_BYTES,
    ) -> None:
        self.generation = generation
        self._max_bytes = max_bytes
        self._firsts = np.array(firsts, np.int64)
        sizes = [-(-len(one) // _BYTE) * _BYTE for one in lengths]
        self._starts = np.cumsum([0, *sizes])
        self.size = int(self._starts[-1])
        self.lengths: Bytes = np.zeros(self.size, np.uint8)
        for start, some in zip(self._starts.tolist(), lengths, strict=False):
            self.lengths[start : start + len(some)] = np.minimum(some, _MAX_LENGTH)
        self.factors: Bytes = _BYTE_FACTORS[self.lengths]
        self._cached: OrderedDict[str, PostingList] = OrderedDict()
        self._bytes_used = 0

    def positions(self, rows: RowIds) -> RowIds:
        """Return where rows stand, those of other rooms left out."""
        episode = np.searchsorted(self._firsts, rows, side="right") - 1
        rows, episode = rows[episode >= 0], episode[episode >= 0]
        found = self._starts[episode] + rows - self._firsts[episode]
        return found[found < self._starts[episode + 1]]

    def rows(self, positions: RowIds) -> RowIds:
        """Return the rows that stand at these positions."""
        episode = np.searchsorted(self._starts, positions, side="right") - 1
        return self._firsts[episode] + positions - self._starts[episode]

    def position_range(
        self, row_bounds: tuple[int, int], excluded_ranges: Sequence[tuple[int, int]]
    ) -> PositionRange:
        """Return the positions of whole episodes of this room that begin and end within rows."""
        first, end = self._bounds(*row_bounds)
        return PositionRange(first, end, tuple(self._bounds(*one) for one in excluded_ranges))

    def _bounds(self, first: int, last: int) -> tuple[int, int]:
        low = np.searchsorted(self._firsts, first)
        return int(self._starts[low]), int(
            self._starts[np.searchsorted(self._firsts, last, side="right")]
        )

    def get(self, stem: str) -> PostingList | None:
        """Return where a stem stands, if that is kept."""
        if stem in self._cached:
            self._cached.move_to_end(stem)
        return self._cached.get(stem)

    def to_posting_list(self, rows: RowIds) -> PostingList:
        """Return where a stem stands that these rows have."""
        positions = self.positions(rows)
        if len(positions) <= max(_MIN_DENSE, self.size // _SPARSE_FRACTION):
            return SparsePostings(positions.astype(np.int32))
        marked = np.zeros(self.size, np.uint8)
        marked[positions] = 1
        return DensePostings(np.packbits(marked))

    def put(self, read: Mapping[str, PostingList]) -> None:
        """Keep where stems stand; not for two threads at once."""
        for stem, postings in read.items():
            if stem not in self._cached:
                self._bytes_used += postings.size
            self._cached[stem] = postings
        while self._bytes_used > self._max_bytes:
            self._bytes_used -= self._cached.popitem(last=False)[1].size


def length_factors(lengths: RowIds) -> NDArray[np.float64]:
    """Return what the words of quotes of these lengths count: the fewer they have, the more."""
    return _FACTORS[np.minimum(lengths, _MAX_LENGTH)]
