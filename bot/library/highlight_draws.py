"""Draw highlights at random, those last that a server has seen lately."""

import random
from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator
from operator import itemgetter

from bot.models import HighlightRef, Outline

_MAX_REMEMBERED = 50
"""Highlights a server has seen last, which come after all others."""


class HighlightDraws:
    """Draws highlights for servers, and remembers what each has seen since the start."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._shown: defaultdict[int | None, deque[str]] = defaultdict(
            lambda: deque(maxlen=_MAX_REMEMBERED)
        )

    def draw(
        self, outlines: Iterable[Outline], *, speaker: str | None, server: int | None
    ) -> Iterator[HighlightRef]:
        """Yield the postable highlights of a speaker, or of all, in random order.

        Where there is none that is postable, all others are yielded.
        """
        episodes = [
            [one for one in outline.highlights if speaker in {None, one.speaker}]
            for outline in outlines
        ]
        postable = [[one for one in some if one.postable] for some in episodes]
        shown = frozenset(self._shown[server])
        return self._in_order(postable if any(postable) else episodes, shown)

    def remember(self, drawn: HighlightRef, *, server: int | None) -> None:
        """Remember that a server has seen a highlight."""
        self._shown[server].append(drawn.quote)

    def _in_order(
        self, episodes: list[list[HighlightRef]], shown: Collection[str]
    ) -> Iterator[HighlightRef]:
        """Yield the highlights in random order, episode by episode, those in `shown` last.

        `episodes` are shuffled in place. Within an episode, a higher rank tends to come sooner.
        """
        self._rng.shuffle(episodes)
        for repeated in (False, True):
            for ranked in episodes:
                weights = [self._rng.random() * (rank + 5) for rank in range(len(ranked))]
                weighted = zip(weights, ranked, strict=True)
                for _weight, highlight in sorted(weighted, key=itemgetter(0)):
                    if (highlight.quote in shown) == repeated:
                        yield highlight
