"""Messages, dates and numbers in the language of the member who reads them.

Messages are translated by gettext from the catalogues in `data/locales`, and dates and numbers are
formatted by Babel. The language is a context variable, so that each command and press has its own.
"""

import gettext as catalogues
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import cast

from babel import Locale, dates, numbers
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ENGLISH = "en"

LANGUAGES = {
    ENGLISH: "English",
    "de": "Deutsch",
    "es": "Español",
    "fr": "Français",
    "ja": "日本語",
}
"""The languages that have a catalogue, by their code, each with its own name for itself."""

FOLDER = Path(__file__).resolve().parent.parent / "data" / "locales"

_FORMATS = {ENGLISH: "en_GB"}
"""The locale of dates and numbers, where it is not the language: hours are counted to 24."""

_language: ContextVar[str] = ContextVar("language", default=ENGLISH)


def current_language() -> str:
    """Return the code of the language of the current context."""
    return _language.get()


def supported_language(locale: str) -> str:
    """Return the language for a locale of Discord, for example es for es-419; else English."""
    code = locale.partition("-")[0]
    return code if code in LANGUAGES else ENGLISH


def use_language(language: str) -> None:
    """Set the language for the rest of the current task."""
    _language.set(language)


@contextmanager
def speaking(language: str) -> Generator[None]:
    """Set the language for a block."""
    token = _language.set(language)
    try:
        yield
    finally:
        _language.reset(token)


def gettext(message: str) -> str:
    """Translate a message."""
    return _catalogue(_language.get()).gettext(message)


def ngettext(one: str, many: str, number: int) -> str:
    """Translate a message in the plural form of a number."""
    return _catalogue(_language.get()).ngettext(one, many, number)


def format_count(one: str, many: str, number: int) -> str:
    """Translate a number with its noun; both forms have `{number}`, which is formatted."""
    return ngettext(one, many, number).format(number=format_number(number))


def pgettext(context: str, message: str) -> str:
    """Translate a message that has several meanings; the context says which is meant."""
    return _catalogue(_language.get()).pgettext(context, message)


def N_(message: str) -> str:  # noqa: N802 - the name by which gettext's tools know it
    """Mark a message to be translated later, where the language is known; return it unchanged."""
    return message


def _locale() -> str:
    return _FORMATS.get(_language.get(), _language.get())


def format_date(day: date, pattern: str = "medium") -> str:
    """Format a date: `short`, `medium`, `long` or `full`, or a skeleton such as `MMMEd`."""
    if pattern in {"short", "medium", "long", "full"}:
        return dates.format_date(day, pattern, locale=_locale())
    return dates.format_skeleton(pattern, day, locale=_locale())


def format_day(day: date) -> str:
    """Format a date near today, with its weekday and without its year."""
    locale = Locale.parse(_locale())
    pattern = locale.datetime_skeletons["MMMMEd"].pattern.replace("E", "EEEE")
    return dates.format_date(day, pattern, locale=locale)


def format_time(moment: time | datetime) -> str:
    """Format a time of day, to the minute."""
    return dates.format_time(moment, "short", locale=_locale())


def format_weekday(weekday: int) -> str:
    """Return the name of a weekday, numbered as in `date.weekday()`, 0 for Monday."""
    return dates.get_day_names("wide", locale=_locale())[weekday]


def format_month(month: int) -> str:
    """Return the name of a month, from 1 for January."""
    return dates.get_month_names("wide", locale=_locale())[month]


def format_number(number: float) -> str:
    """Format a number with the language's separators."""
    return numbers.format_decimal(number, locale=_locale())


def format_language(code: str) -> str:
    """Return the name of a language by its code of ISO 639; the code if it has no name here."""
    names = cast("Mapping[str, str]", Locale.parse(_locale()).languages)
    return names.get(code, code)


def format_list(items: list[str]) -> str:
    """Join items as the language lists them, for example with "and" before the last."""
    from babel.lists import format_list as join  # noqa: PLC0415 - of the same name

    return join(items, locale=_locale())


@cache
def _catalogue(language: str) -> catalogues.NullTranslations:
    """Read the catalogue of a language; English needs none, as its messages are the keys."""
    path = FOLDER / f"{language}.po"
    if language == ENGLISH or not path.is_file():
        return catalogues.NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return catalogues.GNUTranslations(compiled)
