"""Word lists of spoken English, by the part they play in finding what a talk is about.

Written for this project. The general list was checked against 120 podcast episodes: a word that
a third of the episodes of every show use says nothing of what one episode is about. The lists are
data (`bot.text.lexicon`), each read when it is first needed.
"""

from collections.abc import Mapping
from functools import cache

from bot.text.lexicon import read_classes, read_words


@cache
def function_words() -> frozenset[str]:
    """Return words that hold sentences together: no subject, part of one only inside a name."""
    return read_words("function")


@cache
def general_words() -> frozenset[str]:
    """Return words for anything: no subject alone, though part of one ("deep learning")."""
    return read_words("general")


@cache
def without_content() -> frozenset[str]:
    """Return function words and general words: they say nothing of what a sentence is about."""
    return function_words() | general_words()


@cache
def plain_words() -> frozenset[str]:
    """Return words of everyday talk: a subject alone only where an episode dwells on them."""
    return read_words("plain")


@cache
def verbs() -> frozenset[str]:
    """Return words that are mostly verbs: a phrase neither begins nor ends with one."""
    return read_words("verbs")


@cache
def ordinary_words() -> frozenset[str]:
    """Return general and plain words and verbs: no names, though they open a sentence."""
    return general_words() | plain_words() | verbs()


@cache
def predicates() -> frozenset[str]:
    """Return forms of *be*, *have* and *do*, modal verbs, and what ends in one ("they've")."""
    return read_words("predicates")


@cache
def finite_verbs() -> frozenset[str]:
    """Return words of which one makes a sentence of a fragment."""
    return (predicates() | verbs()) - {"able", "like"}


@cache
def profanity() -> frozenset[str]:
    """Return words that a bot does not say unasked."""
    return read_words("profanity")


@cache
def reporting() -> Mapping[str, float]:
    """Return how often 100 words that report a talk say a word (QMSum's training part)."""
    return {word: float(rate) for word, rate in read_classes("reporting")}


AFTER_VERB = frozenset(
    "the a an my your our their his her it you us me them in to at on up out with that".split()
)
"""Words that follow a verb rather than a noun."""

FILLERS = (
    "uh",
    "um",
    "like",
    "you know",
    "i mean",
    "kind of",
    "sort of",
    "basically",
    "actually",
    "literally",
    "i guess",
    "or something",
    "or whatever",
    "and stuff",
    "stuff like that",
    "obviously",
    "whatever",
    "pretty much",
)
"""What is said while thinking of what to say."""
