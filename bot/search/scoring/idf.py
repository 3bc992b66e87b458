"""Weight the words of a question or a subject by inverse document frequency, and add synonyms."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from heapq import nlargest
from types import MappingProxyType

from bot.search.memory.dictionary import MergedDictionary
from bot.search.query.background import background_frequencies
from bot.search.query.parser import LOW_WEIGHT, UNKNOWN_COUNT, Query
from bot.search.query.synonyms import Thesaurus
from bot.text.languages import ENGLISH

_BACKGROUND_QUOTES = 1000
"""Everyday talk counts as this many quotes."""

_COMMONNESS_POWER = 1.3
"""The exponent by which a synonym that is more common than its word counts less."""

_MAX_SYNONYMS = 9
"""Of each word."""


@dataclass(frozen=True, slots=True)
class Idf:
    """The inverse document frequency of stems, in `quotes` quotes and in everyday talk together."""

    dictionary: MergedDictionary
    quotes: int

    def __call__(
        self, stemmed: Iterable[str], *, shares: Mapping[str, float] = MappingProxyType({})
    ) -> dict[str, float]:
        """Return the idf of each stem, or of a word that has only a share (0 to 1) of its stem."""
        counts = self.dictionary.stem_counts(stemmed)
        frequencies = background_frequencies(counts)
        return {
            one: self._idf(shares.get(one, 1.0), count, frequency)
            for (one, count), frequency in zip(counts.items(), frequencies, strict=True)
        }

    def _idf(self, share: float, count: int, background: float) -> float:
        frequency = min(share * count or UNKNOWN_COUNT, self.quotes or 1)
        frequency += _BACKGROUND_QUOTES * share * background
        return math.log(1 + (self.quotes + _BACKGROUND_QUOTES) / frequency)


def weight_by_idf(query: Query, idf: Idf) -> Query:
    """Return the query with term weights by idf; they sum to 1."""
    shares = {stemmed: share for stemmed, (_, share) in query.distinct.items()}
    idfs = idf(query.stems, shares=shares)
    weights = [0.0] * len(query.words)
    for term in query.terms:
        factor = LOW_WEIGHT if term.word in query.low_weight else 1.0
        weights[term.position] = factor * idfs[query.stems[term.position]]
    total = sum(weights) or 1.0
    term_weights = tuple(one / total for one in weights)
    terms = tuple(replace(term, weight=term_weights[term.position]) for term in query.terms)
    return replace(query, term_weights=term_weights, terms=terms)


def with_synonyms(query: Query, thesaurus: Thesaurus, idf: Idf, *, factor: float) -> Query:
    """Return the query with the synonyms of its informative words, weighted by a factor (0 to 1).

    Of each word, at most nine that the library contains. The thesaurus is English.
    """
    if ENGLISH not in idf.dictionary.languages:
        return query
    stem = ENGLISH.stem
    terms = [term for term in query.terms if term.word not in query.low_weight]
    synonyms = [thesaurus.synonyms(term.word) for term in terms]
    # The stem of "willing" is a stop word.
    stems = {stem(synonym) for some in synonyms for synonym in some} - ENGLISH.stop_words
    counts = idf.dictionary.stem_counts(stems)
    idfs = idf([*query.stems, *filter(counts.get, counts)])
    by_stem: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for term, some in zip(terms, synonyms, strict=True):
        known: dict[str, float] = {}
        for synonym, similarity in some.items():
            if counts.get(stem(synonym)):
                known[stem(synonym)] = max(similarity, known.get(stem(synonym), 0.0))
        own = query.stems[term.position]
        known.pop(own, None)
        weighted = {
            one: similarity * min(1.0, idfs[one] / idfs[own]) ** _COMMONNESS_POWER
            for one, similarity in known.items()
        }
        for synonym, similarity in nlargest(
            _MAX_SYNONYMS, weighted.items(), key=lambda item: item[1]
        ):
            by_stem[synonym].append((term.position, factor * similarity))
    return replace(query, synonyms={synonym: tuple(hits) for synonym, hits in by_stem.items()})
