"""Find the stems by which the words of a query may be spelt in the library.

A word may be misspelt, misheard, written in two, or joined with its neighbour.
"""

import math
from collections import defaultdict
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise, product

from bot.search.memory.dictionary import MergedDictionary
from bot.search.memory.similar_words import FuzzyMatch
from bot.text.languages import ENGLISH
from bot.text.tokens import split_characters, stop_words

SHORT_QUERY = 3
"""A query of up to this many words may be only a name."""

_JOINED_SIMILARITY = 0.95
_MIN_SIMILARITY = 0.5
_SHORTEST_JOINED = 5
_SHORTEST_PART = 2
_SHORTEST_HALF = 4
_SHORTEST_PHONETIC = 3
_AFFIX_WEIGHT = 0.8
_COMPOUND_SIMILARITY, _MAX_COMPOUNDS = 0.92, 8
_KNOWN_FACTOR = 0.8
_ORDINARY_FACTOR = 0.5
"""The factor of the similarity of two ordinary words, as "elephant" and "element"."""

_MISSPELT = 0.75
"""At this similarity or more, an unknown word is a misspelling, not two misheard words."""

_CORRECTED = 0.65
"""At this similarity or more, an unknown word gets the weight of the similar word."""

_RARE = 30
_MAX_PAIRS = 40

QueryKey = tuple[str, ...]
"""One stem, or several neighbouring ones."""

QueryKeys = dict[QueryKey, dict[int, float]]
"""The keys of a query, each with the positions of the words it matches and how surely (0 to 1)."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a query with its position and its share of the query's weight (0 to 1)."""

    position: int
    word: str
    weight: float


@dataclass(frozen=True, slots=True)
class SpellingOptions:
    """How the words of a query are weighed and respelt.

    `dropped` words are never terms, `low_weight` words weigh little, and `never_substituted` words
    never replace another. A word in fewer than `respell_below` quotes is also looked up in other
    spellings; None means 30 quotes, or any number in a query of three words or fewer. With
    `phonetic`, unknown words of such a query may be misheard. `correct` words are spelt correctly,
    and may only be written in two. `ordinary` words are rarely misspelt or misheard as one another.
    `stop` are the stop words of the query's language.
    """

    dropped: frozenset[str] = frozenset()
    low_weight: frozenset[str] = field(default_factory=stop_words)
    never_substituted: frozenset[str] = field(default_factory=stop_words)
    respell_below: int | None = None
    phonetic: bool = True
    correct: Container[str] = frozenset[str]()
    ordinary: Container[str] = frozenset[str]()
    stop: frozenset[str] = field(default_factory=stop_words)


def correct_word(
    word: str, dictionary: MergedDictionary, *, never_substituted: frozenset[str] | None = None
) -> str:
    """Return the known word that an unknown one is spelt like; otherwise return it unchanged."""
    never_substituted = dictionary.stop_words if never_substituted is None else never_substituted
    if any(map(dictionary.stem_count, dictionary.stems(word))):
        return word
    matches = dictionary.fuzzy_lookup(word)
    match = next((match for match in matches if match.word not in never_substituted), None)
    return match.word if match and match.similarity >= _CORRECTED else word


@dataclass(frozen=True, slots=True)
class KeyCollector:
    """The keys of a query while they are collected; a `short` query may be only a name."""

    dictionary: MergedDictionary
    options: SpellingOptions
    short: bool
    _words: defaultdict[tuple[str, ...], dict[int, float]] = field(
        default_factory=lambda: defaultdict(dict)
    )

    def add_term(self, term: Term, *, known: int, forms: Sequence[str] = ()) -> None:
        """Add the stem of a term, if `known` quotes contain it, and its other spellings.

        `forms` are those of a number: words for digits, and digits for a word.
        """
        for form in forms:
            # "One" is seldom the number where stop words are dropped.
            if form not in self.options.dropped:
                self._add(form, at=term.position, similarity=_JOINED_SIMILARITY)
        if not term.word.isascii() and len(characters := split_characters(term.word)) > 1:
            if known:
                self._add(*characters, at=term.position, similarity=1.0)
            return
        if known:
            self._add(term.word, at=term.position, similarity=1.0)
        respell_below = self.options.respell_below
        if respell_below is None:
            # A known word is rarely a misspelling of another, except in a name.
            respell_below = math.inf if self.short else _RARE
        if term.word in self.options.stop or known >= respell_below:
            return
        if not term.word.isdigit():
            self._add_splits(term)
        if term.word not in self.options.correct:
            self._add_respellings(term, known=bool(known))

    def add_joined(self, folded: Sequence[str], terms: Sequence[Term]) -> None:
        """Add the keys of two neighbouring words written as one, if one of them is a term."""
        positions = {term.position for term in terms}
        pairs = [
            (position, left, right)
            for position, (left, right) in enumerate(pairwise(folded))
            if positions & {position, position + 1}
            and (len(left) <= 1 < len(right) or len(left + right) >= _SHORTEST_JOINED)
        ]
        counts = self.dictionary.counts(folded)
        for position, left, right in pairs:
            joined, both = left + right, (position, position + 1)
            for at in both:
                self._add(joined, at=at, similarity=_JOINED_SIMILARITY)
            # Two frequent words are rarely one that is misspelt.
            frequent = min(counts[left], counts[right]) >= _RARE
            stop = self.options.stop
            if left.isdigit() or left in stop or right in stop or (frequent and not self.short):
                continue
            for match in self.dictionary.fuzzy_lookup(joined):
                for at in both:
                    self._add(match.word, at=at, similarity=match.similarity * _JOINED_SIMILARITY)

    def _add_splits(self, term: Term) -> None:
        """Add each pair of known words that the term is if it is written in two."""
        splits = _splits(term.word, _SHORTEST_PART)
        counts = self.dictionary.counts(chain.from_iterable(splits))
        for left, right in splits:
            if counts[left] and counts[right]:
                self._add(left, right, at=term.position, similarity=_JOINED_SIMILARITY)

    def _add_respellings(self, term: Term, *, known: bool) -> None:
        """Add the words that the term may be a misspelling of, or misheard for, and parts of it."""
        matches = self.dictionary.fuzzy_lookup(term.word)
        phonetic = self.options.phonetic and self.short and not known
        if not (phonetic and self._add_phonetic(term)):
            factor = _KNOWN_FACTOR if known else 1.0
            for match in matches:
                allowed = match.word not in self.options.never_substituted
                if allowed and match.similarity >= _MIN_SIMILARITY:
                    self._add_similar(term, match.word, similarity=match.similarity * factor)
        if known or term.word.isdigit():
            return
        self._add_compounds(term)
        misspelt = any(match.similarity >= _MISSPELT for match in matches)
        if not misspelt:
            self._add_fuzzy_splits(term)
        if not misspelt or self.options.phonetic:
            self._add_affixes(term)

    def _add_phonetic(self, term: Term) -> bool:
        """Add the words and word pairs that sound like an unknown word; return if a word does."""
        matches = self.dictionary.phonetic_matches(term.word)
        for match in matches:
            # Squared, so that words which sound half like it do not outweigh correct ones.
            self._add_similar(term, match.word, similarity=match.similarity**2)
        pairs: dict[tuple[str, str], float] = {}
        for halves in _splits(term.word, _SHORTEST_PHONETIC):
            share = len(halves[0]) / len(term.word)
            for left, right in product(*map(self._phonetic_parts, halves)):
                similarity = share * left.similarity + (1 - share) * right.similarity
                pairs[left.word, right.word] = similarity
        for pair in sorted(pairs, key=lambda pair: (-pairs[pair], pair))[:_MAX_PAIRS]:
            self._add_similar(term, *pair, similarity=pairs[pair] ** 2)
        return bool(matches)

    def _phonetic_parts(self, part: str) -> list[FuzzyMatch]:
        matches = self.dictionary.phonetic_part_matches(part)
        return [match for match in matches if match.word not in self.options.stop]

    def _add_fuzzy_splits(self, term: Term) -> None:
        """Add the pairs of a known word and one that is spelt like the rest of the term."""
        for left, right in _splits(term.word, _SHORTEST_PHONETIC):
            pairs: list[tuple[str, str, float]] = []
            if self.dictionary.count(right):
                matches = self.dictionary.fuzzy_lookup(left)
                pairs += [(match.word, right, match.similarity) for match in matches]
            if self.dictionary.count(left):
                matches = self.dictionary.fuzzy_lookup(right)
                pairs += [(left, match.word, match.similarity) for match in matches]
            for first, second, similarity in pairs:
                self._add_similar(term, first, second, similarity=similarity * _JOINED_SIMILARITY)

    def _add_compounds(self, term: Term) -> None:
        """Add the words that begin with an unknown term, in languages that join words to one."""
        shortest = _SHORTEST_HALF if term.word.isascii() else _SHORTEST_PART
        if self.dictionary.languages == (ENGLISH,) or len(term.word) < shortest:
            return
        for word in self.dictionary.prefix_lookup(term.word, limit=_MAX_COMPOUNDS):
            self._add(word, at=term.position, similarity=_COMPOUND_SIMILARITY)

    def _add_affixes(self, term: Term) -> None:
        """Add the known beginnings and ends of an unknown word, by their share of its letters."""
        word = term.word
        for length in range(_SHORTEST_HALF, len(word) - 1):
            for part in (word[:length], word[-length:]):
                if part not in self.options.stop and self.dictionary.count(part):
                    similarity = _AFFIX_WEIGHT * length / len(word)
                    self._add_similar(term, part, similarity=similarity)

    def keys(self) -> QueryKeys:
        """Return the stems, in each language, of all words that were added."""
        keys: QueryKeys = defaultdict(dict)
        for phrase, stemmed in self.dictionary.keys(self._words).items():
            for position, similarity in self._words[phrase].items():
                for key in stemmed:
                    keys[key][position] = max(similarity, keys[key].get(position, 0.0))
        return keys

    def _add_similar(self, term: Term, *words: str, similarity: float) -> None:
        """Add a word, or neighbouring words, that the term may be misspelt or misheard for."""
        ordinary = self.options.ordinary
        if term.word in ordinary and all(word in ordinary for word in words):
            similarity *= _ORDINARY_FACTOR
        self._add(*words, at=term.position, similarity=similarity)

    def _add(self, *words: str, at: int, similarity: float) -> None:
        """Add a word, or neighbouring words, as a spelling of the word at a position."""
        positions = self._words[words]
        positions[at] = max(similarity, positions.get(at, 0.0))


def _splits(word: str, shortest: int) -> list[tuple[str, str]]:
    """Return a word in two parts at every place, each part of at least `shortest` letters."""
    return [(word[:at], word[at:]) for at in range(shortest, len(word) - shortest + 1)]
