"""Measure how much of a question no visible quote mentions: the more, the less likely an answer.

"Would they ever move to Lisbon?" shares only the word "move" with many quotes, none of which
mentions Lisbon.
"""

from collections.abc import Collection
from functools import cache
from itertools import pairwise

import aiosqlite

from bot.search.memory.search_scope import SearchScope
from bot.search.query.background import background_frequencies
from bot.search.query.parser import Query
from bot.search.query.synonyms import Thesaurus
from bot.search.retrieval.postings import keys_in_scope
from bot.text.lexicon import read_words
from bot.text.tokens import stems, words

_WORD_WEIGHT = 1 / 3
"""The weight of an uncovered word, where that of an uncovered name is 1."""

_ENDS, _CLOSING = ".?!:…", "\"'”’»)]*_"
_TITLE_CASE_FRACTION = 0.6


async def uncovered_weight(
    db: aiosqlite.Connection,
    search_scope: SearchScope,
    query: Query,
    *,
    names: Collection[str],
    ignored: Collection[str],
) -> float:
    """Return the share of a query's weight, 0 to 1, that no visible quote mentions.

    `names` count in full, other words a third, and words with synonyms in the library not at all.
    `ignored` words never count.
    """
    keys = [key for key, positions in query.certain_keys.items() if positions]
    covered = {
        position
        for key in await keys_in_scope(db, search_scope, keys)
        for position in query.certain_keys[key]
    }
    with_synonyms = {position for positions in query.synonyms.values() for position, _ in positions}
    return sum(
        term.weight
        * (1.0 if term.word in names else _WORD_WEIGHT * (term.position not in with_synonyms))
        for term in query.terms
        if term.position not in covered and term.word not in ignored
    )


def english_names(text: str, folded: Collection[str], thesaurus: Thesaurus) -> frozenset[str]:
    """Return the words of an English question that are names, as most people type no capitals.

    They are capitalised within a sentence, are listed as names, or are no English words that the
    thesaurus or the background frequencies have. `folded` are the words of the text.
    """
    listed = {word for word in folded if word in _listed_names()}
    others = [word for word in folded if word not in listed and word.isalpha()]
    common = background_frequencies(stems(others))
    rare = [word for word, frequency in zip(others, common, strict=True) if not frequency]
    return capitalised_names(text) | listed | set(thesaurus.unknown(rare))


@cache
def _listed_names() -> frozenset[str]:
    return read_words("names")


def capitalised_names(text: str) -> frozenset[str]:
    """Return the folded words that are capitalised within a sentence.

    There are none if most words are capitalised, as in a title.
    """
    pairs = [(before, _without_prefix(word)) for before, word in pairwise(text.split())]
    capitalised = [word[:1].isupper() for _, word in pairs]
    if sum(capitalised) > _TITLE_CASE_FRACTION * len(pairs):
        return frozenset()
    return frozenset(
        one
        for (before, word), is_name in zip(pairs, capitalised, strict=True)
        if is_name and before.rstrip(_CLOSING)[-1:] not in _ENDS
        for one in words(word)
    )


def _without_prefix(word: str) -> str:
    """Return a word without leading punctuation."""
    return word.lstrip("".join(char for char in word if not char.isalnum()))
