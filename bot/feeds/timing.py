"""Say when a feed is fetched next, and an item checked; pure but for chance.

All times are spread at random, so that feeds that were followed together, or failed together, are
not all fetched at once.
"""

import random
from datetime import datetime, timedelta

from bot.followed import Feed

SHORTEST, USUAL, LONGEST = timedelta(minutes=30), timedelta(hours=1), timedelta(days=1)
"""Between two fetches of a feed: at least, where it asks for nothing, and at most."""

COMPLETE = timedelta(days=7)
"""Between two fetches of a feed that expects no more episodes."""

FIRST_RETRY, LONGEST_RETRY = timedelta(minutes=5), timedelta(days=1)
REMOVED_RETRY, LONGEST_REMOVED_RETRY = timedelta(days=1), timedelta(days=7)
"""After a failure, and after the server has said that there is nothing at the address."""

FIRST_CHECK, LAST_CHECK = timedelta(hours=6), timedelta(days=30)
"""Between two checks of whether a transcript that was imported has changed."""

FARTHEST_FETCH, FARTHEST_CHECK = 1.5 * LONGEST_REMOVED_RETRY, 1.1 * LAST_CHECK
"""Until when a feed is fetched again, and an item checked, at most."""

_LONGEST_WAIT = 7 * 86_400.0
_MOST_DOUBLINGS = 12


def usual_pause(feed: Feed) -> float:
    """Return the seconds between two fetches of a feed, as it asks for, within limits."""
    if feed.complete:
        return COMPLETE.total_seconds()
    asked = USUAL.total_seconds() if feed.pause is None else feed.pause
    return min(max(asked, SHORTEST.total_seconds()), LONGEST.total_seconds())


def next_fetch(pause: float, *, now: datetime, chance: random.Random) -> datetime:
    """Return when to fetch a feed again that has just been fetched."""
    return now + timedelta(seconds=pause) * chance.uniform(1.0, 1.1)


def next_retry(
    failures: int, *, now: datetime, chance: random.Random, wait: float = 0.0, removed: bool = False
) -> datetime:
    """Return when to try again after so many failures in a row, the pause doubling each time.

    `wait` is the seconds for which the server asks not to be asked again.
    """
    first, longest = (
        (REMOVED_RETRY, LONGEST_REMOVED_RETRY) if removed else (FIRST_RETRY, LONGEST_RETRY)
    )
    doubled = min(first * 2 ** min(failures - 1, _MOST_DOUBLINGS), longest)
    asked = timedelta(seconds=min(wait, _LONGEST_WAIT))
    return now + max(doubled, asked) * chance.uniform(1.0, 1.5)


def next_check(imported_at: datetime, *, now: datetime, chance: random.Random) -> datetime:
    """Return when to look again whether a transcript has changed: the older, the later."""
    pause = min(max(now - imported_at, FIRST_CHECK), LAST_CHECK)
    return now + pause * chance.uniform(1.0, 1.1)
