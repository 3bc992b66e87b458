"""The thesaurus: synonyms for query expansion, because answers rarely use the words of a question.

`data/thesaurus/` has a table per domain and a relation per row: a head (a word of questions), its
rank among the relations of the head, a synonym (a word of answers), and the sense of the head that
the synonym belongs to. It was written by hand for talk in general, not drawn from any transcript.
`docs/measurements/thesaurus.md` gives its measured gain.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import NamedTuple

from bot.search.memory.runtime import freeze_gc
from bot.text import lexicon
from bot.text.tokens import stem, stems

FIRST_WEIGHT, REVERSE_WEIGHT, RANK_DECAY, INFLECTED_WEIGHT = 0.8, 0.6, 0.85, 0.9
"""The weight of a head's first synonym, and of the head as a synonym of that; the factor for each
further rank; and the factor for the synonyms of another inflection of a word."""

Synonyms = Mapping[str, float]
"""The synonyms of a word with their weights, from 0 to 1."""

_loading = Lock()


class Relation(NamedTuple):
    """A head and one of its synonyms; rank 1 is the likeliest synonym of the head."""

    head: str
    rank: int
    synonym: str
    sense: str


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """The synonyms of words, and the words of each stem."""

    words: Mapping[str, Synonyms]
    forms: Mapping[str, Sequence[str]]

    def synonyms(self, word: str) -> Synonyms:
        """Return the synonyms of a word, its singular and plural, or else of its stem's words."""
        singular = word.removesuffix("s")
        known = [form for form in (word, singular, f"{singular}s") if form in self.words]
        # "Transformer" has the stem of "transform", but other synonyms.
        if not known and not singular.endswith(("er", "or")):
            known = self.forms.get(stem(word), ())
        synonyms: dict[str, float] = {}
        for form in known:
            # An inflection may have a meaning of its own, as "news" has beside "new".
            factor = 1.0 if form == word else INFLECTED_WEIGHT
            for synonym, weight in self.words[form].items():
                synonyms[synonym] = max(factor * weight, synonyms.get(synonym, 0.0))
        return synonyms

    def __contains__(self, word: object) -> bool:
        """Return whether a folded word, or another of its stem, is in the thesaurus."""
        return isinstance(word, str) and (word in self.words or stem(word) in self.forms)

    def unknown(self, folded: list[str]) -> list[str]:
        """Return the words of which none of the same stem is in the thesaurus, in order."""
        return [
            word
            for word, stemmed in zip(folded, stems(folded), strict=True)
            if word not in self.words and stemmed not in self.forms
        ]


def load_thesaurus() -> Thesaurus:
    """Read the thesaurus, once per process, in some 0.2 s; any thread may call it."""
    # The cache alone would have each search that comes meanwhile read it, too, and all take turns.
    with _loading:
        return _load_thesaurus()


@cache
def _load_thesaurus() -> Thesaurus:
    thesaurus = build_thesaurus(row for domain in domains() for row in relations(domain))
    freeze_gc()
    return thesaurus


def domains() -> list[str]:
    """Return the domains of the thesaurus in alphabetical order."""
    return lexicon.tables("thesaurus")


def relations(domain: str) -> Iterator[Relation]:
    """Yield the relations of a domain in the order of its table."""
    for head, rank, synonym, sense in lexicon.table("thesaurus", domain):
        yield Relation(head, int(rank), synonym, sense)


def build_thesaurus(rows: Iterable[Relation]) -> Thesaurus:
    """Weigh relations in any order; a pair that is related both ways keeps the higher weight."""
    ranked: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for head, rank, synonym, _ in rows:
        ranked[head].append((rank, synonym))
    words: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for head in sorted(ranked):
        for rank, synonym in sorted(ranked[head]):
            weight = RANK_DECAY ** (rank - 1)
            forward, reverse = words[head], words[synonym]
            forward[synonym] = max(FIRST_WEIGHT * weight, forward.get(synonym, 0.0))
            reverse[head] = max(REVERSE_WEIGHT * weight, reverse.get(head, 0.0))
    forms: defaultdict[str, list[str]] = defaultdict(list)
    for word in words:
        forms[stem(word)].append(word)
    return Thesaurus(dict(words), dict(forms))
