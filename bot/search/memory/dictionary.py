"""The distinct words of partitions, with the number of quotes that contain each.

A partition's dictionary has no words of another, so no correction and no suggestion can reveal
words of a private show.
"""

import math
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from heapq import nlargest
from itertools import chain
from typing import NamedTuple

from bot.search.memory.similar_words import MAX_FUZZY_MATCHES, FuzzyMatch, SimilarWords
from bot.text.languages import ENGLISH, Language
from bot.text.tokens import inflections, split_characters

_LONGEST_PREFIX_SCAN = 2_000
_LAST = chr(0x10FFFF)
"""Sorts after every other character."""

_MAX_CACHED = 2_000
_MAX_PHONETIC = 20
_MAX_PHONETIC_PARTS = 8
_FREQUENCY_PENALTY, _PHONETIC_FREQUENCY_PENALTY = 0.05, 0.1
_CERTAIN_SIMILARITY = 0.9
_MIN_MAJORITY = 0.5
"""A word with at least this share of its stem's occurrences counts as the whole stem."""

Phrase = tuple[str, ...]
"""One word, or several neighbouring ones."""


class TermDictionary:
    """The words of one partition with the number of quotes that contain each.

    They are given language by language, because the same word has other stems in other languages.
    """

    def __init__(
        self, counts: Mapping[str, int], others: Mapping[Language, Mapping[str, int]] | None = None
    ) -> None:
        self._counts: dict[str, int] = {}
        self._stems: dict[str, int] = {}
        self._by_language: Counter[Language] = Counter()
        self.similar = SimilarWords()
        self._sorted: list[str] = []
        given = {ENGLISH: counts} | dict(others or {})
        for word in sorted(set(chain.from_iterable(given.values()))):
            self.similar.add(word)
            self._sorted.append(word)
        for spoken, of_language in given.items():
            self._count(of_language, spoken)

    def __len__(self) -> int:
        return len(self._counts)

    def copy(self) -> "TermDictionary":
        """Return an independent copy."""
        copied = TermDictionary({})
        copied._counts = dict(self._counts)
        copied._stems = dict(self._stems)
        copied._by_language = self._by_language.copy()
        copied.similar = self.similar.copy()
        copied._sorted = list(self._sorted)
        return copied

    def add(self, counts: Mapping[str, int], spoken: Language = ENGLISH) -> None:
        """Add the word counts of an episode in a language."""
        for word in counts:
            if word not in self._counts:
                self.similar.add(word)
                insort(self._sorted, word)
        self._count(counts, spoken)

    def subtract(self, counts: Mapping[str, int], spoken: Language = ENGLISH) -> None:
        """Subtract the word counts of an episode, and remove words without occurrences."""
        self._count({word: -count for word, count in counts.items()}, spoken)
        for word in counts:
            if self._counts[word] <= 0:
                self._remove(word)

    @property
    def languages(self) -> frozenset[Language]:
        """Return the languages in which there are words."""
        return frozenset(spoken for spoken, count in self._by_language.items() if count > 0)

    def count(self, word: str) -> int:
        """Return the number of quotes that contain exactly this folded word."""
        return self._counts.get(word, 0)

    def stem_count(self, stemmed: str) -> int:
        """Return an upper bound of the number of quotes that contain a stem: its words' sum."""
        return self._stems.get(stemmed, 0)

    def most_frequent(self, limit: int) -> list[str]:
        """Return the most frequent stems."""
        return nlargest(limit, self._stems, key=self.stem_count)

    def prefix_lookup(self, prefix: str) -> list[str]:
        """Return the words with this prefix in alphabetical order, 2,000 at most."""
        at = bisect_left(self._sorted, prefix)
        end = bisect_left(self._sorted, prefix + _LAST, lo=at)
        return self._sorted[at : min(end, at + _LONGEST_PREFIX_SCAN)]

    def _count(self, counts: Mapping[str, int], spoken: Language) -> None:
        for word, count in counts.items():
            self._counts[word] = self._counts.get(word, 0) + count
            stemmed = spoken.stem(word)
            self._stems[stemmed] = self._stems.get(stemmed, 0) + count
            if not self._stems[stemmed]:
                del self._stems[stemmed]
        self._by_language[spoken] += sum(counts.values())

    def _remove(self, word: str) -> None:
        del self._counts[word]
        del self._sorted[bisect_left(self._sorted, word)]
        self.similar.remove(word)


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
