"""Read what a member typed: the words that count, and how much each does."""

import math
from collections import defaultdict
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise, product

from bot.search.vocabulary import Near, Visible
from bot.search.words import STOP, stem, stems, words

MOST_TERMS = 12
MOST_CHARACTERS = 200

FAINT_SHARE = 0.12
_JOINED = 0.95
UNKNOWN = 0.5
_LEAST_LIKENESS = 0.5
_SHORTEST_JOINT = 5
_SHORTEST_PART = 2
_SHORTEST_HALF = 4
_SHORTEST_HEARD = 3
_HALF = 0.8
SHORT = 3
"""Queries of so many words or fewer may be no more than a name."""

_MISSPELT = 0.75
"""So near a word, an unknown one is taken for it, not for two misheard."""

_TAKEN_FOR = 0.65
"""So near a word, an unknown one tells no more than that one does."""

_SELDOM = 30
_MOST_PAIRS = 40

Key = tuple[str, ...]
"""One stem, or several that must stand side by side."""


Hits = tuple[tuple[int, float], ...]
"""Places in the query, each with how surely something stands for the word there (0 to 1)."""


@dataclass(frozen=True, slots=True)
class Term:
    """Hold a query word, its place among them, and its share of the query's weight (0 to 1)."""

    place: int
    word: str
    share: float


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
    faint: frozenset[str] = STOP
    """Words that tell little, and that no rows are looked up for."""
    related: dict[str, Hits] = field(default_factory=dict[str, Hits])

    @cached_property
    def alone(self) -> dict[str, Hits]:
        """Return the keys of one stem."""
        return {key[0]: hits for key, hits in self.keys.items() if len(key) == 1}

    @cached_property
    def pairs(self) -> dict[tuple[str, str], Hits]:
        """Return the keys of two."""
        return {(key[0], key[1]): hits for key, hits in self.keys.items() if len(key) > 1}

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


@dataclass(frozen=True, slots=True)
class Reading:
    """Say how the words of a query are to be understood.

    `dropped` words are never terms, `faint` ones count little, `unlikely` ones are never meant by
    another word. Words of fewer than `seldom` quotes are looked for in other spellings: those of
    fewer than 30 where it is not told, and in three words or fewer any. In so few, words that the
    library does not have may be `heard` wrong. Those that are `right` as they are typed may only be
    written in two.
    """

    dropped: frozenset[str] = frozenset()
    faint: frozenset[str] = STOP
    unlikely: frozenset[str] = STOP
    seldom: int | None = None
    heard: bool = True
    right: Container[str] = frozenset[str]()


_PLAIN = Reading()


def read_query(
    found: Sequence[str], vocabulary: Visible, *, quotes: int, reading: Reading = _PLAIN
) -> Query:
    """Weigh the words of a query against those of the library; the 12 rarest are terms."""

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
        _spell(term, keys, vocabulary, reading=reading, short=len(found) <= SHORT)
    _join(found, terms, keys, vocabulary)
    return Query(
        words=tuple(found),
        stems=tuple(stems(list(found))),
        terms=terms,
        keys={key: tuple(places.items()) for key, places in keys.items()},
        shares=_shares(terms, len(found)),
        spellings=tuple(_spellings(word, vocabulary) for word in found[:MOST_TERMS]),
        weight=total,
        faint=reading.faint,
    )


def _spellings(word: str, vocabulary: Visible) -> tuple[str, ...]:
    if vocabulary.stem_count(stem(word)):
        return (stem(word),)
    return tuple(dict.fromkeys([stem(word), *(stem(near.word) for near in vocabulary.near(word))]))


def _shares(terms: Sequence[Term], count: int) -> tuple[float, ...]:
    shares = [0.0] * count
    for term in terms:
        shares[term.place] = term.share
    return tuple(shares)


def meant(word: str, vocabulary: Visible, *, unlikely: frozenset[str] = STOP) -> str:
    """Return the word that a misspelt one is taken for, itself where it is not taken for any."""
    if vocabulary.stem_count(stem(word)):
        return word
    near = next((one for one in vocabulary.near(word) if one.word not in unlikely), None)
    return near.word if near and near.likeness >= _TAKEN_FOR else word


def _rarity(word: str, vocabulary: Visible, quotes: int) -> float:
    """Return the inverse document frequency, 1 for a word the library does not have."""
    count = min(vocabulary.stem_count(stem(word)) or UNKNOWN, quotes or 1)
    rarest = math.log(1 + (quotes or 1) / UNKNOWN)
    return math.log(1 + (quotes or 1) / count) / rarest


def _spell(
    term: Term,
    keys: dict[Key, dict[int, float]],
    vocabulary: Visible,
    *,
    reading: Reading,
    short: bool,
) -> None:
    known = vocabulary.stem_count(stem(term.word))
    if known:
        _note(keys, (stem(term.word),), term.place, 1.0)
    # A word that is there is rarely another misspelt; in a few words, such as a name, it may be.
    doubted = (math.inf if short else _SELDOM) if reading.seldom is None else reading.seldom
    if term.word in STOP or known >= doubted:
        return
    if not term.word.isdigit():
        _split(term, keys, vocabulary)
    if term.word not in reading.right:
        _respell(term, keys, vocabulary, reading=reading, heard=reading.heard and short)


def _respell(
    term: Term,
    keys: dict[Key, dict[int, float]],
    vocabulary: Visible,
    *,
    reading: Reading,
    heard: bool,
) -> None:
    known = vocabulary.stem_count(stem(term.word))
    likely = 0.8 if known else 1.0
    near = [Near(one.word, one.likeness * likely) for one in vocabulary.near(term.word)]
    if heard and not known and _hear(term, keys, vocabulary):
        near = []
    for one in near:
        if one.likeness >= _LEAST_LIKENESS * likely and one.word not in reading.unlikely:
            _note(keys, (stem(one.word),), term.place, one.likeness)
    if not (known or term.word.isdigit()):
        _take_apart(term, keys, vocabulary)


def _hear(term: Term, keys: dict[Key, dict[int, float]], vocabulary: Visible) -> bool:
    """Look for what a recogniser may have made of an unknown word, also two words of it."""
    word = term.word
    heard = vocabulary.heard(word)
    for one in heard:
        # Squared: what sounds half alike is rarely meant, and must not outweigh a word that is.
        _note(keys, (stem(one.word),), term.place, one.likeness**2)
    pairs: dict[Key, float] = {}
    for at in range(_SHORTEST_HEARD, len(word) - _SHORTEST_HEARD + 1):
        share = at / len(word)
        for left, right in product(_parts(word[:at], vocabulary), _parts(word[at:], vocabulary)):
            likeness = share * left.likeness + (1 - share) * right.likeness
            key = (stem(left.word), stem(right.word))
            pairs[key] = max(likeness, pairs.get(key, 0.0))
    for key in sorted(pairs, key=lambda key: (-pairs[key], key))[:_MOST_PAIRS]:
        _note(keys, key, term.place, pairs[key] ** 2)
    return bool(heard)


def _parts(part: str, vocabulary: Visible) -> list[Near]:
    return [one for one in vocabulary.heard_part(part) if one.word not in STOP]


def _take_apart(term: Term, keys: dict[Key, dict[int, float]], vocabulary: Visible) -> None:
    if not any(near.likeness >= _MISSPELT for near in vocabulary.near(term.word)):
        _split_misheard(term, keys, vocabulary)
    _halve(term, keys, vocabulary)


def _split(term: Term, keys: dict[Key, dict[int, float]], vocabulary: Visible) -> None:
    for at in range(_SHORTEST_PART, len(term.word) - _SHORTEST_PART + 1):
        left, right = term.word[:at], term.word[at:]
        if vocabulary.count(left) and vocabulary.count(right):
            _note(keys, (stem(left), stem(right)), term.place, _JOINED)


def _split_misheard(term: Term, keys: dict[Key, dict[int, float]], vocabulary: Visible) -> None:
    """Look for two words of which one is right and the other nearly."""
    for at in range(_SHORTEST_HEARD, len(term.word) - _SHORTEST_HEARD + 1):
        left, right = term.word[:at], term.word[at:]
        if vocabulary.count(right):
            for near in vocabulary.near(left):
                _note(keys, (stem(near.word), stem(right)), term.place, near.likeness * _JOINED)
        if vocabulary.count(left):
            for near in vocabulary.near(right):
                _note(keys, (stem(left), stem(near.word)), term.place, near.likeness * _JOINED)


def _halve(term: Term, keys: dict[Key, dict[int, float]], vocabulary: Visible) -> None:
    """Take a known beginning or end of an unknown word for a part of it: letters decide later."""
    word = term.word
    for at in range(_SHORTEST_HALF, len(word) - 1):
        for part in (word[:at], word[-at:]):
            if part not in STOP and vocabulary.count(part):
                _note(keys, (stem(part),), term.place, _HALF * at / len(word))


def _join(
    found: Sequence[str],
    terms: Sequence[Term],
    keys: dict[Key, dict[int, float]],
    vocabulary: Visible,
) -> None:
    places = {term.place for term in terms}
    for place, (left, right) in enumerate(pairwise(found)):
        joint = left + right
        if not places & {place, place + 1} or len(joint) < _SHORTEST_JOINT:
            continue
        if vocabulary.stem_count(stem(joint)):
            _note(keys, (stem(joint),), place, _JOINED)
            _note(keys, (stem(joint),), place + 1, _JOINED)
        if left in STOP or right in STOP:
            continue
        for near in vocabulary.near(joint):
            for at in (place, place + 1):
                _note(keys, (stem(near.word),), at, near.likeness * _JOINED)


def _note(keys: dict[Key, dict[int, float]], key: Key, place: int, likeness: float) -> None:
    keys[key][place] = max(likeness, keys[key].get(place, 0.0))
