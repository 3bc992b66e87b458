"""Choose each day's highlight: none twice before all were shown, well spaced, better ones sooner.

As long as there are unseen highlights, one of them is chosen, so that its episode, chapter and
speaker each come up as evenly as their shares allow; a high score may come early. A new episode
gets its share and no more. When all were shown, they are repeated, those shown longest ago first.
Pure: the same history gives the same choice, so a preview shows what will be posted.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

import numpy as np

from bot.daily import spacing
from bot.schedules import PostCandidate, ShownHighlight

MIN_REST_DAYS = timedelta(days=30)
"""The least time before a highlight is repeated between two of a new episode."""

LATE_CYCLES = 3
"""Cycles of an episode that pass before its first highlight if the episode is new."""


def choose(
    candidates: Collection[PostCandidate],
    shown: Sequence[ShownHighlight],
    *,
    today: date,
    seed: int,
    pinned_queue: Sequence[str] = (),
    anniversary: Collection[PostCandidate] = (),
    excluded: Collection[str] = frozenset(),
    profanity: bool = False,
) -> PostCandidate | None:
    """Return today's highlight, or None if nothing may be shown.

    `shown` is ordered oldest first. A quote of `pinned_queue` that is among the candidates and not
    excluded comes first, even if profane or shown before. The caller removes it from the queue.
    Then comes the best line of the episodes whose `anniversary` it is.
    """
    rotation = _Rotation(candidates, seed=seed, excluded=excluded, profanity=profanity)
    return rotation.choose(shown, today=today, pinned_queue=pinned_queue, anniversary=anniversary)


def upcoming(
    candidates: Collection[PostCandidate],
    shown: Sequence[ShownHighlight],
    days: Sequence[date],
    *,
    seed: int,
    pinned_queue: Sequence[str] = (),
    anniversaries: Mapping[date, Collection[PostCandidate]] | None = None,
    excluded: Collection[str] = frozenset(),
    profanity: bool = False,
) -> list[tuple[date, PostCandidate | None]]:
    """Return the choice for each of the next days, given that nothing changes."""
    rotation = _Rotation(candidates, seed=seed, excluded=excluded, profanity=profanity)
    history, queue, chosen = (
        list(shown),
        list(pinned_queue),
        list[tuple[date, PostCandidate | None]](),
    )
    for day in days:
        lines = (anniversaries or {}).get(day, ())
        one = rotation.choose(history, today=day, pinned_queue=queue, anniversary=lines)
        chosen.append((day, one))
        if one is not None:
            history.append(to_shown(one, day))
            queue = [quote for quote in queue if quote != one.quote]
    return chosen


def anniversary_line(
    candidates: Collection[PostCandidate],
    shown: Sequence[ShownHighlight],
    *,
    today: date,
    excluded: Collection[str] = frozenset(),
    profanity: bool = False,
) -> PostCandidate | None:
    """Return the best line of the episodes whose anniversary it is, one not shown yet if any is.

    Return None if a line of theirs was shown today.
    """
    episodes = {one.episode for one in candidates}
    if any(one.date == today and one.episode in episodes for one in shown):
        return None
    known = {one.quote for one in shown}
    allowed = [
        one for one in candidates if one.quote not in excluded and (profanity or not one.profane)
    ]
    return max(
        allowed, key=lambda one: (one.quote not in known, one.pinned, one.score), default=None
    )


class _Rotation:
    """The candidates of a server, prepared for one choice or several in a row."""

    def __init__(
        self,
        candidates: Collection[PostCandidate],
        *,
        seed: int,
        excluded: Collection[str],
        profanity: bool,
    ) -> None:
        self._excluded, self._profanity = excluded, profanity
        self._allowed = {one.quote: one for one in candidates if one.quote not in excluded}
        pool = [one for one in self._allowed.values() if profanity or not one.profane]
        self._pool = spacing.CandidatePool(pool, seed=seed)

    def choose(
        self,
        shown: Sequence[ShownHighlight],
        *,
        today: date,
        pinned_queue: Sequence[str],
        anniversary: Collection[PostCandidate],
    ) -> PostCandidate | None:
        pinned = (self._allowed[quote] for quote in pinned_queue if quote in self._allowed)
        if first := next(pinned, None) or anniversary_line(
            anniversary,
            shown,
            today=today,
            excluded=self._excluded,
            profanity=self._profanity,
        ):
            return first
        pool = self._pool
        last = {one.quote: place for place, one in enumerate(shown) if one.quote in pool.index}
        seen = [pool.index[quote] for quote in sorted(last, key=last.__getitem__)]
        is_unseen = np.ones(len(pool.candidates), np.bool_)
        is_unseen[seen] = False
        unseen = np.flatnonzero(is_unseen)
        repeats = [pool.candidates[at] for at in seen]
        if not len(unseen):
            return _repeat(repeats, shown)
        if len(np.unique(pool.episodes.codes[unseen])) == 1:
            episode = pool.candidates[int(unseen[0])].episode
            repeated = _interleaved(episode, len(unseen), repeats, shown, today=today)
            if repeated is not None:
                return repeated
        return pool.most_due(unseen, shown)


def count_unposted(
    candidates: Collection[PostCandidate],
    shown: Sequence[ShownHighlight],
    *,
    excluded: Collection[str] = frozenset(),
    profanity: bool = False,
) -> int:
    """Return how many highlights are left that may be shown and have not been."""
    allowed = {one.quote for one in candidates if profanity or not one.profane}
    return len(allowed.difference(excluded, (one.quote for one in shown)))


def to_shown(candidate: PostCandidate, day: date) -> ShownHighlight:
    """Return the record of a highlight that was shown on a day."""
    return ShownHighlight(
        candidate.quote, candidate.episode, candidate.chapter, candidate.speaker, day
    )


def _repeat(seen: Sequence[PostCandidate], shown: Sequence[ShownHighlight]) -> PostCandidate | None:
    """Return the highlight to repeat, given all `seen` ones, oldest first.

    Of the older half, it is the first of another episode than yesterday's, else of another
    chapter, else simply the oldest. So the spacing of the first round is kept.
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
    """Return a highlight to repeat between two of a new episode, the only one with unseen ones.

    An episode is new if its first highlight was shown after `LATE_CYCLES` of its cycles; one that
    was there from the start comes up within about one cycle. Returns None for an old episode, whose
    last unseen highlights are not delayed, and unless yesterday's highlight was of this episode.
    """
    if not shown or shown[-1].episode != newest:
        return None
    others = [one for one in seen if one.episode != newest]
    total = unseen + len(seen)
    joined = next(place for place, one in enumerate(shown) if one.episode == newest)
    if joined * (total - len(others)) <= LATE_CYCLES * total:
        return None
    recent = {one.quote for one in shown if today - one.date < MIN_REST_DAYS}
    return next((one for one in others if one.quote not in recent), None)
