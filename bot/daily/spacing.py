"""Choose among unseen highlights so that what they belong to comes up evenly; pure.

Each episode, chapter and speaker has a cycle: the days between two of its highlights if all that
is unseen were dealt out evenly. What has waited for most of its cycle goes first, as in any
proportional schedule, and a better score makes up for some of the wait.
"""

import hashlib
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Sequence

from bot.schedules import Candidate, Shown

EPISODE, CHAPTER, SPEAKER, QUALITY = 1.5, 0.5, 0.5, 0.75
"""What a whole cycle too early weighs, and what the best score does against the worst.

Chosen by `python -m benchmarks.rotation`: the least uneven that still has the better ones sooner.
"""

PINNED = 0.5
"""How much better than the best a highlight counts that the guide of its episode pins."""

_MOST_LATE = -1.0

Grouping = Callable[[Candidate | Shown], Hashable]


def episode(one: Candidate | Shown) -> Hashable:
    """Group by episode."""
    return one.episode


def chapter(one: Candidate | Shown) -> Hashable:
    """Group by chapter, counted within its episode."""
    return one.episode, one.chapter


def speaker(one: Candidate | Shown) -> Hashable:
    """Group by speaker over all episodes; unknown voices are one group."""
    return one.speaker


def best(
    unseen: Sequence[Candidate], shown: Sequence[Shown], *, seed: int, scores: Sequence[float]
) -> Candidate:
    """Return the unseen highlight whose turn it is; `scores` are those it is measured against."""
    near = _apart(unseen, shown, episode)
    urgent = {one.episode for one in near if one.pinned}
    first = [one for one in near if one.pinned or one.episode not in urgent]
    ready = _other_voice(_apart(first, shown, chapter), unseen, shown)
    episodes, chapters, speakers = (
        _early(unseen, shown, group, seed=seed) for group in (episode, chapter, speaker)
    )
    ranks = sorted(scores)

    def cost(one: Candidate) -> tuple[float, str]:
        spaced = (
            EPISODE * episodes[one.episode]
            + CHAPTER * chapters[one.episode, one.chapter]
            + SPEAKER * speakers[one.speaker]
        )
        rank = bisect_left(ranks, one.score) / len(ranks) + PINNED * one.pinned
        return spaced - QUALITY * rank, one.quote

    return min(ready, key=cost)


def _apart(
    unseen: Sequence[Candidate], shown: Sequence[Shown], group: Grouping
) -> Sequence[Candidate]:
    """Leave out yesterday's group if others exist, and all but one that fills half of the rest.

    Such a one would otherwise have to follow itself in the end.
    """
    yesterday = {group(one) for one in shown[-1:]}
    sizes = Counter(group(one) for one in unseen)
    fills = {one for one, size in sizes.items() if 2 * size > len(unseen)} - yesterday
    wanted = fills or sizes.keys() - yesterday or sizes.keys()
    return [one for one in unseen if group(one) in wanted]


def _other_voice(
    near: Sequence[Candidate], unseen: Sequence[Candidate], shown: Sequence[Shown]
) -> Sequence[Candidate]:
    """Leave out yesterday's speaker, unless most of what is left to show is theirs."""
    voice = shown[-1].speaker if shown else None
    if voice is None or 2 * sum(one.speaker == voice for one in unseen) > len(unseen):
        return near
    return [one for one in near if one.speaker != voice] or near


def _early(
    unseen: Sequence[Candidate], shown: Sequence[Shown], group: Grouping, *, seed: int
) -> dict[Hashable, float]:
    """Return how early each group would be, in cycles of its own: 1 when it came just now.

    One that never came up is due at a time of its own in its first cycle, and just due after
    that: so a new episode neither waits nor crowds out the others.
    """
    sizes = Counter(group(one) for one in unseen)
    last = {group(one): place for place, one in enumerate(shown)}
    early: dict[Hashable, float] = {}
    for key, size in sizes.items():
        cycle, days = len(unseen) / size, len(shown)
        since = days - last[key] if key in last else min(days + cycle * _phase(seed, key), cycle)
        early[key] = max(1 - since / cycle, _MOST_LATE)
    return early


def _phase(seed: int, key: Hashable) -> float:
    hashed = hashlib.blake2b(f"{seed} {key!r}".encode(), digest_size=4).digest()
    return int.from_bytes(hashed) / 2**32
