"""Fit the weights of `bot/analysis/highlight_model.py` to the marked quotes, and evaluate them.

    python -m benchmarks.fit_highlights

Fit a logistic regression with a ridge penalty to the features of all excerpt candidates. A
candidate counts as quoted if it matches a mark (`metrics.matching`), and twice if the mark has
grade 2; all episodes weigh the same. Print P@20 and nDCG@20 of each episode by weights fitted to
the others, then the weights fitted to all. Last come the highlights chosen by these weights in 72
further episodes, of which readers graded every candidate from 0 to 3: the mean grade of the first
20, the share graded 0, and nDCG@20. The same marks always give the same weights.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np
import numpy.typing as npt

from benchmarks import annotated, metrics
from benchmarks.annotated import Annotated
from bot.analysis.excerpts import ExcerptCandidate, excerpt_candidates
from bot.analysis.features import measure_features, utterance_contexts
from bot.analysis.highlight_model import BASE, WEIGHTS
from bot.analysis.highlights import highlights, is_eligible
from bot.analysis.rhetoric import devices
from bot.analysis.speakers import conversation_range
from bot.analysis.utterances import Utterance, read_utterances
from bot.models import Span

Floats = npt.NDArray[np.float64]

_NAMES = tuple(name for name in WEIGHTS if name != BASE)
_RIDGE = 100.0
"""In rows; 30 and 300 give the same."""
_EACH = 400.0
"""The weight of an episode, in rows."""
_ROUNDS = 8
_FIRST = 20


@dataclass(frozen=True)
class Rows:
    """The n candidates of an episode: features of shape (n, features), others of shape (n,)."""

    one: Annotated
    utterances: tuple[Utterance, ...]
    candidates: tuple[ExcerptCandidate, ...]
    features: Floats
    quoted: Floats
    weights: Floats


def main() -> None:
    """Print the figures by leaving one episode out, the weights, and the graded figures."""
    some = (annotated.conversation(), *annotated.episodes(annotated.TUNED + annotated.QUOTED))
    rows = [_rows(one) for one in some]
    found = [_judged(left, rows) for left in rows]
    for left, (precision, gain) in zip(rows, found, strict=True):
        print(f"{left.one.name:26} P@20 {precision:.2f}  nDCG@20 {gain:.2f}")
    for place, name in enumerate(("P@20", "nDCG@20")):
        _print(name, [pair[place] for pair in found])
    weights = _fit(rows)
    for name, weight in weights.items():
        print(f"    {name if name == BASE else repr(name)}: {weight:.2f},")
    graded = [_graded(one, grades, weights) for one, grades in annotated.graded()]
    for place, name in enumerate(("graded: mean of 20", "graded: share of 0", "graded: nDCG@20")):
        _print(name, [found[place] for found in graded])


def _print(name: str, values: Sequence[float]) -> None:
    low, high = metrics.interval(values)
    print(f"{name:26} {fmean(values):.3f}  ({low:.3f} to {high:.3f}), n {len(values)}")


def _rows(one: Annotated) -> Rows:
    utterances = read_utterances(one.text, one.lines)
    talk, contexts, proposed = (
        conversation_range(utterances),
        utterance_contexts(utterances),
        excerpt_candidates(one.text, utterances),
    )
    inside = [
        excerpt
        for excerpt in proposed
        if excerpt.index in talk
        and is_eligible(excerpt)
        and one.start <= excerpt.excerpt.start < one.end
    ]
    table = [
        measure_features(excerpt, contexts[excerpt.index], devices(excerpt.displayed))
        for excerpt in inside
    ]
    spans = [Span(excerpt.excerpt.start, excerpt.excerpt.end) for excerpt in inside]
    quoted = np.array(metrics.matching(spans, one.quotes))
    best = np.array(metrics.matching(spans, [mark for mark in one.quotes if mark["grade"] > 1]))
    return Rows(
        one,
        utterances,
        proposed,
        np.array([[row.get(name, 0.0) for name in _NAMES] for row in table], dtype=np.float64),
        quoted,
        (1 + best) * _EACH / len(inside),
    )


def _judged(left: Rows, rows: Sequence[Rows]) -> tuple[float, float]:
    """Return P@20 and nDCG@20 of an episode by weights fitted to the others, without its halves."""
    same = left.one.name.split("-second", maxsplit=1)[0]
    weights = _fit([row for row in rows if not row.one.name.startswith(same)])
    ranked = highlights(left.utterances, left.candidates, weights=weights)
    spans = [Span(h.start, h.end) for h in ranked if left.one.start <= h.start < left.one.end]
    found = spans[:_FIRST]
    return fmean(metrics.matching(found, left.one.quotes)), metrics.ndcg(found, left.one.quotes)


def _graded(
    one: Annotated, grades: Mapping[Span, int], weights: Mapping[str, float]
) -> tuple[float, float, float]:
    """Return the mean grade (0 to 3), share of grade 0 and nDCG of an episode's first 20."""
    utterances = read_utterances(one.text, one.lines)
    ranked = highlights(utterances, excerpt_candidates(one.text, utterances), weights=weights)[
        :_FIRST
    ]
    found = [grades.get(Span(h.start, h.end), 0) for h in ranked]
    best = sorted(grades.values(), reverse=True)[:_FIRST]
    gain = metrics.discounted(found) / metrics.discounted(best)
    return fmean(found), fmean(grade == 0 for grade in found), gain


def _fit(rows: Sequence[Rows]) -> Mapping[str, float]:
    """Return the weights of the ridge-penalised logistic regression, by Newton's method."""
    table = np.vstack([row.features for row in rows])
    quoted, weights = (np.concatenate([getattr(r, k) for r in rows]) for k in ("quoted", "weights"))
    middle, scale = table.mean(axis=0), table.std(axis=0) + 1e-9
    scaled = np.hstack([(table - middle) / scale, np.ones((len(table), 1))])
    ridge = np.append(np.full(len(_NAMES), _RIDGE), 0.0)
    fitted = np.zeros(len(ridge))
    for _ in range(_ROUNDS):
        likely = 1 / (1 + np.exp(-scaled @ fitted))
        slope = scaled.T @ (weights * (likely - quoted)) + ridge * fitted
        bend = (scaled.T * (weights * likely * (1 - likely))) @ scaled + np.diag(ridge)
        fitted -= np.linalg.solve(bend, slope)
    each = fitted[:-1] / scale
    base = float(fitted[-1] - each @ middle)
    return {BASE: base, **dict(zip(_NAMES, map(float, each), strict=True))}


if __name__ == "__main__":
    main()
