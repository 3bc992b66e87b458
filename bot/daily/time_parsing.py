"""Parse times of day and days of the week as people type them; pure."""

import re
from collections.abc import Sequence
from datetime import date, time, timedelta

from bot.errors import LibraryError
from bot.schedules import EVERY_DAY
from bot.text.display import fold
from bot.translation import format_month, format_weekday
from bot.translation import gettext as _

WEEKDAYS = frozenset(range(5))
WEEKEND = EVERY_DAY - WEEKDAYS

DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january february march april may june july august september october november december"
).split()
"""Names are taken in English and in the member's language."""
_SETS = {
    "daily": EVERY_DAY,
    "every day": EVERY_DAY,
    "everyday": EVERY_DAY,
    "all days": EVERY_DAY,
    "all": EVERY_DAY,
    "weekdays": WEEKDAYS,
    "weekday": WEEKDAYS,
    "workdays": WEEKDAYS,
    "weekends": WEEKEND,
    "weekend": WEEKEND,
}
_FILLERS = {"and", "on", "every"}
_SHORTEST = 2
_TIME = re.compile(r"(\d{1,2})(?:[:.h ]?(\d{2}))?\s*h?\s*(?:(a|p)\.?m\.?)?(?:\s*o'?clock)?")
_NAMED = {"noon": time(12), "midday": time(12), "midnight": time(0)}
_NOON = 12


def parse_time_of_day(text: str) -> time:
    """Parse a time like 9, 9am, 21:30, 9.30 pm, 2130 or noon; raise LibraryError if it is none."""
    query = " ".join(text.casefold().split())
    if query in _NAMED:
        return _NAMED[query]
    match = _TIME.fullmatch(query)
    hour = _hour(int(match[1]), match[3]) if match else None
    minute = int(match[2] or 0) if match else 0
    if hour is None or hour >= 24 or minute >= 60:  # noqa: PLR2004 - of a day, of an hour
        raise LibraryError(
            _("“{typed}” is no time of day: write it like 09:00, 21:30 or 9pm.").format(
                typed=text[:40]
            )
        )
    return time(hour, minute)


def parse_days_of_week(text: str) -> frozenset[int]:
    """Parse days like weekdays, mon wed fri, mon-fri or every day; raise LibraryError if none."""
    folded = fold(text)
    named = _SETS | {
        fold(_("every day")): EVERY_DAY,
        fold(_("weekdays")): WEEKDAYS,
        fold(_("weekends")): WEEKEND,
    }
    if folded in named:
        return named[folded]
    words = re.sub(r"\s*(?:-|–|\bto\b)\s*", "-", text.casefold())
    found: set[int] = set()
    for word in re.split(r"[\s,;&+/]+", words.strip(" ,.")):
        if word not in _FILLERS:
            found |= _span(word, text)
    if not found:
        raise _unreadable(text)
    return frozenset(found)


def find_day(text: str, days: Sequence[date], *, today: date) -> date | None:
    """Return the first of some days that a text names, None if it names none of them.

    It may be a date like 2026-12-24 or 24 december, the name of a day, today or tomorrow.
    """
    folded = fold(text.replace("-", " "))
    near = _near_days(today).get(folded)
    return next((day for day in days if day == near or _names(folded, day)), None)


def _near_days(today: date) -> dict[str, date]:
    tomorrow = today + timedelta(days=1)
    return {
        "today": today,
        "tonight": today,
        "tomorrow": tomorrow,
        fold(_("today")): today,
        fold(_("tomorrow")): tomorrow,
    }


def _names(folded: str, day: date) -> bool:
    """Return whether every word of a text fits a date, in any order."""
    if folded == fold(f"{day:%Y %m %d}"):
        return True
    words = [word for word in folded.split() if word not in {"next", "of", "on", "the", "this"}]
    weekdays = (DAY_NAMES[day.weekday()], fold(format_weekday(day.weekday())))
    months = (_MONTHS[day.month - 1], fold(format_month(day.month)))
    return bool(words) and all(
        (len(word) >= _SHORTEST and any(name.startswith(word) for name in weekdays))
        or (len(word) > _SHORTEST and any(name.startswith(word) for name in months))
        or re.fullmatch(rf"{day.day}(?:st|nd|rd|th)?", word)
        for word in words
    )


def _hour(hour: int, half: str | None) -> int | None:
    """Return the hour from 0 to 23; None if there is no such hour before or after noon."""
    if half is None:
        return hour
    if not 1 <= hour <= _NOON:
        return None
    return hour % _NOON + (_NOON if half == "p" else 0)


def _span(word: str, text: str) -> frozenset[int]:
    """Parse a day, a name for several days, or a range, which may include Sunday to Monday."""
    if word in _SETS:
        return _SETS[word]
    ends = [_day(name, text) for name in word.split("-")]
    if len(ends) > 2:  # noqa: PLR2004 - a span has two ends
        raise _unreadable(text)
    first, last = ends[0], ends[-1]
    return frozenset((first + step) % 7 for step in range((last - first) % 7 + 1))


def _day(word: str, text: str) -> int:
    name = word.rstrip(".").removesuffix("s") if len(word) > len("mons") else word.rstrip(".")
    if len(name) >= _SHORTEST:
        for number, day in enumerate(DAY_NAMES):
            if day.startswith(name) or fold(format_weekday(number)).startswith(fold(name)):
                return number
    raise _unreadable(text)


def _unreadable(text: str) -> LibraryError:
    return LibraryError(
        _("“{typed}” names no days: write every day, weekdays, weekends or mon wed fri.").format(
            typed=text[:60]
        )
    )
