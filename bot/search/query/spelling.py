"""How the words of a query may be spelt in the library: misspelt, misheard, joined or in two."""

import math
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product

from bot.search.memory.dictionary import Near, Visible
from bot.text.tokens import stem, stop_words

SHORT = 3
"""Queries of so many words or fewer may be no more than a name."""

_JOINED = 0.95
_LEAST_LIKENESS = 0.5
_SHORTEST_JOINT = 5
_SHORTEST_PART = 2
_SHORTEST_HALF = 4
_SHORTEST_HEARD = 3
_HALF = 0.8

_MISSPELT = 0.75
"""So near a word, an unknown one is taken for it, not for two misheard."""

_TAKEN_FOR = 0.65
"""So near a word, an unknown one tells no more than that one does."""

_SELDOM = 30
_MOST_PAIRS = 40

Key = tuple[str, ...]
"""One stem, or several that must stand side by side."""

Keys = dict[Key, dict[int, float]]
"""Each key with the places of the words that it may stand for, and how surely (0 to 1)."""


@dataclass(frozen=True, slots=True)
class Term:
    """Hold a query word, its place among them, and its share of the query's weight (0 to 1)."""

    place: int
    word: str
    share: float


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
    faint: frozenset[str] = field(default_factory=stop_words)
    unlikely: frozenset[str] = field(default_factory=stop_words)
    seldom: int | None = None
    heard: bool = True
    right: Container[str] = frozenset[str]()


def meant(word: str, vocabulary: Visible, *, unlikely: frozenset[str] | None = None) -> str:
    """Return the word that a misspelt one is taken for, itself where it is not taken for any."""
    unlikely = stop_words() if unlikely is None else unlikely
    if vocabulary.stem_count(stem(word)):
        return word
    near = next((one for one in vocabulary.near(word) if one.word not in unlikely), None)
    return near.word if near and near.likeness >= _TAKEN_FOR else word


def spell(
    term: Term,
    keys: Keys,
    vocabulary: Visible,
    *,
    reading: Reading,
    short: bool,
) -> None:
    """Note as what a word may stand in the library; `short` queries may be no more than a name."""
    known = vocabulary.stem_count(stem(term.word))
    if known:
        _note(keys, (stem(term.word),), term.place, 1.0)
    # A word that is there is rarely another misspelt; in a few words, such as a name, it may be.
    doubted = (math.inf if short else _SELDOM) if reading.seldom is None else reading.seldom
    if term.word in stop_words() or known >= doubted:
        return
    if not term.word.isdigit():
        _split(term, keys, vocabulary)
    if term.word not in reading.right:
        _respell(term, keys, vocabulary, reading=reading, heard=reading.heard and short)


def _respell(
    term: Term,
    keys: Keys,
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
        _take_apart(term, keys, vocabulary, letters=reading.heard)


def _hear(term: Term, keys: Keys, vocabulary: Visible) -> bool:
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
    return [one for one in vocabulary.heard_part(part) if one.word not in stop_words()]


def _take_apart(term: Term, keys: Keys, vocabulary: Visible, *, letters: bool) -> None:
    """Note parts of an unknown word: where no `letters` are compared, only if none is near it."""
    misspelt = any(near.likeness >= _MISSPELT for near in vocabulary.near(term.word))
    if not misspelt:
        _split_misheard(term, keys, vocabulary)
    if letters or not misspelt:
        _halve(term, keys, vocabulary)


def _split(term: Term, keys: Keys, vocabulary: Visible) -> None:
    for at in range(_SHORTEST_PART, len(term.word) - _SHORTEST_PART + 1):
        left, right = term.word[:at], term.word[at:]
        if vocabulary.count(left) and vocabulary.count(right):
            _note(keys, (stem(left), stem(right)), term.place, _JOINED)


def _split_misheard(term: Term, keys: Keys, vocabulary: Visible) -> None:
    """Look for two words of which one is right and the other nearly."""
    for at in range(_SHORTEST_HEARD, len(term.word) - _SHORTEST_HEARD + 1):
        left, right = term.word[:at], term.word[at:]
        if vocabulary.count(right):
            for near in vocabulary.near(left):
                _note(keys, (stem(near.word), stem(right)), term.place, near.likeness * _JOINED)
        if vocabulary.count(left):
            for near in vocabulary.near(right):
                _note(keys, (stem(left), stem(near.word)), term.place, near.likeness * _JOINED)


def _halve(term: Term, keys: Keys, vocabulary: Visible) -> None:
    """Take a known beginning or end of an unknown word for a part of it: letters decide later."""
    word = term.word
    for at in range(_SHORTEST_HALF, len(word) - 1):
        for part in (word[:at], word[-at:]):
            if part not in stop_words() and vocabulary.count(part):
                _note(keys, (stem(part),), term.place, _HALF * at / len(word))


def join(
    found: Sequence[str],
    terms: Sequence[Term],
    keys: Keys,
    vocabulary: Visible,
) -> None:
    """Note as what two neighbouring words may stand in the library, written as one."""
    places = {term.place for term in terms}
    for place, (left, right) in enumerate(pairwise(found)):
        joint = left + right
        if not places & {place, place + 1} or len(joint) < _SHORTEST_JOINT:
            continue
        if vocabulary.stem_count(stem(joint)):
            _note(keys, (stem(joint),), place, _JOINED)
            _note(keys, (stem(joint),), place + 1, _JOINED)
        # Two words that are often said are rarely one misspelt.
        often = min(vocabulary.count(left), vocabulary.count(right)) >= _SELDOM
        if left in stop_words() or right in stop_words() or (often and len(found) > SHORT):
            continue
        for near in vocabulary.near(joint):
            for at in (place, place + 1):
                _note(keys, (stem(near.word),), at, near.likeness * _JOINED)


def _note(keys: Keys, key: Key, place: int, likeness: float) -> None:
    keys[key][place] = max(likeness, keys[key].get(place, 0.0))
