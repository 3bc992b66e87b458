"""Word lists of spoken English, by their part in finding the subjects of an episode.

The lists were written for this project. The general list was checked against 120 podcast
episodes: it has the words that a third of the episodes of every show use. The lists are data
(`bot.text.lexicon`), and each is read when it is first needed.
"""

from collections.abc import Mapping
from functools import cache

from bot.text.lexicon import read_classes, read_words


@cache
def function_words() -> frozenset[str]:
    """Return function words, which are part of a subject only within a name."""
    return read_words("function")


@cache
def general_words() -> frozenset[str]:
    """Return general words, which are no subject alone but can be part of one ("deep learning")."""
    return read_words("general")


@cache
def without_content() -> frozenset[str]:
    """Return function words and general words: all that are no content words."""
    return function_words() | general_words()


@cache
def plain_words() -> frozenset[str]:
    """Return words of everyday speech, which are a subject only where they are frequent."""
    return read_words("plain")


@cache
def verbs() -> frozenset[str]:
    """Return words that are mostly verbs; a term neither begins nor ends with one."""
    return read_words("verbs")


@cache
def ordinary_words() -> frozenset[str]:
    """Return general words, plain words and verbs: a capital at a sentence's start is no name."""
    return general_words() | plain_words() | verbs()


@cache
def predicates() -> frozenset[str]:
    """Return forms of *be*, *have* and *do*, modal verbs, and contractions of them ("they've")."""
    return read_words("predicates")


@cache
def finite_verbs() -> frozenset[str]:
    """Return finite verbs: a sentence has at least one, a fragment none."""
    return (predicates() | verbs()) - {"able", "like"}


@cache
def profanity() -> frozenset[str]:
    """Return profane words, which no excerpt may have that the bot chooses itself."""
    return read_words("profanity")


@cache
def reporting() -> Mapping[str, float]:
    """Return the frequency of each reporting word, per 100 words of a report.

    It was counted in the summaries of QMSum's training part.
    """
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
"""Words and phrases that fill a pause and add no meaning."""
