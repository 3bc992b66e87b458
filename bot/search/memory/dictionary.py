"""The distinct words of one room (the public shows, or one server's), and what is near a word.

Words of one room never enter another's vocabulary, so no correction and no suggestion can tell
of a private show.
"""

import math
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.search.memory import signatures
from bot.text.phonetics import one_off, sound
from bot.text.tokens import inflections, stem, stop_words

NEAREST = 6
"""At most this many near spellings of one word are looked for."""

_LONGEST_PREFIX_SCAN = 2_000
_LAST = chr(0x10FFFF)
"""After every character that a word may have."""

_SHORTEST_SOUND = 2
_LEAST_ALIKE = 0.5
_MOST_KEPT = 2_000
_LEAST_HEARD = 0.55
_SOUND_PART = 0.67
_MOST_SOUNDS = 60
_MOST_HEARD = 20
_MOST_PARTS = 8
_COMMON, _COMMON_HEARD = 0.05, 0.1
_PLAIN = 0.9
_MOSTLY = 0.5
"""Where a word is less of what has its stem, the stem stands for other words."""


@dataclass(frozen=True, slots=True)
class Near:
    """Name a word of the vocabulary that may be meant, from 0 (unlike) to 1 (the same)."""

    word: str
    likeness: float


class _Bucket:
    """Hold the words of one length, and which letters each has."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._letters: signatures.Sets | None = None

    def copy(self) -> "_Bucket":
        copied = _Bucket()
        copied.words, copied._letters = list(self.words), self._letters
        return copied

    def add(self, word: str) -> None:
        self.words.append(word)
        self._letters = None

    def remove(self, word: str) -> None:
        self.words.remove(word)
        self._letters = None

    def within(self, word: str, reach: int) -> list[str]:
        """Return the words that so many edits may lead to, and some more."""
        if not self.words:
            return []
        length, sets = len(self.words[0]), self._letters
        if sets is None:
            sets = self._letters = signatures.beginnings(self.words, length)[-1].copy()
        likely = signatures.near(sets, word, reach, longer=abs(len(word) - length))
        return [self.words[at] for at in np.flatnonzero(likely)]


class Vocabulary:
    """Hold one room's words with the number of quotes that have each."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts: dict[str, int] = {}
        self._stems: dict[str, int] = {}
        self._by_length: dict[int, _Bucket] = {}
        self._by_sound: dict[str, list[str]] = {}
        self._sorted: list[str] = []
        for word in sorted(counts):
            self._enter(word)
            self._sorted.append(word)
            self._count(word, counts[word])

    def __len__(self) -> int:
        return len(self._counts)

    def copy(self) -> "Vocabulary":
        """Return a copy that changes by itself."""
        copied = Vocabulary({})
        copied._counts = dict(self._counts)
        copied._stems = dict(self._stems)
        copied._by_length = {length: one.copy() for length, one in self._by_length.items()}
        copied._by_sound = {sounded: list(some) for sounded, some in self._by_sound.items()}
        copied._sorted = list(self._sorted)
        return copied

    def add(self, counts: Mapping[str, int]) -> None:
        """Count words of an episode that came."""
        for word, count in counts.items():
            if word not in self._counts:
                self._enter(word)
                insort(self._sorted, word)
            self._count(word, count)

    def subtract(self, counts: Mapping[str, int]) -> None:
        """Forget words of an episode that went."""
        for word, count in counts.items():
            self._count(word, -count)
            if self._counts[word] <= 0:
                self._leave(word)

    def count(self, word: str) -> int:
        """Return in how many quotes a folded word stands, exactly so."""
        return self._counts.get(word, 0)

    def stem_count(self, stemmed: str) -> int:
        """Return in how many quotes words of this stem stand, at most."""
        return self._stems.get(stemmed, 0)

    def most_frequent(self, many: int) -> list[str]:
        """Return so many stems that most quotes have."""
        return nlargest(many, self._stems, key=self.stem_count)

    def near(self, word: str) -> Iterator[Near]:
        """Yield words spelt or sounding much like this one, itself left out."""
        reach = edits(len(word))
        if reach:
            for length in range(len(word) - reach, len(word) + reach + 1):
                if length in self._by_length:
                    yield from self._spelt_like(word, self._by_length[length], reach)
        yield from self._sounding_like(word)

    def heard(self, word: str) -> Iterator[Near]:
        """Yield words that sound almost like this one: what a recogniser may have made of it."""
        sounded = sound(word)
        if len(sounded) < _SHORTEST_SOUND:
            return iter(())
        found = process.extract(
            sounded,
            self._by_sound.keys(),
            scorer=OSA.normalized_similarity,
            score_cutoff=_LEAST_HEARD,
            limit=_MOST_SOUNDS,
        )
        return self._heard_as(word, [(other, alike) for other, alike, _ in found])

    def heard_part(self, part: str) -> Iterator[Near]:
        """Yield words that sound like a part of a word, or one sound off; cheap."""
        sounded = sound(part)
        if len(sounded) < _SHORTEST_SOUND:
            return iter(())
        found = [other for other in sorted(one_off(sounded)) if other in self._by_sound]
        alike = [OSA.normalized_similarity(sounded, other) for other in found]
        return self._heard_as(part, list(zip(found, alike, strict=True)))

    def _heard_as(self, word: str, sounds: Sequence[tuple[str, float]]) -> Iterator[Near]:
        spelt = [(one, alike) for other, alike in sounds for one in self._by_sound[other]]
        if not spelt:
            return
        choices = [one for one, _ in spelt]
        letters = process.cdist([word], choices, scorer=OSA.normalized_similarity)[0]
        alike = np.array([alike for _, alike in spelt])
        likeness = _SOUND_PART * alike + (1 - _SOUND_PART) * letters
        order: list[int] = np.argsort(-likeness, kind="stable").tolist()
        for at in order[:_MOST_SOUNDS]:
            yield Near(choices[at], float(likeness[at]))

    def starting(self, prefix: str) -> list[str]:
        """Return words that begin so, in alphabetical order."""
        at = bisect_left(self._sorted, prefix)
        end = bisect_left(self._sorted, prefix + _LAST, lo=at)
        return self._sorted[at : min(end, at + _LONGEST_PREFIX_SCAN)]

    def _spelt_like(self, word: str, bucket: _Bucket, reach: int) -> Iterator[Near]:
        some = bucket.within(word, reach)
        if not some:
            return
        least = 1 - (reach + 0.5) / max(len(word), len(some[0]))
        found = process.extract(
            word, some, scorer=OSA.normalized_similarity, score_cutoff=least, limit=NEAREST + 1
        )
        for other, likeness, _ in found:
            if other != word:
                yield Near(other, likeness)

    def _sounding_like(self, word: str) -> Iterator[Near]:
        heard = sound(word)
        if len(heard) < _SHORTEST_SOUND:
            return
        for other in self._by_sound.get(heard, ()):
            likeness = OSA.normalized_similarity(word, other)
            if other != word and likeness >= _LEAST_ALIKE:
                # Half of what the letters leave open: they sound the same.
                yield Near(other, likeness + (1 - likeness) * 0.5)

    def _enter(self, word: str) -> None:
        self._by_length.setdefault(len(word), _Bucket()).add(word)
        heard = sound(word)
        if len(heard) >= _SHORTEST_SOUND:
            self._by_sound.setdefault(heard, []).append(word)

    def _count(self, word: str, count: int) -> None:
        self._counts[word] = self._counts.get(word, 0) + count
        stemmed = stem(word)
        self._stems[stemmed] = self._stems.get(stemmed, 0) + count
        if not self._stems[stemmed]:
            del self._stems[stemmed]

    def _leave(self, word: str) -> None:
        del self._counts[word]
        self._by_length[len(word)].remove(word)
        del self._sorted[bisect_left(self._sorted, word)]
        heard = sound(word)
        if len(heard) >= _SHORTEST_SOUND:
            self._by_sound[heard].remove(word)


class Visible:
    """Read the vocabularies that one scope sees as one, as they are now."""

    def __init__(self, vocabularies: Iterable[Vocabulary]) -> None:
        self._all = tuple(vocabularies)
        self._near: dict[str, list[Near]] = {}

    def count(self, word: str) -> int:
        """Return in how many quotes a folded word stands."""
        return sum(v.count(word) for v in self._all)

    def stem_count(self, stemmed: str) -> int:
        """Return in how many quotes words of this stem stand, at most."""
        return sum(v.stem_count(stemmed) for v in self._all)

    def share_of_stem(self, word: str) -> float:
        """Return what share of what has a word's stem is the word itself, inflected or not, 0 to 1.

        1 where most is, and where the word is not said.
        """
        said = sum(map(self.count, inflections(word)))
        share = said / (self.stem_count(stem(word)) or 1)
        return share if 0 < share < _MOSTLY else 1.0

    def near(self, word: str) -> list[Near]:
        """Return the words nearest to this one, the likest first."""
        if word not in self._near:
            if len(self._near) >= _MOST_KEPT:
                self._near.clear()
            self._near[word] = self._nearest(word)
        return self._near[word]

    def _nearest(self, word: str) -> list[Near]:
        best: dict[str, float] = {}
        for found in (near for v in self._all for near in v.near(word)):
            best[found.word] = max(self._judged(found), best.get(found.word, 0))
        ranked = sorted(best.items(), key=lambda item: (-item[1], -self.count(item[0]), item[0]))
        return [Near(word, likeness) for word, likeness in ranked[:NEAREST]]

    def heard(self, word: str) -> list[Near]:
        """Return words that sound almost like this one, seldom ones before others as like."""
        return self._seldom_first(near for v in self._all for near in v.heard(word))[:_MOST_HEARD]

    def heard_part(self, part: str) -> list[Near]:
        """Return words that sound like a part of a word, seldom ones first, and itself if known."""
        found = [near for v in self._all for near in v.heard_part(part)]
        return self._seldom_first(found)[:_MOST_PARTS]

    def _seldom_first(self, found: Iterable[Near]) -> list[Near]:
        likeness = {near.word: near.likeness for near in found}
        weighed = [
            Near(word, like * self._seldom(word, _COMMON_HEARD)) for word, like in likeness.items()
        ]
        return sorted(weighed, key=lambda near: (-near.likeness, near.word))

    def _judged(self, near: Near) -> float:
        """Return its likeness, less where it is far and often said: misheard names are seldom."""
        plain = near.likeness > _PLAIN or near.word in stop_words()
        return near.likeness if plain else near.likeness * self._seldom(near.word, _COMMON)

    def _seldom(self, word: str, common: float) -> float:
        return 1 / (1 + common * math.log(max(1, self.count(word))))

    def starting(self, prefix: str, *, limit: int) -> list[str]:
        """Return the most frequent words that begin so."""
        begun = dict.fromkeys(word for v in self._all for word in v.starting(prefix))
        return nlargest(limit, begun, key=self.count)


def edits(length: int) -> int:
    """Return how many letters of a word of this length may be wrong."""
    if length < 3:  # noqa: PLR2004 - a wrong letter in two makes another word
        return 0
    return 1 if length < 6 else 2 if length < 9 else 3  # noqa: PLR2004 - tuned on typos
