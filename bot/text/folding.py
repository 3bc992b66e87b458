"""Fold the letters of a text, so that the spellings of one word are equal; pure.

Case, accents and ligatures go, and so do the vowel points of Arabic and Hebrew, which are seldom
typed. Marks that make another letter (й, が) or a syllable (Thai, Devanagari) stay.
"""

import re
import unicodedata

_LETTERS = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "ı": "i",
        "ŧ": "t",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        # Arabic letters that are typed for one another, and tatweel, which only stretches a word.
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ة": "ه",
        "ک": "ك",
        "ـ": "",
        # Hebrew letters at the end of a word.
        "ך": "כ",
        "ם": "מ",
        "ן": "נ",
        "ף": "פ",
        "ץ": "צ",
    }
)
_SHORT_I = ("\u0438\u0306", "\u0439")
_MARKS = re.compile("[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]")
"""The marks that are dropped: accents, and the points of Cyrillic, Hebrew and Arabic."""

_OTHER_DIGIT = re.compile(r"(?![0-9])\d")


def fold_letters(text: str) -> str:
    """Return a text in lower case, without accents, and with the digits of any script as 0 to 9."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold()).casefold().replace(*_SHORT_I)
    unaccented = unicodedata.normalize("NFC", _MARKS.sub("", decomposed)).translate(_LETTERS)
    return _OTHER_DIGIT.sub(lambda digit: str(unicodedata.digit(digit[0])), unaccented)
