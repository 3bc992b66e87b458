"""The time zones that a manager probably wants, to be offered in a menu."""

from collections.abc import Iterable

from bot.daily.timezone_names import COMMON
from bot.daily.timezones import MAX_ZONES

_BY_LOCALE = {
    "bg": "Europe/Sofia",
    "cs": "Europe/Prague",
    "da": "Europe/Copenhagen",
    "de": "Europe/Berlin Europe/Vienna Europe/Zurich",
    "el": "Europe/Athens",
    "en-GB": "Europe/London Europe/Dublin",
    "en-US": "America/New_York America/Chicago America/Denver America/Los_Angeles",
    "es-419": "America/Mexico_City America/Bogota America/Lima America/Argentina/Buenos_Aires "
    "America/Santiago",
    "es-ES": "Europe/Madrid Atlantic/Canary",
    "fi": "Europe/Helsinki",
    "fr": "Europe/Paris Europe/Brussels America/Toronto",
    "hi": "Asia/Kolkata",
    "hr": "Europe/Zagreb",
    "hu": "Europe/Budapest",
    "id": "Asia/Jakarta",
    "it": "Europe/Rome",
    "ja": "Asia/Tokyo",
    "ko": "Asia/Seoul",
    "lt": "Europe/Vilnius",
    "nl": "Europe/Amsterdam Europe/Brussels",
    "no": "Europe/Oslo",
    "pl": "Europe/Warsaw",
    "pt-BR": "America/Sao_Paulo America/Manaus Europe/Lisbon",
    "ro": "Europe/Bucharest",
    "ru": "Europe/Moscow",
    "sv-SE": "Europe/Stockholm",
    "th": "Asia/Bangkok",
    "tr": "Europe/Istanbul",
    "uk": "Europe/Kyiv",
    "vi": "Asia/Ho_Chi_Minh",
    "zh-CN": "Asia/Shanghai",
    "zh-TW": "Asia/Taipei",
}


def likely_zones(locales: Iterable[str], *, chosen: str | None) -> tuple[str, ...]:
    """Return 25 zones: the chosen one, those where the locales of Discord are spoken, and others.

    They are in this order, so that the likeliest are seen without scrolling.
    """
    spoken = [zone for locale in locales for zone in _BY_LOCALE.get(locale, "").split()]
    first = [chosen] if chosen else []
    ordered: dict[str, None] = dict.fromkeys([*first, *spoken, *COMMON])
    return tuple(ordered)[:MAX_ZONES]
