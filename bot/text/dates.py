"""Read dates as people type them, in each language of the bot; pure.

For example 2024, March 2024, 3 months ago, vor einem Jahr, 2024年3月. A period stands for its first
day. Where a day could be a month, the day comes first, as in most of the world.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from bot.text.folding import fold_letters

_MONTHS = tuple(
    names.split()
    for names in (
        "january januar enero janvier",
        "february februar febrero fevrier",
        "march marz maerz marzo mars",
        "april abril avril",
        "may mai mayo",
        "june juni junio juin",
        "july juli julio juillet",
        "august agosto aout",
        "september septiembre setiembre septembre",
        "october oktober octubre octobre",
        "november noviembre novembre",
        "december dezember diciembre decembre",
    )
)
_UNITS = {
    name: unit
    for unit, names in {
        "day": "d day days tag tage tagen dia dias jour jours",
        "week": "w week weeks woche wochen semana semanas semaine semaines",
        "month": "m month months monat monate monaten mes meses mois",
        "year": "y year years jahr jahre jahren jahres ano anos an ans annee annees",
    }.items()
    for name in names.split()
}
_ONE = frozenset("a an one ein eine einem einer einen un una une".split())
_AGO = frozenset("ago back il y a vor hace".split())
_LAST = re.compile(r"last|letzte[nmrs]?|dernie(?:r|re)|pasad[oa]|past")
_THIS = re.compile(r"this|diese[nmrs]?|ce|cet|cette|est[ea]")
_NEAR = {
    **dict.fromkeys(("today", "heute", "hoy", "aujourdhui", "今日"), 0),
    **dict.fromkeys(("yesterday", "gestern", "ayer", "hier", "昨日"), 1),
}
_FILLERS = frozenset("the of de del le la el der den das in im on en am seit since from".split())
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er)?")
_NUMERIC = re.compile(r"(\d{1,4})(?:[-/.](\d{1,4}))?(?:[-/.](\d{1,4}))?\.?")
_JAPANESE = re.compile(r"(\d{4})年(?:(\d{1,2})月(?:(\d{1,2})日)?)?")
_JAPANESE_AGO = re.compile(r"(\d{1,3})(日|週間?|[かヶカヵケ]月|年)間?前")
_JAPANESE_UNITS = {"日": "day", "週": "week", "年": "year"}
_YEARS, _LAST_MONTH, _MOST_AGO, _SHORTEST, _IN_A_WEEK = range(1900, 3000), 12, 999, 3, 7


def parse_date(text: str, *, today: date) -> date | None:
    """Return the day that a text names, or the first day of a period; None if it names none."""
    folded = fold_letters(text[:60]).replace("'", "").replace("’", "").strip(" ,")
    spaced = re.sub(r"\s+", "", folded)
    if japanese := _JAPANESE.fullmatch(spaced):
        return _day(*(int(part or 1) for part in japanese.groups()))
    if ago := _JAPANESE_AGO.fullmatch(spaced):
        return _before(today, int(ago[1]), _JAPANESE_UNITS.get(ago[2][0], "month"))
    if numeric := _NUMERIC.fullmatch(spaced):
        return _from_numbers([part for part in numeric.groups() if part])
    tokens = re.findall(r"\w+", folded)
    if len(tokens) == 1 and tokens[0] in _NEAR:
        return today - timedelta(days=_NEAR[tokens[0]])
    return _relative(tokens, today) or _named(tokens, today)


def _from_numbers(parts: Sequence[str]) -> date | None:
    """Read a year, a year and a month in any order, or a day in either order."""
    numbers = [int(part) for part in parts]
    if len(parts[0]) != len("2024"):
        numbers.reverse()
        if len(numbers) == 3 and numbers[1] > _LAST_MONTH:  # noqa: PLR2004 - year, month, day
            numbers[1:] = numbers[:0:-1]
    return _day(*numbers) if numbers[0] in _YEARS else None


def _relative(tokens: Sequence[str], today: date) -> date | None:
    """Read a time before today, in words of any of the languages."""
    split = [part for token in tokens for part in re.findall(r"\d+|[^\W\d]+", token)]
    for at, token in enumerate(split[:-1]):
        unit = _UNITS.get(split[at + 1])
        if unit and (token.isdigit() or token in _ONE):
            others = {*split[:at], *split[at + 2 :]}
            count = int(token) if token.isdigit() else 1
            return _before(today, count, unit) if others <= _AGO else None
    units = [_UNITS[token] for token in tokens if token in _UNITS]
    if len(units) == 1 and any(map(_LAST.fullmatch, tokens)):
        return _before(_first_day(units[0], today), 1, units[0])
    if len(units) == 1 and any(map(_THIS.fullmatch, tokens)):
        return _first_day(units[0], today)
    return None


def _named(tokens: Sequence[str], today: date) -> date | None:
    """Read a month by its name, with a day and a year in any order; else the last such month."""
    year = month = day = None
    for token in tokens:
        ordinal = _ORDINAL.fullmatch(token)
        if token.isdigit() and int(token) in _YEARS and year is None:
            year = int(token)
        elif ordinal and day is None:
            day = int(ordinal[1])
        elif month is None and (found := _month(token)):
            month = found
        elif token not in _FILLERS:
            return None
    if month is None:
        return _day(year) if year and day is None else None
    if year is None:
        year = today.year - ((month, day or 1) > (today.month, today.day))
    return _day(year, month, day or 1)


def _month(token: str) -> int | None:
    """Return the only month that begins with a token of three or more letters."""
    found = [
        number
        for number, names in enumerate(_MONTHS, start=1)
        if any(name.startswith(token) for name in names)
    ]
    return found[0] if len(found) == 1 and len(token) >= _SHORTEST else None


def _day(year: int, month: int = 1, day: int = 1) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _first_day(unit: str, today: date) -> date:
    if unit == "week":
        return today - timedelta(days=today.weekday())
    if unit == "day":
        return today
    return today.replace(day=1, month=today.month if unit == "month" else 1)


def _before(today: date, count: int, unit: str) -> date | None:
    """Return the day so many units before, the last of its month if that is shorter."""
    if count > _MOST_AGO:
        return None
    if unit in {"day", "week"}:
        return today - timedelta(days=count * (_IN_A_WEEK if unit == "week" else 1))
    months = today.year * _LAST_MONTH + today.month - 1
    months -= count * (_LAST_MONTH if unit == "year" else 1)
    year, month = divmod(months, _LAST_MONTH)
    days = (today.day - lost for lost in range(4))
    return next((one for day in days if (one := _day(year, month + 1, day))), None)
