"""Fit the table by which captions without punctuation are cut (`data/boundaries/en.tsv`).

    python -m benchmarks.fit_boundaries

Fit a logistic regression to the gaps between the words of the podcasts, without their punctuation
and capitals: does a sentence end there? Its features are the one or two words before a gap, the one
or two after it, and the pair around it. Print the precision, recall and F1 of the sentence ends of
shows that were left out and of the conversation, then write the table fitted to all podcasts. It
holds words and weights, no sentences.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks import corpora
from bot.text.display import to_display
from bot.text.lexicon import DATA
from bot.text.offsets import blank_out
from bot.text.sentences import split_sentences
from bot.transcripts import readers
from bot.transcripts.sentence_boundaries import ANY_GAP, gap_patterns

TABLE = DATA / "boundaries" / "en.tsv"
LEFT_OUT = ("brainscience", "shipit")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_LEAST = 40
"""A pattern must occur this often."""
_LEAST_WEIGHT = 0.25
_ROUNDS, _STEP, _DECAY = 12, 0.5, 3e-6

Gap = tuple[list[str], bool]
"""The patterns at a gap between words, and whether a sentence ends there."""


def main() -> None:
    """Print the figures for what was left out, and write the table fitted to all podcasts."""
    folder = corpora.folder()
    shows = sorted(path for path in (folder / "changelog").iterdir() if path.is_dir())
    gaps = {show.name: list(_gaps_of(sorted(show.glob("*.md")))) for show in shows}
    seen = chain.from_iterable(found for name, found in gaps.items() if name not in LEFT_OUT)
    weights = _fit(list(seen))
    for name in LEFT_OUT:
        _print(name, gaps[name], weights)
    _print("conversation", list(_gaps_of([folder / "conversation" / "conversation.txt"])), weights)
    table = _fit(list(chain.from_iterable(gaps.values())))
    rows = (f"{pattern}\t{weight:.2f}" for pattern, weight in sorted(table.items()))
    TABLE.write_text("\n".join(["pattern\tweight", *rows]) + "\n", encoding="utf-8")
    print(f"{len(table)} patterns")


def _gaps_of(files: Sequence[Path]) -> Iterator[Gap]:
    for file in files:
        transcript = readers.read(file)
        spoken = blank_out(transcript.text, transcript.asides)
        for turn in transcript.turns:
            yield from _gaps(spoken[turn.start : turn.end])


def _gaps(spoken: str) -> Iterator[Gap]:
    words, ends = list[str](), set[int]()
    for span in split_sentences(spoken):
        shown = to_display(spoken[span.start : span.end])
        words += [word.lower().replace("’", "'") for word in _WORD.findall(shown)]
        ends.add(len(words))
    for place in range(1, len(words)):
        yield gap_patterns(words, place), place in ends


def _fit(gaps: Sequence[Gap]) -> dict[str, float]:
    """Return the weight of each frequent pattern, and the one that every gap has, by AdaGrad."""
    counts = Counter(pattern for patterns, _ in gaps for pattern in patterns)
    frequent = (name for name, count in counts.items() if count >= _LEAST)
    number = {name: at for at, name in enumerate(frequent, start=1)}
    ends = np.array([end for _, end in gaps], dtype=np.float64)
    rows = np.zeros((len(gaps), 6), dtype=np.int64)
    for row, (patterns, _) in zip(rows, gaps, strict=True):
        known = [number[pattern] for pattern in patterns if pattern in number]
        row[1 : 1 + len(known)] = known
    absent = len(number) + 1
    rows[:, 1:][rows[:, 1:] == 0] = absent
    weights, squares = np.zeros(absent + 1), np.full(absent + 1, 1e-6)
    order = np.random.default_rng(0)
    for _ in range(_ROUNDS):
        for batch in np.array_split(order.permutation(len(gaps)), max(len(gaps) // 2000, 1)):
            _step(weights, squares, rows=rows[batch], ends=ends[batch])
            weights[absent] = 0.0
    found = {name: float(weights[at]) for name, at in number.items()}
    return {ANY_GAP: float(weights[0])} | {
        name: weight for name, weight in found.items() if abs(weight) >= _LEAST_WEIGHT
    }


def _step(
    weights: npt.NDArray[np.float64],
    squares: npt.NDArray[np.float64],
    *,
    rows: npt.NDArray[np.int64],
    ends: npt.NDArray[np.float64],
) -> None:
    score = weights[rows].sum(axis=1)
    error = 1 / (1 + np.exp(-score)) - ends
    slope = np.bincount(rows.ravel(), np.repeat(error, rows.shape[1]), len(weights)) / len(rows)
    slope += _DECAY * weights
    squares += slope**2
    weights -= _STEP * slope / np.sqrt(squares)


def _print(name: str, gaps: Sequence[Gap], weights: dict[str, float]) -> None:
    base = weights[ANY_GAP]
    found = [base + sum(weights.get(one, 0.0) for one in patterns) > 0 for patterns, _ in gaps]
    hits = sum(guess and end for guess, (_, end) in zip(found, gaps, strict=True))
    precision, recall = hits / max(sum(found), 1), hits / sum(end for _, end in gaps)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    print(
        f"{name:<16}precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}  {len(gaps)} gaps"
    )


if __name__ == "__main__":
    main()
