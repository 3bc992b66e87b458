"""Parse a query: choose its terms and weigh them."""

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from rapidfuzz.distance import OSA

from bot.search.memory.dictionary import MergedDictionary, WordFrequency
from bot.search.query.languages import with_pairs
from bot.search.query.spelling import (
    SHORT_QUERY,
    KeyCollector,
    QueryKey,
    SpellingOptions,
    Term,
    correct_word,
)
from bot.text.languages import ENGLISH, Language
from bot.text.numbers import other_forms
from bot.text.tokens import inflections, stop_words, usual_words, words

MAX_TERMS = 12
MAX_CHARACTERS = 200

LOW_WEIGHT = 0.12
"""The factor of the weight of a low-weight word."""

UNKNOWN_COUNT = 0.5
"""The number of quotes that an unknown word is taken to be in."""

_CERTAIN, _SIMILAR = 0.9, 0.8

KeyPositions = tuple[tuple[int, float], ...]
"""Positions of query words, each with how surely a key matches that word (0 to 1)."""


@dataclass(frozen=True)
class Query:
    """A parsed query: its words, its terms, and the keys by which they are looked up.

    `keys` are the stems and pairs of stems in which the words may be spelt, and `synonyms` stems
    that may be said instead, each with the positions of the words it matches. Without slots, for
    the cached properties.
    """

    words: tuple[str, ...]
    stems: tuple[str, ...]
    terms: tuple[Term, ...]
    keys: dict[QueryKey, KeyPositions]
    term_weights: tuple[float, ...]
    """The weight of each word, 0 if it is not a term."""
    spellings: tuple[tuple[str, ...], ...]
    """The stems by which each of the first 12 words may be spelt, stop words included."""
    total_weight: float
    """The sum of the terms' weights before they are normalised, about 1 for each rare word."""
    low_weight: frozenset[str] = field(default_factory=stop_words)
    """Words that weigh little, and that no rows are looked up for."""
    synonyms: dict[str, KeyPositions] = field(default_factory=dict[str, KeyPositions])
    distinct: dict[str, tuple[frozenset[str], float]] = field(
        default_factory=dict[str, tuple[frozenset[str], float]]
    )
    """The stems that mostly occur in another word than the query's, each with the inflections of
    the query's word and their share of the stem's occurrences (0 to 1), the weight of others."""
    stop: frozenset[str] = field(default_factory=stop_words)
    """The stop words of the query's language."""
    letters: str = ""
    """The typed words without spaces, for comparison with text that is spaced otherwise."""
    uncovered: float = 0.0
    """The share of a question's weight that no visible quote mentions, 0 to 1."""

    @cached_property
    def single_keys(self) -> dict[str, KeyPositions]:
        """Return the keys of one stem."""
        return {key[0]: positions for key, positions in self.keys.items() if len(key) == 1}

    @cached_property
    def pair_keys(self) -> dict[tuple[str, str], KeyPositions]:
        """Return the keys of two stems."""
        return {(key[0], key[1]): positions for key, positions in self.keys.items() if len(key) > 1}

    @cached_property
    def certain_keys(self) -> dict[QueryKey, tuple[int, ...]]:
        """Return the positions of the words that each key matches surely, or in most letters.

        The letters count too because the similarity of a frequent word is reduced.
        """
        return {
            key: tuple(
                position
                for position, similarity in positions
                if self._is_certain(key, position, similarity)
            )
            for key, positions in self.keys.items()
        }

    def _is_certain(self, key: QueryKey, position: int, similarity: float) -> bool:
        spelling = "".join(key)
        return (
            similarity > _CERTAIN
            or OSA.normalized_similarity(self.stems[position], spelling) >= _SIMILAR
        )

    @cached_property
    def known_stems(self) -> frozenset[str]:
        """Return the stems of all keys and all synonyms."""
        return frozenset(stemmed for key in self.keys for stemmed in key) | self.synonyms.keys()

    @cached_property
    def emphasised(self) -> frozenset[str]:
        """Return the stems that show why an excerpt was found: those of words that weigh much."""
        common = {position for position, word in enumerate(self.words) if word in self.low_weight}
        return frozenset(
            stemmed
            for key, positions in self.certain_keys.items()
            if not common.issuperset(positions)
            for stemmed in key
        )

    @property
    def informative_keys(self) -> list[QueryKey]:
        """Return the keys that match any but low-weight words, or all keys if none does."""
        common = {position for position, word in enumerate(self.words) if word in self.low_weight}
        informative = [
            key
            for key, positions in self.keys.items()
            if any(p not in common for p, _ in positions)
        ]
        return informative or list(self.keys)


def query_words(text: str, languages: Collection[Language]) -> list[str]:
    """Return the words of the first 200 characters in one spelling, without one that is cut off."""
    start = text[: MAX_CHARACTERS + 1]
    folded = usual_words(start, words(start), languages, join_hyphens=False)
    cut_off = len(text) > MAX_CHARACTERS and text[MAX_CHARACTERS].isalnum() and len(folded) > 1
    return folded[:-1] if cut_off else folded


def parse_query(
    words: Sequence[str],
    dictionary: MergedDictionary,
    *,
    quotes: int,
    options: SpellingOptions | None = None,
) -> Query:
    """Parse the folded words of a query; the 12 rarest words are its terms."""
    options = options or SpellingOptions()
    folded = with_pairs(words)
    forms = other_forms(folded, dictionary.languages)
    frequencies = dictionary.frequencies(folded, forms)
    spellings = dictionary.spellings(dict.fromkeys(words[:MAX_TERMS]), forms)
    weights = _weights(frequencies, dictionary, quotes=quotes, options=options)
    total = sum(weights.values()) or 1.0
    terms = tuple(
        Term(folded.index(word), word, weights[word] / total)
        for word in frequencies
        if word in weights
    )
    term_weights = [0.0] * len(folded)
    collector = KeyCollector(dictionary, options, short=len(folded) <= SHORT_QUERY)
    for term in terms:
        term_weights[term.position] = term.weight
        collector.add_term(
            term, known=frequencies[term.word].stem_count, forms=forms.get(term.word, ())
        )
    collector.add_joined(folded, terms)
    return Query(
        words=tuple(folded),
        stems=tuple((spellings.get(word) or dictionary.stems(word))[0] for word in folded),
        terms=terms,
        keys={key: tuple(positions.items()) for key, positions in collector.keys().items()},
        term_weights=tuple(term_weights),
        spellings=tuple(spellings[word] for word in words[:MAX_TERMS]),
        total_weight=total,
        low_weight=options.low_weight,
        distinct=_distinct(terms, frequencies, dictionary, stop=options.stop),
        stop=options.stop,
        letters="".join(words),
    )


def _weights(
    frequencies: Mapping[str, WordFrequency],
    dictionary: MergedDictionary,
    *,
    quotes: int,
    options: SpellingOptions,
) -> dict[str, float]:
    """Return the 12 heaviest words, heaviest first, weighed by their corrected spelling."""
    rarest = math.log(1 + (quotes or 1) / UNKNOWN_COUNT)

    def weight_of(word: str, frequency: WordFrequency) -> float:
        """Return the inverse document frequency, 1 if the word is unknown."""
        count = min(frequency.share * frequency.stem_count or UNKNOWN_COUNT, quotes or 1)
        idf = math.log(1 + (quotes or 1) / count) / rarest
        return idf * (LOW_WEIGHT if word in options.low_weight else 1.0)

    weights = {
        word: weight_of(word, frequency)
        for word, frequency in frequencies.items()
        if word not in options.dropped
    }
    heaviest = dict(sorted(weights.items(), key=lambda item: -item[1])[:MAX_TERMS])
    corrected = {
        word: correct_word(word, dictionary, never_substituted=options.never_substituted)
        for word in heaviest
        if not frequencies[word].stem_count
    }
    corrected_frequencies = dictionary.frequencies(corrected.values(), {})
    for word, correct in corrected.items():
        heaviest[word] = weight_of(word, corrected_frequencies[correct])
    return heaviest


def _distinct(
    terms: Sequence[Term],
    frequencies: Mapping[str, WordFrequency],
    dictionary: MergedDictionary,
    *,
    stop: frozenset[str],
) -> dict[str, tuple[frozenset[str], float]]:
    """Return the inflections and shares of terms whose stems mostly occur in another word."""
    by_stem: defaultdict[str, list[str]] = defaultdict(list)
    for term in terms:
        if term.word not in stop:
            by_stem[ENGLISH.stem(term.word)].append(term.word)
    # Two terms of one stem cannot be told apart.
    alone = {stemmed: found[0] for stemmed, found in by_stem.items() if len(found) == 1}
    return {
        stemmed: (frozenset(filter(dictionary.count, inflections(word))), frequencies[word].share)
        for stemmed, word in alone.items()
        if frequencies[word].share < 1
    }
