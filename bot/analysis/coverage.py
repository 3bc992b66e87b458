"""Draw the sentences that together say most of a stretch, in so many words.

Greedy coverage (Lin & Bilmes 2011): each sentence adds the signature words that no other has said
yet, and the words that a report of this length still lacks; what it adds is divided by its length.
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
"""The words of a signature that reporting words are weighed against."""
StemWeights = Mapping[str, float]


class SummaryBudget(NamedTuple):
    """Tell how much to say, and how.

    `words` and sentences (`most`) at most, each of so many words (`least`) and different content
    words (`content`) or more. `style` is what being worded as a report counts beside the
    signature, `noise` what fillers and pointing words cost. `power` of the length that a
    sentence's worth is divided by: 1 prefers short ones. What adds less than such a share
    (`floor`) of what the first one added is left out.
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
    """Offer a sentence: the stems it is about, its reporting words, and how well it reads."""

    cut: ExcerptCandidate
    stems: frozenset[str]
    style: tuple[tuple[str, int], ...]
    size: int
    noise: float
    favour: float
    mumbles: bool


class _CoveredStems:
    """Keep count of what the sentences drawn so far say."""

    def __init__(self, weights: StemWeights, budget: SummaryBudget) -> None:
        self._weights = weights
        self._budget = budget
        self._style = budget.style * fmean(nlargest(_TOP, weights.values()) or [0.0])
        self._counts: Counter[str] = Counter()
        self.size = 0

    def add(self, option: SentenceOption) -> None:
        """Say one more."""
        self._counts.update(option.stems)
        self._counts.update(dict(option.style))
        self.size += option.size

    def covers(self, option: SentenceOption) -> bool:
        """Tell whether all that a sentence is about was said already."""
        return bool(option.stems) and self._counts.keys() >= option.stems

    def gain(self, option: SentenceOption) -> float:
        """Tell what one more would add for its length."""
        fresh = sum(
            self._weights.get(stem, 0.0) / (1 + 3 * self._counts[stem]) for stem in option.stems
        )
        reports = sum(
            sum(_poisson_probabilities(word, self._budget.words)[self._counts[word] :][:count])
            for word, count in option.style
        )
        gains = option.favour * max(1.2 - self._budget.noise * option.noise, 0.1)
        return gains * (fresh + self._style * reports) / option.size**self._budget.power


@lru_cache(maxsize=256)
def _poisson_probabilities(word: str, size: int) -> tuple[float, ...]:
    """Give the chances that a report of so many words says a word once, twice, ... (Poisson)."""
    rate = reporting()[word] * size / 100
    chance, left, found = exp(-rate), 1.0, list[float]()
    for times in range(1, 20):
        left -= chance
        found.append(max(left, 0.0))
        chance *= rate / times
    return tuple(found)


def select_sentences(
    options: Sequence[SentenceOption],
    weights: StemWeights,
    *,
    budget: SummaryBudget,
    groups: Sequence[int] | None = None,
) -> list[SentenceOption]:
    """Draw what adds most for its length, one of a group of lines, until the size is reached.

    What an option adds only falls as others are drawn, so that one judged since the last draw
    that leads the queue is the best of all.
    """
    covered, drawn, used, floor = (
        _CoveredStems(weights, budget),
        list[SentenceOption](),
        set[int](),
        0.0,
    )
    queue = [
        (-covered.gain(one), n, 0) for n, one in enumerate(options) if _says_enough(one, budget)
    ]
    heapify(queue)
    while queue and len(drawn) < budget.most:
        gains, number, judged = heappop(queue)
        option = options[number]
        group = option.cut.index if groups is None else groups[option.cut.index]
        if group in used or covered.size + option.size > budget.words or covered.covers(option):
            continue
        if judged < len(drawn):
            heappush(queue, (-covered.gain(option), number, len(drawn)))
            continue
        if -gains < floor:
            break
        floor = floor or -gains * budget.floor
        drawn.append(option)
        used.add(group)
        covered.add(option)
    return drawn


def _says_enough(option: SentenceOption, budget: SummaryBudget) -> bool:
    return option.size >= budget.least and len(option.stems) >= budget.content
