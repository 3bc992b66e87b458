"""Metrics of the analysis against annotations: match rules, scores and intervals.

Most return one value for each item judged, so that an interval can be computed over them.
"""

from collections.abc import Iterable, Sequence
from math import log2
from typing import Any

import numpy as np
import numpy.typing as npt
from rouge_score import rouge_scorer  # pyright: ignore[reportMissingTypeStubs]

from bot.analysis.excerpts import begins_well
from bot.analysis.tokens import tokenize
from bot.models import Span
from bot.text.sentences import split_sentences

_HALF = 0.5
_DRAWS, _SEED = 2000, 5
Forms = Sequence[Sequence[str]]
"""The name and aliases of each topic."""


def interval(values: Sequence[float]) -> tuple[float, float]:
    """Return the 95 % interval of a mean by bootstrap."""
    sample = np.array(values)
    drawn = np.random.default_rng(_SEED).integers(len(sample), size=(_DRAWS, len(sample)))
    low, high = np.quantile(sample[drawn].mean(axis=1), [0.025, 0.975])
    return float(low), float(high)


def matching(found: Iterable[Span], marks: Sequence[dict[str, Any]]) -> list[float]:
    """Return 1 for each span that shares half of the shorter of itself and a mark, else 0."""
    return [float(any(_shares(span, mark) for mark in marks)) for span in found]


def _shares(span: Span, mark: dict[str, Any]) -> bool:
    common = min(span.end, mark["end"]) - max(span.start, mark["start"])
    return common >= _HALF * min(span.end - span.start, mark["end"] - mark["start"])


def ndcg(found: Sequence[Span], marks: Sequence[dict[str, Any]]) -> float:
    """Return nDCG, 0 to 1: a span gains the grade of its best mark, and each mark counts once."""
    left, gains = list(marks), list[float]()
    for span in found:
        best = max((m for m in left if _shares(span, m)), key=lambda m: m["grade"], default=None)
        gains.append(best["grade"] if best else 0.0)
        left = [mark for mark in left if mark is not best]
    ideal = sorted((mark["grade"] for mark in marks), reverse=True)[: len(found)]
    return discounted(gains) / discounted(ideal)


def discounted(gains: Iterable[float]) -> float:
    """Return the sum of gains, each divided by log2(rank + 1), the first rank being 1."""
    return sum(gain / log2(rank + 2) for rank, gain in enumerate(gains))


def clean(shown: Iterable[str]) -> list[float]:
    """Return 1 for each text that begins and ends well, else 0.

    It begins with a capital, figure or name, has no bare connective first, and ends a sentence.
    """
    ends = (".", "!", "?")
    return [float(begins_well(s) and s.rstrip("\"'”’)").endswith(ends)) for s in shown]


def topics_found(ours: Forms, theirs: Forms) -> list[float]:
    """Return 1 for each topic of `theirs` that one of `ours` matches, else 0: recall.

    Swap the two for precision. Two topics match if a form of each has the same stems, or if the
    stems of one form are contained in the other's and are at least half of them.
    """
    left = [[_stems(form) for form in forms] for forms in ours]
    right = [[_stems(form) for form in forms] for forms in theirs]
    return [float(any(_match(one, other) for one in left)) for other in right]


def _match(ours: Sequence[frozenset[str]], theirs: Sequence[frozenset[str]]) -> bool:
    return any(
        len(a & b) == min(len(a), len(b)) >= _HALF * max(len(a), len(b))
        for a in ours
        for b in theirs
        if a and b
    )


def _stems(form: str) -> frozenset[str]:
    return frozenset(word.stem for word in tokenize(form))


def pk(text: str, ours: Sequence[int], theirs: Sequence[int]) -> list[float]:
    """Return Pk (Beeferman 1999) over words, with a window of half the mean marked chapter.

    There is one value, 0 to 1, for each stretch of a window's length: overlapping windows are
    not independent.
    """
    places = np.array([word.start for word in tokenize(text)])
    mine = np.searchsorted(np.array(sorted(ours)), places, side="right")
    marked = np.searchsorted(np.array(sorted(theirs)), places, side="right")
    reach = max(1, round(len(places) / len(np.unique(marked)) / 2))
    wrong: npt.NDArray[np.bool_] = (mine[:-reach] == mine[reach:]) != (
        marked[:-reach] == marked[reach:]
    )
    blocks = np.array_split(wrong, max(1, len(wrong) // reach))
    return [float(np.mean(block)) for block in blocks]


_ROUGE = rouge_scorer.RougeScorer(["rouge1", "rouge2", "rougeLsum"], use_stemmer=True)


def rouge(written: str, summaries: Iterable[str], *, size: int) -> tuple[float, float, float]:
    """Return the best F1 of ROUGE-1, -2 and -Lsum of the first `size` words, 0 to 100, stemmed."""
    cut = " ".join(written.split(" ")[:size])
    scores: list[Any] = [_ROUGE.score(_by_line(one), _by_line(cut)) for one in summaries]  # pyright: ignore[reportUnknownMemberType]
    best = max(scores, key=lambda score: score["rouge1"].fmeasure)
    one, two, whole = (100 * best[k].fmeasure for k in ("rouge1", "rouge2", "rougeLsum"))
    return one, two, whole


def _by_line(text: str) -> str:
    """Put each sentence on a line, as ROUGE-Lsum expects."""
    return "\n".join(text[span.start : span.end] for span in split_sentences(text))
