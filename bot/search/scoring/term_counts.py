"""Count the words of a query: in a quote that was read, and from posting lists all around."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.search.query.parser import Query
from bot.search.query.spelling import QueryKey
from bot.search.retrieval.postings import RowIds
from bot.search.storage.documents import Document
from bot.text.tokens import stems

Floats = NDArray[np.float64]

_CONTEXT_SYNONYM_WEIGHT = 0.5
"""What may be said for a word counts so much in the talk around, where any may be said."""

MAX_COUNT = 3
"""A word said more often in one quote counts as said so often."""


@dataclass(frozen=True, slots=True)
class SaturationWeight:
    """Say what a word counts within a reach of quotes: half where it is said `half` times."""

    weight: float
    reach: int
    half_saturation: float


@dataclass(frozen=True, slots=True)
class TermCounts:
    """Hold of each word of a query how often a quote says it, and how many stand side by side.

    `own` tells whether it is said itself: as it was typed or meant, also in one word or in two.
    """

    counts: Sequence[float]
    literal: Sequence[float]
    adjacent: int


class ContextCounts:
    """Know in which rows the words of a query stand, without reading them."""

    def __init__(self, query: Query, found: Mapping[QueryKey, RowIds]) -> None:
        self.rows, certainty = _occurrences(query, found)
        self._term_weights = np.array(query.term_weights)
        self._total = np.zeros((len(self.rows) + 1, len(query.words)))
        np.cumsum(certainty.T, axis=0, out=self._total[1:])

    def sum_range(self, first: RowIds, last: RowIds, weight: SaturationWeight) -> Floats:
        """Return what the words count that are said from a first to a last row."""
        ends = np.searchsorted(self.rows, last, side="right")
        begins = np.searchsorted(self.rows, first)
        return saturate(self._total[ends] - self._total[begins], self._term_weights, weight)


def saturate(times: Floats, term_weights: Floats, weight: SaturationWeight) -> Floats:
    """Return what words count that are said so many times, each by its share."""
    return weight.weight * (times / (times + weight.half_saturation) @ term_weights)


def _occurrences(query: Query, found: Mapping[QueryKey, RowIds]) -> tuple[RowIds, Floats]:
    """Return rows in order, and for each word of the query how surely each row has it."""
    if not found:
        return np.empty(0, np.int64), np.zeros((len(query.words), 0))
    rows = np.unique(np.concatenate(list(found.values())))
    certainty = np.zeros((len(query.words), len(rows)))
    for key, row_ids in found.items():
        columns = np.searchsorted(rows, row_ids)
        as_synonym = query.synonyms.get(key[0], ()) if len(key) == 1 else ()
        hits = (
            *query.keys.get(key, ()),
            *((word, _CONTEXT_SYNONYM_WEIGHT * similarity) for word, similarity in as_synonym),
        )
        for word, similarity in hits:
            certainty[word, columns] = np.maximum(certainty[word, columns], similarity)
    return rows, certainty


def count_terms(query: Query, document: Document) -> TermCounts:
    """Count the words of a query in a quote, as it stands and with names put right."""
    spoken = _count(query, document.folded.split(), document.stemmed.split())
    if not document.corrected:
        return spoken
    corrected_words = document.corrected.split()
    corrected = _count(query, corrected_words, stems(corrected_words))
    return TermCounts(
        tuple(map(max, spoken.counts, corrected.counts)),
        tuple(map(max, spoken.literal, corrected.literal)),
        max(spoken.adjacent, corrected.adjacent),
    )


def _count(query: Query, folded: Sequence[str], stemmed: Sequence[str]) -> TermCounts:
    counts, literal = [0.0] * len(query.words), [0.0] * len(query.words)
    previous: tuple[int, ...] = ()
    adjacent, last = 0, -1
    known_stems, single_keys, pair_keys, synonyms = (
        query.known_stems,
        query.single_keys,
        query.pair_keys,
        query.synonyms,
    )
    certain_keys = query.certain_keys
    for at in [at for at, one in enumerate(stemmed) if one in known_stems]:
        hits, itself = single_keys.get(stemmed[at], ()), certain_keys.get((stemmed[at],), ())
        if stemmed[at] in query.distinct:
            forms, share = query.distinct[stemmed[at]]
            if folded[at] not in forms:
                hits, itself = (
                    tuple((position, share * similarity) for position, similarity in hits),
                    (),
                )
        if pair_keys and at:
            pair = (stemmed[at - 1], stemmed[at])
            hits, itself = hits + pair_keys.get(pair, ()), itself + certain_keys.get(pair, ())
        here = tuple(position for position, _ in hits)
        preceding = here + previous if at == last + 1 else here
        adjacent += any(position - 1 in preceding for position in here)
        previous, last = here, at
        weights = dict(synonyms.get(stemmed[at], ()))
        for position, similarity in hits:
            weights[position] = max(similarity, weights.get(position, 0.0))
        for position, similarity in weights.items():
            counts[position] += similarity
        for position in itself:
            literal[position] = 1.0
    return TermCounts(counts, literal, adjacent)
