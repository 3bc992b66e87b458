"""Count the words of a query: in a quote that was read, and from posting lists all around."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.search.query.parser import Query
from bot.search.query.spelling import Key
from bot.search.retrieval.postings import Places
from bot.search.storage.documents import Row, corrected_words
from bot.text.tokens import stems

Numbers = NDArray[np.float64]

_FARTHER = 0.5
"""What may be said for a word counts so much in the talk around, where any may be said."""

MOST_OFTEN = 3
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

    `own` tells whether it is said itself: as it was typed or meant, also in one word or in two.
    """

    counts: Sequence[float]
    own: Sequence[float]
    beside: int


class Talk:
    """Know in which rows the words of a query stand, without reading them."""

    def __init__(self, query: Query, found: Mapping[Key, Places]) -> None:
        self.rows, sure = _standing(query, found)
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


def _standing(query: Query, found: Mapping[Key, Places]) -> tuple[Places, Numbers]:
    """Return rows in order, and for each word of the query how surely each row has it."""
    if not found:
        return np.empty(0, np.int64), np.zeros((len(query.words), 0))
    rows = np.unique(np.concatenate(list(found.values())))
    sure = np.zeros((len(query.words), len(rows)))
    for key, places in found.items():
        columns = np.searchsorted(rows, places)
        others = query.related.get(key[0], ()) if len(key) == 1 else ()
        hits = (*query.keys.get(key, ()), *((word, _FARTHER * like) for word, like in others))
        for word, likeness in hits:
            sure[word, columns] = np.maximum(sure[word, columns], likeness)
    return rows, sure


def said(query: Query, row: Row) -> Said:
    """Count the words of a query in a quote, as it stands and with names put right."""
    stands = _count(query, row.folded.split(), row.stemmed.split())
    if not row.corrected:
        return stands
    found = corrected_words(row)
    right = _count(query, found, stems(found))
    return Said(
        tuple(map(max, stands.counts, right.counts)),
        tuple(map(max, stands.own, right.own)),
        max(stands.beside, right.beside),
    )


def _count(query: Query, folded: Sequence[str], stemmed: Sequence[str]) -> Said:
    counts, own = [0.0] * len(query.words), [0.0] * len(query.words)
    previous: tuple[int, ...] = ()
    beside, last = 0, -1
    known, alone, pairs, related = query.known, query.alone, query.pairs, query.related
    surely = query.surely
    for at in [at for at, one in enumerate(stemmed) if one in known]:
        hits, itself = alone.get(stemmed[at], ()), surely.get((stemmed[at],), ())
        if stemmed[at] in query.distinct:
            forms, share = query.distinct[stemmed[at]]
            if folded[at] not in forms:
                hits, itself = tuple((place, share * like) for place, like in hits), ()
        if pairs and at:
            pair = (stemmed[at - 1], stemmed[at])
            hits, itself = hits + pairs.get(pair, ()), itself + surely.get(pair, ())
        here = tuple(place for place, _ in hits)
        near = here + previous if at == last + 1 else here
        beside += any(place - 1 in near for place in here)
        previous, last = here, at
        surest = dict(related.get(stemmed[at], ()))
        for place, likely in hits:
            surest[place] = max(likely, surest.get(place, 0.0))
        for place, likely in surest.items():
            counts[place] += likely
        for place in itself:
            own[place] = 1.0
    return Said(counts, own, beside)
