"""The distinct words of one room (the public shows, or one server's), and what is near a word.

Words of one room never enter another's vocabulary, so no correction and no suggestion can tell
of a private show.
"""

import math
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from typing import NamedTuple

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.search.memory import signatures
from bot.text.phonetics import codes_within_one_edit, phonetic_code
from bot.text.tokens import inflections, stem, stop_words

MAX_FUZZY_MATCHES = 6
"""At most this many near spellings of one word are looked for."""

_LONGEST_PREFIX_SCAN = 2_000
_LAST = chr(0x10FFFF)
"""After every character that a word may have."""

_SHORTEST_CODE = 2
_MIN_SIMILARITY = 0.5
_MAX_CACHED = 2_000
_MIN_PHONETIC_SIMILARITY = 0.55
_PHONETIC_SHARE = 0.67
_MAX_CODES = 60
_MAX_PHONETIC = 20
_MAX_PHONETIC_PARTS = 8
_FREQUENCY_PENALTY, _PHONETIC_FREQUENCY_PENALTY = 0.05, 0.1
_CERTAIN_SIMILARITY = 0.9
_MOSTLY = 0.5
"""Where a word is less of what has its stem, the stem stands for other words."""


@dataclass(frozen=True, slots=True)
class FuzzyMatch:
    """Name a word of the vocabulary that may be meant, from 0 (unlike) to 1 (the same)."""

    word: str
    similarity: float


class WordFrequency(NamedTuple):
    """How many quotes contain a stem, at most, and which share of them (0 to 1) the word itself.

    The share is 1 where most of them contain the word or an inflection of it, and where none does.
    """

    stem_count: int
    share: float


class _LengthBucket:
    """Hold the words of one length, and which letters each has."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._signatures: signatures.Signatures | None = None

    def copy(self) -> "_LengthBucket":
        copied = _LengthBucket()
        copied.words, copied._signatures = list(self.words), self._signatures
        return copied

    def add(self, word: str) -> None:
        self.words.append(word)
        self._signatures = None

    def remove(self, word: str) -> None:
        self.words.remove(word)
        self._signatures = None

    def similar(self, word: str, max_distance: int) -> list[str]:
        """Return the words that so many edits may lead to, and some more."""
        if not self.words:
            return []
        length, sets = len(self.words[0]), self._signatures
        if sets is None:
            sets = self._signatures = signatures.prefix_signatures(self.words, length)[-1].copy()
        likely = signatures.may_be_within(
            sets, word, max_distance, length_difference=abs(len(word) - length)
        )
        return [self.words[at] for at in np.flatnonzero(likely)]


class TermDictionary:
    """Hold one room's words with the number of quotes that have each."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts: dict[str, int] = {}
        self._stems: dict[str, int] = {}
        self._by_length: dict[int, _LengthBucket] = {}
        self._by_phonetic_code: dict[str, list[str]] = {}
        self._sorted: list[str] = []
        for word in sorted(counts):
            self._insert(word)
            self._sorted.append(word)
            self._count(word, counts[word])

    def __len__(self) -> int:
        return len(self._counts)

    def copy(self) -> "TermDictionary":
        """Return a copy that changes by itself."""
        copied = TermDictionary({})
        copied._counts = dict(self._counts)
        copied._stems = dict(self._stems)
        copied._by_length = {length: one.copy() for length, one in self._by_length.items()}
        copied._by_phonetic_code = {
            code: list(some) for code, some in self._by_phonetic_code.items()
        }
        copied._sorted = list(self._sorted)
        return copied

    def add(self, counts: Mapping[str, int]) -> None:
        """Count words of an episode that came."""
        for word, count in counts.items():
            if word not in self._counts:
                self._insert(word)
                insort(self._sorted, word)
            self._count(word, count)

    def subtract(self, counts: Mapping[str, int]) -> None:
        """Forget words of an episode that went."""
        for word, count in counts.items():
            self._count(word, -count)
            if self._counts[word] <= 0:
                self._remove(word)

    def count(self, word: str) -> int:
        """Return in how many quotes a folded word stands, exactly so."""
        return self._counts.get(word, 0)

    def stem_count(self, stemmed: str) -> int:
        """Return in how many quotes words of this stem stand, at most."""
        return self._stems.get(stemmed, 0)

    def most_frequent(self, many: int) -> list[str]:
        """Return so many stems that most quotes have."""
        return nlargest(many, self._stems, key=self.stem_count)

    def fuzzy_lookup(self, word: str) -> Iterator[FuzzyMatch]:
        """Yield words spelt or sounding much like this one, itself left out."""
        max_distance = max_edits(len(word))
        if max_distance:
            for length in range(len(word) - max_distance, len(word) + max_distance + 1):
                if length in self._by_length:
                    yield from self._spelling_matches(word, self._by_length[length], max_distance)
        yield from self._phonetic_neighbours(word)

    def phonetic_matches(self, word: str) -> Iterator[FuzzyMatch]:
        """Yield words that sound almost like this one: what a recogniser may have made of it."""
        code = phonetic_code(word)
        if len(code) < _SHORTEST_CODE:
            return iter(())
        found = process.extract(
            code,
            self._by_phonetic_code.keys(),
            scorer=OSA.normalized_similarity,
            score_cutoff=_MIN_PHONETIC_SIMILARITY,
            limit=_MAX_CODES,
        )
        return self._score_phonetic(word, [(other, similarity) for other, similarity, _ in found])

    def phonetic_part_matches(self, part: str) -> Iterator[FuzzyMatch]:
        """Yield words that sound like a part of a word, or one sound off; cheap."""
        code = phonetic_code(part)
        if len(code) < _SHORTEST_CODE:
            return iter(())
        found = [
            other
            for other in sorted(codes_within_one_edit(code))
            if other in self._by_phonetic_code
        ]
        similarity = [OSA.normalized_similarity(code, other) for other in found]
        return self._score_phonetic(part, list(zip(found, similarity, strict=True)))

    def _score_phonetic(
        self, word: str, codes: Sequence[tuple[str, float]]
    ) -> Iterator[FuzzyMatch]:
        scored = [
            (one, code_similarities)
            for other, code_similarities in codes
            for one in self._by_phonetic_code[other]
        ]
        if not scored:
            return
        words = [one for one, _ in scored]
        letter_similarity = process.cdist([word], words, scorer=OSA.normalized_similarity)[0]
        code_similarities = np.array([code_similarities for _, code_similarities in scored])
        similarity = _PHONETIC_SHARE * code_similarities + (1 - _PHONETIC_SHARE) * letter_similarity
        order: list[int] = np.argsort(-similarity, kind="stable").tolist()
        for at in order[:_MAX_CODES]:
            yield FuzzyMatch(words[at], float(similarity[at]))

    def prefix_lookup(self, prefix: str) -> list[str]:
        """Return words that begin so, in alphabetical order."""
        at = bisect_left(self._sorted, prefix)
        end = bisect_left(self._sorted, prefix + _LAST, lo=at)
        return self._sorted[at : min(end, at + _LONGEST_PREFIX_SCAN)]

    def _spelling_matches(
        self, word: str, bucket: _LengthBucket, max_distance: int
    ) -> Iterator[FuzzyMatch]:
        some = bucket.similar(word, max_distance)
        if not some:
            return
        least = 1 - (max_distance + 0.5) / max(len(word), len(some[0]))
        found = process.extract(
            word,
            some,
            scorer=OSA.normalized_similarity,
            score_cutoff=least,
            limit=MAX_FUZZY_MATCHES + 1,
        )
        for other, similarity, _ in found:
            if other != word:
                yield FuzzyMatch(other, similarity)

    def _phonetic_neighbours(self, word: str) -> Iterator[FuzzyMatch]:
        code = phonetic_code(word)
        if len(code) < _SHORTEST_CODE:
            return
        for other in self._by_phonetic_code.get(code, ()):
            similarity = OSA.normalized_similarity(word, other)
            if other != word and similarity >= _MIN_SIMILARITY:
                # Half of what the letters leave open: they sound the same.
                yield FuzzyMatch(other, similarity + (1 - similarity) * 0.5)

    def _insert(self, word: str) -> None:
        self._by_length.setdefault(len(word), _LengthBucket()).add(word)
        code = phonetic_code(word)
        if len(code) >= _SHORTEST_CODE:
            self._by_phonetic_code.setdefault(code, []).append(word)

    def _count(self, word: str, count: int) -> None:
        self._counts[word] = self._counts.get(word, 0) + count
        stemmed = stem(word)
        self._stems[stemmed] = self._stems.get(stemmed, 0) + count
        if not self._stems[stemmed]:
            del self._stems[stemmed]

    def _remove(self, word: str) -> None:
        del self._counts[word]
        self._by_length[len(word)].remove(word)
        del self._sorted[bisect_left(self._sorted, word)]
        code = phonetic_code(word)
        if len(code) >= _SHORTEST_CODE:
            self._by_phonetic_code[code].remove(word)


class MergedDictionary:
    """Read the vocabularies that one scope sees as one, as they are now."""

    def __init__(self, dictionaries: Iterable[TermDictionary]) -> None:
        self._dictionaries = tuple(dictionaries)
        self._fuzzy_cache: dict[str, list[FuzzyMatch]] = {}

    def count(self, word: str) -> int:
        """Return in how many quotes a folded word stands."""
        return sum(v.count(word) for v in self._dictionaries)

    def stem_count(self, stemmed: str) -> int:
        """Return in how many quotes words of this stem stand, at most."""
        return sum(v.stem_count(stemmed) for v in self._dictionaries)

    def counts(self, words: Iterable[str]) -> dict[str, int]:
        """Return the number of quotes that contain each folded word, inflections not included."""
        return {word: self.count(word) for word in words}

    def stem_counts(self, stemmed: Iterable[str]) -> dict[str, int]:
        """Return the number of quotes that contain each stem, at most."""
        return {one: self.stem_count(one) for one in stemmed}

    def frequencies(self, words: Iterable[str]) -> dict[str, WordFrequency]:
        """Return the frequency of each distinct word, in order of first occurrence."""
        found: dict[str, WordFrequency] = {}
        for word in dict.fromkeys(words):
            stem_count = self.stem_count(stem(word))
            share = sum(map(self.count, inflections(word))) / stem_count if stem_count else 0.0
            found[word] = WordFrequency(stem_count, share if 0 < share < _MOSTLY else 1.0)
        return found

    def fuzzy_lookup(self, word: str) -> list[FuzzyMatch]:
        """Return the words nearest to this one, the likest first."""
        if word not in self._fuzzy_cache:
            if len(self._fuzzy_cache) >= _MAX_CACHED:
                self._fuzzy_cache.clear()
            self._fuzzy_cache[word] = self._rank_matches(word)
        return self._fuzzy_cache[word]

    def _rank_matches(self, word: str) -> list[FuzzyMatch]:
        best: dict[str, float] = {}
        for found in (match for v in self._dictionaries for match in v.fuzzy_lookup(word)):
            best[found.word] = max(self._adjusted_similarity(found), best.get(found.word, 0))
        ranked = sorted(best.items(), key=lambda item: (-item[1], -self.count(item[0]), item[0]))
        return [FuzzyMatch(word, similarity) for word, similarity in ranked[:MAX_FUZZY_MATCHES]]

    def phonetic_matches(self, word: str) -> list[FuzzyMatch]:
        """Return words that sound almost like this one, seldom ones before others as like."""
        return self._rarest_first(
            match for v in self._dictionaries for match in v.phonetic_matches(word)
        )[:_MAX_PHONETIC]

    def phonetic_part_matches(self, part: str) -> list[FuzzyMatch]:
        """Return words that sound like a part of a word, seldom ones first, and itself if known."""
        found = [match for v in self._dictionaries for match in v.phonetic_part_matches(part)]
        return self._rarest_first(found)[:_MAX_PHONETIC_PARTS]

    def _rarest_first(self, found: Iterable[FuzzyMatch]) -> list[FuzzyMatch]:
        similarities = {match.word: match.similarity for match in found}
        adjusted = [
            FuzzyMatch(word, similarity * self._rarity_factor(word, _PHONETIC_FREQUENCY_PENALTY))
            for word, similarity in similarities.items()
        ]
        return sorted(adjusted, key=lambda match: (-match.similarity, match.word))

    def _adjusted_similarity(self, match: FuzzyMatch) -> float:
        """Return its likeness, less where it is far and often said: misheard names are seldom."""
        plain = match.similarity > _CERTAIN_SIMILARITY or match.word in stop_words()
        return (
            match.similarity
            if plain
            else match.similarity * self._rarity_factor(match.word, _FREQUENCY_PENALTY)
        )

    def _rarity_factor(self, word: str, penalty: float) -> float:
        return 1 / (1 + penalty * math.log(max(1, self.count(word))))

    def prefix_lookup(self, prefix: str, *, limit: int) -> list[str]:
        """Return the most frequent words that begin so."""
        matches = dict.fromkeys(
            word for v in self._dictionaries for word in v.prefix_lookup(prefix)
        )
        return nlargest(limit, matches, key=self.count)


def max_edits(length: int) -> int:
    """Return how many letters of a word of this length may be wrong."""
    if length < 3:  # noqa: PLR2004 - a wrong letter in two makes another word
        return 0
    return 1 if length < 6 else 2 if length < 9 else 3  # noqa: PLR2004 - tuned on typos
