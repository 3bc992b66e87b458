"""The dictionaries of all partitions that a search may see, read as one."""

import math
from collections.abc import Iterable, Mapping, Sequence
from heapq import nlargest
from itertools import chain
from typing import NamedTuple

from bot.search.memory.dictionary import TermDictionary
from bot.search.memory.similar_words import MAX_FUZZY_MATCHES, FuzzyMatch
from bot.text.languages import ENGLISH
from bot.text.tokens import inflections, split_characters

_MAX_CACHED = 2_000
_MAX_PHONETIC = 20
_MAX_PHONETIC_PARTS = 8
_FREQUENCY_PENALTY, _PHONETIC_FREQUENCY_PENALTY = 0.05, 0.1
_CERTAIN_SIMILARITY = 0.9
_MIN_MAJORITY = 0.5
"""A word with at least this share of its stem's occurrences counts as the whole stem."""

Phrase = tuple[str, ...]
"""One word, or several neighbouring ones."""


class WordFrequency(NamedTuple):
    """An upper bound of the quotes that contain a word's stem, and the word's share of them.

    The share (0 to 1) counts inflections of the word; it is 1 if it is at least a half, and if the
    word does not occur.
    """

    stem_count: int
    share: float


class MergedDictionary:
    """The dictionaries of all partitions that a search may see, read as one."""

    def __init__(self, dictionaries: Iterable[TermDictionary]) -> None:
        self._dictionaries = tuple(dictionaries)
        spoken = {one for dictionary in self._dictionaries for one in dictionary.languages}
        # English first, so that its stems stand for the word where nothing else decides.
        self.languages = tuple(
            sorted(spoken or {ENGLISH}, key=lambda one: (one != ENGLISH, one.code))
        )
        """The languages of the words."""

        self.stop_words = frozenset[str]().union(*(one.stop_words for one in self.languages))
        """The stop words of all these languages."""
        self._fuzzy_cache: dict[str, list[FuzzyMatch]] = {}

    def count(self, word: str) -> int:
        """Return the number of quotes that contain exactly this folded word."""
        return sum(dictionary.count(word) for dictionary in self._dictionaries)

    def stem_count(self, stemmed: str) -> int:
        """Return an upper bound of the number of quotes that contain a stem."""
        return sum(dictionary.stem_count(stemmed) for dictionary in self._dictionaries)

    def counts(self, words: Iterable[str]) -> dict[str, int]:
        """Return the number of quotes that contain exactly each folded word."""
        return {word: self.count(word) for word in words}

    def stems(self, word: str) -> tuple[str, ...]:
        """Return the stems of a word in every language, the most frequent first."""
        if len(self.languages) == 1:
            return (self.languages[0].stem(word),)
        stems = dict.fromkeys(spoken.stem(word) for spoken in self.languages)
        return tuple(sorted(stems, key=lambda one: -self.stem_count(one)))

    def spellings(
        self, words: Iterable[str], forms: Mapping[str, Sequence[str]]
    ) -> dict[str, tuple[str, ...]]:
        """Return the stems of each word, and those of similar words if its own are unknown.

        The `forms` of a word have other stems that are as good.
        """
        spellings: dict[str, tuple[str, ...]] = {}
        for word in words:
            other = chain.from_iterable(map(self.stems, forms.get(word, ())))
            stems = (*self.stems(word), *other)
            known = tuple(filter(self.stem_count, stems))
            similar = [] if known else [match.word for match in self.fuzzy_lookup(word)]
            spellings[word] = known or tuple(
                dict.fromkeys([*stems, *chain.from_iterable(map(self.stems, similar))])
            )
        return spellings

    def keys(self, phrases: Iterable[Phrase]) -> dict[Phrase, list[Phrase]]:
        """Return the stems of each phrase, in each language in which all of them are in use."""
        stems = {
            phrase: dict.fromkeys(tuple(map(one.stem, phrase)) for one in self.languages)
            for phrase in phrases
        }
        return {
            phrase: [key for key in keys if all(map(self.stem_count, key))]
            for phrase, keys in stems.items()
        }

    def stem_counts(self, stems: Iterable[str]) -> dict[str, int]:
        """Return an upper bound of the number of quotes that contain each stem."""
        return {stemmed: self.stem_count(stemmed) for stemmed in stems}

    def frequencies(
        self, words: Iterable[str], forms: Mapping[str, Sequence[str]]
    ) -> dict[str, WordFrequency]:
        """Return the frequency of each distinct word, its `forms` included, in order."""
        frequencies: dict[str, WordFrequency] = {}
        for word in dict.fromkeys(words):
            if not word.isascii() and len(characters := split_characters(word)) > 1:
                frequencies[word] = WordFrequency(min(map(self.count, characters)), 1.0)
            else:
                stems = {stem for form in (word, *forms.get(word, ())) for stem in self.stems(form)}
                count = sum(map(self.stem_count, stems))
                frequencies[word] = WordFrequency(count, self._share(word))
        return frequencies

    def _share(self, word: str) -> float:
        """Return the share of a word's inflections in its English stem, 1 if it is at least half.

        It is 1 too if the word has that stem in another language.
        """
        stemmed = ENGLISH.stem(word)
        if any(one.stem(word) == stemmed for one in self.languages if one != ENGLISH):
            return 1.0
        count = self.stem_count(stemmed)
        share = sum(map(self.count, inflections(word))) / count if count else 0.0
        return share if 0 < share < _MIN_MAJORITY else 1.0

    def fuzzy_lookup(self, word: str) -> list[FuzzyMatch]:
        """Return up to six words spelt or sounding like this one, the most similar first."""
        if word not in self._fuzzy_cache:
            if len(self._fuzzy_cache) >= _MAX_CACHED:
                self._fuzzy_cache.clear()
            self._fuzzy_cache[word] = self._rank_matches(word)
        return self._fuzzy_cache[word]

    def _rank_matches(self, word: str) -> list[FuzzyMatch]:
        best: dict[str, float] = {}
        for dictionary in self._dictionaries:
            for match in dictionary.similar.fuzzy_lookup(word):
                similarity = self._adjusted_similarity(match)
                best[match.word] = max(similarity, best.get(match.word, 0))
        ranked = sorted(best.items(), key=lambda item: (-item[1], -self.count(item[0]), item[0]))
        return [FuzzyMatch(other, similarity) for other, similarity in ranked[:MAX_FUZZY_MATCHES]]

    def phonetic_matches(self, word: str) -> list[FuzzyMatch]:
        """Return up to 20 words that sound like this one, by similarity, less for frequent ones."""
        return self._rank_phonetic(
            match
            for dictionary in self._dictionaries
            for match in dictionary.similar.phonetic_matches(word)
        )[:_MAX_PHONETIC]

    def phonetic_part_matches(self, part: str) -> list[FuzzyMatch]:
        """Return up to 8 words that sound like a part of a word, the part itself included."""
        return self._rank_phonetic(
            match
            for dictionary in self._dictionaries
            for match in dictionary.similar.phonetic_part_matches(part)
        )[:_MAX_PHONETIC_PARTS]

    def _rank_phonetic(self, matches: Iterable[FuzzyMatch]) -> list[FuzzyMatch]:
        similarities = {match.word: match.similarity for match in matches}
        adjusted = [
            FuzzyMatch(word, similarity * self._rarity_factor(word, _PHONETIC_FREQUENCY_PENALTY))
            for word, similarity in similarities.items()
        ]
        return sorted(adjusted, key=lambda match: (-match.similarity, match.word))

    def _adjusted_similarity(self, match: FuzzyMatch) -> float:
        """Return the similarity, less for a frequent word unless it is nearly the same."""
        # A word that was misheard or misspelt is more often a rare name than a frequent word.
        if match.similarity > _CERTAIN_SIMILARITY or match.word in self.stop_words:
            return match.similarity
        return match.similarity * self._rarity_factor(match.word, _FREQUENCY_PENALTY)

    def _rarity_factor(self, word: str, penalty: float) -> float:
        return 1 / (1 + penalty * math.log(max(1, self.count(word))))

    def prefix_lookup(self, prefix: str, *, limit: int) -> list[str]:
        """Return the most frequent words with this prefix, the most frequent first."""
        matches = dict.fromkeys(
            word for dictionary in self._dictionaries for word in dictionary.prefix_lookup(prefix)
        )
        return nlargest(limit, matches, key=self.count)
