"""Measure what a sentence model gains in choosing topics.

    python -m benchmarks.informativeness FOLDER_OF_A_MODEL

Print recall@60 and precision@30 of the topics of seven annotated episodes (`benchmarks/analysis.py`
has the match rule), without the model and with it, their difference with a 95 % interval over
episodes, and the CPU seconds of an analysis of 10,000 words. The four episodes of the first row
were tuned on.
"""

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean

from benchmarks import annotated, metrics
from benchmarks.annotated import Annotated
from bot.analysis import analyse
from bot.models import Topic
from bot.search.semantic.loading import load_model
from bot.search.semantic.model import SentenceModel

_RECALL, _PRECISION, _WORDS = 60, 30, 10_000


def main() -> None:
    """Print a row for the episodes tuned on, one for the others, and one for all."""
    model = load_model(Path(sys.argv[1]))
    tuned = (annotated.conversation(), *annotated.episodes(annotated.TUNED))
    others = annotated.episodes(annotated.UNTUNED)
    for name, some in (("tuned", tuned), ("untuned", others), ("all", (*tuned, *others))):
        plain = [_scores(one, one.part.topics) for one in some]
        ranked = [_scores(one, _ranked(one, model)) for one in some]
        for place, measure in enumerate(("recall@60", "precision@30")):
            _print(f"{name} {measure}", [s[place] for s in plain], [s[place] for s in ranked])
    seconds = [_seconds(one, None) for one in others], [_seconds(one, model) for one in others]
    print(
        f"CPU seconds, 10,000 words: {fmean(seconds[0]):.2f} without, {fmean(seconds[1]):.2f} with"
    )


def _ranked(one: Annotated, model: SentenceModel) -> Sequence[Topic]:
    return analyse(one.text[: one.end], one.inside, encoder=model).topics


def _scores(one: Annotated, topics: Sequence[Topic]) -> tuple[float, float]:
    marks = [[mark["name"], *mark["aliases"]] for mark in one.topics]
    names = [[topic.name, *topic.aliases] for topic in topics]
    return (
        fmean(metrics.topics_found(names[:_RECALL], marks)),
        fmean(metrics.topics_found(marks, names[:_PRECISION])),
    )


def _print(name: str, plain: Sequence[float], ranked: Sequence[float]) -> None:
    gains = [after - before for before, after in zip(plain, ranked, strict=True)]
    low, high = metrics.interval(gains)
    print(
        f"{name:22} {fmean(plain):.3f} -> {fmean(ranked):.3f}  "
        f"{fmean(gains):+.3f} ({low:+.3f} to {high:+.3f}), n {len(gains)}"
    )


def _seconds(one: Annotated, model: SentenceModel | None) -> float:
    """Return the CPU seconds of an analysis, scaled to 10,000 words."""
    words = len(one.text[: one.end].split())
    began = time.process_time()
    analyse(one.text[: one.end], one.inside, encoder=model)
    return (time.process_time() - began) * _WORDS / words


if __name__ == "__main__":
    main()
