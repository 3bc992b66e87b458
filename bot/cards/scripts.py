"""Tell the scripts of characters, what they need, and which font has them."""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache

_PLAIN = frozenset(
    "LATIN GREEK CYRILLIC ARMENIAN GEORGIAN HIRAGANA KATAKANA KATAKANA-HIRAGANA CJK HANGUL BOPOMOFO"
    " FULLWIDTH HALFWIDTH IDEOGRAPHIC".split()
)
"""Scripts whose letters are drawn one after the other, as they are."""

_EAST_ASIAN = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL"})
_SAMPLES = {
    "am": "ሀበሻ",
    "ar": "سلام",
    "as": "অসমীয়া",
    "be": "Ўі",
    "bg": "Щъ",
    "bn": "বাংলা",
    "dz": "རྫོང",
    "el": "Ωά",
    "fa": "فارسیپگ",
    "gu": "ગુજરાતી",
    "he": "שלום",
    "hi": "हिन्दी",
    "hy": "Հայ",
    "ja": "漢字かなカナ",
    "ka": "ქართ",
    "kk": "Қазақ",
    "km": "ខ្មែរ",
    "kn": "ಕನ್ನಡ",
    "ko": "한국어",
    "ku": "کوردی",
    "ky": "Кыргыз",
    "lo": "ລາວ",
    "mk": "Ќѓ",
    "ml": "മലയാളം",
    "mn": "Өү",
    "mr": "मराठी",
    "ne": "नेपाली",
    "or": "ଓଡ଼ିଆ",
    "pa": "ਪੰਜਾਬੀ",
    "ps": "پښتو",
    "ru": "Ящ",
    "si": "සිංහල",
    "sr": "Ђћ",
    "ta": "தமிழ்",
    "te": "తెలుగు",
    "th": "ภาษาไทย",
    "ug": "ئۇيغۇر",
    "uk": "Їґ",
    "ur": "اردوٹ",
    "vi": "ếữ",
    "zh": "汉字漢字",
}
"""Characters of a language, by its code; one that is not listed writes Latin letters."""

SHAPING_LIBRARY = "libfribidi0"
"""Debian's package of the library that Pillow's wheels load to set scripts that need shaping."""


@dataclass(frozen=True, slots=True)
class MissingFont:
    """A script that no font draws, with a font that does and Debian's package with it.

    `languages` are codes of ISO 639-1, in order.
    """

    script: str
    font: str
    package: str
    languages: tuple[str, ...] = ()


def script(char: str) -> str:
    """Return the first word of a character's name in Unicode, for letters that of their script."""
    return unicodedata.name(char, "UNNAMED").split(" ", 1)[0]


def sample(language: str) -> str:
    """Return letters of a language, by its code of ISO 639-1."""
    return _SAMPLES.get(language, "Aé")


def missing_fonts(languages: Iterable[str], missing: Callable[[str], str]) -> list[MissingFont]:
    """Return the fonts to add for some languages; `missing` gives what of a text has no font."""
    found: dict[MissingFont, list[str]] = {}
    for language in sorted(set(languages)):
        for char in missing(sample(language))[:1]:
            found.setdefault(_suggestion(char), []).append(language)
    return [replace(font, languages=tuple(codes)) for font, codes in found.items()]


def languages_to_shape(languages: Iterable[str]) -> list[str]:
    """Return the languages whose letters must be shaped, by their codes, in order."""
    return [
        language for language in sorted(set(languages)) if any(map(needs_shaping, sample(language)))
    ]


def _suggestion(char: str) -> MissingFont:
    name = script(char)
    if name in _EAST_ASIAN:
        return MissingFont("Chinese, Japanese and Korean", "Noto Sans CJK", "fonts-noto-cjk")
    return MissingFont(name.title(), f"Noto Sans {name.title()}", "fonts-noto-core")


def is_invisible(char: str) -> bool:
    """Return whether a character is drawn by no glyph of its own."""
    return char.isspace() or unicodedata.category(char) in {"Cc", "Cf"} or char in "\ufe0e\ufe0f"


@cache
def needs_shaping(char: str) -> bool:
    """Return whether a character is placed or formed by its neighbours, or runs right to left."""
    if unicodedata.category(char)[0] == "M" or unicodedata.bidirectional(char) in {"R", "AL"}:
        return True
    if char in "\u200c\u200d":  # they join letters, or keep them apart
        return True
    return char.isalpha() and script(char) not in _PLAIN and not char.isascii()


@cache
def shaping() -> bool:
    """Return whether Pillow can shape text here (Raqm, which loads FriBiDi)."""
    from PIL import features  # noqa: PLC0415 - only who draws a card needs it

    return bool(features.check("raqm"))
