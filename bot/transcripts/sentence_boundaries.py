"""Score how likely a sentence ends at each gap between words that have no punctuation; pure.

English has weights that were fitted to podcasts (`benchmarks/fit_boundaries.py`), for the words
around a gap. In other languages the words that join or open clauses are in favour of a boundary
after them, and function words before a gap are against it.
"""

from collections.abc import Mapping, Sequence
from functools import cache

from bot.text.languages import ENGLISH, Language
from bot.text.lexicon import discourse_words, table

ANY_GAP = "any"
"""The pattern that every gap has."""

_BASE = -2.0
_JOINS, _REFERS, _OPENS, _OPEN_END = 2.2, 0.9, 0.8, -3.0
"""In log-odds, set by hand: for a word after the gap that joins a clause, refers back or opens a
clause, and for a function word before it."""

_ATTACHED = 2
_HESITATIONS = frozenset("um uh uhm erm hmm mm ähm äh euh eh э эм えっと あの".split())
_HESITATES, _HESITATED = 1.0, 2.0


def boundary_scores(words: Sequence[str], language: Language) -> list[float]:
    """Return the log-odds of a boundary before each word but the first; `words` are lower-case."""
    score = _fitted_score if language == ENGLISH else _listed_score
    return [
        score(words, place, language)
        + _HESITATES * (words[place] in _HESITATIONS)
        - _HESITATED * (words[place - 1] in _HESITATIONS)
        for place in range(1, len(words))
    ]


def gap_patterns(words: Sequence[str], place: int) -> list[str]:
    """Return the patterns of words around the gap before `words[place]`, the gap as a bar."""
    before, after = words[place - 1], words[place]
    patterns = [f"{before} |", f"| {after}", f"{before} | {after}"]
    if place > 1:
        patterns.append(f"{words[place - 2]} {before} |")
    if place + 1 < len(words):
        patterns.append(f"| {after} {words[place + 1]}")
    return patterns


def _fitted_score(words: Sequence[str], place: int, language: Language) -> float:
    del language
    weights = _weights()
    return weights[ANY_GAP] + sum(weights.get(one, 0.0) for one in gap_patterns(words, place))


@cache
def _weights() -> Mapping[str, float]:
    return {pattern: float(weight) for pattern, weight in table("boundaries", "en")}


def _listed_score(words: Sequence[str], place: int, language: Language) -> float:
    before, after, code = words[place - 1], words[place], language.code
    opening = {after, " ".join(words[place : place + 2])}
    joining = discourse_words(code, "connective")
    score = _BASE
    if not joining.isdisjoint(opening):
        score += _JOINS
    elif not discourse_words(code, "pronoun").isdisjoint(opening):
        score += _REFERS
    elif not discourse_words(code, "opener").isdisjoint(opening):
        score += _OPENS
    elif code == "ar" and after.startswith("و") and len(after) > _ATTACHED:
        score += _JOINS  # "and" is written together with the word after it
    ends_open = before in language.stop_words and before not in discourse_words(code, "answer")
    return score + _OPEN_END * (ends_open or before in joining)
