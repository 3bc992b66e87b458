"""Place quotes between the times that a transcript states, and chapters at those of quotes; pure.

A cue can be minutes long, and all quotes in it have the time of its start. Where the next time is
known, speech is taken to run evenly between the two.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from bot.models import Chapter, Excerpt

_NEAR_MS = 10_000
"""A quote this near to a stated time is told by that time."""

_SLOWEST = 4
"""In characters a second: speech is faster, so something else lies between the two times."""

_NEAR = 150
"""In characters: a quote this near to where a stated time begins is told by that time."""


def times_between(starts: Sequence[int], stated: Sequence[int | None]) -> list[int | None]:
    """Return when each quote is spoken, if it is well after the time that is stated for it.

    `starts` are the offsets of quotes in order, in characters, and `stated` their times in
    milliseconds. Where no later time is known, it is the stated time itself: spoken after that.
    """
    groups = [list(group) for _, group in groupby(range(len(starts)), key=lambda at: stated[at])]
    times: list[int | None] = [None] * len(starts)
    for number, group in enumerate(groups):
        following = groups[number + 1][0] if number + 1 < len(groups) else None
        for at in group[1:]:
            times[at] = _between(starts, stated, first=group[0], at=at, following=following)
    return times


def timed_chapters(
    chapters: Sequence[Chapter], starts: Sequence[int], stated: Sequence[int | None]
) -> tuple[Chapter, ...]:
    """Return chapters, and their excerpts, with the times stated for the quotes they begin in.

    `starts` and `stated` are as in `times_between`.
    """

    def timed(excerpt: Excerpt) -> Excerpt:
        at = bisect_right(starts, excerpt.start) - 1
        return replace(excerpt, start_ms=stated[at]) if at >= 0 else excerpt

    def begun(chapter: Chapter) -> int | None:
        at = bisect_left(starts, chapter.start)
        return stated[at] if at < len(starts) and starts[at] < chapter.end else None

    return tuple(
        replace(one, summary=tuple(map(timed, one.summary)), start_ms=begun(one))
        for one in chapters
    )


def _between(
    starts: Sequence[int],
    stated: Sequence[int | None],
    *,
    first: int,
    at: int,
    following: int | None,
) -> int | None:
    begin, end = stated[first], None if following is None else stated[following]
    since = starts[at] - starts[first]
    if begin is None or since < _NEAR:
        return None
    if following is None or end is None or end <= begin:
        return begin
    length = starts[following] - starts[first]
    if 1000 * length < _SLOWEST * (end - begin):
        return begin
    elapsed = (end - begin) * since // length
    return begin + elapsed if elapsed >= _NEAR_MS else None
