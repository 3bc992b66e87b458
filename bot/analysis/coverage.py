"""Select the sentences that together cover most of a text within a budget of words.

Greedy maximisation of a submodular coverage function (Lin & Bilmes 2011): the gain of a sentence
is the weight of the signature stems that no selected sentence has yet, and of the reporting words
that a report of this length still lacks, divided by a power of its length.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import heapify, heappop, heappush, nlargest
from math import exp
from statistics import fmean
from typing import NamedTuple

from bot.analysis.excerpts import ExcerptCandidate
from bot.analysis.word_lists import reporting

_TOP = 20
"""Reporting words are weighed against the mean of this many largest stem weights."""
StemWeights = Mapping[str, float]
"""The weight of each stem of a topic signature, 0 or more."""


class SummaryBudget(NamedTuple):
    """The size and style of a summary.

    It has `words` words and `most` sentences at most; each sentence has `least` words and
    `content` different content stems or more. `style` is the weight of reporting words beside the
    signature, and `noise` the penalty for fillers and deictic words. The gain of a sentence is
    divided by its length to the `power`: 1 prefers short sentences, 0 ignores the length.
    Selection stops at a gain below `floor` times the first one.
    """

    words: int
    most: int
    least: int
    content: int
    style: float
    noise: float
    power: float
    floor: float


@dataclass(frozen=True, slots=True)
class SentenceOption:
    """A candidate for a summary, with the numbers that its selection needs.

    `stems` are its content stems, `style` its reporting words with their counts, `size` its
    length in words. `noise` and `factor` scale its gain; `hesitates` is True where it has a word
    like "uh" or "hmm".
    """

    candidate: ExcerptCandidate
    stems: frozenset[str]
    style: tuple[tuple[str, int], ...]
    size: int
    noise: float
    factor: float
    hesitates: bool


class _CoveredStems:
    """The stems and reporting words of the sentences selected so far, with their counts."""

    def __init__(self, weights: StemWeights, budget: SummaryBudget) -> None:
        self._weights = weights
        self._budget = budget
        self._style = budget.style * fmean(nlargest(_TOP, weights.values()) or [0.0])
        self._counts: Counter[str] = Counter()
        self.size = 0

    def add(self, option: SentenceOption) -> None:
        """Add a selected sentence."""
        self._counts.update(option.stems)
        self._counts.update(dict(option.style))
        self.size += option.size

    def covers(self, option: SentenceOption) -> bool:
        """Return whether every stem of a sentence is covered already."""
        return bool(option.stems) and self._counts.keys() >= option.stems

    def gain(self, option: SentenceOption) -> float:
        """Return the gain of a sentence for its length."""
        fresh = sum(
            self._weights.get(stem, 0.0) / (1 + 3 * self._counts[stem]) for stem in option.stems
        )
        reports = sum(
            sum(_poisson_probabilities(word, self._budget.words)[self._counts[word] :][:count])
            for word, count in option.style
        )
        scale = option.factor * max(1.2 - self._budget.noise * option.noise, 0.1)
        return scale * (fresh + self._style * reports) / option.size**self._budget.power


@lru_cache(maxsize=256)
def _poisson_probabilities(word: str, size: int) -> tuple[float, ...]:
    """Return the probabilities that a report of `size` words has a word 1, 2, ... times or more.

    The number of times is taken to have a Poisson distribution.
    """
    rate = reporting()[word] * size / 100
    probability, remainder, found = exp(-rate), 1.0, list[float]()
    for times in range(1, 20):
        remainder -= probability
        found.append(max(remainder, 0.0))
        probability *= rate / times
    return tuple(found)


def select_sentences(
    options: Sequence[SentenceOption],
    weights: StemWeights,
    *,
    budget: SummaryBudget,
    groups: Sequence[int] | None = None,
) -> list[SentenceOption]:
    """Select the sentences of the largest gain, in that order, until the budget is used up.

    `groups` has the group of each utterance; one sentence of a group is selected, and without
    groups, one of an utterance. The gain of a sentence only falls as others are selected, so one
    that was scored since the last selection and leads the queue is the best (lazy greedy).
    """
    covered = _CoveredStems(weights, budget)
    selected: list[SentenceOption] = []
    used: set[int] = set()
    floor = 0.0
    queue = [
        (-covered.gain(option), number, 0)
        for number, option in enumerate(options)
        if option.size >= budget.least and len(option.stems) >= budget.content
    ]
    heapify(queue)
    while queue and len(selected) < budget.most:
        negative_gain, number, scored_at = heappop(queue)
        option = options[number]
        group = option.candidate.index if groups is None else groups[option.candidate.index]
        if group in used or covered.size + option.size > budget.words or covered.covers(option):
            continue
        if scored_at < len(selected):
            heappush(queue, (-covered.gain(option), number, len(selected)))
            continue
        if -negative_gain < floor:
            break
        floor = floor or -negative_gain * budget.floor
        selected.append(option)
        used.add(group)
        covered.add(option)
    return selected
