"""Count the words of a query: in a quote that was read, and from posting lists all around."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.search.candidates import Places, weigh
from bot.search.query import Key, Query
from bot.search.rows import Row, corrected_words
from bot.search.words import stems

Numbers = NDArray[np.float64]

_OWN = 0.9
_MOST_OFTEN = 3
"""A word said more often in one quote counts as said so often."""


@dataclass(frozen=True, slots=True)
class Part:
    """Say what a word counts within a reach of quotes: half where it is said `half` times."""

    weight: float
    reach: int
    half: float


@dataclass(frozen=True, slots=True)
class Said:
    """Hold of each word of a query how often a quote says it, and how many stand side by side.

    `own` counts what is said of it in its own word.
    """

    counts: tuple[float, ...]
    own: tuple[float, ...]
    beside: int


class Talk:
    """Know in which rows the words of a query stand, without reading them."""

    def __init__(self, query: Query, found: Mapping[Key, Places]) -> None:
        self.rows, sure = weigh(query, dict(found))
        self._shares = np.array(query.shares)
        self._total = np.zeros((len(self.rows) + 1, len(query.words)))
        np.cumsum(sure.T, axis=0, out=self._total[1:])

    def around(self, first: Places, last: Places, part: Part) -> Numbers:
        """Return what the words count that are said from a first to a last row."""
        ends = np.searchsorted(self.rows, last, side="right")
        begins = np.searchsorted(self.rows, first)
        return counted(self._total[ends] - self._total[begins], self._shares, part)


def counted(times: Numbers, shares: Numbers, part: Part) -> Numbers:
    """Return what words count that are said so many times, each by its share."""
    return part.weight * (times / (times + part.half) @ shares)


def said(query: Query, row: Row) -> Said:
    """Count the words of a query in a quote, in its text and with names put right."""
    counts, own = [0.0] * len(query.words), [0.0] * len(query.words)
    previous: tuple[int, ...] = ()
    beside, last = 0, -1
    stemmed = row.stemmed.split()
    if row.corrected:
        stemmed += stems(corrected_words(row))
    known, alone, pairs = query.known, query.alone, query.pairs
    for at in [at for at, one in enumerate(stemmed) if one in known]:
        hits = alone.get(stemmed[at], ())
        if pairs and at:
            hits += pairs.get((stemmed[at - 1], stemmed[at]), ())
        here = tuple(place for place, _ in hits)
        near = here + previous if at == last + 1 else here
        for place, likely in hits:
            counts[place] += likely
            own[place] += likely > _OWN
        beside += any(place - 1 in near for place in here)
        previous, last = here, at
    return Said(tuple(min(_MOST_OFTEN, count) for count in counts), tuple(own), beside)
