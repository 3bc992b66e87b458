"""Measure the features by which a highlight is judged worth posting; English only.

They need no more than the highlight and the text of its episode, so that the highlights of an
episode that was stored earlier can be judged again.
"""

import re
from collections.abc import Mapping
from math import log
from statistics import fmean

from bot.models import Highlight

Features = Mapping[str, float]
"""The value of each feature by its name."""

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)*|\d+")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_CONTEXT = 300
_LEAST = 0.01
_RATE, _MOST_RATE = 10, 4.0
"""Rates are per ten words, and no larger than this."""
_FIRST, _EARLY, _NEVER = 4, 10, 99
_HUNDRED, _MOST_NAMES, _MOST_ACRONYMS = 100, 5, 4
_PRONOUNS = frozenset(
    "this that these those it its it's that's they them they're he she him her his there here"
    " their".split()
)
_CLASSES = {
    "I": "i i'm i've i'd i'll my me",
    "we": "we we're we've our us we'll",
    "you": "you you're your you've you'll",
    "a person": "he she him her his he's she's",
    "they": "they them their they're they've",
    "it": "it it's its",
    "this": "this these",
    "that": "that that's those",
    "the past": "was were had did went came said told got",
    "the future": "will gonna going",
    "a duty": "should must need have to can't shouldn't",
    "vagueness": "maybe probably perhaps might could some somewhat pretty quite really very just"
    " kind sort guess stuff things thing something somehow bit whatever actually basically"
    " literally",
    "generality": "always never every everyone everybody everything nobody nothing all no none"
    " only most best worst biggest hardest people human humans",
    "negation": "not don't doesn't isn't aren't won't can't cannot didn't wasn't",
    "being": "is are be being been",
    "prepositions": "of in on at to for with from by about into",
    "conjunctions": "and so but because then or",
    "contrast": "but yet however",
}
_MEMBERS = {name: frozenset(words.split()) for name, words in _CLASSES.items()}
_OPENERS = ("I", "we", "you", "it", "this", "that", "vagueness", "generality", "the past")
_PAST = re.compile(r"\w{3,}ed$")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z]\w+")
_ACRONYM = re.compile(r"\b[A-Z]{2,}\b")
_DASH = re.compile(r" [-–—]|--")
_STOPS = re.compile(r"[.!?…][\"'”’)*_]*\s*$|\n\s*$|^\s*$")
_NEW_TURN = re.compile(r"\n\s*\n\s*$|:\**\s*$")
_ASKED = re.compile(r"\?[\"'”’)]*\s*(?:\n\s*\**[\w .]+:?\**\s*)?$")
_JOINED = re.compile(r"\b(?:so|and|but|because)\W*$", re.IGNORECASE)


def words_of(display: str) -> list[str]:
    """Return the words of a display text in lower case, every number as "0"."""
    plain = display.replace("’", "'").lower()
    return ["0" if word[0].isdigit() else word for word in _WORD.findall(plain)]


def measure(highlight: Highlight, text: str) -> Features:
    """Return the features of a highlight, given the text of its episode."""
    words = words_of(highlight.display)
    before = text[max(highlight.start - _CONTEXT, 0) : highlight.start]
    odds = min(max(highlight.score, _LEAST), 1 - _LEAST)
    return {
        "log-odds": log(odds / (1 - odds)),
        "late": highlight.start / max(len(text), 1),
        **_shape(highlight.display, words),
        **_pronouns(words),
        **_classes(words),
        "begins within a sentence": not _STOPS.search(before),
        "opens a turn": bool(_NEW_TURN.search(before)),
        "follows a question": bool(_ASKED.search(before)),
        "follows a conjunction": bool(_JOINED.search(before)),
    }


def _shape(display: str, words: list[str]) -> dict[str, float]:
    sentences, size = _SENTENCE_END.split(display), max(len(words), 1)
    return {
        "length": len(display) / _HUNDRED,
        "length squared": (len(display) / _HUNDRED) ** 2,
        "sentences": len(sentences),
        "first sentence": len(sentences[0]) / _HUNDRED,
        "last sentence": len(sentences[-1]) / _HUNDRED,
        "long words": fmean(map(len, words)) if words else 0.0,
        "distinct words": len(set(words)) / size,
        "commas": _RATE * display.count(",") / size,
        "dashes": len(_DASH.findall(display)),
        "pauses": display.count("..."),
        "speech": '"' in display or "“" in display,
        "exclaims": "!" in display,
        "asks": "?" in display,
        "figures": any(map(str.isdigit, display)),
        "names": min(len(_NAME.findall(display)), _MOST_NAMES),
        "acronyms": min(len(_ACRONYM.findall(display)), _MOST_ACRONYMS),
    }


def _pronouns(words: list[str]) -> dict[str, float]:
    first = next((at for at, word in enumerate(words) if word in _PRONOUNS), _NEVER)
    return {"points at once": first < _FIRST, "points early": first < _EARLY}


def _classes(words: list[str]) -> dict[str, float]:
    size, counts = max(len(words), 1), dict[str, int]()
    for name, members in _MEMBERS.items():
        counts[name] = sum(word in members for word in words)
    counts["the past"] += sum(bool(_PAST.match(word)) for word in words)
    rates = {name: min(_RATE * count / size, _MOST_RATE) for name, count in counts.items()}
    opening = {f"opens with {name}": not _MEMBERS[name].isdisjoint(words[:2]) for name in _OPENERS}
    return {**rates, **opening}
