"""Measure the analysis against annotations by hand, and compare it with common baselines.

    python -m benchmarks.analysis

Read PULLQUOTE_CORPORA, by default `../shared/corpora` (the conversation with its annotations, and
QMSum val), and `annotations/` (six episodes of `changelog/`, annotated before anything was scored;
three were tuned on, three were not). Each row has n and a 95 % bootstrap interval over the n items.

Match rules (`metrics.py` implements them):

- A highlight is right if it shares at least half of the shorter of itself and a marked quote. P@20
  counts the first 20 that begin within the annotated part (baselines: whole quotes). nDCG@20 uses
  the grades, each mark once. Clean: starts with a capital, figure or name, without a bare
  connective, and ends a sentence.
- A topic matches a marked one if their stems are equal, or if the stems of one are contained in the
  other's and are at least half of them. The annotated part is analysed as an episode of its own.
  Recall is of the first 60, precision of the first 30.
- Pk is over words, with a window of half the mean marked chapter. A QMSum topic begins at its
  spans.
- ROUGE is F1, stemmed, in per cent: 120 words of a meeting against the answers to its general
  query; 45 words of each marked chapter of the conversation against the chapter's summary.
- CPU time is that of `analyse` over the first 12,000 words of the conversation, the best of three.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from statistics import fmean

from benchmarks import analysis_baselines as baselines
from benchmarks import annotated, metrics
from benchmarks.annotated import Annotated, Meeting
from bot.analysis import analyse, chapter_summaries
from bot.models import Excerpt, Quote, Span

Order = Callable[[Sequence[Quote]], list[Quote]]
ORDERS: tuple[tuple[str, Order], ...] = (
    ("lead", baselines.lead),
    ("random", baselines.shuffled),
    ("LexRank", baselines.lexrank),
)
_FIRST, _RECALL, _PRECISION = 20, 60, 30
_MEETING_WORDS, _CHAPTER_WORDS, _TIMED_WORDS = 120, 45, 12_000


def main() -> None:
    """Print a table for each group of episodes, then summaries, meetings and CPU time."""
    groups = (
        ("the conversation, first half", (annotated.conversation(),)),
        ("three episodes tuned on", annotated.episodes(annotated.TUNED)),
        ("three episodes not tuned on", annotated.episodes(annotated.UNTUNED)),
    )
    for title, some in groups:
        print(f"\n{title}\n{'':24}{'':13}  value   95 % interval     n")
        _highlights(some)
        _topics(some)
        _chapters(some)
    _summaries_by_chapter(groups[0][1][0])
    _meetings(tuple(annotated.meetings()))
    print(f"\n12,000 words, CPU seconds: {_seconds(groups[0][1][0]):.2f}")


def _row(measure: str, system: str, values: Sequence[float]) -> None:
    low, high = metrics.interval(values)
    print(f"{measure:24}{system:13} {fmean(values):6.2f}   {low:6.2f} {high:6.2f}  {len(values):5}")


def _highlights(some: Iterable[Annotated]) -> None:
    orders = {"ours": _ours, **{name: _first(order) for name, order in ORDERS}}
    for system, first in orders.items():
        picked = [(first(one), one.quotes) for one in some]
        right = [value for found, marks in picked for value in metrics.matching(found, marks)]
        _row("highlights P@20", system, right)
        _row("highlights nDCG@20", system, [metrics.ndcg(*pair) for pair in picked])
    shown = [highlight.display for one in some for highlight in one.whole.highlights]
    _row("highlights clean", "ours", metrics.clean(shown))


def _ours(one: Annotated) -> list[Span]:
    found = (Span(h.start, h.end) for h in one.whole.highlights if h.start < one.end)
    return list(found)[:_FIRST]


def _first(order: Order) -> Callable[[Annotated], list[Span]]:
    return lambda one: [Span(q.start, q.end) for q in order(one.inside)[:_FIRST]]


def _topics(some: Iterable[Annotated]) -> None:
    found, right = list[tuple[str, list[float]]](), list[tuple[str, list[float]]]()
    for one in some:
        marks = [[mark["name"], *mark["aliases"]] for mark in one.topics]
        ours = [[topic.name, *topic.aliases] for topic in one.part.topics]
        words = baselines.keywords(" ".join(q.display for q in one.inside), most=_RECALL)
        for system, names in (("ours", ours), ("YAKE", [[word] for word in words])):
            found.append((system, metrics.topics_found(names[:_RECALL], marks)))
            right.append((system, metrics.topics_found(marks, names[:_PRECISION])))
    _pooled("topics recall@60", found)
    _pooled("topics precision@30", right)


def _pooled(measure: str, values: Sequence[tuple[str, list[float]]]) -> None:
    for system in dict.fromkeys(system for system, _ in values):
        _row(measure, system, [value for name, some in values if name == system for value in some])


def _chapters(some: Iterable[Annotated]) -> None:
    values = list[tuple[str, list[float]]]()
    for one in some:
        marks = [chapter["start"] for chapter in one.chapters]
        ours = [chapter.start for chapter in one.whole.chapters]
        values += _segmented(one.text[: one.end], one.inside, ours=ours, marks=marks)
    _pooled("chapters Pk", values)


def _segmented(
    text: str, quotes: Sequence[Quote], *, ours: Sequence[int], marks: Sequence[int]
) -> list[tuple[str, list[float]]]:
    systems = (
        ("ours", ours),
        ("TextTiling", baselines.texttiling(quotes)),
        ("even", baselines.even(len(text), len(marks))),
        ("none", [0]),
    )
    return [(system, metrics.pk(text, starts, marks)) for system, starts in systems]


def _summaries_by_chapter(one: Annotated) -> None:
    print("\nEach chapter of the conversation in 45 words")
    summarised = chapter_summaries(one.text, one.lines, one.given_chapters)
    values = list[tuple[str, list[float]]]()
    for chapter, mark in zip(summarised, one.chapters, strict=True):
        inside = [q for q in one.inside if chapter.start <= q.start < chapter.end]
        for system, text in _summary_texts(chapter.summary, inside, size=_CHAPTER_WORDS):
            score = metrics.rouge(text, [mark["summary"]], size=_CHAPTER_WORDS)
            values.append((system, [score[0]]))
    _pooled("ROUGE-1", values)


def _summary_texts(
    ours: Iterable[Excerpt], quotes: Sequence[Quote], *, size: int
) -> list[tuple[str, str]]:
    others = [(name, baselines.summary(order(quotes), size=size)) for name, order in ORDERS]
    return [("ours", " ".join(excerpt.display for excerpt in ours)), *others]


def _meetings(some: Sequence[Meeting]) -> None:
    print(f"\nQMSum val, {len(some)} meetings")
    segmented = list[tuple[str, list[float]]]()
    scores = list[tuple[str, tuple[float, float, float]]]()
    for one in some:
        starts = [chapter.start for chapter in one.whole.chapters]
        judged = _segmented(one.text, one.lines, ours=starts, marks=one.starts)
        segmented += [(system, [fmean(values)]) for system, values in judged]
        for system, text in _summary_texts(one.whole.summary, one.lines, size=_MEETING_WORDS):
            scores.append((system, metrics.rouge(text, one.summaries, size=_MEETING_WORDS)))
    _pooled("chapters Pk", segmented)
    for place, name in enumerate(("ROUGE-1", "ROUGE-2", "ROUGE-Lsum")):
        _pooled(f"summaries {name}", [(system, [score[place]]) for system, score in scores])


def _seconds(one: Annotated) -> float:
    end, spent = len(" ".join(one.text.split(" ")[:_TIMED_WORDS])), list[float]()
    quotes = [quote for quote in one.lines if quote.end <= end]
    for _ in range(3):
        began = time.process_time()
        analyse(one.text[:end], quotes)
        spent.append(time.process_time() - began)
    return min(spent)


if __name__ == "__main__":
    main()
