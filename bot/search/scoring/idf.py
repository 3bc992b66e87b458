"""Weigh the words of a question or a subject by what they tell in talk of any kind."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from heapq import nlargest

from bot.search.memory.dictionary import Visible
from bot.search.query.background import everyday
from bot.search.query.parser import FAINT_SHARE, UNKNOWN, Query
from bot.search.query.synonyms import Thesaurus
from bot.text.tokens import stem, stop_words

_BESIDE = 1000
"""So many quotes of everyday talk are counted beside those."""

_PLAINER = 1.3
"""The power by which a word counts less that stands for a rarer one."""

_MOST_RELATED = 9


@dataclass(frozen=True, slots=True)
class Rarity:
    """Know how rare a stem is, in the quotes of the rooms in sight and in everyday talk."""

    vocabulary: Visible
    quotes: int

    def __call__(self, stemmed: str, *, share: float = 1.0) -> float:
        """Return its inverse document frequency, or that of a word which is a share of it."""
        count = share * self.vocabulary.stem_count(stemmed) or UNKNOWN
        said = min(count, self.quotes or 1) + _BESIDE * share * everyday(stemmed)
        return math.log(1 + (self.quotes + _BESIDE) / said)


def weigh_telling(query: Query, rarity: Rarity) -> Query:
    """Return the query with shares by how rare its words are here and in everyday talk."""
    weights = [0.0] * len(query.words)
    for term in query.terms:
        faint = FAINT_SHARE if term.word in query.faint else 1.0
        stemmed = query.stems[term.place]
        _, share = query.distinct.get(stemmed, ((), 1.0))
        weights[term.place] = faint * rarity(stemmed, share=share)
    total = sum(weights) or 1.0
    shares = tuple(one / total for one in weights)
    terms = tuple(replace(term, share=shares[term.place]) for term in query.terms)
    return replace(query, shares=shares, terms=terms)


def with_related(query: Query, thesaurus: Thesaurus, rarity: Rarity, *, worth: float) -> Query:
    """Return the query with what may be said for its telling words, `worth` times as likely."""
    related: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for term in query.terms:
        if term.word not in query.faint:
            mates = thesaurus.mates(term.word)
            for mate, likeness in _said_here(query.stems[term.place], mates, rarity):
                related[mate].append((term.place, worth * likeness))
    return replace(query, related={mate: tuple(hits) for mate, hits in related.items()})


def _said_here(
    stemmed: str, mates: Mapping[str, float], rarity: Rarity
) -> Iterable[tuple[str, float]]:
    """Return the stems of a word's nearest mates that are said, each less where it tells less."""
    said: dict[str, float] = {}
    for mate, likeness in mates.items():
        # "Willing" has the stem of a word that tells nothing.
        if stem(mate) not in stop_words() and rarity.vocabulary.stem_count(stem(mate)):
            said[stem(mate)] = max(likeness, said.get(stem(mate), 0.0))
    said.pop(stemmed, None)
    own = rarity(stemmed)
    worth = {m: like * min(1.0, rarity(m) / own) ** _PLAINER for m, like in said.items()}
    return nlargest(_MOST_RELATED, worth.items(), key=lambda one: one[1])
