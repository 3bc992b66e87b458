"""Measure what may make people quote a cut: its words, its devices, and where it was said."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from statistics import fmean

from bot.analysis.discourse_markers import DEICTIC
from bot.analysis.emotion_lexicon import striking_words
from bot.analysis.excerpts import Cut
from bot.analysis.rhetoric import Device
from bot.analysis.utterances import Line
from bot.analysis.word_lists import function_words

Traits = Mapping[str, float]

USUAL = 150
"""In characters: about what people mark as a quote."""
_MOST = 3
_RATE, _MOST_RATE = 10, 3.0
"""Rates are per ten words."""
_VOICE = 0.03
"""Who says less of an episode than this only drops in."""
_FEW = 12
"""In words: a turn this short only answers to what was said."""

_CLASSES = (
    *("pain or fear", "strife", "extremes", "power to change"),
    *("people", "life", "hardship"),
)
_SAYS = {
    "not": r"\b(?:not|no|never|nothing|nobody|none|without|cannot)\b|n't\b",
    "because": r"\bbecause\b",
    "when": r"\bwhen(?:ever)?\b",
    "than": r"\bthan\b|\binstead of\b",
    "kind of": r"\b(?:kind|sort) of\b",
    "is": r"\b(?:is|are|it's|that's|there's|you're|they're|we're|isn't|aren't)\b",
}
_RATES = {
    "questions": r"\?",
    "pauses": r"\.\.\.",
    "I": r"\b(?:I|I'm|I've|I'll|I'd|my|me|myself|mine)\b",
}
_PATTERNS = {name: re.compile(found, re.IGNORECASE) for name, found in (_SAYS | _RATES).items()}
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+")
_LAUGHTER = re.compile(r"\s*\\?[\[(](?:laugh|chuckl|giggl|applau)", re.IGNORECASE)
_SO, _BECAUSE = (re.compile(rf"\b{word}\W*$", re.IGNORECASE) for word in ("so", "because"))


@dataclass(frozen=True, slots=True)
class Place:
    """Say where in the talk a line stands, and how often each stem is said in the episode.

    Turns that nobody marked are too unsure to count.
    """

    often: Mapping[str, int]
    position: float
    opens: bool = False
    ends: bool = False
    share: float = 0.0
    before_few: bool = False


def places(lines: Sequence[Line]) -> tuple[Place, ...]:
    """Find out about each line where it stands in its turn and in the episode."""
    often = Counter(word.stem for line in lines for word in line.words)
    spoken = Counter[int]()
    said = Counter[str | None]()
    for line in lines:
        spoken[line.quote.turn] += len(line.words)
        said[line.quote.speaker] += len(line.words)
    voices = max(sum(count > _VOICE * said.total() for count in said.values()), 1)
    return tuple(
        _place(
            lines,
            index,
            often=often,
            share=said[line.quote.speaker] / max(said.total(), 1) - 1 / voices,
            spoken=spoken,
        )
        for index, line in enumerate(lines)
    )


def _place(
    lines: Sequence[Line],
    index: int,
    *,
    often: Mapping[str, int],
    share: float,
    spoken: Counter[int],
) -> Place:
    quote, position = lines[index].quote, index / len(lines) - 0.5
    if quote.speaker is None:
        return Place(often, position)
    before = lines[index - 1].quote if index else None
    after = lines[index + 1].quote if index + 1 < len(lines) else None
    ends = after is None or after.turn != quote.turn
    return Place(
        often,
        position,
        opens=before is None or before.turn != quote.turn,
        ends=ends,
        share=share,
        before_few=ends and after is not None and spoken[after.turn] < _FEW,
    )


def traits(cut: Cut, place: Place, found: Sequence[Device]) -> Traits:
    """Measure a cut in which these devices were found."""
    return {
        **_said(cut),
        **_standing(cut, place),
        "talked of": _talked_of(cut, place.often),
        **{device.reason: 1.0 for device in found},
    }


def _said(cut: Cut) -> dict[str, float]:
    plain, words = cut.shown.replace("’", "'"), [word.folded for word in cut.words]
    size, striking = max(len(words), 1), striking_words()
    counts = {name: len(_PATTERNS[name].findall(plain)) for name in _PATTERNS}
    rates = {name: counts[name] for name in _RATES} | {
        "names": len(_NAME.findall(plain)),
        "pointing": len(DEICTIC.findall(plain)),
        "about the talk": sum(word in striking["about the talk"] for word in words),
    }
    return {
        **{name: min(sum(w in striking[name] for w in words), _MOST) for name in _CLASSES},
        **{name: min(counts[name], 1) for name in _SAYS},
        **{name: min(_RATE * count / size, _MOST_RATE) for name, count in rates.items()},
        "function words": sum(word in function_words() for word in words) / size,
        "words again": (len(words) - len(set(words))) / size,
        "unusual length": log(max(len(cut.shown), 1) / USUAL) ** 2,
    }


def _talked_of(cut: Cut, often: Mapping[str, int]) -> float:
    """Return the mean logarithm of how often what a cut is about is said in the episode."""
    about = [word.stem for word in cut.words if word.folded not in function_words()]
    return fmean(log(1 + often.get(stem, 0)) for stem in about) if about else 0.0


def _standing(cut: Cut, place: Place) -> dict[str, float]:
    return {
        "follows so": bool(_SO.search(cut.before)),
        "follows because": bool(_BECAUSE.search(cut.before)),
        "late": place.position,
        "opens a turn": place.opens,
        "ends a turn": place.ends,
        "speaks more": place.share,
        "before a short turn": place.before_few and cut.closes,
        "before laughter": bool(_LAUGHTER.match(cut.after)),
    }
