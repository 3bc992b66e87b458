"""Fit the model of `bot/analysis/postable.py` to the grades of readers, and evaluate it.

    python -m benchmarks.fit_postable [--write]

A ridge regression of the grade, 0 to 3, on the features and the words of every excerpt candidate of
32 graded episodes (`annotated.FITTED`). With `--write` the weights go to
`data/highlights/postable.tsv`.
Then, for these and for the 40 other graded episodes: how many of the sixty highlights are postable,
their mean grade and the share of grade 0, of the first twenty as ranked, and of all sixty, which is
what a random pick is worth. Last, for episodes with marks, the share that people marked. Rules,
weights and thresholds were chosen on the first half; the other was looked at once.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import sqrt
from statistics import fmean

import numpy as np
import numpy.typing as npt

from benchmarks import annotated, metrics
from benchmarks.annotated import Annotated
from bot.analysis.excerpts import excerpt_candidates
from bot.analysis.features import measure_features, utterance_contexts
from bot.analysis.highlight_model import log_odds, to_probability
from bot.analysis.highlights import is_eligible
from bot.analysis.post_features import measure, words_of
from bot.analysis.postable import MOST_POSTABLE, PostModel, judge
from bot.analysis.rhetoric import devices
from bot.analysis.speakers import conversation_range
from bot.analysis.utterances import read_utterances
from bot.models import Highlight, Span
from bot.text.lexicon import DATA

Floats = npt.NDArray[np.float64]
Grades = Mapping[Span, int]
_FEW = 6
"""A word must occur in so many episodes."""
_FEATURE_RIDGE, _WORD_RIDGE = 1000.0, 80.0
"""In rows; features are scaled to a standard deviation of 1, words to a mean weight of 1."""


def main() -> None:
    """Print the figures of both halves; with `--write`, write the weights."""
    graded = list(annotated.graded())
    fitted = [(one, grades) for one, grades in graded if one.name in annotated.FITTED]
    model = _fit(fitted)
    if "--write" in sys.argv[1:]:
        _write(model)
    others = [(one, grades) for one, grades in graded if one.name not in annotated.FITTED]
    for title, some in (("fitted to", fitted), ("not looked at", others)):
        _report(f"graded, {title}", some, model)
    halves = ("marked, rules chosen on", annotated.MARKED), ("marked, not looked at", _unread())
    for title, names in halves:
        _report_marks(title, annotated.episodes(names), model)


def _unread() -> tuple[str, ...]:
    known = (*annotated.TUNED, *annotated.UNTUNED, *annotated.QUOTED)
    return tuple(name for name in known if name not in annotated.MARKED)


def _report(title: str, some: Sequence[tuple[Annotated, Grades]], model: PostModel) -> None:
    print(f"\n{title}: {len(some)} episodes")
    ranked = [(judged(one, model), grades) for one, grades in some]
    found = [[h for h in lights if h.postable] for lights, _ in ranked]
    _print("postable, n", [float(len(lights)) for lights in found])
    picks = {
        "postable": found,
        "as many, as ranked": [
            lights[: len(chosen)] for (lights, _), chosen in zip(ranked, found, strict=True)
        ],
        "first 20, as ranked": [lights[:MOST_POSTABLE] for lights, _ in ranked],
        "random of all": [lights for lights, _ in ranked],
    }
    for name, chosen in picks.items():
        values = [
            [grades.get(Span(h.start, h.end), 0) for h in lights]
            for lights, (_, grades) in zip(chosen, ranked, strict=True)
        ]
        _print(f"{name}: mean grade", [fmean(each) for each in values])
        _print(f"{name}: graded 0", [fmean(grade == 0 for grade in each) for each in values])


def _report_marks(title: str, some: Iterable[Annotated], model: PostModel) -> None:
    print(f"\n{title}")
    picks: Mapping[str, Callable[[Sequence[Highlight]], list[Highlight]]] = {
        "postable": lambda lights: [h for h in lights if h.postable],
        "first 20, as ranked": lambda lights: list(lights[:MOST_POSTABLE]),
        "random of all": _everything,
    }
    ranked = [(one, judged(one, model)) for one in some]
    for name, pick in picks.items():
        values = [_marked_share(pick(lights), one) for one, lights in ranked]
        _print(f"{name}: marked", values)


def _everything(lights: Sequence[Highlight]) -> list[Highlight]:
    return list(lights)


def _marked_share(lights: Iterable[Highlight], one: Annotated) -> float:
    inside = [Span(h.start, h.end) for h in lights if one.start <= h.start < one.end]
    return fmean(metrics.matching(inside, one.quotes)) if inside else 0.0


def judged(one: Annotated, model: PostModel | None = None) -> tuple[Highlight, ...]:
    """Return the highlights of an episode, judged by a model."""
    return judge(one.whole.highlights, text=one.text, model=model)


def _print(name: str, values: Sequence[float]) -> None:
    low, high = metrics.interval(values)
    print(f"{name:32} {fmean(values):.3f}  ({low:.3f} to {high:.3f})")


def _candidates(one: Annotated) -> list[Highlight]:
    """Return every excerpt candidate of an episode as a highlight."""
    utterances = read_utterances(one.text, one.lines)
    talk, contexts = conversation_range(utterances), utterance_contexts(utterances)
    return [
        Highlight(
            quote="",
            start=candidate.excerpt.start,
            end=candidate.excerpt.end,
            text=candidate.excerpt.text,
            display=candidate.displayed,
            score=to_probability(
                log_odds(
                    measure_features(
                        candidate, contexts[candidate.index], devices(candidate.displayed)
                    )
                )
            ),
        )
        for candidate in excerpt_candidates(one.text, utterances)
        if candidate.index in talk and is_eligible(candidate)
    ]


def _fit(some: Iterable[tuple[Annotated, Grades]]) -> PostModel:
    rows, grades, words, seen = (
        list[Mapping[str, float]](),
        list[int](),
        list[set[str]](),
        Counter[str](),
    )
    for one, graded in some:
        lights = _candidates(one)
        rows += [measure(light, one.text) for light in lights]
        grades += [graded.get(Span(light.start, light.end), 0) for light in lights]
        words += (mine := [set(words_of(light.display)) for light in lights])
        seen.update(set[str]().union(*mine))
    names, known = list(rows[0]), sorted(word for word in seen if seen[word] >= _FEW)
    table = np.array([[row[name] for name in names] for row in rows], dtype=np.float64)
    shares: list[list[float]] = [
        [(word in mine) / sqrt(max(len(mine), 1)) for word in known] for mine in words
    ]
    counts = np.array(shares, dtype=np.float64)
    return _ridge(table, counts, np.array(grades, dtype=np.float64), names=names, known=known)


def _ridge(
    table: Floats, counts: Floats, grades: Floats, *, names: Sequence[str], known: Sequence[str]
) -> PostModel:
    """Solve the regression, features and words each with their own penalty."""
    spread = table.std(axis=0) + 1e-9
    largest: Floats = np.sort(counts, axis=1)[:, -1]
    usual = 1 / float(largest.mean())
    scales = np.concatenate(
        [
            1 / spread / sqrt(_FEATURE_RIDGE),
            np.full(len(known), usual / sqrt(_WORD_RIDGE)),
        ]
    )
    joined = np.hstack([table, counts]) * scales
    middle: Floats = joined.mean(axis=0)
    mean = float(grades.mean())
    centred = joined - middle
    solved = np.zeros(len(scales))
    solved += np.linalg.solve(
        centred.T @ centred + np.eye(len(scales)), centred.T @ (grades - mean)
    )
    weights = [round(float(weight), 4) for weight in solved * scales]
    return PostModel(
        round(mean - float(middle @ solved), 4),
        dict(zip(names, weights[: len(names)], strict=True)),
        dict(zip(known, weights[len(names) :], strict=True)),
    )


def _write(model: PostModel) -> None:
    rows = [
        ("kind", "name", "weight"),
        ("base", "base", model.base),
        *(("feature", name, weight) for name, weight in model.features.items()),
        *(("word", word, weight) for word, weight in model.words.items()),
    ]
    lines = "".join(f"{kind}\t{name}\t{weight}\n" for kind, name, weight in rows)
    (DATA / "highlights" / "postable.tsv").write_text(lines, encoding="utf-8")


if __name__ == "__main__":
    main()
