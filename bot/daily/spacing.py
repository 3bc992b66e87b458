"""Choose among unseen highlights so that episodes, chapters and speakers come up evenly; pure.

Each of these groups has a cycle: the days between two of its highlights if all unseen ones were
evenly spread. The group that has waited for the largest part of its cycle comes first, as in any
proportional schedule, and a better score makes up for some of the wait.
"""

import hashlib
from collections.abc import Callable, Hashable, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bot.schedules import PostCandidate, ShownHighlight

EPISODE, CHAPTER, SPEAKER, QUALITY = 1.5, 0.5, 0.5, 0.75
"""The costs of a group coming a whole cycle too early; the gain of the best over the worst score.

Chosen by `python -m benchmarks.rotation`: the most even spacing that still has better ones sooner.
"""

PINNED = 0.5
"""The rank added to a highlight that the guide of its episode pins; the best rank is 1."""

LOVED, HALF_LOVED = 0.25, 3
"""The most that votes add to a rank, and the number of votes that add half of it."""

_MAX_LATENESS = -1.0

Grouping = Callable[[PostCandidate | ShownHighlight], Hashable]
Indices = NDArray[np.intp]


def episode(one: PostCandidate | ShownHighlight) -> Hashable:
    """Group by episode."""
    return one.episode


def chapter(one: PostCandidate | ShownHighlight) -> Hashable:
    """Group by chapter of an episode."""
    return one.episode, one.chapter


def speaker(one: PostCandidate | ShownHighlight) -> Hashable:
    """Group by speaker over all episodes; unknown speakers are one group."""
    return one.speaker


class Groups:
    """The groups of candidates, numbered from 0; `codes[i]` is the group of candidate i."""

    def __init__(self, pool: Sequence[PostCandidate], grouping: Grouping, *, seed: int) -> None:
        self.numbers: dict[Hashable, int] = {}
        self.codes: Indices = np.array(
            [self.numbers.setdefault(grouping(one), len(self.numbers)) for one in pool], np.intp
        )
        self._grouping = grouping
        self._seed = seed

    @cached_property
    def _phases(self) -> NDArray[np.float64]:
        """Return a phase from 0 to 1 for each group, pseudo-random but always the same."""
        hashed = (
            hashlib.blake2b(f"{self._seed} {key!r}".encode(), digest_size=4).digest()
            for key in self.numbers
        )
        return np.array([int.from_bytes(one) / 2**32 for one in hashed])

    def sizes(self, some: Indices) -> NDArray[np.int64]:
        """Return the size of each group among some candidates, given their indices."""
        return np.bincount(self.codes[some], minlength=len(self.numbers))

    def number(self, one: ShownHighlight) -> int | None:
        """Return the group of a shown highlight; None if no candidate is in it."""
        return self.numbers.get(self._grouping(one))

    def earliness(self, unseen: Indices, shown: Sequence[ShownHighlight]) -> NDArray[np.float64]:
        """Return how early each group would be today, in its cycles: 1 right after it was shown.

        0 is due, `_MAX_LATENESS` the lower bound. A group that was never shown is due at its phase
        of the first cycle, so that a new episode neither waits nor displaces the others.
        """
        sizes, days = self.sizes(unseen), len(shown)
        cycles = len(unseen) / np.maximum(sizes, 1)
        since = np.minimum(days + cycles * self._phases, cycles)
        last = {self.number(one): index for index, one in enumerate(shown)}
        waited = [(number, days - index) for number, index in last.items() if number is not None]
        if waited:
            numbers, waits = zip(*waited, strict=True)
            since[list(numbers)] = waits
        return np.maximum(1 - since / cycles, _MAX_LATENESS)


class CandidatePool:
    """The candidates of a server with their groups and ranks, computed once for many choices."""

    def __init__(self, pool: Sequence[PostCandidate], *, seed: int) -> None:
        self.candidates = pool
        self.index = {one.quote: at for at, one in enumerate(pool)}
        self.episodes = Groups(pool, episode, seed=seed)
        self._chapters = Groups(pool, chapter, seed=seed)
        self._speakers = Groups(pool, speaker, seed=seed)
        scores = np.array([one.score for one in pool])
        self._pinned = np.array([one.pinned for one in pool], np.bool_)
        ranks = np.searchsorted(np.sort(scores), scores) / max(1, len(pool))
        votes = np.array([one.loved for one in pool], np.float64)
        self._ranks = ranks + PINNED * self._pinned + LOVED * votes / (votes + HALF_LOVED)

    def most_due(self, unseen: Indices, shown: Sequence[ShownHighlight]) -> PostCandidate:
        """Return the unseen highlight of the lowest cost, given the indices of all unseen."""
        candidates = _without_recent_groups(unseen, shown, self.episodes)
        urgent = np.zeros(len(self.episodes.numbers), np.bool_)
        pinned = self._pinned[candidates]
        urgent[self.episodes.codes[candidates[pinned]]] = True
        first = candidates[pinned | ~urgent[self.episodes.codes[candidates]]]
        ready = self._without_last_speaker(
            _without_recent_groups(first, shown, self._chapters), unseen, shown
        )
        spaced = (
            EPISODE * self.episodes.earliness(unseen, shown)[self.episodes.codes[ready]]
            + CHAPTER * self._chapters.earliness(unseen, shown)[self._chapters.codes[ready]]
            + SPEAKER * self._speakers.earliness(unseen, shown)[self._speakers.codes[ready]]
        )
        costs = spaced - QUALITY * self._ranks[ready]
        cheapest: list[int] = ready[costs == costs.min()].tolist()
        return min([self.candidates[at] for at in cheapest], key=lambda one: one.quote)

    def _without_last_speaker(
        self, candidates: Indices, unseen: Indices, shown: Sequence[ShownHighlight]
    ) -> Indices:
        """Leave out yesterday's speaker, unless most of the unseen highlights are theirs."""
        if not shown or shown[-1].speaker is None:
            return candidates
        speaker_number = self._speakers.number(shown[-1])
        if speaker_number is None or 2 * self._speakers.sizes(unseen)[speaker_number] > len(unseen):
            return candidates
        others = candidates[self._speakers.codes[candidates] != speaker_number]
        return others if len(others) else candidates


def _without_recent_groups(
    some: Indices, shown: Sequence[ShownHighlight], groups: Groups
) -> Indices:
    """Leave out yesterday's group if there are others.

    If another group has more than half of the candidates, return only its own: otherwise it would
    have to follow itself in the end.
    """
    yesterday = groups.number(shown[-1]) if shown else None
    sizes = groups.sizes(some)
    if yesterday is not None:
        sizes[yesterday] = 0
    wanted = 2 * sizes > len(some)
    if not wanted.any():
        wanted = sizes > 0
    kept = some[wanted[groups.codes[some]]]
    return kept if len(kept) else some
