"""The expected type of an answer, by how the question begins: a number, a time, a reason, a name.

Answer types are those of question classification (Li and Roth, "Learning question classifiers",
COLING 2002). Here they only decide between passages that contain the same words.
"""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.search.storage.documents import Document

_BONUS, _NEIGHBOUR_SHARE = 0.15, 0.5
"""The bonus of a quote of the expected type, and the share of it for adjacent quotes."""

_NUMBER = r"""\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty
    |thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|percent|dozen|half|third|quarter|couple|few)\b"""
_TIME = r"""\b(?:(?:1[5-9]|20)\d\d|years?|months?|weeks?|days?|decades?|ago|january|february|march
    |april|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday
    |friday|yesterday|tomorrow|today|since|until|before|after|early|late|soon)\b"""
_REASON = r"\b(?:because|cause|reason|since|so\ that|that's\ why|due\ to|therefore|in\ order)\b"
_NAME = r"(?<=[a-z,]\ )(?-i:[A-Z])[a-z]+|\b(?:he|she|they|him|her|guy|friend|team|company)\b"
_PLACE = r"""\b(?:in|at|from|near|to|outside|inside)\ (?:the\ )?(?-i:[A-Z])|\b(?:offices?|buildings?
    |city|country|house|home|university|campus|school|lab|street|room|town|village|place|site)\b"""

_FLAGS = re.IGNORECASE | re.VERBOSE
_HOW_MANY = r"""\bhow\ (?:many|much|long|old|often|fast|far|big|large|high|soon)\b
    |\bwhat\ (?:percentage|share|number|amount)\b|\bpercent\b"""
_ANSWER_PATTERNS = tuple(
    (re.compile(question, _FLAGS), re.compile(answer, _FLAGS))
    for question, answer in (
        (_HOW_MANY, _NUMBER),
        (r"^\W*when\b|\b(?:what|which)\ (?:year|month|day|time)\b", _TIME),
        (r"^\W*why\b|\bwhat\ (?:made|makes|caused)\b|\breasons?\b", _REASON),
        (r"^\W*who(?:se)?\b", _NAME),
        (r"^\W*where\b", _PLACE),
    )
)


def answer_pattern(question: str) -> re.Pattern[str] | None:
    """Return a pattern that an answer to the question likely matches, or None for no known type."""
    return next((answer for asked, answer in _ANSWER_PATTERNS if asked.search(question)), None)


def answer_type_bonus(
    documents: Sequence[Document], pattern: re.Pattern[str] | None
) -> NDArray[np.floating]:
    """Return the bonus of each document, 0 to 0.225, for matches in it and in adjacent ones.

    The documents are in order of their ids.
    """
    matching = np.array(
        [bool(pattern and pattern.search(document.text)) for document in documents], np.bool_
    )
    beside = np.zeros(len(documents), np.bool_)
    adjacent = np.diff([document.id for document in documents]) == 1
    beside[1:] |= matching[:-1] & adjacent
    beside[:-1] |= matching[1:] & adjacent
    return _BONUS * (matching + _NEIGHBOUR_SHARE * beside)
