"""Cut transcripts without punctuation, such as automatic captions, into thoughts; pure.

A thought is what a quote holds: about as long as one to three sentences. The best cuts of a
paragraph are found by dynamic programming: the sum of what speaks for a boundary at each cut (the
words around it, a pause, a stage direction) and of a penalty for pieces of an unusual length.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

import numpy as np
import numpy.typing as npt

from bot.models import Cue, Span, Transcript
from bot.text.languages import Language, language
from bot.text.lengths import Lengths, lengths
from bot.text.sentences import NO_STOPS
from bot.transcripts.sentence_boundaries import boundary_scores

Floats = npt.NDArray[np.float64]

_MOST_STOPS = 1 / 60
"""In stops per word: speech with punctuation has four times as many, at least."""
_FEWEST_WORDS = 40
_STOP = re.compile(r"[.!?…。！？؟۔।](?=\s|$|[\"'”’)\]»」])|[。！？]")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_TOKEN = re.compile(r"\S+")
_IDEOGRAPHS = 1.6
"""Characters of Japanese or Chinese for one word."""

_UNUSUAL = 3.0
"""The penalty for a length, per squared logarithm of its ratio to the ideal one."""
_PAUSE_MS, _LEAST_PAUSE_MS, _MOST_PAUSE = 250, 150, 4.0
_BORDER, _LINE, _ASIDE = 0.3, 0.2, 4.0
_STOP_SCORE, _COMMA_SCORE, _CAPITAL, _SPACE = 6.0, 0.8, 2.5, 3.0
"""In log-odds: what a border of captions, a line break, a stage direction, a stop, a comma, and a
capital or, where words are not spaced, a space add to the words around a gap."""
_ASIDE_WIDTH = 4
_FINAL_FORM = r"(?:です|ます|でした|ました|ません|でしょう|んだ|だよ)(?:よね|ね|よ|か)?"
_FINAL = re.compile(rf"{_FINAL_FORM}$")
_CLAUSE_END = re.compile(
    rf"{_FINAL_FORM}(?!で(?!も)|[かねよがけしとのてっもなたんらー])"
    r"|(?=但是|可是|不过|所以|因为|因此|然后|而且|那么|其实|如果|我们|他们)|(?<=[、，,。！？])"
)
"""How a sentence of Japanese ends, and where a clause may end in Japanese and Chinese."""

_CLEAN = 0.0
"""From this score on, a cut is probably the end of a sentence."""


@dataclass(frozen=True, slots=True)
class Thought:
    """A thought; `whole` is True where it probably begins and ends as a sentence does."""

    span: Span
    whole: bool


def lacks_punctuation(transcript: Transcript, spoken: str) -> bool:
    """Return whether a transcript has hardly any stops, judged by the whole of it.

    `spoken` is its text without asides. In Thai and Lao nothing has stops.
    """
    of = language(transcript.language)
    if of.code in NO_STOPS:
        return False
    words = stops = 0
    for turn in transcript.turns:
        said = spoken[turn.start : turn.end]
        stops += len(_STOP.findall(said))
        words += len(said.split()) if of.spaced else int(len("".join(said.split())) / _IDEOGRAPHS)
    return words >= _FEWEST_WORDS and stops < _MOST_STOPS * words


class ThoughtCutter:
    """Cuts the paragraphs of one transcript; `pauses` has the milliseconds before some offsets."""

    def __init__(self, transcript: Transcript) -> None:
        self._language = language(transcript.language)
        self._lengths = lengths(self._language)
        self._pauses = _pauses(transcript.cues)

    def cut(self, spoken: str, paragraph: Span) -> list[Thought]:
        """Return the thoughts of a paragraph, in order."""
        tokens = _tokens(spoken, paragraph, self._language)
        if not tokens:
            return []
        scores = self._scores(spoken, tokens)
        places = _best_cuts(tokens, scores, limits=self._lengths)
        clean = [True, *(scores[place] >= _CLEAN for place in places[1:-1]), True]
        return [
            Thought(Span(tokens[first].start, tokens[last - 1].end), opens and closes)
            for (first, last), (opens, closes) in zip(
                pairwise(places), pairwise(clean), strict=True
            )
        ]

    def _scores(self, spoken: str, tokens: Sequence[Span]) -> Floats:
        """Return the log-odds of a boundary before each token; that of the first is 0."""
        surfaces = [spoken[token.start : token.end] for token in tokens]
        words = [_bare(surface) for surface in surfaces]
        scores = [0.0, *boundary_scores(words, self._language)]
        for place in range(1, len(tokens)):
            gap = spoken[tokens[place - 1].end : tokens[place].start]
            scores[place] += _gap_score(gap, language=self._language)
            scores[place] += _mark_score(surfaces[place - 1], surfaces[place])
            scores[place] += _pause_score(self._pauses.get(tokens[place].start))
        return np.array(scores)


def _pauses(cues: Sequence[Cue]) -> Mapping[int, int]:
    """Return the milliseconds of silence before each cue, by its offset; 0 where unknown."""
    pauses: dict[int, int] = {}
    for before, cue in pairwise(cues):
        end = before.end_ms
        pauses[cue.start] = 0 if end is None else max(cue.start_ms - end, 0)
    return pauses


def _tokens(spoken: str, paragraph: Span, of: Language) -> list[Span]:
    """Return the words of a paragraph or, where words are not spaced, its clauses."""
    found = (
        Span(*token.span()) for token in _TOKEN.finditer(spoken, paragraph.start, paragraph.end)
    )
    if of.spaced:
        return [piece for token in found for piece in _pieces(token, size=100)]
    return [
        piece
        for token in found
        for clause in _clauses(spoken, token)
        for piece in _pieces(clause, size=30)
    ]


def _clauses(spoken: str, token: Span) -> list[Span]:
    ends = [found.end() for found in _CLAUSE_END.finditer(spoken, token.start, token.end)]
    edges = sorted({token.start, *ends, token.end})
    return [Span(start, end) for start, end in pairwise(edges)]


def _pieces(token: Span, *, size: int) -> list[Span]:
    """Return the parts of a token that is too long for a word."""
    return [
        Span(start, min(start + size, token.end)) for start in range(token.start, token.end, size)
    ]


def _bare(surface: str) -> str:
    found = _WORD.search(surface)
    return found[0].casefold().replace("’", "'") if found else surface


def _gap_score(gap: str, *, language: Language) -> float:
    if len(gap) >= _ASIDE_WIDTH:
        return _ASIDE
    spaced = 0.0 if language.spaced or not gap else _SPACE
    return spaced + _LINE * ("\n" in gap)


def _mark_score(before: str, after: str) -> float:
    if _STOP.search(before[-2:]):
        return _STOP_SCORE
    score = _CAPITAL * bool(_FINAL.search(before))
    score += _COMMA_SCORE * before.endswith((",", ";", ":", "、", "，", "،"))
    capital = after[:1].isupper() and before[:1].islower() and not after.startswith(("I'", "I’"))
    return score + _CAPITAL * (capital and not after.isupper())


def _pause_score(pause: int | None) -> float:
    if pause is None:
        return 0.0
    return min(pause / _PAUSE_MS, _MOST_PAUSE) if pause >= _LEAST_PAUSE_MS else _BORDER


def _best_cuts(tokens: Sequence[Span], scores: Floats, *, limits: Lengths) -> list[int]:
    """Return the places of the best cuts in order, both ends included."""
    starts = np.array([token.start for token in tokens], dtype=np.float64)
    ends = np.array([token.end for token in tokens], dtype=np.float64)
    ideal = log((limits.enough + limits.comfortable) / 2 * 0.75)
    count = len(tokens)
    best, origin = np.full(count + 1, -np.inf), np.zeros(count + 1, dtype=np.int64)
    best[0], low = 0.0, 0
    for last in range(1, count + 1):
        while ends[last - 1] - starts[low] > limits.longest and low < last - 1:
            low += 1
        sizes = np.log(np.maximum(ends[last - 1] - starts[low:last], 1.0))
        values = best[low:last] + scores[low:last] - _UNUSUAL * (sizes - ideal) ** 2
        origin[last] = low + int(np.argmax(values))
        best[last] = values[origin[last] - low]
    places = [count]
    while places[-1]:
        places.append(int(origin[places[-1]]))
    return places[::-1]
