"""Tell what share of a question nobody speaks of: what shares its other words is another talk.

"Would they ever move to Lisbon?" shares a move with many a talk that has none to Lisbon.
"""

from collections.abc import Collection
from itertools import pairwise

import aiosqlite

from bot.search.memory.partitions import SearchScope
from bot.search.query.parser import Query
from bot.search.retrieval.postings import keys_in_scope
from bot.text.tokens import words

_WORD_WEIGHT = 1 / 3
"""What a word that nobody says counts, beside a name."""

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
    """Return the share of a query's weight that nobody in sight speaks of, from 0 to 1.

    Other words count a third of `names`, and not at all where something is said that may stand for
    them. Those that are `known` never count.
    """
    keys = [key for key, positions in query.certain_keys.items() if positions]
    found = {
        position
        for key in await keys_in_scope(db, search_scope, keys)
        for position in query.certain_keys[key]
    }
    with_synonyms = {position for positions in query.synonyms.values() for position, _ in positions}
    lacking = [t for t in query.terms if t.position not in found and t.word not in ignored]
    return sum(
        term.weight
        * (1.0 if term.word in names else _WORD_WEIGHT * (term.position not in with_synonyms))
        for term in lacking
    )


def capitalised_names(text: str) -> frozenset[str]:
    """Return the folded words that begin with a capital, but not a sentence.

    Where most begin so, as in titles, a capital says nothing.
    """
    pairs = [(before, _without_prefix(word)) for before, word in pairwise(text.split())]
    capital = [word[:1].isupper() for _, word in pairs]
    if sum(capital) > _TITLE_CASE_FRACTION * len(pairs):
        return frozenset()
    return frozenset(
        one
        for (before, word), is_capital in zip(pairs, capital, strict=True)
        if is_capital and before.rstrip(_CLOSING)[-1:] not in _ENDS
        for one in words(word)
    )


def _without_prefix(word: str) -> str:
    """Return a word without the marks before it."""
    return word.lstrip("".join(char for char in word if not char.isalnum()))
