"""The background frequency of everyday words, in podcasts of any subject.

In one episode an everyday word may occur once, and look rarer than the subject of a question. The
frequencies are counted by `python -m benchmarks.background`, which names its corpora.
"""

from collections.abc import Iterable, Mapping
from functools import cache

from bot.text.lexicon import read_classes


def background_frequency(stem: str) -> float:
    """Return the share of quotes that contain a stem in podcasts of any subject, or 0."""
    return _shares().get(stem, 0.0)


def background_frequencies(stems: Iterable[str]) -> list[float]:
    """Return the background frequency of each stem, in order."""
    return list(map(background_frequency, stems))


@cache
def _shares() -> Mapping[str, float]:
    """Read the share of each stem, which the table gives as the number of halvings of 1."""
    return {stem: 2.0 ** -int(halvings) for stem, halvings in read_classes("background")}
