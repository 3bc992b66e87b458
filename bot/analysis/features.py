"""Measure the features of an excerpt candidate: its words, rhetorical devices and context."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from statistics import fmean

from bot.analysis.discourse_markers import DEICTIC
from bot.analysis.emotion_lexicon import emotion_words
from bot.analysis.excerpts import ExcerptCandidate
from bot.analysis.rhetoric import RhetoricalDevice
from bot.analysis.utterances import Utterance
from bot.analysis.word_lists import function_words

Features = Mapping[str, float]
"""The value of each feature by its name."""

MEANS = 150
"""In characters: the usual length of the quotes that people mark."""
_MOST = 3
_RATE, _MOST_RATE = 10, 3.0
"""Rates are per ten words, and no larger than this."""
_MIN_SPEAKER_SHARE = 0.03
"""A speaker with a smaller share of an episode's words is not counted."""
_FEW = 12
"""In words: a shorter turn is only a reaction."""

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
class UtteranceContext:
    """The position of an utterance in its turn and its episode, with the episode's stem counts.

    `position` is from -0.5 to 0.5. `share` is the speaker's share of the words, less the mean
    share of a speaker. `before_few` is True where the next turn is short. Turns without a named
    speaker are unsure: all but the first two fields then keep their defaults.
    """

    stem_counts: Mapping[str, int]
    position: float
    opens: bool = False
    ends: bool = False
    share: float = 0.0
    before_few: bool = False


def utterance_contexts(utterances: Sequence[Utterance]) -> tuple[UtteranceContext, ...]:
    """Return the context of each utterance of an episode."""
    stem_counts = Counter(word.stem for utterance in utterances for word in utterance.words)
    spoken = Counter[int]()
    words_by_speaker = Counter[str | None]()
    for utterance in utterances:
        spoken[utterance.quote.turn] += len(utterance.words)
        words_by_speaker[utterance.quote.speaker] += len(utterance.words)
    speakers = max(
        sum(
            count > _MIN_SPEAKER_SHARE * words_by_speaker.total()
            for count in words_by_speaker.values()
        ),
        1,
    )
    return tuple(
        _utterance_context(
            utterances,
            index,
            stem_counts=stem_counts,
            share=words_by_speaker[utterance.quote.speaker] / max(words_by_speaker.total(), 1)
            - 1 / speakers,
            spoken=spoken,
        )
        for index, utterance in enumerate(utterances)
    )


def _utterance_context(
    utterances: Sequence[Utterance],
    index: int,
    *,
    stem_counts: Mapping[str, int],
    share: float,
    spoken: Counter[int],
) -> UtteranceContext:
    quote, position = utterances[index].quote, index / len(utterances) - 0.5
    if quote.speaker is None:
        return UtteranceContext(stem_counts, position)
    before = utterances[index - 1].quote if index else None
    after = utterances[index + 1].quote if index + 1 < len(utterances) else None
    ends = after is None or after.turn != quote.turn
    return UtteranceContext(
        stem_counts,
        position,
        opens=before is None or before.turn != quote.turn,
        ends=ends,
        share=share,
        before_few=ends and after is not None and spoken[after.turn] < _FEW,
    )


def measure_features(
    candidate: ExcerptCandidate, context: UtteranceContext, found: Sequence[RhetoricalDevice]
) -> Features:
    """Return the features of a candidate in which these devices were found."""
    return {
        **_word_features(candidate),
        **_context_features(candidate, context),
        "talked of": _mean_log_frequency(candidate, context.stem_counts),
        **{device.reason: 1.0 for device in found},
    }


def _word_features(candidate: ExcerptCandidate) -> dict[str, float]:
    plain, words = candidate.displayed.replace("’", "'"), [word.folded for word in candidate.words]
    size, emotions = max(len(words), 1), emotion_words()
    counts = {name: len(_PATTERNS[name].findall(plain)) for name in _PATTERNS}
    rates = {name: counts[name] for name in _RATES} | {
        "names": len(_NAME.findall(plain)),
        "pointing": len(DEICTIC.findall(plain)),
        "about the talk": sum(word in emotions["about the talk"] for word in words),
    }
    return {
        **{name: min(sum(w in emotions[name] for w in words), _MOST) for name in _CLASSES},
        **{name: min(counts[name], 1) for name in _SAYS},
        **{name: min(_RATE * count / size, _MOST_RATE) for name, count in rates.items()},
        "function words": sum(word in function_words() for word in words) / size,
        "words again": (len(words) - len(set(words))) / size,
        "unusual length": log(max(len(candidate.displayed), 1) / MEANS) ** 2,
    }


def _mean_log_frequency(candidate: ExcerptCandidate, stem_counts: Mapping[str, int]) -> float:
    """Return the mean of log(1 + count in the episode) over the candidate's stems."""
    about = [word.stem for word in candidate.words if word.folded not in function_words()]
    return fmean(log(1 + stem_counts.get(stem, 0)) for stem in about) if about else 0.0


def _context_features(candidate: ExcerptCandidate, context: UtteranceContext) -> dict[str, float]:
    return {
        "follows so": bool(_SO.search(candidate.before)),
        "follows because": bool(_BECAUSE.search(candidate.before)),
        "late": context.position,
        "opens a turn": context.opens,
        "ends a turn": context.ends,
        "speaks more": context.share,
        "before a short turn": context.before_few and candidate.closes,
        "before laughter": bool(_LAUGHTER.match(candidate.after)),
    }
