"""Weigh the words of a question or a subject by what they tell in talk of any kind."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from heapq import nlargest

from bot.search.everyday import everyday
from bot.search.query import FAINT_SHARE, UNKNOWN, Key, Query
from bot.search.thesaurus import Thesaurus
from bot.search.vocabulary import Visible

_BESIDE = 1000
"""So many quotes of everyday talk are counted beside those in sight."""

_PLAINER = 1.3
"""The power by which a word counts less that stands for a rarer one."""

_MOST_RELATED = 9


@dataclass(frozen=True, slots=True)
class Rarity:
    """Know how rare a stem is, in the quotes in sight and in everyday talk."""

    vocabulary: Visible
    quotes: int

    def __call__(self, stem: str) -> float:
        """Return its inverse document frequency."""
        count = self.vocabulary.stem_count(stem) or UNKNOWN
        said = min(count, self.quotes or 1) + _BESIDE * everyday(stem)
        return math.log(1 + (self.quotes + _BESIDE) / said)


def weigh_telling(query: Query, rarity: Rarity) -> Query:
    """Return the query with shares by how rare its words are here and in everyday talk."""
    weights = [0.0] * len(query.words)
    for term in query.terms:
        faint = FAINT_SHARE if term.word in query.faint else 1.0
        weights[term.place] = faint * rarity(query.stems[term.place])
    total = sum(weights) or 1.0
    shares = tuple(one / total for one in weights)
    terms = tuple(replace(term, share=shares[term.place]) for term in query.terms)
    return replace(query, shares=shares, terms=terms)


def with_related(query: Query, thesaurus: Thesaurus, rarity: Rarity, *, worth: float) -> Query:
    """Return the query with what may be said for its telling words, `worth` times as likely."""
    keys: dict[Key, dict[int, float]] = {key: dict(hits) for key, hits in query.keys.items()}
    for term in query.terms:
        if term.word not in query.faint:
            stem = query.stems[term.place]
            for mate, likeness in _plainer(stem, thesaurus.mates(term.word), rarity).items():
                hits = keys.setdefault((mate,), {})
                hits[term.place] = max(worth * likeness, hits.get(term.place, 0.0))
    return replace(query, keys={key: tuple(hits.items()) for key, hits in keys.items()})


def _plainer(stem: str, mates: Mapping[str, float], rarity: Rarity) -> dict[str, float]:
    """Return a word's nearest mates that are said here, each less where it tells less."""
    said = {mate: like for mate, like in mates.items() if rarity.vocabulary.stem_count(mate)}
    own = rarity(stem)
    worth = {m: like * min(1.0, rarity(m) / own) ** _PLAINER for m, like in said.items()}
    return dict(nlargest(_MOST_RELATED, worth.items(), key=lambda one: one[1]))
