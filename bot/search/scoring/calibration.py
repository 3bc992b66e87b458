"""Turn scores into probabilities: of the answers with a probability of p, about p are right.

The curves are logistic regressions; `docs/measurements/search.md` describes the data, and
`benchmarks/fit_calibration.py` fits those of passages. The curve of lines also uses the weight of
the query, since half of ten rare words says more than half of two common ones, and the lead over
the runner-up.
"""

import math

from bot.models import Confidence
from bot.search.query.parser import Query
from bot.search.scoring.line import VERBATIM
from bot.search.scoring.windows import Passage

LINE_THRESHOLD, ANSWER_THRESHOLD, SUBJECT_THRESHOLD = 0.5, 0.8, 0.6
"""From this probability on, an answer is `close` rather than `none`."""

MAX_PROBABILITY = 0.99
"""The greatest probability of an answer that is not verbatim."""

MAX_WEIGHT = 4.0
"""A query's total weight counts up to this."""

_LINE_BASE, _LINE_SIMILARITY, _LINE_WEIGHT, _LINE_PRODUCT, _LINE_LEAD = (
    -2.93,
    0.36,
    -2.52,
    5.96,
    12.68,
)
_ANSWER_BASE, _ANSWER_PRODUCT, _ANSWER_LITERAL, _ANSWER_RUNNER_UP = -0.67, 0.25, 1.77, -1.94
_ANSWER_UNCOVERED = -5.35
"""A question about a name that no quote mentions is hardly ever answered."""

_SUBJECT_BASE, _SUBJECT_SCORE, _SUBJECT_RUNNER_UP = -1.59, 1.57, -1.64
_SUBJECT_COVERED, _SUBJECT_LITERAL = -0.91, 1.29
"""Coverage by synonyms alone lowers the probability."""


def line_probability(query: Query, similarity: float, *, runner_up: float) -> float:
    """Return the probability, 0 to 0.99, that a line is the one remembered; from 1 if verbatim.

    `runner_up` is the score of the best other line: of many similar lines, none is likely.
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
    """Return the probability, 0 to 0.99, that a passage answers the question."""
    product = passage.score * min(query.total_weight, MAX_WEIGHT)
    return min(
        MAX_PROBABILITY,
        _logistic(
            _ANSWER_BASE
            + _ANSWER_PRODUCT * product
            + _ANSWER_LITERAL * passage.literal_coverage
            + _ANSWER_RUNNER_UP * passage.runner_up
            + _ANSWER_UNCOVERED * query.uncovered
        ),
    )


def subject_probability(passage: Passage) -> float:
    """Return the probability, 0 to 0.99, that a passage is about the subject."""
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
    """Return the confidence: `close` at or above the threshold, `exact` at 1 or more."""
    if probability >= VERBATIM:
        return "exact"
    return "close" if probability >= threshold else "none"


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value))
