"""Choose each day's highlight: none twice before all were shown, well spaced, the better sooner.

While something is unseen, it is chosen from that: its episode, its chapter and its speaker should
each come up as evenly as its share of the unseen allows, and a good one may come early. A new
episode takes its share and no more. Once all were seen they come again, those shown longest ago
first. Pure: the same history gives the same choice, so a preview shows what will be posted.
"""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

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
    allowed = {one.quote: one for one in candidates if one.quote not in excluded}
    if pinned := next((allowed[quote] for quote in pinned_queue if quote in allowed), None):
        return pinned
    pool = [one for one in allowed.values() if profanity or not one.profane]
    last = {one.quote: place for place, one in enumerate(shown)}
    unseen = [one for one in pool if one.quote not in last]
    seen = sorted((one for one in pool if one.quote in last), key=lambda one: last[one.quote])
    if not unseen:
        return _again(seen, shown)
    return _amid(unseen, seen, shown, today=today) or spacing.best(
        unseen, shown, seed=seed, scores=[one.score for one in pool]
    )


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
    history, queue, chosen = list(shown), list(pinned_queue), list[tuple[date, Candidate | None]]()
    for day in days:
        one = choose(
            candidates,
            history,
            today=day,
            seed=seed,
            pinned_queue=queue,
            excluded=excluded,
            profanity=profanity,
        )
        chosen.append((day, one))
        if one is not None:
            history.append(as_shown(one, day))
            queue = [quote for quote in queue if quote != one.quote]
    return chosen


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
    unseen: Sequence[Candidate],
    seen: Sequence[Candidate],
    shown: Sequence[Shown],
    *,
    today: date,
) -> Candidate | None:
    """Return one to show again between two of a new episode, when only that has unseen ones.

    What was there from the start comes up within about one cycle of its episode; what first came
    up much later is new. The last unseen ones of an old episode are not put off by repeats.
    """
    newest = {one.episode for one in unseen}
    if not shown or newest != {shown[-1].episode}:
        return None
    others = [one for one in seen if one.episode not in newest]
    pool = len(unseen) + len(seen)
    joined = next(place for place, one in enumerate(shown) if one.episode in newest)
    if joined * (pool - len(others)) <= LATE_CYCLES * pool:
        return None
    recent = {one.quote for one in shown if today - one.date < REST}
    return next((one for one in others if one.quote not in recent), None)
