"""Weigh what makes people quote a cut, as fitted to what people marked."""

from collections.abc import Mapping
from math import exp

from bot.analysis.traits import Traits

BASE = "base"
WEIGHTS: Mapping[str, float] = {
    BASE: 0.26,
    "pain or fear": 0.36,
    "strife": 0.15,
    "extremes": 0.17,
    "power to change": 0.16,
    "not": 0.39,
    "because": 0.26,
    "when": 0.35,
    "than": 1.02,
    "is": 0.35,
    "questions": -0.86,
    "pauses": -1.69,
    "I": 0.14,
    "names": -0.42,
    "pointing": -0.20,
    "about the talk": -1.20,
    "function words": -2.07,
    "unusual length": -0.26,
    "follows so": -0.32,
    "follows because": 0.40,
    "late": -0.29,
    "opens a turn": -0.39,
    "ends a turn": 0.50,
    "speaks more": 0.16,
    "before a short turn": 0.16,
    "before laughter": 1.54,
    "a superlative": 0.37,
    "gives a number": 1.25,
    "a rule of thumb": 0.46,
    "a condition and what follows": 0.18,
    "a strong opinion": 0.65,
}
"""What each trait adds to the log-odds, fitted by ridge-penalised logistic regression to 1,156
quotes that people marked in 20 episodes: `python -m benchmarks.fit_highlights` fits it anew.
"""


def appeal(traits: Traits, weights: Mapping[str, float] = WEIGHTS) -> float:
    """Give the log-odds that people would quote a cut with these traits."""
    return weights[BASE] + sum(weights.get(name, 0.0) * traits[name] for name in traits)


def likelihood(appeal: float) -> float:
    """Turn log-odds into a share from 0 to 1."""
    return 1 / (1 + exp(-appeal))
