"""Count the words of a query in the quotes around each: few subjects fit into one sentence."""

from collections.abc import Sequence
from math import exp
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from bot.search.query.parser import Query
from bot.search.retrieval.postings import RowIds
from bot.search.scoring.term_counts import (
    MAX_COUNT,
    Floats,
    SaturationWeight,
    count_terms,
    saturate,
)
from bot.search.storage.documents import Document

_Value = TypeVar("_Value", np.float64, np.int64, np.bool_)

MAX_DISTANCE = 3
"""In quotes: words up to this far away are nearby."""

_BEFORE_WEIGHT, _AFTER_WEIGHT = 1.3, 0.7
"""Words before a quote count more for it than words after it: an answer follows its question."""


class NearbyCounts:
    """The occurrences of a query's words in quotes, each with those up to three before and after.

    The quotes are given in order. Those that are missing between them have no words.
    """

    def __init__(self, query: Query, documents: Sequence[Document]) -> None:
        term_counts = [count_terms(query, one) for one in documents]
        self._nearby = _nearby(np.array([one.id for one in documents]))
        self._term_weights = np.array(query.term_weights)
        self._counts = np.minimum(MAX_COUNT, [one.counts for one in term_counts])
        self._around = _around(self._counts, self._nearby)
        self._literal = np.array([one.literal for one in term_counts])
        self._adjacent = np.array([one.adjacent for one in term_counts])

    def score(self, weights: Sequence[SaturationWeight]) -> Floats:
        """Return the score of each quote for the words nearby, which decay with the distance."""
        scores = np.zeros(len(self._around))
        for weight in weights:
            before = range(MAX_DISTANCE, -MAX_DISTANCE - 1, -1)
            decay = np.array([_decay(weight, distance) for distance in before])
            scores += saturate(decay @ self._around, self._term_weights, weight)
        return scores

    def adjacent(self) -> NDArray[np.int64]:
        """Return how many words nearby directly follow the preceding word of the query."""
        return _around(self._adjacent, self._nearby).sum(axis=1)

    def coverage(self, chosen: Sequence[int]) -> Floats:
        """Return the share of the query's weight nearby, 0 to 1, for the quotes at positions."""
        return np.minimum(self._around[chosen].max(axis=1), 1) @ self._term_weights

    def literal_coverage(self) -> Floats:
        """Return the share of the query's weight that is nearby itself, not as a synonym."""
        return _around(self._literal, self._nearby).max(axis=1) @ self._term_weights

    def has_words(self, *, distance: int, certainty: float) -> NDArray[np.bool_]:
        """Return where a word is within `distance` quotes, with more than a certainty."""
        mentions: NDArray[np.bool_] = np.any(self._counts > certainty, axis=1)
        within = slice(MAX_DISTANCE - distance, MAX_DISTANCE + distance + 1)
        found: NDArray[np.bool_] = np.any(_around(mentions, self._nearby[:, within]), axis=1)
        return found


def _nearby(ids: RowIds) -> NDArray[np.int64]:
    """Return the positions of the quotes up to three before and after each, of shape (quotes, 7).

    `ids` are in order. Of quotes that were not read, the position is the number of those that were.
    """
    wanted = ids[:, None] + np.arange(-MAX_DISTANCE, MAX_DISTANCE + 1)
    found = np.searchsorted(ids, wanted)
    known = np.append(ids, -1)[found] == wanted
    return np.where(known, found, len(ids))


def _around(values: NDArray[_Value], nearby: NDArray[np.int64]) -> NDArray[_Value]:
    """Return the values of the quotes nearby, 0 for those that were not read."""
    padding = np.zeros((1, *values.shape[1:]), values.dtype)
    return np.concatenate([values, padding])[nearby]


def _decay(weight: SaturationWeight, before: int) -> float:
    """Return the factor for a word that occurs `before` quotes earlier (if negative, later)."""
    if not before:
        return 1.0
    side = _BEFORE_WEIGHT if before > 0 else _AFTER_WEIGHT
    return side * exp(-abs(before) / weight.reach) if weight.reach else 0.0
