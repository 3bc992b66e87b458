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
from bot.schedules import PostCandidate, ShownHighlight

MIN_REST_DAYS = timedelta(days=30)
"""How long a highlight has rested at least that is shown again between two of a new episode."""

LATE_CYCLES = 3
"""How many cycles of an episode must have passed before its first highlight for it to be new."""


def choose(
    candidates: Collection[PostCandidate],
    shown: Sequence[ShownHighlight],
    *,
    today: date,
    seed: int,
    pinned_queue: Sequence[str] = (),
    excluded: Collection[str] = frozenset(),
    profanity: bool = False,
) -> PostCandidate | None:
    """Return today's highlight, or None if nothing may be shown.

    `shown` has the oldest first. The queue may name any quote among the candidates, profane or
    shown before: someone asked for it. The caller takes it off the queue once it is posted.
    """
    rotation = _Rotation(candidates, seed=seed, excluded=excluded, profanity=profanity)
    return rotation.choose(shown, today=today, pinned_queue=pinned_queue)


def upcoming(
    candidates: Collection[PostCandidate],
    shown: Sequence[ShownHighlight],
    days: Sequence[date],
    *,
    seed: int,
    pinned_queue: Sequence[str] = (),
    excluded: Collection[str] = frozenset(),
    profanity: bool = False,
) -> list[tuple[date, PostCandidate | None]]:
    """Return what will be chosen on the next days unless something changes before."""
    rotation = _Rotation(candidates, seed=seed, excluded=excluded, profanity=profanity)
    history, queue, chosen = (
        list(shown),
        list(pinned_queue),
        list[tuple[date, PostCandidate | None]](),
    )
    for day in days:
        one = rotation.choose(history, today=day, pinned_queue=queue)
        chosen.append((day, one))
        if one is not None:
            history.append(to_shown(one, day))
            queue = [quote for quote in queue if quote != one.quote]
    return chosen


class _Rotation:
    """Hold what a server may be shown, for one choice or several in a row."""

    def __init__(
        self,
        candidates: Collection[PostCandidate],
        *,
        seed: int,
        excluded: Collection[str],
        profanity: bool,
    ) -> None:
        self._allowed = {one.quote: one for one in candidates if one.quote not in excluded}
        candidates_left = [one for one in self._allowed.values() if profanity or not one.profane]
        self._pool = spacing.CandidatePool(candidates_left, seed=seed)

    def choose(
        self, shown: Sequence[ShownHighlight], *, today: date, pinned_queue: Sequence[str]
    ) -> PostCandidate | None:
        pinned = (self._allowed[quote] for quote in pinned_queue if quote in self._allowed)
        if first := next(pinned, None):
            return first
        candidates_left = self._pool
        last = {
            one.quote: place
            for place, one in enumerate(shown)
            if one.quote in candidates_left.index
        }
        seen = [candidates_left.index[quote] for quote in sorted(last, key=last.__getitem__)]
        left = np.ones(len(candidates_left.candidates), np.bool_)
        left[seen] = False
        unseen = np.flatnonzero(left)
        again = [candidates_left.candidates[at] for at in seen]
        if not len(unseen):
            return _repeat(again, shown)
        newest = np.unique(candidates_left.episodes.codes[unseen])
        if len(newest) == 1:
            episode = candidates_left.candidates[int(unseen[0])].episode
            repeated = _interleaved(episode, len(unseen), again, shown, today=today)
            if repeated is not None:
                return repeated
        return candidates_left.most_due(unseen, shown)


def to_shown(candidate: PostCandidate, day: date) -> ShownHighlight:
    """Return what is remembered of a highlight that was shown."""
    return ShownHighlight(
        candidate.quote, candidate.episode, candidate.chapter, candidate.speaker, day
    )


def _repeat(seen: Sequence[PostCandidate], shown: Sequence[ShownHighlight]) -> PostCandidate | None:
    """Return the one shown longest ago; from the older half, one away from yesterday's place.

    In this order the spacing of the first round comes back by itself.
    """
    older = seen[: (len(seen) + 1) // 2]
    spaced = (one for one in older if one.episode != shown[-1].episode)
    elsewhere = (one for one in older if spacing.chapter(one) != spacing.chapter(shown[-1]))
    return next(spaced, None) or next(elsewhere, None) or next(iter(seen), None)


def _interleaved(
    newest: str,
    unseen: int,
    seen: Sequence[PostCandidate],
    shown: Sequence[ShownHighlight],
    *,
    today: date,
) -> PostCandidate | None:
    """Return one to show again between two of a new episode, when only that has unseen ones.

    What was there from the start comes up within about one cycle of its episode; what first came
    up much later is new. The last unseen ones of an old episode are not put off by repeats.
    """
    if not shown or shown[-1].episode != newest:
        return None
    others = [one for one in seen if one.episode != newest]
    candidates_left = unseen + len(seen)
    joined = next(place for place, one in enumerate(shown) if one.episode == newest)
    if joined * (candidates_left - len(others)) <= LATE_CYCLES * candidates_left:
        return None
    recent = {one.quote for one in shown if today - one.date < MIN_REST_DAYS}
    return next((one for one in others if one.quote not in recent), None)
