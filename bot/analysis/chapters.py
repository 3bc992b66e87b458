"""Find where the subject changes, and give each stretch a title of its own words.

Bayesian lexical cohesion (Eisenstein & Barzilay, EMNLP 2008): each chapter draws its words from
one distribution, integrated out under a symmetric Dirichlet prior, and dynamic programming finds
the best chapters. How people change the subject (a new turn, a host's question) moves the prior.
"""

from collections.abc import Sequence
from math import lgamma
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bot.analysis.discourse_markers import TRANSITIONS
from bot.analysis.speakers import hosting, is_meeting
from bot.analysis.utterances import Line

Floats = npt.NDArray[np.float64]


class Grain(NamedTuple):
    """Tell how finely a talk divides.

    `prior` of the Dirichlet distribution: small values expect few words to make up a chapter.
    `words` that a chapter usually has, and how `firmly` (in nats per squared logarithm). What a
    change of subject must be worth before it counts, its `cost` (in nats).
    """

    prior: float
    words: int
    firmly: float
    cost: float


SHOW = Grain(prior=0.3, words=430, firmly=16.0, cost=0.0)
"""A host leads from question to question; listeners call each of them a chapter."""
MEETING = Grain(prior=1.5, words=5000, firmly=4.0, cost=20.0)
"""An agenda has few points, long and short: only clear changes of words begin one."""
_MOST = 24
_LEAST_WORDS = 650
"""An episode of fewer words is one chapter."""
_ODDEST = -60.0
"""No length counts against a chapter more than this, or else a very long turn could not be one."""
_MOST_UNITS = 700
# What counts for and against a boundary before a line, in nats, tuned on the conversation.
_TURN, _LEAD, _TRANSITION = 1.8, 2.7, 2.7
_QUESTION_WITHIN = 4
_MIDDLE, _ANSWER, _SMALL_TALK = -3.8, -6.0, -1.8


def boundaries(lines: Sequence[Line]) -> tuple[int, ...]:
    """Return the lines that begin a chapter; the first is always 0."""
    sizes = np.array([len(line.words) for line in lines], dtype=np.float64)
    if sizes.sum() < _LEAST_WORDS or len(lines) < 2:  # noqa: PLR2004 - one chapter has no boundary
        return (0,)
    grain = MEETING if is_meeting(lines) else SHOW
    units = _units(lines)
    starts = [unit[0] for unit in units]
    spoken = np.add.reduceat(sizes, starts)
    said = [[stem for i in unit for stem in lines[i].stems] for unit in units]
    cohesion = _cohesion(said, prior=grain.prior)
    best = _best_cut(cohesion, spoken, cues=_cues(lines)[starts], grain=grain)
    return tuple(starts[unit] for unit in best)


def _units(lines: Sequence[Line]) -> list[range]:
    """Group neighbouring lines where there are very many, to bound time and memory."""
    size = -(-len(lines) // _MOST_UNITS)
    return [range(i, min(i + size, len(lines))) for i in range(0, len(lines), size)]


def _cohesion(units: Sequence[Sequence[str]], *, prior: float) -> Floats:
    """Score every stretch [i, j) of units: the log-likelihood of its words as one chapter."""
    vocabulary = _vocabulary(units)
    count, size = len(units), len(vocabulary)
    seen = np.zeros((count, size + 1), dtype=np.int32)
    total = np.zeros(count, dtype=np.int32)
    score = np.zeros(count)
    most = sum(map(len, units)) + 1
    each = np.array([lgamma(n + prior) - lgamma(prior) for n in range(most)])
    whole = np.array([lgamma(n + size * prior + 1) - lgamma(size * prior + 1) for n in range(most)])
    result = np.full((count + 1, count + 1), -np.inf)
    for j, unit in enumerate(units):
        for stem in unit:
            word = vocabulary.get(stem)
            if word is not None:
                column = seen[: j + 1, word]
                score[: j + 1] += each[column + 1] - each[column]
                column += 1
                total[: j + 1] += 1
        result[: j + 1, j + 1] = score[: j + 1] - whole[total[: j + 1]]
    return result


def _vocabulary(units: Sequence[Sequence[str]]) -> dict[str, int]:
    """Give a number to the stems said in more than one unit; the others cannot join any."""
    places: dict[str, set[int]] = {}
    for index, unit in enumerate(units):
        for stem in unit:
            places.setdefault(stem, set()).add(index)
    shared = sorted(stem for stem, where in places.items() if len(where) > 1)
    return {stem: number for number, stem in enumerate(shared)}


def _cues(lines: Sequence[Line]) -> Floats:
    """Weigh how likely people change the subject just before each line."""
    hosts = hosting(lines)
    cues = np.zeros(len(lines))
    for index in range(1, len(lines)):
        before, line = lines[index - 1], lines[index]
        turn = line.quote.turn != before.quote.turn
        leads = hosts[index] and (turn or not hosts[index - 1]) and _asks_soon(lines, index)
        cues[index] += _TURN if turn else 0.0
        cues[index] += _LEAD if leads else 0.0
        cues[index] += _MIDDLE if not (turn or leads) else 0.0
        cues[index] += _ANSWER if before.asks and not leads else 0.0
        cues[index] += _TRANSITION if hosts[index] and TRANSITIONS.search(line.quote.text) else 0.0
        cues[index] += _SMALL_TALK if len(line.stems) < 2 and not line.asks else 0.0  # noqa: PLR2004
    return cues


def _asks_soon(lines: Sequence[Line], index: int) -> bool:
    turn = lines[index].quote.turn
    ahead = lines[index : index + _QUESTION_WITHIN]
    return any(line.asks and line.quote.turn == turn for line in ahead)


def _best_cut(cohesion: Floats, spoken: Floats, *, cues: Floats, grain: Grain) -> list[int]:
    """Find the cut of the units into chapters that scores best, by dynamic programming."""
    count = len(cues)
    ends = np.concatenate([[0.0], np.cumsum(spoken)])
    usual = max(grain.words, ends[-1] / _MOST)
    best = np.full(count + 1, -np.inf)
    best[0] = 0.0
    origin = np.zeros(count + 1, dtype=np.int64)
    for j in range(1, count + 1):
        length = np.maximum(ends[j] - ends[:j], 1.0)
        shape = -grain.firmly * np.log(length / usual) ** 2
        value = best[:j] + cohesion[:j, j] + cues[:j] + np.maximum(shape, _ODDEST) - grain.cost
        origin[j] = int(np.argmax(value))
        best[j] = value[origin[j]]
    return _path(origin)


def _path(origin: npt.NDArray[np.int64]) -> list[int]:
    starts = [int(origin[-1])]
    while starts[-1]:
        starts.append(int(origin[starts[-1]]))
    return starts[::-1]
