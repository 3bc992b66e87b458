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
from bot.search.memory.dictionary import max_edits
from bot.search.memory.signatures import may_be_within, prefix_signatures

NAME_PREFIX, WORD_PREFIX, SUBSTRING, FUZZY = range(4)
"""How far something was sought: a name begins so, a word in it does, it stands anywhere, or what
begins a word is spelt alike."""

_MIN_FUZZY_LENGTH = 4
_MAX_FUZZY_WORDS = 3
"""In longer input than this many words no other spellings are looked for."""

_MAX_SIGNATURE_LENGTH = 16
"""By so many letters of a word it is sifted whether it may be meant."""

_MAX_WORD_SPELLINGS, _MAX_SPELLINGS = 4, 5
"""Of each word typed, and of all together."""

_MAX_JOINED = 5_000
"""Of so many of the weightiest choices it is known how two words are written as one."""


@dataclass(frozen=True, slots=True)
class Completion:
    """Hold what may be offered, by its folded names (a line each), for some episodes."""

    suggestion: Suggestion
    folded: str
    weight: float
    episodes: tuple[str, ...]


class CompletionList:
    """Hold the choices of one option in one room."""

    def __init__(self, completions: Iterable[Completion] = ()) -> None:
        self._ranked = sorted(completions, key=lambda one: (-one.weight, one.suggestion.name))
        parts = [f"\n{one.folded}" for one in self._ranked]
        self._text = "".join(parts) + "\n"
        self._starts = list(accumulate(map(len, parts), initial=0))
        joined, alone = _joined_pairs(self._ranked[:_MAX_JOINED]), _words(self._text)
        self._spellings = _Spellings({**joined, **alone})

    def complete(self, prefix: str, *, loosest: int = FUZZY) -> Iterator[tuple[int, Completion]]:
        """Yield what fits folded words, each with how far it was sought, the nearest first.

        It is sought no further than so `far`. What fits in several ways comes more than once.
        """
        if not prefix:
            yield from ((NAME_PREFIX, one) for one in self._ranked)
            return
        if prefix in self._text:
            ways = ((NAME_PREFIX, f"\n{prefix}"), (WORD_PREFIX, f" {prefix}"), (SUBSTRING, prefix))
            for way, sought in ways[: loosest + 1]:
                yield from ((way, one) for one in self._containing(sought))
        for spelling in (
            () if loosest < FUZZY else islice(self._respellings(prefix), _MAX_SPELLINGS)
        ):
            yield from (
                (FUZZY, one) for one in self._containing(spelling, accepts=self._is_word_start)
            )

    def holds(self, folded: str) -> bool:
        """Return whether something has these folded words for a name."""
        return f"\n{folded}\n" in self._text

    def containing_word(self, word: str) -> Iterator[tuple[int, Completion]]:
        """Yield what is named with this very word, or with its plural."""

        def is_whole_word(at: int) -> bool:
            end = at + len(word) + (self._text[at + len(word)] == "s")
            return self._is_word_start(at) and self._text[end] in " \n"

        yield from ((WORD_PREFIX, one) for one in self._containing(word, accepts=is_whole_word))

    def _is_word_start(self, at: int) -> bool:
        """Tell whether a word begins at a place of the text."""
        return self._text[at - 1] in " \n"

    def _containing(
        self, sought: str, *, accepts: Callable[[int], bool] = lambda _: True
    ) -> Iterator[Completion]:
        """Yield the choices that hold this, at a place that fits."""
        at = self._text.find(sought)
        while at >= 0:
            if accepts(at):
                number = bisect_right(self._starts, at) - 1
                yield self._ranked[number]
                at = self._starts[number + 1] - 1
            at = self._text.find(sought, at + 1)

    def _respellings(self, prefix: str) -> Iterator[str]:
        """Yield how names may begin that are meant, the likeliest first; the last word is open."""
        *finished, last = prefix.split()
        if len(prefix) < _MIN_FUZZY_LENGTH or len(finished) >= _MAX_FUZZY_WORDS:
            return
        if finished:
            yield from self._spellings.completed("".join((*finished, last)))
        whole = [self._spellings.similar(word) for word in finished]
        yield from map(" ".join, product(*whole, self._spellings.completed(last)))


class _Spellings:
    """Hold words, and pairs of words written as one, each with how it is spelt."""

    def __init__(self, spelt: dict[str, str]) -> None:
        self._written = list(spelt)
        self._display_forms = list(spelt.values())
        self._lengths = np.array([len(one) for one in self._written], np.int32)
        self._signatures = prefix_signatures(self._written, _MAX_SIGNATURE_LENGTH)

    def similar(self, word: str) -> list[str]:
        """Return the spellings nearest to a word, itself first."""
        return self._nearest(word, np.abs(self._lengths - len(word)) <= _max_distance(word))

    def completed(self, prefix: str) -> list[str]:
        """Return the beginnings of spellings nearest to what is typed, itself first."""
        length = len(prefix)
        return self._nearest(prefix, self._lengths >= length - max_edits(length), length=length)

    def _nearest(
        self, word: str, fits: NDArray[np.bool_], *, length: int | None = None
    ) -> list[str]:
        """Return of what fits the nearest to a word, cut to a length as long as it."""
        if len(word) < _MIN_FUZZY_LENGTH:
            return [word]
        max_distance, depth = (
            _max_distance(word),
            min(length or _MAX_SIGNATURE_LENGTH, _MAX_SIGNATURE_LENGTH),
        )
        fits &= may_be_within(self._signatures[depth - 1], word[:depth], max_distance)
        places = {self._written[at][:length]: at for at in np.flatnonzero(fits)}
        found = process.extract(
            word,
            places.keys(),
            scorer=OSA.distance,
            score_cutoff=max_distance,
            limit=_MAX_WORD_SPELLINGS,
        )
        return [_truncated(self._display_forms[places[one]], length) for one, _, _ in found]


def _max_distance(word: str) -> int:
    return max(1, max_edits(len(word)))


def _words(text: str) -> dict[str, str]:
    return {word: word for word in text.split()}


def _joined_pairs(completions: Sequence[Completion]) -> dict[str, str]:
    """Return neighbouring words written as one, with how they are spelt."""
    lines = (line.split(" ") for one in completions for line in one.folded.split("\n"))
    return {f"{a}{b}": f"{a} {b}" for line in lines for a, b in pairwise(line)}


def _truncated(spelt: str, length: int | None) -> str:
    """Return the beginning of a spelling, of so many letters, spaces not counted."""
    if length is None:
        return spelt
    return spelt[: length + 1].rstrip() if " " in spelt[:length] else spelt[:length]
