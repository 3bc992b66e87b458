"""Choose each day's highlight: none twice before all were shown, well spaced, the better sooner.

While something is unseen, it is chosen from that: its episode, its chapter and its speaker should
each come up as evenly as its share of the unseen allows, and a good one may come early. A new
episode takes its share and no more. Once all were seen they come again, those shown longest ago
first. Pure: the same history gives the same choice, so a preview shows what will be posted.
"""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

import numpy as np

from bot.daily import spacing
from bot.schedules import Candidate, Shown

REST = timedelta(days=30)
"""How long a highlight has rested at least that is shown again between two of a new episode."""

LATE_CYCLES = 3
"""How many cycles of an episode must have passed before its first highlight for it to be new."""


def choose(
    candidates: Collection[Candidate],
    shown: Sequence[Shown],
    *,
    today: date,
    seed: int,
    pinned_queue: Sequence[str] = (),
    excluded: Collection[str] = frozenset(),
    profanity: bool = False,
) -> Candidate | None:
    """Return today's highlight, or None if nothing may be shown.

    `shown` has the oldest first. The queue may name any quote among the candidates, profane or
    shown before: someone asked for it. The caller takes it off the queue once it is posted.
    """
    rotation = _Rotation(candidates, seed=seed, excluded=excluded, profanity=profanity)
    return rotation.choose(shown, today=today, pinned_queue=pinned_queue)


def coming(
    candidates: Collection[Candidate],
    shown: Sequence[Shown],
    days: Sequence[date],
    *,
    seed: int,
    pinned_queue: Sequence[str] = (),
    excluded: Collection[str] = frozenset(),
    profanity: bool = False,
) -> list[tuple[date, Candidate | None]]:
    """Return what will be chosen on the next days unless something changes before."""
    rotation = _Rotation(candidates, seed=seed, excluded=excluded, profanity=profanity)
    history, queue, chosen = list(shown), list(pinned_queue), list[tuple[date, Candidate | None]]()
    for day in days:
        one = rotation.choose(history, today=day, pinned_queue=queue)
        chosen.append((day, one))
        if one is not None:
            history.append(as_shown(one, day))
            queue = [quote for quote in queue if quote != one.quote]
    return chosen


class _Rotation:
    """Hold what a server may be shown, for one choice or several in a row."""

    def __init__(
        self,
        candidates: Collection[Candidate],
        *,
        seed: int,
        excluded: Collection[str],
        profanity: bool,
    ) -> None:
        self._allowed = {one.quote: one for one in candidates if one.quote not in excluded}
        pool = [one for one in self._allowed.values() if profanity or not one.profane]
        self._pool = spacing.Pool(pool, seed=seed)

    def choose(
        self, shown: Sequence[Shown], *, today: date, pinned_queue: Sequence[str]
    ) -> Candidate | None:
        pinned = (self._allowed[quote] for quote in pinned_queue if quote in self._allowed)
        if first := next(pinned, None):
            return first
        pool = self._pool
        last = {one.quote: place for place, one in enumerate(shown) if one.quote in pool.index}
        seen = [pool.index[quote] for quote in sorted(last, key=last.__getitem__)]
        left = np.ones(len(pool.candidates), np.bool_)
        left[seen] = False
        unseen = np.flatnonzero(left)
        again = [pool.candidates[at] for at in seen]
        if not len(unseen):
            return _again(again, shown)
        newest = np.unique(pool.episodes.codes[unseen])
        if len(newest) == 1:
            episode = pool.candidates[int(unseen[0])].episode
            repeated = _amid(episode, len(unseen), again, shown, today=today)
            if repeated is not None:
                return repeated
        return pool.best(unseen, shown)


def as_shown(candidate: Candidate, day: date) -> Shown:
    """Return what is remembered of a highlight that was shown."""
    return Shown(candidate.quote, candidate.episode, candidate.chapter, candidate.speaker, day)


def _again(seen: Sequence[Candidate], shown: Sequence[Shown]) -> Candidate | None:
    """Return the one shown longest ago; from the older half, one away from yesterday's place.

    In this order the spacing of the first round comes back by itself.
    """
    older = seen[: (len(seen) + 1) // 2]
    apart = (one for one in older if one.episode != shown[-1].episode)
    elsewhere = (one for one in older if spacing.chapter(one) != spacing.chapter(shown[-1]))
    return next(apart, None) or next(elsewhere, None) or next(iter(seen), None)


def _amid(
    newest: str,
    unseen: int,
    seen: Sequence[Candidate],
    shown: Sequence[Shown],
    *,
    today: date,
) -> Candidate | None:
    """Return one to show again between two of a new episode, when only that has unseen ones.

    What was there from the start comes up within about one cycle of its episode; what first came
    up much later is new. The last unseen ones of an old episode are not put off by repeats.
    """
    if not shown or shown[-1].episode != newest:
        return None
    others = [one for one in seen if one.episode != newest]
    pool = unseen + len(seen)
    joined = next(place for place, one in enumerate(shown) if one.episode == newest)
    if joined * (pool - len(others)) <= LATE_CYCLES * pool:
        return None
    recent = {one.quote for one in shown if today - one.date < REST}
    return next((one for one in others if one.quote not in recent), None)
