"""How the words of a query may be spelt in the library: misspelt, misheard, joined or in two."""

import math
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise, product

from bot.search.memory.dictionary import FuzzyMatch, MergedDictionary
from bot.text.tokens import stem, stop_words

SHORT_QUERY = 3
"""Queries of so many words or fewer may be no more than a name."""

_JOINED_SIMILARITY = 0.95
_MIN_SIMILARITY = 0.5
_SHORTEST_JOINED = 5
_SHORTEST_PART = 2
_SHORTEST_HALF = 4
_SHORTEST_PHONETIC = 3
_AFFIX_WEIGHT = 0.8

_MISSPELT = 0.75
"""So near a word, an unknown one is taken for it, not for two misheard."""

_CORRECTED = 0.65
"""So near a word, an unknown one tells no more than that one does."""

_RARE = 30
_MAX_PAIRS = 40

QueryKey = tuple[str, ...]
"""One stem, or several that must stand side by side."""

QueryKeys = dict[QueryKey, dict[int, float]]
"""Each key with the places of the words that it may stand for, and how surely (0 to 1)."""


@dataclass(frozen=True, slots=True)
class Term:
    """Hold a query word, its place among them, and its share of the query's weight (0 to 1)."""

    position: int
    word: str
    weight: float


@dataclass(frozen=True, slots=True)
class SpellingOptions:
    """Say how the words of a query are to be understood.

    `dropped` words are never terms, `faint` ones count little, `unlikely` ones are never meant by
    another word. Words of fewer than `seldom` quotes are looked for in other spellings: those of
    fewer than 30 where it is not told, and in three words or fewer any. In so few, words that the
    library does not have may be `heard` wrong. Those that are `right` as they are typed may only be
    written in two.
    """

    dropped: frozenset[str] = frozenset()
    low_weight: frozenset[str] = field(default_factory=stop_words)
    never_substituted: frozenset[str] = field(default_factory=stop_words)
    respell_below: int | None = None
    phonetic: bool = True
    correct: Container[str] = frozenset[str]()


def correct_word(
    word: str, dictionary: MergedDictionary, *, never_substituted: frozenset[str] | None = None
) -> str:
    """Return the word that a misspelt one is taken for, itself where it is not taken for any."""
    never_substituted = stop_words() if never_substituted is None else never_substituted
    if dictionary.stem_count(stem(word)):
        return word
    match = next(
        (one for one in dictionary.fuzzy_lookup(word) if one.word not in never_substituted), None
    )
    return match.word if match and match.similarity >= _CORRECTED else word


def add_spellings(
    term: Term,
    keys: QueryKeys,
    dictionary: MergedDictionary,
    *,
    known: int,
    options: SpellingOptions,
    short: bool,
) -> None:
    """Add the spellings under which a word may occur in the library.

    `known` is the number of quotes that contain its stem. A `short` query may be only a name.
    """
    if known:
        _add(keys, (stem(term.word),), term.position, 1.0)
    # A word that is there is rarely another misspelt; in a few words, such as a name, it may be.
    respell_below = (
        (math.inf if short else _RARE) if options.respell_below is None else options.respell_below
    )
    if term.word in stop_words() or known >= respell_below:
        return
    if not term.word.isdigit():
        _add_splits(term, keys, dictionary)
    if term.word not in options.correct:
        _add_respellings(
            term,
            keys,
            dictionary,
            known=known,
            options=options,
            phonetic=options.phonetic and short,
        )


def _add_respellings(
    term: Term,
    keys: QueryKeys,
    dictionary: MergedDictionary,
    *,
    known: int,
    options: SpellingOptions,
    phonetic: bool,
) -> None:
    factor = 0.8 if known else 1.0
    matches = [
        FuzzyMatch(one.word, one.similarity * factor) for one in dictionary.fuzzy_lookup(term.word)
    ]
    if phonetic and not known and _add_phonetic(term, keys, dictionary):
        matches = []
    for one in matches:
        if one.similarity >= _MIN_SIMILARITY * factor and one.word not in options.never_substituted:
            _add(keys, (stem(one.word),), term.position, one.similarity)
    if not (known or term.word.isdigit()):
        _add_parts(term, keys, dictionary, compare_letters=options.phonetic)


def _add_phonetic(term: Term, keys: QueryKeys, dictionary: MergedDictionary) -> bool:
    """Look for what a recogniser may have made of an unknown word, also two words of it."""
    word = term.word
    matches = dictionary.phonetic_matches(word)
    for one in matches:
        # Squared: what sounds half alike is rarely meant, and must not outweigh a word that is.
        _add(keys, (stem(one.word),), term.position, one.similarity**2)
    pairs: dict[QueryKey, float] = {}
    for at in range(_SHORTEST_PHONETIC, len(word) - _SHORTEST_PHONETIC + 1):
        share = at / len(word)
        for left, right in product(
            _phonetic_parts(word[:at], dictionary), _phonetic_parts(word[at:], dictionary)
        ):
            similarity = share * left.similarity + (1 - share) * right.similarity
            key = (stem(left.word), stem(right.word))
            pairs[key] = max(similarity, pairs.get(key, 0.0))
    for key in sorted(pairs, key=lambda key: (-pairs[key], key))[:_MAX_PAIRS]:
        _add(keys, key, term.position, pairs[key] ** 2)
    return bool(matches)


def _phonetic_parts(part: str, dictionary: MergedDictionary) -> list[FuzzyMatch]:
    return [one for one in dictionary.phonetic_part_matches(part) if one.word not in stop_words()]


def _add_parts(
    term: Term, keys: QueryKeys, dictionary: MergedDictionary, *, compare_letters: bool
) -> None:
    """Note parts of an unknown word: where no `letters` are compared, only if none is near it."""
    misspelt = any(match.similarity >= _MISSPELT for match in dictionary.fuzzy_lookup(term.word))
    if not misspelt:
        _add_fuzzy_splits(term, keys, dictionary)
    if compare_letters or not misspelt:
        _add_affixes(term, keys, dictionary)


def _add_splits(term: Term, keys: QueryKeys, dictionary: MergedDictionary) -> None:
    word = term.word
    splits = [
        (word[:at], word[at:]) for at in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1)
    ]
    counts = dictionary.counts(chain.from_iterable(splits))
    for left, right in splits:
        if counts[left] and counts[right]:
            _add(keys, (stem(left), stem(right)), term.position, _JOINED_SIMILARITY)


def _add_fuzzy_splits(term: Term, keys: QueryKeys, dictionary: MergedDictionary) -> None:
    """Look for two words of which one is right and the other nearly."""
    for at in range(_SHORTEST_PHONETIC, len(term.word) - _SHORTEST_PHONETIC + 1):
        left, right = term.word[:at], term.word[at:]
        if dictionary.count(right):
            for match in dictionary.fuzzy_lookup(left):
                _add(
                    keys,
                    (stem(match.word), stem(right)),
                    term.position,
                    match.similarity * _JOINED_SIMILARITY,
                )
        if dictionary.count(left):
            for match in dictionary.fuzzy_lookup(right):
                _add(
                    keys,
                    (stem(left), stem(match.word)),
                    term.position,
                    match.similarity * _JOINED_SIMILARITY,
                )


def _add_affixes(term: Term, keys: QueryKeys, dictionary: MergedDictionary) -> None:
    """Take a known beginning or end of an unknown word for a part of it: letters decide later."""
    word = term.word
    for at in range(_SHORTEST_HALF, len(word) - 1):
        for part in (word[:at], word[-at:]):
            if part not in stop_words() and dictionary.count(part):
                _add(keys, (stem(part),), term.position, _AFFIX_WEIGHT * at / len(word))


def add_joined(
    found: Sequence[str],
    terms: Sequence[Term],
    keys: QueryKeys,
    dictionary: MergedDictionary,
) -> None:
    """Note as what two neighbouring words may stand in the library, written as one."""
    positions = {term.position for term in terms}
    pairs = [
        (position, left, right)
        for position, (left, right) in enumerate(pairwise(found))
        if positions & {position, position + 1} and len(left + right) >= _SHORTEST_JOINED
    ]
    counts = dictionary.counts(found)
    stem_counts = dictionary.stem_counts(stem(left + right) for _, left, right in pairs)
    for position, left, right in pairs:
        joined = left + right
        if stem_counts[stem(joined)]:
            _add(keys, (stem(joined),), position, _JOINED_SIMILARITY)
            _add(keys, (stem(joined),), position + 1, _JOINED_SIMILARITY)
        # Two frequent words are rarely one misspelt word.
        frequent = min(counts[left], counts[right]) >= _RARE
        if left in stop_words() or right in stop_words() or (frequent and len(found) > SHORT_QUERY):
            continue
        for match in dictionary.fuzzy_lookup(joined):
            for at in (position, position + 1):
                _add(keys, (stem(match.word),), at, match.similarity * _JOINED_SIMILARITY)


def _add(keys: QueryKeys, key: QueryKey, position: int, similarity: float) -> None:
    keys[key][position] = max(similarity, keys[key].get(position, 0.0))
