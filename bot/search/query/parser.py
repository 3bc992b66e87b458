"""Read what a member typed: the words that count, and how much each does."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from rapidfuzz.distance import OSA

from bot.search.memory.dictionary import MergedDictionary, WordFrequency
from bot.search.query.spelling import (
    SHORT_QUERY,
    QueryKey,
    SpellingOptions,
    Term,
    add_joined,
    add_spellings,
    correct_word,
)
from bot.text.tokens import inflections, stem, stems, stop_words, words

MAX_TERMS = 12
MAX_CHARACTERS = 200

LOW_WEIGHT = 0.12
UNKNOWN_COUNT = 0.5

_CERTAIN, _SIMILAR = 0.9, 0.8

KeyPositions = tuple[tuple[int, float], ...]
"""Places in the query, each with how surely something stands for the word there (0 to 1)."""


@dataclass(frozen=True)
class Query:
    """Hold a query's words, and each stem or pair that may stand for some of them.

    `keys` say which words (by place) a key stands for, and how surely, from 0 to 1; `related` the
    same of stems that may be said instead. Without slots, as what follows from them is kept.
    """

    words: tuple[str, ...]
    stems: tuple[str, ...]
    terms: tuple[Term, ...]
    keys: dict[QueryKey, KeyPositions]
    term_weights: tuple[float, ...]
    """Of each word, 0 for those that are not terms."""
    spellings: tuple[tuple[str, ...], ...]
    """Of each word the stems that may stand for it, stop words included."""
    total_weight: float
    """What all terms weigh together, about 1 for each rare word."""
    low_weight: frozenset[str] = field(default_factory=stop_words)
    """Words that tell little, and that no rows are looked up for."""
    synonyms: dict[str, KeyPositions] = field(default_factory=dict[str, KeyPositions])
    distinct: dict[str, tuple[frozenset[str], float]] = field(
        default_factory=dict[str, tuple[frozenset[str], float]]
    )
    """By stem, where most of what has it is another word: the forms of the word that was typed, and
    what share (0 to 1) of what has the stem they are, which is what the others count."""
    uncovered: float = 0.0
    """What share of a question nobody speaks of; a name counts more than a word."""

    @cached_property
    def single_keys(self) -> dict[str, KeyPositions]:
        """Return the keys of one stem."""
        return {key[0]: positions for key, positions in self.keys.items() if len(key) == 1}

    @cached_property
    def pair_keys(self) -> dict[tuple[str, str], KeyPositions]:
        """Return the keys of two."""
        return {(key[0], key[1]): positions for key, positions in self.keys.items() if len(key) > 1}

    @cached_property
    def certain_keys(self) -> dict[QueryKey, tuple[int, ...]]:
        """Return of each key the places of the words that it surely stands for, or by its letters.

        How sure a spelling is counts for less: it is the less sure the more often its word is said.
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
        """Return the stems that may be part of a key, or be said instead."""
        return frozenset(one for key in self.keys for one in key) | self.synonyms.keys()

    @property
    def informative_keys(self) -> list[QueryKey]:
        """Return the keys worth looking rows up for: those of words that are not everywhere."""
        common = {position for position, word in enumerate(self.words) if word in self.low_weight}
        informative = [
            key
            for key, positions in self.keys.items()
            if any(p not in common for p, _ in positions)
        ]
        return informative or list(self.keys)

    @cached_property
    def letters(self) -> str:
        """Return the letters alone, for comparison where spaces may be wrong."""
        return "".join(self.words)


def query_words(text: str) -> list[str]:
    """Return the words that are looked at: those of the first 200 characters, cut at a word."""
    if len(text) <= MAX_CHARACTERS:
        return words(text)
    found = words(text[: MAX_CHARACTERS + 1])
    return found[:-1] if len(found) > 1 and text[MAX_CHARACTERS].isalnum() else found


def parse_query(
    found: Sequence[str],
    dictionary: MergedDictionary,
    *,
    quotes: int,
    options: SpellingOptions | None = None,
) -> Query:
    """Weigh the words of a query against those of the library; the 12 rarest are terms."""
    options = options or SpellingOptions()
    frequencies = dictionary.frequencies(found)
    idf = {word: _normalised_idf(one, quotes) for word, one in frequencies.items()}
    factors = {word: LOW_WEIGHT if word in options.low_weight else 1.0 for word in frequencies}
    everything = [word for word in frequencies if word not in options.dropped]
    chosen = sorted(everything, key=lambda word: -idf[word] * factors[word])[:MAX_TERMS]
    corrected = {
        word: correct_word(word, dictionary, never_substituted=options.never_substituted)
        for word in chosen
        if not frequencies[word].stem_count
    }
    for word, one in dictionary.frequencies(corrected.values()).items():
        idf[word] = _normalised_idf(one, quotes)
    weights = {word: factors[word] * idf[corrected.get(word, word)] for word in chosen}
    total = sum(weights.values()) or 1.0
    terms = tuple(
        Term(position, word, weights[word] / total)
        for position, word in enumerate(found)
        if word in weights and found.index(word) == position
    )
    keys: dict[QueryKey, dict[int, float]] = defaultdict(dict)
    for term in terms:
        add_spellings(
            term,
            keys,
            dictionary,
            known=frequencies[term.word].stem_count,
            options=options,
            short=len(found) <= SHORT_QUERY,
        )
    add_joined(found, terms, keys, dictionary)
    return Query(
        words=tuple(found),
        stems=tuple(stems(list(found))),
        terms=terms,
        keys={key: tuple(positions.items()) for key, positions in keys.items()},
        term_weights=_term_weights(terms, len(found)),
        spellings=tuple(
            (stem(word),) if frequencies[word].stem_count else _spellings(word, dictionary)
            for word in found[:MAX_TERMS]
        ),
        total_weight=total,
        low_weight=options.low_weight,
        distinct=_distinct(terms, frequencies, dictionary),
    )


def _distinct(
    terms: Sequence[Term], frequencies: Mapping[str, WordFrequency], dictionary: MergedDictionary
) -> dict[str, tuple[frozenset[str], float]]:
    """Return the words that are not what their stems mostly stand for."""
    by_stem: defaultdict[str, list[str]] = defaultdict(list)
    for term in terms:
        if term.word not in stop_words():
            by_stem[stem(term.word)].append(term.word)
    # Two words of one stem are told apart by nothing.
    alone = {stemmed: found[0] for stemmed, found in by_stem.items() if len(found) == 1}
    return {
        stemmed: (frozenset(filter(dictionary.count, inflections(word))), frequencies[word].share)
        for stemmed, word in alone.items()
        if frequencies[word].share < 1
    }


def _spellings(word: str, dictionary: MergedDictionary) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys([stem(word), *(stem(match.word) for match in dictionary.fuzzy_lookup(word))])
    )


def _term_weights(terms: Sequence[Term], count: int) -> tuple[float, ...]:
    weights = [0.0] * count
    for term in terms:
        weights[term.position] = term.weight
    return tuple(weights)


def _normalised_idf(frequency: WordFrequency, quotes: int) -> float:
    """Return the inverse document frequency, 1 for a word the library does not have."""
    count = min(frequency.share * frequency.stem_count or UNKNOWN_COUNT, quotes or 1)
    rarest = math.log(1 + (quotes or 1) / UNKNOWN_COUNT)
    return math.log(1 + (quotes or 1) / count) / rarest
