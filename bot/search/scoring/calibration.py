"""Say how sure an answer is: calibrated, so that a score tells how often such answers are right.

The curves are logistic regressions (`docs/search.md` says on what; `benchmarks/fit_calibration.py`
fits those of windows). That of a line takes in how much its words tell, since half of ten rare
words is more than half of two common ones, and how far it is ahead of others.
"""

import math

from bot.models import Confidence
from bot.search.query.parser import Query
from bot.search.scoring.line import VERBATIM
from bot.search.scoring.windows import Window

CLOSE_LINE, CLOSE_ANSWER, CLOSE_SUBJECT = 0.5, 0.8, 0.6
"""From this chance on of being right, an answer is told as one."""

SUREST = 0.99
"""No judgement is surer: from 1 on, the words stand there."""

MOST_WEIGHT = 4.0
_LINE_BASE, _LINE_LIKENESS, _LINE_WEIGHT, _LINE_BOTH, _LINE_LEAD = -2.93, 0.36, -2.52, 5.96, 12.68
_ANSWER_BASE, _ANSWER_BOTH, _ANSWER_OWN, _ANSWER_RIVAL = -0.67, 0.25, 1.77, -1.94
_ANSWER_UNSAID = -5.35
"""Who asks for a name that nobody says is hardly answered."""

_SUBJECT_BASE, _SUBJECT_SCORE, _SUBJECT_RIVAL = -1.59, 1.57, -1.64
_SUBJECT_COVERED, _SUBJECT_OWN = -0.91, 1.29
"""What is covered by other words alone speaks against it."""


def line_chance(query: Query, likeness: float, *, rival: float) -> float:
    """Return the chance that a line is the one meant; 1 and more where it stands verbatim.

    `rival` is the likeness of the likest other line: nothing that is meant is one of many alike.
    """
    if likeness >= VERBATIM:
        return likeness
    weight = min(query.weight, MOST_WEIGHT)
    return min(
        SUREST,
        _logistic(
            _LINE_BASE
            + _LINE_LIKENESS * likeness
            + _LINE_WEIGHT * weight
            + _LINE_BOTH * likeness * weight
            + _LINE_LEAD * (likeness - rival)
        ),
    )


def answer_chance(query: Query, window: Window) -> float:
    """Return the chance that a window answers the question."""
    both = window.score * min(query.weight, MOST_WEIGHT)
    return min(
        SUREST,
        _logistic(
            _ANSWER_BASE
            + _ANSWER_BOTH * both
            + _ANSWER_OWN * window.own
            + _ANSWER_RIVAL * window.rival
            + _ANSWER_UNSAID * query.unsaid
        ),
    )


def subject_chance(window: Window) -> float:
    """Return the chance that a window is about the subject."""
    return min(
        SUREST,
        _logistic(
            _SUBJECT_BASE
            + _SUBJECT_SCORE * window.score
            + _SUBJECT_COVERED * window.covered
            + _SUBJECT_OWN * window.own
            + _SUBJECT_RIVAL * window.rival
        ),
    )


def confidence(chance: float, *, close: float) -> Confidence:
    """Return the word for a chance, `close` being the least to be called so."""
    if chance >= VERBATIM:
        return "exact"
    return "close" if chance >= close else "none"


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value))
