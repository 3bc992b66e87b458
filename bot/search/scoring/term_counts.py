"""Count the words of a query in a quote, and in the quotes around it from posting lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.search.query.parser import Query
from bot.search.query.spelling import QueryKey
from bot.search.retrieval.postings import RowIds
from bot.search.storage.documents import Document

Floats = NDArray[np.float64]

_CONTEXT_SYNONYM_WEIGHT = 0.5
"""The weight of a synonym in the context, where many words may occur by chance."""

MAX_COUNT = 3
"""The greatest count of a word in one quote; further occurrences add nothing."""


@dataclass(frozen=True, slots=True)
class SaturationWeight:
    """The weight of words within `reach` quotes: half of it for `half_saturation` occurrences."""

    weight: float
    reach: int
    half_saturation: float


@dataclass(frozen=True, slots=True)
class TermCounts:
    """The occurrences of each word of a query in one quote.

    `counts` are weighted by similarity and include synonyms. `literal` is 1 for each word that
    occurs itself, in any certain spelling, and else 0. `adjacent` counts the words that directly
    follow the preceding word of the query.
    """

    counts: Sequence[float]
    literal: Sequence[float]
    adjacent: int


class ContextCounts:
    """The occurrences of a query's words in all rows, from posting lists; no row is read.

    `rows` are the rows that contain any of them, in order.
    """

    def __init__(self, query: Query, postings: Mapping[QueryKey, RowIds]) -> None:
        self.rows, certainty = _occurrences(query, postings)
        self._term_weights = np.array(query.term_weights)
        self._total = np.zeros((len(self.rows) + 1, len(query.words)))
        np.cumsum(certainty.T, axis=0, out=self._total[1:])

    def sum_range(self, first: RowIds, last: RowIds, weight: SaturationWeight) -> Floats:
        """Sum the saturated term weights over rows first..last, inclusive, for each pair of bounds.

        `first`, `last` and the result have the same shape.
        """
        ends = np.searchsorted(self.rows, last, side="right")
        begins = np.searchsorted(self.rows, first)
        return saturate(self._total[ends] - self._total[begins], self._term_weights, weight)


def saturate(times: Floats, term_weights: Floats, weight: SaturationWeight) -> Floats:
    """Return the weighted sum of saturated counts, as in BM25, for each row of `times`.

    `times` has shape (rows, words) and `term_weights` shape (words,); so the result has one number
    for each row, from 0 to the weight.
    """
    return weight.weight * (times / (times + weight.half_saturation) @ term_weights)


def _occurrences(query: Query, postings: Mapping[QueryKey, RowIds]) -> tuple[RowIds, Floats]:
    """Return all rows in order, and how surely they contain each word, of shape (words, rows)."""
    if not postings:
        return np.empty(0, np.int64), np.zeros((len(query.words), 0))
    rows = np.unique(np.concatenate(list(postings.values())))
    certainty = np.zeros((len(query.words), len(rows)))
    for key, row_ids in postings.items():
        columns = np.searchsorted(rows, row_ids)
        as_synonym = query.synonyms.get(key[0], ()) if len(key) == 1 else ()
        positions = (
            *query.keys.get(key, ()),
            *((at, _CONTEXT_SYNONYM_WEIGHT * similarity) for at, similarity in as_synonym),
        )
        for position, similarity in positions:
            certainty[position, columns] = np.maximum(certainty[position, columns], similarity)
    return rows, certainty


def count_terms(query: Query, document: Document) -> TermCounts:
    """Count the words of a query in a quote, as spoken or with corrected names, if that is more."""
    spoken = _count(query, document.folded, document.stemmed)
    if not document.corrected:
        return spoken
    corrected = _count(query, document.corrected, document.corrected_stems or "")
    return TermCounts(
        tuple(map(max, spoken.counts, corrected.counts)),
        tuple(map(max, spoken.literal, corrected.literal)),
        max(spoken.adjacent, corrected.adjacent),
    )


def _count(query: Query, text: str, stems: str) -> TermCounts:
    """Count the words of a query in folded words and their stems, both separated by spaces."""
    counts, literal = [0.0] * len(query.words), [0.0] * len(query.words)
    stemmed = stems.split()
    if query.known_stems.isdisjoint(stemmed):
        return TermCounts(counts, literal, 0)
    folded = text.split() if query.distinct else ()
    previous: tuple[int, ...] = ()
    adjacent, last = 0, -1
    known_stems, single_keys, pair_keys = query.known_stems, query.single_keys, query.pair_keys
    certain_keys = query.certain_keys
    for at in [at for at, one in enumerate(stemmed) if one in known_stems]:
        hits, certain = single_keys.get(stemmed[at], ()), certain_keys.get((stemmed[at],), ())
        forms, share = query.distinct.get(stemmed[at], (None, 1.0))
        if forms is not None and folded[at] not in forms:
            hits, certain = tuple((n, share * similarity) for n, similarity in hits), ()
        if pair_keys and at:
            pair = (stemmed[at - 1], stemmed[at])
            hits, certain = hits + pair_keys.get(pair, ()), certain + certain_keys.get(pair, ())
        here = tuple(position for position, _ in hits)
        preceding = here + previous if at == last + 1 else here
        adjacent += any(position - 1 in preceding for position in here)
        previous, last = here, at
        weights = dict(query.synonyms.get(stemmed[at], ()))
        for position, similarity in hits:
            weights[position] = max(similarity, weights.get(position, 0.0))
        for position, similarity in weights.items():
            counts[position] += similarity
        for position in certain:
            literal[position] = 1.0
    return TermCounts(counts, literal, adjacent)
