"""What may be said instead: a question is rarely asked in the words of its answer.

`thesaurus.txt` was written by hand for talk in general, not drawn from any transcript: on each line
a word that is asked with, and words that whoever answers may use for it, the likeliest first.
`docs/search.md` says what this is measured to give.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.search.process import leave_alone
from bot.search.words import stem

FIRST, BACK, FADING, OTHER_FORM = 0.8, 0.6, 0.85, 0.9
"""What the first word of a line counts for the word it stands under, and that one for it; each
further word counts less by a factor, and those of another form of a word by one, too."""


Mates = Mapping[str, float]
"""Words that may stand for one, each with how well, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """Hold the mates of words, and which words have a stem."""

    words: Mapping[str, Mates]
    forms: Mapping[str, Sequence[str]]

    def mates(self, word: str) -> Mates:
        """Return the mates of a word, its plural and singular or, where none is known, its stem."""
        one = word.removesuffix("s")
        known = [form for form in (word, one, f"{one}s") if form in self.words]
        # A transformer is not what transforms.
        if not known and not one.endswith(("er", "or")):
            known = self.forms.get(stem(word), ())
        found: dict[str, float] = {}
        for form in known:
            for mate, likeness in self.words[form].items():
                # News is more than what is new.
                likely = likeness if form == word else OTHER_FORM * likeness
                found[mate] = max(likely, found.get(mate, 0.0))
        return found


@cache
def thesaurus() -> Thesaurus:
    """Read the thesaurus, once: it takes some .2 s."""
    words: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for head, mates in _lines():
        for place, mate in enumerate(mates):
            likeness = FADING**place
            _note(words[head], mate, FIRST * likeness)
            _note(words[mate], head, BACK * likeness)
    forms: defaultdict[str, list[str]] = defaultdict(list)
    for word in words:
        forms[stem(word)].append(word)
    read = Thesaurus(dict(words), dict(forms))
    leave_alone()
    return read


def _lines() -> Iterator[tuple[str, list[str]]]:
    for line in files("bot.search").joinpath("thesaurus.txt").read_text("utf-8").splitlines():
        head, _, mates = line.partition(": ")
        yield head, mates.split()


def _note(mates: dict[str, float], mate: str, likeness: float) -> None:
    mates[mate] = max(likeness, mates.get(mate, 0.0))
