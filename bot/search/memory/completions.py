"""Look up what may be offered by what is typed so far: at a beginning, in the middle, misspelt.

All names stand in one text, the weightiest first, so that reading it once finds the best first;
a megabyte, the names of a thousand hours of talk, is read in less than a millisecond.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice, pairwise, product

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.models import Suggestion
from bot.search.memory.dictionary import edits
from bot.search.memory.signatures import beginnings, near

A_NAME, A_WORD, ANYWHERE, ALIKE = range(4)
"""How far something was sought: a name begins so, a word in it does, it stands anywhere, or what
begins a word is spelt alike."""

_FORGIVING_FROM = 4
_MOST_RESPELT = 3
"""In longer input than this many words no other spellings are looked for."""

_DEEPEST = 16
"""By so many letters of a word it is sifted whether it may be meant."""

_SPELLINGS, _MOST_SPELLINGS = 4, 5
"""Of each word typed, and of all together."""

_MOST_JOINED = 5_000
"""Of so many of the weightiest choices it is known how two words are written as one."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Hold what may be offered, by its folded names (a line each), for some episodes."""

    suggestion: Suggestion
    folded: str
    weight: float
    episodes: tuple[str, ...]


class Choices:
    """Hold the choices of one option in one room."""

    def __init__(self, choices: Iterable[Choice] = ()) -> None:
        self._ranked = sorted(choices, key=lambda one: (-one.weight, one.suggestion.name))
        parts = [f"\n{one.folded}" for one in self._ranked]
        self._text = "".join(parts) + "\n"
        self._starts = list(accumulate(map(len, parts), initial=0))
        joined, alone = _joined(self._ranked[:_MOST_JOINED]), _words(self._text)
        self._spelt = _Spellings({**joined, **alone})

    def picked(self, typed: str, *, far: int = ALIKE) -> Iterator[tuple[int, Choice]]:
        """Yield what fits folded words, each with how far it was sought, the nearest first.

        It is sought no further than so `far`. What fits in several ways comes more than once.
        """
        if not typed:
            yield from ((A_NAME, one) for one in self._ranked)
            return
        if typed in self._text:
            ways = ((A_NAME, f"\n{typed}"), (A_WORD, f" {typed}"), (ANYWHERE, typed))
            for way, sought in ways[: far + 1]:
                yield from ((way, one) for one in self._holding(sought))
        for spelt in () if far < ALIKE else islice(self._respelt(typed), _MOST_SPELLINGS):
            yield from ((ALIKE, one) for one in self._holding(spelt, fits=self._begins))

    def holds(self, folded: str) -> bool:
        """Return whether something has these folded words for a name."""
        return f"\n{folded}\n" in self._text

    def naming(self, word: str) -> Iterator[tuple[int, Choice]]:
        """Yield what is named with this very word, or with its plural."""

        def whole(at: int) -> bool:
            end = at + len(word) + (self._text[at + len(word)] == "s")
            return self._begins(at) and self._text[end] in " \n"

        yield from ((A_WORD, one) for one in self._holding(word, fits=whole))

    def _begins(self, at: int) -> bool:
        """Tell whether a word begins at a place of the text."""
        return self._text[at - 1] in " \n"

    def _holding(
        self, sought: str, *, fits: Callable[[int], bool] = lambda _: True
    ) -> Iterator[Choice]:
        """Yield the choices that hold this, at a place that fits."""
        at = self._text.find(sought)
        while at >= 0:
            if fits(at):
                number = bisect_right(self._starts, at) - 1
                yield self._ranked[number]
                at = self._starts[number + 1] - 1
            at = self._text.find(sought, at + 1)

    def _respelt(self, typed: str) -> Iterator[str]:
        """Yield how names may begin that are meant, the likeliest first; the last word is open."""
        *finished, last = typed.split()
        if len(typed) < _FORGIVING_FROM or len(finished) >= _MOST_RESPELT:
            return
        if finished:
            yield from self._spelt.begun("".join((*finished, last)))
        whole = [self._spelt.alike(word) for word in finished]
        yield from map(" ".join, product(*whole, self._spelt.begun(last)))


class _Spellings:
    """Hold words, and pairs of words written as one, each with how it is spelt."""

    def __init__(self, spelt: dict[str, str]) -> None:
        self._written = list(spelt)
        self._spelt = list(spelt.values())
        self._lengths = np.array([len(one) for one in self._written], np.int32)
        self._letters = beginnings(self._written, _DEEPEST)

    def alike(self, word: str) -> list[str]:
        """Return the spellings nearest to a word, itself first."""
        return self._nearest(word, np.abs(self._lengths - len(word)) <= _reach(word))

    def begun(self, typed: str) -> list[str]:
        """Return the beginnings of spellings nearest to what is typed, itself first."""
        length = len(typed)
        return self._nearest(typed, self._lengths >= length - edits(length), length=length)

    def _nearest(
        self, word: str, fits: NDArray[np.bool_], *, length: int | None = None
    ) -> list[str]:
        """Return of what fits the nearest to a word, cut to a length as long as it."""
        if len(word) < _FORGIVING_FROM:
            return [word]
        reach, deep = _reach(word), min(length or _DEEPEST, _DEEPEST)
        fits &= near(self._letters[deep - 1], word[:deep], reach)
        places = {self._written[at][:length]: at for at in np.flatnonzero(fits)}
        found = process.extract(
            word, places.keys(), scorer=OSA.distance, score_cutoff=reach, limit=_SPELLINGS
        )
        return [_clipped(self._spelt[places[one]], length) for one, _, _ in found]


def _reach(word: str) -> int:
    return max(1, edits(len(word)))


def _words(text: str) -> dict[str, str]:
    return {word: word for word in text.split()}


def _joined(choices: Sequence[Choice]) -> dict[str, str]:
    """Return neighbouring words written as one, with how they are spelt."""
    lines = (line.split(" ") for one in choices for line in one.folded.split("\n"))
    return {f"{a}{b}": f"{a} {b}" for line in lines for a, b in pairwise(line)}


def _clipped(spelt: str, length: int | None) -> str:
    """Return the beginning of a spelling, of so many letters, spaces not counted."""
    if length is None:
        return spelt
    return spelt[: length + 1].rstrip() if " " in spelt[:length] else spelt[:length]
