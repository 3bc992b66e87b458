"""Read what a member typed: the words that count, and how much each does."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from rapidfuzz.distance import OSA

from bot.search.memory.dictionary import Visible
from bot.search.query.spelling import SHORT, Key, Reading, Term, join, meant, spell
from bot.text.tokens import inflections, stem, stems, stop_words, words

MOST_TERMS = 12
MOST_CHARACTERS = 200

FAINT_SHARE = 0.12
UNKNOWN = 0.5

_SURELY, _ALIKE = 0.9, 0.8

Hits = tuple[tuple[int, float], ...]
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
    keys: dict[Key, Hits]
    shares: tuple[float, ...]
    """Of each word, 0 for those that are not terms."""
    spellings: tuple[tuple[str, ...], ...]
    """Of each word the stems that may stand for it, stop words included."""
    weight: float
    """What all terms weigh together, about 1 for each rare word."""
    faint: frozenset[str] = field(default_factory=stop_words)
    """Words that tell little, and that no rows are looked up for."""
    related: dict[str, Hits] = field(default_factory=dict[str, Hits])
    distinct: dict[str, tuple[frozenset[str], float]] = field(
        default_factory=dict[str, tuple[frozenset[str], float]]
    )
    """By stem, where most of what has it is another word: the forms of the word that was typed, and
    what share (0 to 1) of what has the stem they are, which is what the others count."""
    unsaid: float = 0.0
    """What share of a question nobody speaks of; a name counts more than a word."""

    @cached_property
    def alone(self) -> dict[str, Hits]:
        """Return the keys of one stem."""
        return {key[0]: hits for key, hits in self.keys.items() if len(key) == 1}

    @cached_property
    def pairs(self) -> dict[tuple[str, str], Hits]:
        """Return the keys of two."""
        return {(key[0], key[1]): hits for key, hits in self.keys.items() if len(key) > 1}

    @cached_property
    def surely(self) -> dict[Key, tuple[int, ...]]:
        """Return of each key the places of the words that it surely stands for, or by its letters.

        How sure a spelling is counts for less: it is the less sure the more often its word is said.
        """
        return {
            key: tuple(place for place, likely in hits if self._means(key, place, likely))
            for key, hits in self.keys.items()
        }

    def _means(self, key: Key, place: int, likely: float) -> bool:
        spelt = "".join(key)
        return likely > _SURELY or OSA.normalized_similarity(self.stems[place], spelt) >= _ALIKE

    @cached_property
    def known(self) -> frozenset[str]:
        """Return the stems that may be part of a key, or be said instead."""
        return frozenset(one for key in self.keys for one in key) | self.related.keys()

    @property
    def telling(self) -> list[Key]:
        """Return the keys worth looking rows up for: those of words that are not everywhere."""
        common = {place for place, word in enumerate(self.words) if word in self.faint}
        telling = [key for key, hits in self.keys.items() if any(p not in common for p, _ in hits)]
        return telling or list(self.keys)

    @property
    def squeezed(self) -> str:
        """Return the letters alone, for comparison where spaces may be wrong."""
        return "".join(self.words)


def considered(text: str) -> list[str]:
    """Return the words that are looked at: those of the first 200 characters, cut at a word."""
    if len(text) <= MOST_CHARACTERS:
        return words(text)
    found = words(text[: MOST_CHARACTERS + 1])
    return found[:-1] if len(found) > 1 and text[MOST_CHARACTERS].isalnum() else found


def read_query(
    found: Sequence[str], vocabulary: Visible, *, quotes: int, reading: Reading | None = None
) -> Query:
    """Weigh the words of a query against those of the library; the 12 rarest are terms."""
    reading = reading or Reading()

    def worth(word: str, *, meaning: str) -> float:
        return _rarity(meaning, vocabulary, quotes) * (
            FAINT_SHARE if word in reading.faint else 1.0
        )

    everything = [w for w in dict.fromkeys(found) if w not in reading.dropped]
    chosen = sorted(everything, key=lambda word: -worth(word, meaning=word))[:MOST_TERMS]
    weights = {
        word: worth(word, meaning=meant(word, vocabulary, unlikely=reading.unlikely))
        for word in chosen
    }
    total = sum(weights.values()) or 1.0
    terms = tuple(
        Term(place, word, weights[word] / total)
        for place, word in enumerate(found)
        if word in weights and found.index(word) == place
    )
    keys: dict[Key, dict[int, float]] = defaultdict(dict)
    for term in terms:
        spell(term, keys, vocabulary, reading=reading, short=len(found) <= SHORT)
    join(found, terms, keys, vocabulary)
    return Query(
        words=tuple(found),
        stems=tuple(stems(list(found))),
        terms=terms,
        keys={key: tuple(places.items()) for key, places in keys.items()},
        shares=_shares(terms, len(found)),
        spellings=tuple(_spellings(word, vocabulary) for word in found[:MOST_TERMS]),
        weight=total,
        faint=reading.faint,
        distinct=_distinct(terms, vocabulary),
    )


def _distinct(
    terms: Sequence[Term], vocabulary: Visible
) -> dict[str, tuple[frozenset[str], float]]:
    """Return the words that are not what their stems mostly stand for."""
    by_stem: defaultdict[str, list[str]] = defaultdict(list)
    for term in terms:
        if term.word not in stop_words():
            by_stem[stem(term.word)].append(term.word)
    # Two words of one stem are told apart by nothing.
    alone = {stemmed: found[0] for stemmed, found in by_stem.items() if len(found) == 1}
    shares = {stemmed: vocabulary.share_of_stem(word) for stemmed, word in alone.items()}
    return {
        stemmed: (frozenset(filter(vocabulary.count, inflections(alone[stemmed]))), share)
        for stemmed, share in shares.items()
        if share < 1
    }


def _spellings(word: str, vocabulary: Visible) -> tuple[str, ...]:
    if vocabulary.stem_count(stem(word)):
        return (stem(word),)
    return tuple(dict.fromkeys([stem(word), *(stem(near.word) for near in vocabulary.near(word))]))


def _shares(terms: Sequence[Term], count: int) -> tuple[float, ...]:
    shares = [0.0] * count
    for term in terms:
        shares[term.place] = term.share
    return tuple(shares)


def _rarity(word: str, vocabulary: Visible, quotes: int) -> float:
    """Return the inverse document frequency, 1 for a word the library does not have."""
    said = vocabulary.share_of_stem(word) * vocabulary.stem_count(stem(word))
    count = min(said or UNKNOWN, quotes or 1)
    rarest = math.log(1 + (quotes or 1) / UNKNOWN)
    return math.log(1 + (quotes or 1) / count) / rarest
