"""The posting lists of a partition that are kept in memory, from their first use on.

A half-remembered line often has only common words left, so a search must score long posting lists.
A frequent stem is kept as a bitmap, of one bit per quote: adding one up takes some 0.1 ms per
million quotes, a hundredth of the time that reading its list from the file takes. Other stems are
kept as sorted arrays of positions.
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
"""A stem in more rows than this, and in more than one row in 32, is kept as a bitmap."""

_MAX_BYTES = 64 << 20
_MAX_LENGTH = 255
_TERM_FREQUENCY, _LENGTH_WEIGHT, _MEAN_LENGTH = 1.2, 0.75, 25.0
"""k1, b and mean length of BM25 (Robertson and Zaragoza, 2009): words of long quotes weigh less."""

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
    """The visible positions: `first` (inclusive) to `end` (exclusive), except those `excluded`.

    The excluded ranges are pairs of the same kind.
    """

    first: int
    end: int
    excluded: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class DensePostings:
    """The positions of a frequent stem as a bitmap, one bit per position."""

    bits: Bytes

    @property
    def size(self) -> int:
        """Return the size in bytes."""
        return self.bits.nbytes

    def mark(self, scores: Bytes, weight: np.uint8, position_range: PositionRange) -> None:
        """Raise the scores of the stem's positions within a range to at least a weight, in place.

        `scores` has one element per position from the first of the range to its end.
        """
        np.maximum(scores, self._unpacked(position_range) * weight, out=scores)

    def add(self, scores: Bytes, weight: np.uint8, position_range: PositionRange) -> None:
        """Add a weight to the scores of the stem's positions within a range, in place."""
        scores += self._unpacked(position_range) * weight

    def _unpacked(self, position_range: PositionRange) -> Bytes:
        bits = self.bits[position_range.first // _BYTE : position_range.end // _BYTE]
        return np.unpackbits(bits)

    def contains(self, positions: RowIds) -> NDArray[np.bool_]:
        """Return which of these positions have the stem."""
        shifts = _BYTE - 1 - positions % _BYTE
        return (self.bits[positions // _BYTE] >> shifts & 1).astype(np.bool_)


@dataclass(frozen=True, slots=True)
class SparsePostings:
    """The positions of a rare stem, or of a pair of neighbouring stems, in ascending order."""

    positions: NDArray[np.int32] | RowIds

    @property
    def size(self) -> int:
        """Return the size in bytes."""
        return self.positions.nbytes

    def mark(self, scores: Bytes, weight: np.uint8, position_range: PositionRange) -> None:
        """Raise the scores of the stem's positions within a range to at least a weight, in place.

        `scores` has one element per position from the first of the range to its end.
        """
        here = self._within(position_range)
        scores[here] = np.maximum(scores[here], weight)

    def add(self, scores: Bytes, weight: np.uint8, position_range: PositionRange) -> None:
        """Add a weight to the scores of the stem's positions within a range, in place."""
        scores[self._within(position_range)] += weight

    def erase(self, scores: NDArray[np.uint16], position_range: PositionRange) -> None:
        """Set the scores of these positions within a range to 0, in place."""
        scores[self._within(position_range)] = 0

    def _within(self, position_range: PositionRange) -> NDArray[np.int32] | RowIds:
        """Return the positions within a range, counted from its first."""
        low, high = np.searchsorted(self.positions, (position_range.first, position_range.end))
        return self.positions[low:high] - position_range.first

    def contains(self, positions: RowIds) -> NDArray[np.bool_]:
        """Return which of these positions have the stem."""
        if not len(self.positions):
            return np.zeros(len(positions), np.bool_)
        nearest = np.searchsorted(self.positions, positions)
        return self.positions[np.minimum(nearest, len(self.positions) - 1)] == positions


PostingList = DensePostings | SparsePostings


class PostingCache:
    """The positions of one partition's quotes, and its most recently used posting lists.

    Positions number the quotes episode after episode; each episode begins at a multiple of eight,
    so that it begins at a byte of a bitmap. They are of one `generation` of the index. The posting
    lists take `max_bytes` at most. `lengths` are the numbers of words of the quotes, up to 255, and
    `factors` what their words weigh, from 0 to 255, both of shape (size,).
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
        sizes = [-(-len(episode) // _BYTE) * _BYTE for episode in lengths]
        self._starts = np.cumsum([0, *sizes])
        self.size = int(self._starts[-1])
        self.lengths: Bytes = np.zeros(self.size, np.uint8)
        for start, episode in zip(self._starts.tolist(), lengths, strict=False):
            self.lengths[start : start + len(episode)] = np.minimum(episode, _MAX_LENGTH)
        self.factors: Bytes = _BYTE_FACTORS[self.lengths]
        self._cached: OrderedDict[str, PostingList] = OrderedDict()
        self._bytes_used = 0

    def positions(self, rows: RowIds) -> RowIds:
        """Return the positions of rows; rows of other partitions are left out."""
        episode = np.searchsorted(self._firsts, rows, side="right") - 1
        rows, episode = rows[episode >= 0], episode[episode >= 0]
        positions = self._starts[episode] + rows - self._firsts[episode]
        return positions[positions < self._starts[episode + 1]]

    def rows(self, positions: RowIds) -> RowIds:
        """Return the row ids at these positions."""
        episode = np.searchsorted(self._starts, positions, side="right") - 1
        return self._firsts[episode] + positions - self._starts[episode]

    def position_range(
        self, row_bounds: tuple[int, int], excluded_ranges: Sequence[tuple[int, int]]
    ) -> PositionRange:
        """Return the positions of the whole episodes within a range of rows, inclusive."""
        first, end = self._bounds(*row_bounds)
        return PositionRange(first, end, tuple(self._bounds(*rows) for rows in excluded_ranges))

    def _bounds(self, first: int, last: int) -> tuple[int, int]:
        low = np.searchsorted(self._firsts, first)
        return int(self._starts[low]), int(
            self._starts[np.searchsorted(self._firsts, last, side="right")]
        )

    def get(self, stem: str) -> PostingList | None:
        """Return the posting list of a stem, None if it is not cached, and mark it as used."""
        if stem in self._cached:
            self._cached.move_to_end(stem)
        return self._cached.get(stem)

    def to_posting_list(self, rows: RowIds) -> PostingList:
        """Return the posting list of a stem that is in these rows."""
        positions = self.positions(rows)
        if len(positions) <= max(_MIN_DENSE, self.size // _SPARSE_FRACTION):
            return SparsePostings(positions.astype(np.int32))
        bits = np.zeros(self.size, np.uint8)
        bits[positions] = 1
        return DensePostings(np.packbits(bits))

    def put(self, posting_lists: Mapping[str, PostingList]) -> None:
        """Cache posting lists by stem, and drop the least recently used; not thread-safe."""
        for stem, postings in posting_lists.items():
            if stem not in self._cached:
                self._bytes_used += postings.size
            self._cached[stem] = postings
        while self._bytes_used > self._max_bytes:
            self._bytes_used -= self._cached.popitem(last=False)[1].size


def length_factors(lengths: RowIds) -> NDArray[np.float64]:
    """Return the weight of a word in quotes of these lengths, in words; shorter ones weigh more."""
    return _FACTORS[np.minimum(lengths, _MAX_LENGTH)]
