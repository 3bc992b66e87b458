"""Build the suggestions of the options `after` and `before`: what day a text is read as; pure."""

from datetime import date, timedelta

from bot.models import Suggestion
from bot.translation import format_date
from bot.translation import gettext as _
from bot.ui import text

_MONTH, _QUARTER, _YEAR = (timedelta(days=days) for days in (30, 91, 365))


def suggestion(day: date, named: str) -> Suggestion:
    """Return the suggestion of a day that was typed, and say which it is."""
    name = _("{typed}: {date}").format(typed=text.label(named, 60), date=format_date(day))
    return Suggestion(name, day.isoformat())


def usual(today: date) -> list[Suggestion]:
    """Return the suggestions where nothing is typed: some time ago, and the last two years."""
    named = (
        (_("A month ago"), today - _MONTH),
        (_("Three months ago"), today - _QUARTER),
        (_("A year ago"), today - _YEAR),
        (_("This year"), date(today.year, 1, 1)),
        (_("Last year"), date(today.year - 1, 1, 1)),
    )
    return [suggestion(day, name) for name, day in named]
