"""The rows in which the core of a result may be."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.search.memory.posting_cache import PostingCache, RowIds, SparsePostings


@dataclass(frozen=True, slots=True)
class RowFilter:
    """Rows that a search may find: those `allowed`, None for any, but not those `denied`.

    Both are in ascending order.
    """

    allowed: RowIds | None
    denied: RowIds

    def keeps(self, rows: RowIds) -> NDArray[np.bool_]:
        """Return which of these rows may be found."""
        kept = ~SparsePostings(self.denied).contains(rows)
        return kept if self.allowed is None else kept & SparsePostings(self.allowed).contains(rows)

    def newest(self, count: int) -> frozenset[int]:
        """Return the last rows that are allowed where not all are, at most `count`."""
        rows = self.allowed[self.keeps(self.allowed)] if self.allowed is not None else ()
        return frozenset(int(row) for row in rows[-count:])

    def positions(self, cache: PostingCache) -> "PositionFilter":
        """Return the filter as positions of a partition."""
        allowed = None if self.allowed is None else SparsePostings(cache.positions(self.allowed))
        return PositionFilter(allowed, SparsePostings(cache.positions(self.denied)))


@dataclass(frozen=True, slots=True)
class PositionFilter:
    """A row filter as positions of one partition."""

    allowed: SparsePostings | None
    denied: SparsePostings
