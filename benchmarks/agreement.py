"""Measure how far two readers agree on which quotes are good, and how far our highlights do.

    python -m benchmarks.agreement

A second reader marked the three untuned episodes without seeing the first reader's marks, and
ranked the best twenty. These are judged against the first reader's marks, as our highlights are.
The first reader gave no ranks; there, marks of grade 2 come first, in the order of the episode.
"""

from collections.abc import Sequence
from statistics import fmean
from typing import Any

from benchmarks import annotated, metrics
from benchmarks.annotated import as_span
from bot.models import Span

Marks = Sequence[dict[str, Any]]
_FIRST = 20


def main() -> None:
    """Print the mean P@20 and nDCG@20 over the episodes, for each ranking and each set of marks."""
    found: dict[str, list[tuple[float, float]]] = {}
    for one in annotated.episodes(annotated.UNTUNED):
        first, second = one.quotes, annotated.second_reader(one.name)
        ours = [Span(h.start, h.end) for h in one.whole.highlights][:_FIRST]
        both = (*first, *second)
        for name, spans, marks in (
            ("second reader, by the first", _ranked(second), first),
            ("first reader, by the second", _graded(first), second),
            ("ours, by the first", ours, first),
            ("ours, by the second", ours, second),
            ("ours, by both together", ours, both),
        ):
            judged = fmean(metrics.matching(spans, marks)), metrics.ndcg(spans, marks)
            found.setdefault(name, []).append(judged)
    for name, judged in found.items():
        precision, gain = (fmean(pair[place] for pair in judged) for place in (0, 1))
        print(f"{name:30} P@20 {precision:.2f}  nDCG@20 {gain:.2f}  n {len(judged)}")


def _ranked(marks: Marks) -> list[Span]:
    return [as_span(m) for m in sorted((m for m in marks if "rank" in m), key=lambda m: m["rank"])]


def _graded(marks: Marks) -> list[Span]:
    return [as_span(mark) for mark in sorted(marks, key=lambda mark: -mark["grade"])][:_FIRST]


if __name__ == "__main__":
    main()
