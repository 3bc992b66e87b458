"""Count the background frequency of stems: `python -m benchmarks.background`.

Print the rows of `data/words/background.tsv`, counted in the data that search was tuned on: half of
the episodes of `changelog/`, and QMSum train. These are six kinds of talk. A stem gets the third
smallest of its six shares of quotes, so that a subject of one kind does not count as frequent.
"""

import math
from collections import Counter
from collections.abc import Iterator
from statistics import median_low

from benchmarks.corpora import folder
from benchmarks.episodes import read_episode
from benchmarks.meetings import read_meetings
from bot.models import Content
from bot.text.tokens import stems, stop_words, words

_LEAST = 2**-10.5
"""A rarer stem would add less than one to the 1,000 quotes of general talk in search."""


def _contents() -> Iterator[tuple[str, Content]]:
    for path in sorted((folder() / "changelog").glob("*/*.md"))[::2]:
        yield path.parent.name, read_episode(path, guided=False)[1]
    for name in ("train-academic", "train-committee"):
        for (_, content), _ in read_meetings(folder() / "qmsum" / f"{name}.jsonl"):
            yield name, content


def _shares() -> dict[str, float]:
    counted: dict[str, Counter[str]] = {}
    for kind, content in _contents():
        counts = counted.setdefault(kind, Counter())
        counts[""] += len(content.quotes)
        for quote in content.quotes:
            counts.update(
                {*stems([word for word in words(quote.text) if word not in stop_words()])}
            )
    known = {stem for counts in counted.values() for stem in counts if stem.isalpha()}
    return {one: median_low(c[one] / c[""] for c in counted.values()) for one in known}


def main() -> None:
    """Print each stem with its share of quotes as the nearest power of one half."""
    print("stem\thalvings")
    for one, share in sorted(_shares().items()):
        if share >= _LEAST:
            print(f"{one}\t{-round(math.log2(share))}")


if __name__ == "__main__":
    main()
