"""Split text into folded words and stems, by the same rules for the index and for queries."""

import html
import re
from collections.abc import Collection
from functools import lru_cache

from bot.text.folding import fold_letters
from bot.text.languages import ENGLISH, Language, uncached_stem
from bot.text.numbers import may_have_numbers, with_digits
from bot.text.signs import joined_hyphens, may_be_respelt, spell_signs, usual_spelling

LONGEST_WORD = 40

_ENDINGS = ("s", "es", "ed", "d", "ing")
_REMOVED = dict.fromkeys(map(ord, "'’‘ʼ`´\u00ad\u200b\u200e\u200f\u2060\ufeff"))
"""Apostrophes, and characters that are not seen but may be within words."""
_ASCII_WORDS = {
    code: None if code in _REMOVED else chr(code).lower() if chr(code).isalnum() else " "
    for code in range(128)
}
"""What becomes of each ASCII character, so that splitting leaves the words."""
# Scripts written without spaces: each character is a word, and neighbours match as phrases.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
# Vowels and tones that belong to the character before them: Thai, Lao, Burmese and Khmer.
_SIGNS = (
    "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u102b-\u103e\u17b4-\u17d3"
)
_UNSPACED_FIRST = re.compile(f"[{_UNSPACED}]")
_INDIC = "\u0900-\u0963\u0966-\u0dff"
_WORDS = re.compile(f"[{_UNSPACED}][{_SIGNS}]*|(?:(?![{_UNSPACED}])(?:[^\\W_]|[{_INDIC}]))+")


def stop_words() -> frozenset[str]:
    """Return the folded words that are too frequent to say what a query is about."""
    return ENGLISH.stop_words


def words(text: str) -> list[str]:
    """Return the folded words of a text in order, without case, accents and punctuation.

    Signs that make another word are spelt ("C++" is "cplusplus"). A longer word is cut to 40
    characters.
    """
    text = spell_signs(html.unescape(text) if "&" in text else text)
    if not text.isascii():
        text = text.translate(_REMOVED)
    if text.isascii():
        folded = text.translate(_ASCII_WORDS).split()
    else:
        folded = _WORDS.findall(fold_letters(text))
    return [word[:LONGEST_WORD] for word in folded]


def split_characters(word: str) -> tuple[str, ...]:
    """Return a folded word in the words that it is indexed as: several in an unspaced script."""
    return (word,) if word.isascii() else tuple(_WORDS.findall(word))


def usual_words(
    text: str, folded: list[str], languages: Collection[Language], *, join_hyphens: bool
) -> list[str]:
    """Return the folded words of a text in one spelling, with numbers in digits.

    "twenty-five e-mails" gives "25 emails". `folded` are its words as they stand, which most texts
    keep. With `join_hyphens`, two words with a hyphen may be one.
    """
    spelt = unescaped = html.unescape(text) if "&" in text else text
    if may_have_numbers(spelt, folded, languages):
        spelt = with_digits(spelt, languages)
    if may_be_respelt(spelt, folded):
        spelt = usual_spelling(spelt)
    if join_hyphens:
        spelt = joined_hyphens(spelt)
    return folded if spelt == unescaped else words(spelt)


def is_unspaced(word: str) -> bool:
    """Return whether a folded word begins with a character of a script without spaces."""
    return bool(_UNSPACED_FIRST.match(word))


def stem(word: str) -> str:
    """Return the stem under which a folded word is indexed."""
    return ENGLISH.stem(word)


@lru_cache(maxsize=500)
def inflections(word: str) -> frozenset[str]:
    """Return the inflections of a folded word that share its stem, the word included.

    Other words may share it too: "generics" has the stem of "general" and "generate".
    """
    bases = {word, *(word.removesuffix(ending) for ending in _ENDINGS)}
    bases |= {f"{base}e" for base in bases} | {base[:-1] for base in bases if base[-1:] == "e"}
    forms = {f"{base}{ending}" for base in bases for ending in ("", *_ENDINGS)}
    stemmed = stem(word)
    # Most forms are no words, and would fill the memory that is kept for stems.
    return frozenset(form for form in forms if uncached_stem(form) == stemmed)


def stems(folded: list[str]) -> list[str]:
    """Return the stem of each folded word."""
    return list(map(stem, folded))
