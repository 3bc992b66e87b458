"""The words of one partition by their letters and their sound, to find those similar to another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.search.memory import signatures
from bot.text.phonetics import codes_within_one_edit, phonetic_code

MAX_FUZZY_MATCHES = 6
"""The limit of similar words returned for one word."""

_SHORTEST_CODE = 2
_MIN_SIMILARITY = 0.5
_MIN_PHONETIC_SIMILARITY = 0.55
_PHONETIC_SHARE = 0.67
"""The share of the phonetic codes in a similarity; the letters have the rest."""

_MAX_CODES = 60


@dataclass(frozen=True, slots=True)
class FuzzyMatch:
    """A word of the dictionary with its similarity to the one looked up, from 0 to 1 (the same)."""

    word: str
    similarity: float


class _LengthBucket:
    """The words of one length with their signatures, which are computed when first needed."""

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
        """Return every word within `max_distance` edits of this one, and a few that are not."""
        if not self.words:
            return []
        length, sets = len(self.words[0]), self._signatures
        if sets is None:
            sets = self._signatures = signatures.prefix_signatures(self.words, length)[-1].copy()
        within = signatures.may_be_within(
            sets, word, max_distance, length_difference=abs(len(word) - length)
        )
        return [self.words[at] for at in np.flatnonzero(within)]


class SimilarWords:
    """Distinct words by their length and by their phonetic code."""

    def __init__(self) -> None:
        self._by_length: dict[int, _LengthBucket] = {}
        self._by_phonetic_code: dict[str, list[str]] = {}

    def copy(self) -> "SimilarWords":
        """Return an independent copy."""
        copied = SimilarWords()
        copied._by_length = {length: bucket.copy() for length, bucket in self._by_length.items()}
        copied._by_phonetic_code = {
            code: list(words) for code, words in self._by_phonetic_code.items()
        }
        return copied

    def add(self, word: str) -> None:
        """Add a word that is new."""
        self._by_length.setdefault(len(word), _LengthBucket()).add(word)
        code = phonetic_code(word)
        if len(code) >= _SHORTEST_CODE:
            self._by_phonetic_code.setdefault(code, []).append(word)

    def remove(self, word: str) -> None:
        """Remove a word."""
        self._by_length[len(word)].remove(word)
        code = phonetic_code(word)
        if len(code) >= _SHORTEST_CODE:
            self._by_phonetic_code[code].remove(word)

    def fuzzy_lookup(self, word: str) -> Iterator[FuzzyMatch]:
        """Yield the words spelt or sounding like this one, without itself, in no order."""
        max_distance = max_edits(len(word))
        if max_distance:
            for length in range(len(word) - max_distance, len(word) + max_distance + 1):
                if length in self._by_length:
                    yield from self._spelling_matches(word, self._by_length[length], max_distance)
        yield from self._homophones(word)

    def phonetic_matches(self, word: str) -> Iterator[FuzzyMatch]:
        """Yield the words that sound like this one, as a speech recogniser may mishear it."""
        code = phonetic_code(word)
        if len(code) < _SHORTEST_CODE:
            return iter(())
        similar_codes = process.extract(
            code,
            self._by_phonetic_code.keys(),
            scorer=OSA.normalized_similarity,
            score_cutoff=_MIN_PHONETIC_SIMILARITY,
            limit=_MAX_CODES,
        )
        return self._score_phonetic(
            word, [(other, similarity) for other, similarity, _ in similar_codes]
        )

    def phonetic_part_matches(self, part: str) -> Iterator[FuzzyMatch]:
        """Yield the words whose phonetic code is within one edit of that of a part of a word.

        Cheaper than `phonetic_matches`, because only possible codes are looked up.
        """
        code = phonetic_code(part)
        if len(code) < _SHORTEST_CODE:
            return iter(())
        similar_codes = [
            (other, OSA.normalized_similarity(code, other))
            for other in sorted(codes_within_one_edit(code))
            if other in self._by_phonetic_code
        ]
        return self._score_phonetic(part, similar_codes)

    def _score_phonetic(
        self, word: str, codes: Sequence[tuple[str, float]]
    ) -> Iterator[FuzzyMatch]:
        """Yield the words of similar phonetic codes, by similarity of code and letters."""
        scored = [
            (other, code_similarity)
            for code, code_similarity in codes
            for other in self._by_phonetic_code[code]
        ]
        if not scored:
            return
        words = [other for other, _ in scored]
        letter_similarity = process.cdist([word], words, scorer=OSA.normalized_similarity)[0]
        code_similarity = np.array([similarity for _, similarity in scored])
        similarity = _PHONETIC_SHARE * code_similarity + (1 - _PHONETIC_SHARE) * letter_similarity
        order: list[int] = np.argsort(-similarity, kind="stable").tolist()
        for at in order[:_MAX_CODES]:
            yield FuzzyMatch(words[at], float(similarity[at]))

    def _spelling_matches(
        self, word: str, bucket: _LengthBucket, max_distance: int
    ) -> Iterator[FuzzyMatch]:
        candidates = bucket.similar(word, max_distance)
        if not candidates:
            return
        nearest = process.extract(
            word,
            candidates,
            scorer=OSA.normalized_similarity,
            score_cutoff=1 - (max_distance + 0.5) / max(len(word), len(candidates[0])),
            limit=MAX_FUZZY_MATCHES + 1,
        )
        for other, similarity, _ in nearest:
            if other != word:
                yield FuzzyMatch(other, similarity)

    def _homophones(self, word: str) -> Iterator[FuzzyMatch]:
        code = phonetic_code(word)
        if len(code) < _SHORTEST_CODE:
            return
        for other in self._by_phonetic_code.get(code, ()):
            similarity = OSA.normalized_similarity(word, other)
            if other != word and similarity >= _MIN_SIMILARITY:
                # The same phonetic code halves the distance of the letters.
                yield FuzzyMatch(other, similarity + (1 - similarity) * 0.5)


def max_edits(length: int) -> int:
    """Return the number of letters of a word of this length that may be wrong, 0 to 3."""
    if length < 3:  # noqa: PLR2004 - a wrong letter in two makes another word
        return 0
    return 1 if length < 6 else 2 if length < 9 else 3  # noqa: PLR2004 - tuned on typos
