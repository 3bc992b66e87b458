"""The distinct words of one partition, with the number of quotes that contain each.

A partition's dictionary has no words of another, so no correction and no suggestion can reveal
words of a private show.
"""

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Mapping
from heapq import nlargest
from itertools import chain

from bot.search.memory.similar_words import SimilarWords
from bot.text.languages import ENGLISH, Language

_LONGEST_PREFIX_SCAN = 2_000
_LAST = chr(0x10FFFF)
"""Sorts after every other character."""


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
