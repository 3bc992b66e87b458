"""Weigh the words of a question or a subject by what they tell in talk of any kind."""

import math
from dataclasses import replace

from bot.search.everyday import everyday
from bot.search.query import FAINT_SHARE, UNKNOWN, Query
from bot.search.vocabulary import Visible

_BESIDE = 1000
"""So many quotes of everyday talk are counted beside those in sight."""


def weigh_telling(query: Query, vocabulary: Visible, *, quotes: int) -> Query:
    """Return the query with shares by how rare its words are here and in everyday talk."""
    rarity = [0.0] * len(query.words)
    for term in query.terms:
        count = vocabulary.stem_count(query.stems[term.place]) or UNKNOWN
        said = min(count, quotes or 1) + _BESIDE * everyday(query.stems[term.place])
        faint = FAINT_SHARE if term.word in query.faint else 1.0
        rarity[term.place] = faint * math.log(1 + (quotes + _BESIDE) / said)
    total = sum(rarity) or 1.0
    shares = tuple(one / total for one in rarity)
    terms = tuple(replace(term, share=shares[term.place]) for term in query.terms)
    return replace(query, shares=shares, terms=terms)
