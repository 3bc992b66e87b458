"""Say how sure an answer is: calibrated, so that a score tells how often such answers are right.

The curves are logistic regressions (`docs/search.md` says on what; `benchmarks/fit_calibration.py`
fits those of windows). That of a line takes in how much its words tell, since half of ten rare
words is more than half of two common ones, and how far it is ahead of others.
"""

import math

from bot.models import Confidence
from bot.search.query.parser import Query
from bot.search.scoring.line import VERBATIM
from bot.search.scoring.windows import Passage

LINE_THRESHOLD, ANSWER_THRESHOLD, SUBJECT_THRESHOLD = 0.5, 0.8, 0.6
"""From this chance on of being right, an answer is told as one."""

MAX_PROBABILITY = 0.99
"""No judgement is surer: from 1 on, the words stand there."""

MAX_WEIGHT = 4.0
_LINE_BASE, _LINE_SIMILARITY, _LINE_WEIGHT, _LINE_PRODUCT, _LINE_LEAD = (
    -2.93,
    0.36,
    -2.52,
    5.96,
    12.68,
)
_ANSWER_BASE, _ANSWER_PRODUCT, _ANSWER_LITERAL, _ANSWER_RUNNER_UP = -0.67, 0.25, 1.77, -1.94
_ANSWER_UNCOVERED = -5.35
"""Who asks for a name that nobody says is hardly answered."""

_SUBJECT_BASE, _SUBJECT_SCORE, _SUBJECT_RUNNER_UP = -1.59, 1.57, -1.64
_SUBJECT_COVERED, _SUBJECT_LITERAL = -0.91, 1.29
"""What is covered by other words alone speaks against it."""


def line_probability(query: Query, similarity: float, *, runner_up: float) -> float:
    """Return the chance that a line is the one meant; 1 and more where it stands verbatim.

    `rival` is the likeness of the likest other line: nothing that is meant is one of many alike.
    """
    if similarity >= VERBATIM:
        return similarity
    weight = min(query.total_weight, MAX_WEIGHT)
    return min(
        MAX_PROBABILITY,
        _logistic(
            _LINE_BASE
            + _LINE_SIMILARITY * similarity
            + _LINE_WEIGHT * weight
            + _LINE_PRODUCT * similarity * weight
            + _LINE_LEAD * (similarity - runner_up)
        ),
    )


def answer_probability(query: Query, passage: Passage) -> float:
    """Return the chance that a window answers the question."""
    both = passage.score * min(query.total_weight, MAX_WEIGHT)
    return min(
        MAX_PROBABILITY,
        _logistic(
            _ANSWER_BASE
            + _ANSWER_PRODUCT * both
            + _ANSWER_LITERAL * passage.literal_coverage
            + _ANSWER_RUNNER_UP * passage.runner_up
            + _ANSWER_UNCOVERED * query.uncovered
        ),
    )


def subject_probability(passage: Passage) -> float:
    """Return the chance that a window is about the subject."""
    return min(
        MAX_PROBABILITY,
        _logistic(
            _SUBJECT_BASE
            + _SUBJECT_SCORE * passage.score
            + _SUBJECT_COVERED * passage.coverage
            + _SUBJECT_LITERAL * passage.literal_coverage
            + _SUBJECT_RUNNER_UP * passage.runner_up
        ),
    )


def to_confidence(probability: float, *, threshold: float) -> Confidence:
    """Return the word for a chance, `close` being the least to be called so."""
    if probability >= VERBATIM:
        return "exact"
    return "close" if probability >= threshold else "none"


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value))
