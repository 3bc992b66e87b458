"""Turn scores into probabilities: of the answers with a probability of p, about p are right.

The curves are logistic regressions; `docs/measurements/search.md` describes the data, and
`benchmarks/fit_calibration.py` fits those of passages and of short lines. The curves of lines also
use the weight of the query, since half of ten rare words says more than half of two common ones,
and the lead over the runner-up.
"""

import math
from collections.abc import Sequence

from bot.models import Confidence
from bot.search.query.parser import Query
from bot.search.query.spelling import SHORT_QUERY
from bot.search.scoring.line import VERBATIM
from bot.search.scoring.passages import Passage

LINE_THRESHOLD = 0.5
ANSWER_THRESHOLD, ANSWER_THRESHOLD_WITH_MEANING = 0.8, 0.7
SUBJECT_THRESHOLD, SUBJECT_THRESHOLD_WITH_MEANING = 0.6, 0.65
"""From this probability on, an answer is `close` rather than `none`."""

GUESS_WEIGHT = 0.3
"""The probability that a line of the very meaning of what is typed, in other words, is the one."""

LINE_GUESS, PASSAGE_GUESS = 0.3, 0.5
"""From this probability on, the best of an answer that is not sure is shown as a guess."""

LEAST_GUESS, MOST_WORDS = 0.1, 0.5
"""One of at least this probability too, if it has more than this share of the content words."""

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
_MAX_SHORT_LEAD = 0.25
"""The lead counts up to this for a short line: of the words spelt like one that nobody has said,
the best is often far ahead."""

_SHORT_LINE_WEIGHTS = (7.66, 3.77, 7.23, -9.02)
"""The weights of `short_line_features`, and the intercept."""

_ANSWER_WEIGHTS = (0.25, 0.0, 1.77, -1.94, -5.35, -0.67)
_SUBJECT_WEIGHTS = (1.57, -0.91, 1.29, -1.64, -1.59)
"""The weights of `answer_features` and `subject_features`, and the intercept."""

_ANSWER_WEIGHTS_WITH_MEANING = (0.22, 1.45, -0.73, -2.03, -4.08, 4.02, -1.33)
_SUBJECT_WEIGHTS_WITH_MEANING = (0.07, 1.68, 0.88, -1.29, 3.55, -2.07)
"""The same where the passage was also compared with the query in meaning."""


def line_probability(query: Query, similarity: float, *, runner_up: float) -> float:
    """Return the probability, 0 to 0.99, that a line is the one remembered; from 1 if verbatim.

    `runner_up` is the score of the best other line: of many similar lines, none is likely.
    """
    if similarity >= VERBATIM:
        return similarity
    if len(query.words) <= SHORT_QUERY:
        features = short_line_features(query, similarity, runner_up=runner_up)
        return _probability(features, _SHORT_LINE_WEIGHTS)
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


def short_line_features(query: Query, similarity: float, *, runner_up: float) -> tuple[float, ...]:
    """Return what tells how likely a line is the one of which three words or fewer are typed."""
    weight = min(query.total_weight, MAX_WEIGHT)
    return similarity, similarity * weight, min(similarity - runner_up, _MAX_SHORT_LEAD)


def answer_probability(query: Query, passage: Passage) -> float:
    """Return the probability, 0 to 0.99, that a passage answers the question."""
    weights = _ANSWER_WEIGHTS if passage.excess is None else _ANSWER_WEIGHTS_WITH_MEANING
    return _probability(answer_features(query, passage), weights)


def answer_threshold(passages: Sequence[Passage]) -> float:
    """Return the probability from which on the first of these passages is `close`."""
    return ANSWER_THRESHOLD_WITH_MEANING if _compared(passages) else ANSWER_THRESHOLD


def subject_threshold(passages: Sequence[Passage]) -> float:
    """Return the probability from which on the first of these passages is `close`."""
    return SUBJECT_THRESHOLD_WITH_MEANING if _compared(passages) else SUBJECT_THRESHOLD


def _compared(passages: Sequence[Passage]) -> bool:
    """Return whether the passages were compared with the query in meaning."""
    return any(passage.excess is not None for passage in passages)


def subject_probability(passage: Passage) -> float:
    """Return the probability, 0 to 0.99, that a passage is about the subject."""
    weights = _SUBJECT_WEIGHTS if passage.excess is None else _SUBJECT_WEIGHTS_WITH_MEANING
    return _probability(subject_features(passage), weights)


def answer_features(query: Query, passage: Passage) -> tuple[float, ...]:
    """Return what tells how likely a passage answers a question.

    A question about a name that no quote mentions is hardly ever answered.
    """
    return (
        passage.word_score * min(query.total_weight, MAX_WEIGHT),
        passage.coverage,
        passage.literal_coverage,
        passage.runner_up,
        query.uncovered,
        *_excess(passage),
    )


def subject_features(passage: Passage) -> tuple[float, ...]:
    """Return what tells how likely a passage is about a subject.

    Coverage by synonyms alone makes it less likely.
    """
    return (
        passage.word_score,
        passage.coverage,
        passage.literal_coverage,
        passage.runner_up,
        *_excess(passage),
    )


def _excess(passage: Passage) -> tuple[float, ...]:
    return () if passage.excess is None else (passage.excess,)


def _probability(features: tuple[float, ...], weights: Sequence[float]) -> float:
    value = sum(x * weight for x, weight in zip((*features, 1.0), weights, strict=True))
    return min(MAX_PROBABILITY, _logistic(value))


def to_confidence(probability: float, *, threshold: float) -> Confidence:
    """Return the confidence: `close` at or above the threshold, `exact` at 1 or more."""
    if probability >= VERBATIM:
        return "exact"
    return "close" if probability >= threshold else "none"


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value))
