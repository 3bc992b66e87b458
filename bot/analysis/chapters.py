"""Find the boundaries of chapters, where the subject changes.

Bayesian lexical cohesion (Eisenstein & Barzilay, EMNLP 2008): each chapter draws its words from
one distribution, integrated out under a symmetric Dirichlet prior, and dynamic programming finds
the best segmentation. Cues for a change of subject (a new turn, a host's question) move the prior.
"""

from collections.abc import Sequence
from math import lgamma
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bot.analysis.discourse_markers import TRANSITIONS
from bot.analysis.speakers import host_flags, is_meeting
from bot.analysis.utterances import Utterance, language_of

Floats = npt.NDArray[np.float64]


class Granularity(NamedTuple):
    """How finely an episode is divided into chapters.

    `prior` is the concentration of the Dirichlet distribution: the smaller, the fewer different
    words a chapter is expected to use. `words` is the usual length of a chapter, and
    `length_weight` the penalty for another length, in nats per squared logarithm of the ratio.
    `cost` is the penalty for each boundary, in nats.
    """

    prior: float
    words: int
    length_weight: float
    cost: float


SHOW_GRANULARITY = Granularity(prior=0.3, words=430, length_weight=16.0, cost=0.0)
"""For shows: a host leads from question to question, and each becomes a chapter."""
MEETING_GRANULARITY = Granularity(prior=1.5, words=5000, length_weight=4.0, cost=20.0)
"""For meetings: an agenda has few items of any length, so only a clear change of words counts."""
_MOST = 24
_LEAST_WORDS = 650
"""An episode of fewer words is one chapter."""
_WORDS_PER_PHRASE = 1.6
"""How many words of English say as much as a phrase of Japanese, which is one token."""
_ODDEST = -60.0
"""The largest penalty for a chapter's length, in nats, so that a very long turn can be one."""
_MOST_UNITS = 700
# The cues for and against a boundary before an utterance, in nats, tuned on the conversation.
_TURN, _LEAD, _TRANSITION = 1.8, 2.7, 2.7
_QUESTION_WITHIN = 4
_MIDDLE, _ANSWER, _SMALL_TALK = -3.8, -6.0, -1.8
_FEWEST_STEMS = 2


def find_boundaries(utterances: Sequence[Utterance]) -> tuple[int, ...]:
    """Return the indices of the utterances that begin a chapter, in order; the first is 0."""
    sizes = np.array([len(utterance.words) for utterance in utterances], dtype=np.float64)
    if language_of(utterances).code == "ja":
        sizes *= _WORDS_PER_PHRASE
    if sizes.sum() < _LEAST_WORDS or len(utterances) < 2:  # noqa: PLR2004 - one chapter has no boundary
        return (0,)
    granularity = MEETING_GRANULARITY if is_meeting(utterances) else SHOW_GRANULARITY
    units = _units(utterances)
    starts = [unit[0] for unit in units]
    stems = [[stem for i in unit for stem in utterances[i].stems] for unit in units]
    best = _best_segmentation(
        _cohesion(stems, prior=granularity.prior),
        np.add.reduceat(sizes, starts),
        cues=_boundary_cues(utterances)[starts],
        granularity=granularity,
    )
    return tuple(starts[unit] for unit in best)


def _units(utterances: Sequence[Utterance]) -> list[range]:
    """Group neighbouring utterances into 700 units at most, to bound time and memory."""
    size = -(-len(utterances) // _MOST_UNITS)
    return [range(i, min(i + size, len(utterances))) for i in range(0, len(utterances), size)]


def _cohesion(units: Sequence[Sequence[str]], *, prior: float) -> Floats:
    """Return the log-likelihood of the units [i, j) as one chapter, in nats.

    `units` has the stems of each unit. The result has the shape (n + 1, n + 1) for n units, and
    is -inf where i >= j.
    """
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
    """Assign a number to each stem in two units or more; the others add no cohesion."""
    positions: dict[str, set[int]] = {}
    for index, unit in enumerate(units):
        for stem in unit:
            positions.setdefault(stem, set()).add(index)
    shared = sorted(stem for stem, found in positions.items() if len(found) > 1)
    return {stem: number for number, stem in enumerate(shared)}


def _boundary_cues(utterances: Sequence[Utterance]) -> Floats:
    """Return the prior log-odds of a boundary before each utterance, in nats."""
    hosts = host_flags(utterances)
    cues = np.zeros(len(utterances))
    for index in range(1, len(utterances)):
        before, utterance = utterances[index - 1], utterances[index]
        turn = utterance.quote.turn != before.quote.turn
        leads = (
            hosts[index] and (turn or not hosts[index - 1]) and _question_follows(utterances, index)
        )
        cues[index] += _TURN if turn else 0.0
        cues[index] += _LEAD if leads else 0.0
        cues[index] += _MIDDLE if not (turn or leads) else 0.0
        cues[index] += _ANSWER if before.is_question and not leads else 0.0
        cues[index] += (
            _TRANSITION if hosts[index] and TRANSITIONS.search(utterance.quote.text) else 0.0
        )
        cues[index] += (
            _SMALL_TALK
            if len(utterance.stems) < _FEWEST_STEMS and not utterance.is_question
            else 0.0
        )
    return cues


def _question_follows(utterances: Sequence[Utterance], index: int) -> bool:
    turn = utterances[index].quote.turn
    ahead = utterances[index : index + _QUESTION_WITHIN]
    return any(utterance.is_question and utterance.quote.turn == turn for utterance in ahead)


def _best_segmentation(
    cohesion: Floats, words: Floats, *, cues: Floats, granularity: Granularity
) -> list[int]:
    """Return the units that begin a chapter in the best segmentation, by dynamic programming.

    `words` and `cues` have a number for each unit, `cohesion` one for each range of them.
    """
    count = len(cues)
    ends = np.concatenate([[0.0], np.cumsum(words)])
    usual = max(granularity.words, ends[-1] / _MOST)
    best = np.full(count + 1, -np.inf)
    best[0] = 0.0
    origin = np.zeros(count + 1, dtype=np.int64)
    for j in range(1, count + 1):
        length = np.maximum(ends[j] - ends[:j], 1.0)
        shape = -granularity.length_weight * np.log(length / usual) ** 2
        value = (
            best[:j] + cohesion[:j, j] + cues[:j] + np.maximum(shape, _ODDEST) - granularity.cost
        )
        origin[j] = int(np.argmax(value))
        best[j] = value[origin[j]]
    starts = [int(origin[-1])]
    while starts[-1]:
        starts.append(int(origin[starts[-1]]))
    return starts[::-1]
