"""Find the completions of a prefix: names that begin with it, contain it, or are spelt like it.

All names are joined to one text in order of weight, so that `str.find` finds the heaviest first.
It searches a megabyte, the names of a thousand hours of talk, in less than a millisecond.
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
from bot.search.memory.signatures import may_be_within, prefix_signatures
from bot.search.memory.similar_words import max_edits

NAME_PREFIX, WORD_PREFIX, SUBSTRING, FUZZY = range(4)
"""The kinds of match, strictest first: the prefix begins a name, begins a word of it, is anywhere
in it, or is spelt like the beginning of a word."""

_MIN_FUZZY_LENGTH = 4
_MAX_FUZZY_WORDS = 3
"""The number of words up to which input is matched by similar spellings."""

_MAX_SIGNATURE_LENGTH = 16
"""The number of letters of a word that its signature covers."""

_MAX_WORD_SPELLINGS, _MAX_SPELLINGS = 4, 5
"""The limits of spellings per word, and of all words together."""

_MAX_JOINED = 5_000
"""The number of heaviest completions that are also found with two words written as one."""


@dataclass(frozen=True, slots=True)
class Completion:
    """A suggestion with its folded names (one per line), its weight and its episodes' ids."""

    suggestion: Suggestion
    folded: str
    weight: float
    episodes: tuple[str, ...]


class CompletionList:
    """The completions of one option in one partition."""

    def __init__(self, completions: Iterable[Completion] = ()) -> None:
        self._ranked = sorted(completions, key=lambda item: (-item.weight, item.suggestion.name))
        parts = [f"\n{completion.folded}" for completion in self._ranked]
        self._text = "".join(parts) + "\n"
        self._starts = list(accumulate(map(len, parts), initial=0))
        whole_words = {word: word for word in self._text.split()}
        self._words = frozenset(whole_words)
        self._spellings = _Spellings(_joined_pairs(self._ranked[:_MAX_JOINED]) | whole_words)

    def complete(self, prefix: str, *, loosest: int = FUZZY) -> Iterator[tuple[int, Completion]]:
        """Yield the completions of a folded prefix with their kinds of match, strictest first.

        Kinds looser than `loosest` are left out. A completion that matches in several ways is
        yielded for each.
        """
        if not prefix:
            yield from ((NAME_PREFIX, completion) for completion in self._ranked)
            return
        if prefix in self._text:
            patterns = (f"\n{prefix}", f" {prefix}", prefix)
            for kind, pattern in enumerate(patterns[: loosest + 1]):
                yield from ((kind, completion) for completion in self._containing(pattern))
        if loosest < FUZZY:
            return
        for spelling in islice(self._respellings(prefix), _MAX_SPELLINGS):
            matches = self._containing(spelling, accepts=self._is_word_start)
            yield from ((FUZZY, completion) for completion in matches)

    def holds(self, folded: str) -> bool:
        """Return whether a completion has this folded name."""
        return f"\n{folded}\n" in self._text

    def containing_word(self, word: str) -> Iterator[tuple[int, Completion]]:
        """Yield the completions whose names contain exactly this word or its plural.

        Several words, with spaces between them, are found next to each other.
        """
        *before, last = word.split()
        if not self._words.issuperset(before) or self._words.isdisjoint((last, f"{last}s")):
            return

        def is_whole_word(at: int) -> bool:
            end = at + len(word) + (self._text[at + len(word)] == "s")
            return self._is_word_start(at) and self._text[end] in " \n"

        matches = self._containing(word, accepts=is_whole_word)
        yield from ((WORD_PREFIX, completion) for completion in matches)

    def _is_word_start(self, at: int) -> bool:
        """Return whether a word begins at this offset of the text."""
        return self._text[at - 1] in " \n"

    def _containing(
        self, pattern: str, *, accepts: Callable[[int], bool] = lambda _: True
    ) -> Iterator[Completion]:
        """Yield each completion that contains the pattern at an accepted offset, once."""
        at = self._text.find(pattern)
        while at >= 0:
            if accepts(at):
                number = bisect_right(self._starts, at) - 1
                yield self._ranked[number]
                at = self._starts[number + 1] - 1
            at = self._text.find(pattern, at + 1)

    def _respellings(self, prefix: str) -> Iterator[str]:
        """Yield the beginnings of names spelt like the prefix, whose last word is unfinished."""
        *finished, last = prefix.split()
        if len(prefix) < _MIN_FUZZY_LENGTH or len(finished) >= _MAX_FUZZY_WORDS:
            return
        if finished:
            yield from self._spellings.completed("".join((*finished, last)))
        whole = [self._spellings.similar(word) for word in finished]
        yield from map(" ".join, product(*whole, self._spellings.completed(last)))


class _Spellings:
    """Words, and pairs of words written as one, by their spelling without spaces."""

    def __init__(self, spellings: dict[str, str]) -> None:
        self._joined = list(spellings)
        self._spaced = list(spellings.values())
        self._lengths = np.array([len(joined) for joined in self._joined], np.int32)
        self._signatures = prefix_signatures(self._joined, _MAX_SIGNATURE_LENGTH)

    def similar(self, word: str) -> list[str]:
        """Return the spellings nearest to a word, nearest first."""
        return self._nearest(word, np.abs(self._lengths - len(word)) <= _max_distance(word))

    def completed(self, prefix: str) -> list[str]:
        """Return the beginnings of spellings nearest to a prefix, nearest first."""
        length = len(prefix)
        return self._nearest(prefix, self._lengths >= length - max_edits(length), length=length)

    def _nearest(
        self, word: str, candidates: NDArray[np.bool_], *, length: int | None = None
    ) -> list[str]:
        """Return the candidates nearest to a word, compared and cut at a length if there is one."""
        if len(word) < _MIN_FUZZY_LENGTH:
            return [word]
        max_distance = _max_distance(word)
        depth = min(length or _MAX_SIGNATURE_LENGTH, _MAX_SIGNATURE_LENGTH)
        candidates &= may_be_within(self._signatures[depth - 1], word[:depth], max_distance)
        indices = {self._joined[at][:length]: at for at in np.flatnonzero(candidates)}
        nearest = process.extract(
            word,
            indices.keys(),
            scorer=OSA.distance,
            score_cutoff=max_distance,
            limit=_MAX_WORD_SPELLINGS,
        )
        return [_truncated(self._spaced[indices[joined]], length) for joined, _, _ in nearest]


def _max_distance(word: str) -> int:
    return max(1, max_edits(len(word)))


def _joined_pairs(completions: Sequence[Completion]) -> dict[str, str]:
    """Return the pairs of neighbouring words in names, by their spelling as one word."""
    names = (
        name.split(" ") for completion in completions for name in completion.folded.split("\n")
    )
    return {f"{a}{b}": f"{a} {b}" for name in names for a, b in pairwise(name)}


def _truncated(spelling: str, length: int | None) -> str:
    """Return the first `length` letters of a spelling, not counting its space; all if None."""
    if length is None:
        return spelling
    return spelling[: length + 1].rstrip() if " " in spelling[:length] else spelling[:length]
