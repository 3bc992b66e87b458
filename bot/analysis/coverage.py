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

from bot.analysis.excerpts import Cut
from bot.analysis.word_lists import reporting

_TOP = 20
"""The words of a signature that reporting words are weighed against."""
Weights = Mapping[str, float]


class Plan(NamedTuple):
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
class Option:
    """Offer a sentence: the stems it is about, its reporting words, and how well it reads."""

    cut: Cut
    stems: frozenset[str]
    style: tuple[tuple[str, int], ...]
    size: int
    noise: float
    favour: float
    murmurs: bool


class _Told:
    """Keep count of what the sentences drawn so far say."""

    def __init__(self, weights: Weights, plan: Plan) -> None:
        self._weights = weights
        self._plan = plan
        self._style = plan.style * fmean(nlargest(_TOP, weights.values()) or [0.0])
        self._said: Counter[str] = Counter()
        self.size = 0

    def add(self, option: Option) -> None:
        """Say one more."""
        self._said.update(option.stems)
        self._said.update(dict(option.style))
        self.size += option.size

    def holds(self, option: Option) -> bool:
        """Tell whether all that a sentence is about was said already."""
        return bool(option.stems) and self._said.keys() >= option.stems

    def gain(self, option: Option) -> float:
        """Tell what one more would add for its length."""
        fresh = sum(
            self._weights.get(stem, 0.0) / (1 + 3 * self._said[stem]) for stem in option.stems
        )
        reports = sum(
            sum(_chances(word, self._plan.words)[self._said[word] :][:count])
            for word, count in option.style
        )
        worth = option.favour * max(1.2 - self._plan.noise * option.noise, 0.1)
        return worth * (fresh + self._style * reports) / option.size**self._plan.power


@lru_cache(maxsize=256)
def _chances(word: str, size: int) -> tuple[float, ...]:
    """Give the chances that a report of so many words says a word once, twice, ... (Poisson)."""
    rate = reporting()[word] * size / 100
    chance, left, found = exp(-rate), 1.0, list[float]()
    for times in range(1, 20):
        left -= chance
        found.append(max(left, 0.0))
        chance *= rate / times
    return tuple(found)


def draw(
    options: Sequence[Option],
    weights: Weights,
    *,
    plan: Plan,
    groups: Sequence[int] | None = None,
) -> list[Option]:
    """Draw what adds most for its length, one of a group of lines, until the size is reached.

    What an option adds only falls as others are drawn, so that one judged since the last draw
    that leads the queue is the best of all.
    """
    told, drawn, used, floor = _Told(weights, plan), list[Option](), set[int](), 0.0
    queue = [(-told.gain(one), n, 0) for n, one in enumerate(options) if _says_enough(one, plan)]
    heapify(queue)
    while queue and len(drawn) < plan.most:
        worth, number, judged = heappop(queue)
        option = options[number]
        group = option.cut.line if groups is None else groups[option.cut.line]
        if group in used or told.size + option.size > plan.words or told.holds(option):
            continue
        if judged < len(drawn):
            heappush(queue, (-told.gain(option), number, len(drawn)))
            continue
        if -worth < floor:
            break
        floor = floor or -worth * plan.floor
        drawn.append(option)
        used.add(group)
        told.add(option)
    return drawn


def _says_enough(option: Option, plan: Plan) -> bool:
    return option.size >= plan.least and len(option.stems) >= plan.content
