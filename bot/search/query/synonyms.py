"""Words that may be said instead: a question is rarely asked in the words of its answer.

`data/thesaurus/` has a table a domain and a relation a row: a word that is asked with (the head), a
word that an answer may use for it (the mate), the rank of the mate among all mates of the head, and
the sense of the head that it belongs to. It was written by hand for talk in general, not drawn from
any transcript. `docs/search.md` gives its measured gain.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from bot.search.memory.runtime import freeze_gc
from bot.text import lexicon
from bot.text.tokens import stem

FIRST_WEIGHT, REVERSE_WEIGHT, RANK_DECAY, INFLECTED_WEIGHT = 0.8, 0.6, 0.85, 0.9
"""The likeness of a head's first mate to it, and of the head to that mate; each further mate's is
less by a factor, and so is that of the mates of another form of a word."""


Synonyms = Mapping[str, float]
"""Words that may stand for one, each with how well, from 0 to 1."""


class Relation(NamedTuple):
    """Relate a head to a mate; rank 1 is the likeliest of all mates of the head."""

    head: str
    rank: int
    synonym: str
    sense: str


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """Hold the mates of words, and which words have a stem."""

    words: Mapping[str, Synonyms]
    forms: Mapping[str, Sequence[str]]

    def synonyms(self, word: str) -> Synonyms:
        """Return the mates of a word, its plural and singular or, where none is known, its stem."""
        one = word.removesuffix("s")
        known = [form for form in (word, one, f"{one}s") if form in self.words]
        # A transformer is not what transforms.
        if not known and not one.endswith(("er", "or")):
            known = self.forms.get(stem(word), ())
        found: dict[str, float] = {}
        for form in known:
            for synonym, weight in self.words[form].items():
                # News is more than what is new.
                weighted = weight if form == word else INFLECTED_WEIGHT * weight
                found[synonym] = max(weighted, found.get(synonym, 0.0))
        return found


@cache
def load_thesaurus() -> Thesaurus:
    """Read the thesaurus, once: it takes some .2 s."""
    read = build_thesaurus(one for domain in domains() for one in relations(domain))
    freeze_gc()
    return read


def domains() -> list[str]:
    """List the domains, each a table of the thesaurus."""
    return lexicon.tables("thesaurus")


def relations(domain: str) -> Iterator[Relation]:
    """Yield the relations of a domain, by head and rank."""
    for head, rank, synonym, sense in lexicon.table("thesaurus", domain):
        yield Relation(head, int(rank), synonym, sense)


def build_thesaurus(related: Iterable[Relation]) -> Thesaurus:
    """Weigh relations, given in any order; a pair related both ways keeps the better likeness."""
    ranked: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for head, rank, synonym, _ in related:
        ranked[head].append((rank, synonym))
    words: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for head in sorted(ranked):
        for rank, synonym in sorted(ranked[head]):
            weight = RANK_DECAY ** (rank - 1)
            own, back = words[head], words[synonym]
            own[synonym] = max(FIRST_WEIGHT * weight, own.get(synonym, 0.0))
            back[head] = max(REVERSE_WEIGHT * weight, back.get(head, 0.0))
    forms: defaultdict[str, list[str]] = defaultdict(list)
    for word in words:
        forms[stem(word)].append(word)
    return Thesaurus(dict(words), dict(forms))
