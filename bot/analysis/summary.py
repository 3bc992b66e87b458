"""Tell a chapter, or an episode, in its own best sentences.

A topic signature (Lin & Hovy 2000) weighs the words that a stretch says more often than
English does; sentences are drawn greedily for the signature words that they add (coverage).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log, sqrt

from bot.analysis.english import PLAIN
from bot.analysis.excerpts import Cut
from bot.analysis.reading import Line
from bot.analysis.speakers import conversation
from bot.models import Excerpt

_CHAPTER_WORDS, _EPISODE_WORDS = 56, 135
"""At most, to come out at about 45 and 120."""
_CHAPTER_MOST, _EPISODE_MOST = 3, 12
_MANY_CHAPTERS = 8
_COMMON, _RARE = 2e-4, 2e-5
Weights = dict[str, float]


@dataclass(frozen=True, slots=True)
class _Option:
    cut: Cut
    stems: frozenset[str]
    size: int
    cost: float


def of_chapter(
    lines: Sequence[Line], cuts: Sequence[Cut], *, start: int, end: int
) -> tuple[Excerpt, ...]:
    """Choose the two or three sentences that say most of what the lines [start, end) say."""
    weights = _signature(lines[start:end])
    options = _options(cut for cut in cuts if start <= cut.line < end)
    drawn = _draw(options, weights, size=_CHAPTER_WORDS, most=_CHAPTER_MOST)
    return _in_order(drawn)


def of_episode(
    lines: Sequence[Line], cuts: Sequence[Cut], *, places: Sequence[int]
) -> tuple[Excerpt, ...]:
    """Choose about 120 words that cover the episode, no two sentences from one chapter.

    `places` tells the chapter of each line; few chapters are no limit.
    """
    talk = conversation(lines)
    options = _options(cut for cut in cuts if cut.line in talk)
    drawn = _draw(
        options,
        _signature(lines),
        size=_EPISODE_WORDS,
        most=_EPISODE_MOST,
        places=places if len(set(places)) > _MANY_CHAPTERS else None,
    )
    return _in_order(drawn)


def _signature(lines: Iterable[Line]) -> Weights:
    """Weigh each stem by how often it is said, and how much more often than in English."""
    counts = Counter(stem for line in lines for stem in line.stems)
    size = max(counts.total(), 1)
    return {
        stem: sqrt(count) * max(log(count / size / (_COMMON if stem in PLAIN else _RARE)), 0.0)
        for stem, count in counts.items()
    }


def _options(cuts: Iterable[Cut]) -> list[_Option]:
    """Keep the statements; a question is none."""
    return [_option(cut) for cut in cuts if "?" not in cut.shown]


def _option(cut: Cut) -> _Option:
    stems = frozenset(word.stem for word in cut.words if word.content)
    return _Option(cut, stems, len(cut.words), cut.noise)


def _draw(
    options: Sequence[_Option],
    weights: Weights,
    *,
    size: int,
    most: int,
    places: Sequence[int] | None = None,
) -> list[_Option]:
    """Draw what adds most signature weight for its length, until the size is reached."""
    drawn: list[_Option] = []
    covered: Counter[str] = Counter()
    left: list[_Option] = list(options)
    while left and len(drawn) < most:
        best = max(left, key=lambda option: _gain(option, weights, covered=covered))
        drawn.append(best)
        covered.update(best.stems)
        spent = sum(option.size for option in drawn)
        left = [
            option
            for option in left
            if spent + option.size <= size
            and not _meet(option, best, places)
            and option.stems - covered.keys()
        ]
    return drawn


def _gain(option: _Option, weights: Weights, *, covered: Counter[str]) -> float:
    fresh = sum(weights.get(stem, 0.0) / (1 + 3 * covered[stem]) for stem in option.stems)
    return fresh / (option.size + 8) ** 0.7 * max(1.2 - 0.35 * option.cost, 0.1)


def _meet(one: _Option, other: _Option, places: Sequence[int] | None) -> bool:
    if places is not None and places[one.cut.line] == places[other.cut.line]:
        return True
    return one.cut.line == other.cut.line


def _in_order(drawn: Iterable[_Option]) -> tuple[Excerpt, ...]:
    excerpts = (option.cut.excerpt for option in drawn)
    return tuple(sorted(excerpts, key=lambda excerpt: excerpt.start))
