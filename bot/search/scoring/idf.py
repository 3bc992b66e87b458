"""Weigh the words of a question or a subject by what they tell in talk of any kind."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from heapq import nlargest

from bot.search.memory.dictionary import MergedDictionary
from bot.search.query.background import background_frequency
from bot.search.query.parser import LOW_WEIGHT, UNKNOWN_COUNT, Query
from bot.search.query.synonyms import Thesaurus
from bot.text.tokens import stem, stop_words

_BACKGROUND_QUOTES = 1000
"""So many quotes of everyday talk are counted beside those."""

_COMMONNESS_POWER = 1.3
"""The power by which a word counts less that stands for a rarer one."""

_MAX_SYNONYMS = 9


@dataclass(frozen=True, slots=True)
class Idf:
    """Know how rare a stem is, in the quotes of the rooms in sight and in everyday talk."""

    dictionary: MergedDictionary
    quotes: int

    def __call__(self, stemmed: str, *, share: float = 1.0) -> float:
        """Return its inverse document frequency, or that of a word which is a share of it."""
        count = share * self.dictionary.stem_count(stemmed) or UNKNOWN_COUNT
        frequency = min(
            count, self.quotes or 1
        ) + _BACKGROUND_QUOTES * share * background_frequency(stemmed)
        return math.log(1 + (self.quotes + _BACKGROUND_QUOTES) / frequency)


def weight_by_idf(query: Query, idf: Idf) -> Query:
    """Return the query with shares by how rare its words are here and in everyday talk."""
    weights = [0.0] * len(query.words)
    for term in query.terms:
        factor = LOW_WEIGHT if term.word in query.low_weight else 1.0
        stemmed = query.stems[term.position]
        _, share = query.distinct.get(stemmed, ((), 1.0))
        weights[term.position] = factor * idf(stemmed, share=share)
    total = sum(weights) or 1.0
    term_weights = tuple(one / total for one in weights)
    terms = tuple(replace(term, weight=term_weights[term.position]) for term in query.terms)
    return replace(query, term_weights=term_weights, terms=terms)


def with_synonyms(query: Query, thesaurus: Thesaurus, idf: Idf, *, factor: float) -> Query:
    """Return the query with what may be said for its telling words, `worth` times as likely."""
    by_stem: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for term in query.terms:
        if term.word not in query.low_weight:
            mates = thesaurus.synonyms(term.word)
            for synonym, similarity in _known_synonyms(query.stems[term.position], mates, idf):
                by_stem[synonym].append((term.position, factor * similarity))
    return replace(query, synonyms={synonym: tuple(hits) for synonym, hits in by_stem.items()})


def _known_synonyms(
    stemmed: str, mates: Mapping[str, float], idf: Idf
) -> Iterable[tuple[str, float]]:
    """Return the stems of a word's nearest mates that are said, each less where it tells less."""
    known: dict[str, float] = {}
    for synonym, similarity in mates.items():
        # "Willing" has the stem of a word that tells nothing.
        if stem(synonym) not in stop_words() and idf.dictionary.stem_count(stem(synonym)):
            known[stem(synonym)] = max(similarity, known.get(stem(synonym), 0.0))
    known.pop(stemmed, None)
    own_idf = idf(stemmed)
    weighted = {
        m: similarity * min(1.0, idf(m) / own_idf) ** _COMMONNESS_POWER
        for m, similarity in known.items()
    }
    return nlargest(_MAX_SYNONYMS, weighted.items(), key=lambda one: one[1])
