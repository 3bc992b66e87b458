"""Tell what share of a question nobody speaks of: what shares its other words is another talk.

"Would they ever move to Lisbon?" shares a move with many a talk that has none to Lisbon.
"""

from collections.abc import Collection
from itertools import pairwise

import aiosqlite

from bot.search.memory.partitions import View
from bot.search.query.parser import Query
from bot.search.retrieval.postings import present
from bot.text.tokens import words

_WORD = 1 / 3
"""What a word that nobody says counts, beside a name."""

_ENDS, _CLOSING = ".?!:…", "\"'”’»)]*_"
_TITLE = 0.6


async def unsaid(
    db: aiosqlite.Connection,
    view: View,
    query: Query,
    *,
    names: Collection[str],
    known: Collection[str],
) -> float:
    """Return the share of a query's weight that nobody in sight speaks of, from 0 to 1.

    Other words count a third of `names`, and not at all where something is said that may stand for
    them. Those that are `known` never count.
    """
    keys = [key for key, places in query.surely.items() if places]
    found = {place for key in await present(db, view, keys) for place in query.surely[key]}
    told = {place for hits in query.related.values() for place, _ in hits}
    lacking = [t for t in query.terms if t.place not in found and t.word not in known]
    return sum(
        term.share * (1.0 if term.word in names else _WORD * (term.place not in told))
        for term in lacking
    )


def written_as_names(text: str) -> frozenset[str]:
    """Return the folded words that begin with a capital, but not a sentence.

    Where most begin so, as in titles, a capital says nothing.
    """
    pairs = [(before, _bare(word)) for before, word in pairwise(text.split())]
    capital = [word[:1].isupper() for _, word in pairs]
    if sum(capital) > _TITLE * len(pairs):
        return frozenset()
    return frozenset(
        one
        for (before, word), high in zip(pairs, capital, strict=True)
        if high and before.rstrip(_CLOSING)[-1:] not in _ENDS
        for one in words(word)
    )


def _bare(word: str) -> str:
    """Return a word without the marks before it."""
    return word.lstrip("".join(char for char in word if not char.isalnum()))
