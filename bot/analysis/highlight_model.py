"""Score an excerpt candidate by a logistic regression, fitted to quotes that people marked."""

from collections.abc import Mapping
from math import exp

from bot.analysis.features import Features

BASE = "base"
WEIGHTS: Mapping[str, float] = {
    BASE: 0.50,
    "pain or fear": 0.30,
    "strife": 0.09,
    "extremes": 0.19,
    "power to change": 0.14,
    "people": 0.32,
    "life": 0.15,
    "hardship": 0.19,
    "not": 0.40,
    "because": 0.19,
    "when": 0.31,
    "than": 0.94,
    "kind of": -0.36,
    "is": 0.36,
    "questions": -0.81,
    "pauses": -1.80,
    "I": 0.12,
    "names": -0.40,
    "pointing": -0.20,
    "about the talk": -1.16,
    "function words": -2.24,
    "words again": 1.20,
    "unusual length": -0.14,
    "talked of": -0.17,
    "follows so": -0.30,
    "follows because": 0.37,
    "late": -0.30,
    "opens a turn": -0.42,
    "ends a turn": 0.49,
    "speaks more": 0.27,
    "before a short turn": 0.17,
    "before laughter": 1.53,
    "a superlative": 0.31,
    "gives a number": 1.55,
    "a rule of thumb": 0.36,
    "a condition and what follows": 0.21,
    "a strong opinion": 0.55,
    "what was learnt": 0.54,
}
"""The coefficient of each feature in the log-odds, fitted by ridge-penalised logistic regression
to 1,156 quotes that people marked in 20 episodes; `python -m benchmarks.fit_highlights` repeats it.
Patterns for talk about the episode itself were added later; they change weights by 0.1 at most.
"""


def log_odds(features: Features, weights: Mapping[str, float] = WEIGHTS) -> float:
    """Return the log-odds that people would quote a candidate with these features."""
    return weights[BASE] + sum(weights.get(name, 0.0) * features[name] for name in features)


def to_probability(log_odds: float) -> float:
    """Return the probability, from 0 to 1, that has these log-odds."""
    return 1 / (1 + exp(-log_odds))
