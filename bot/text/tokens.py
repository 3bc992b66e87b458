"""Fold text into the words that the index compares: one rule for texts and for queries."""

import html
import re
import unicodedata
from functools import cache, lru_cache

from bot.text.lexicon import read_words
from bot.text.stemming import stem_english

LONGEST_WORD = 40

_ENDINGS = ("s", "es", "ed", "d", "ing")
_APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼ`´"))
_ASCII_WORDS = re.compile(r"[a-z0-9]+")
# Scripts written without spaces: each character is a word, and phrases do the rest.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_WORDS = re.compile(f"[{_UNSPACED}]|(?:(?![{_UNSPACED}])[^\\W_])+")


@cache
def stop_words() -> frozenset[str]:
    """Return the folded words that say nothing of what a query is about."""
    return read_words("query-stop")


def words(text: str) -> list[str]:
    """Return the folded words of a text in order: no case, no accents, no punctuation."""
    text = (html.unescape(text) if "&" in text else text).translate(_APOSTROPHES)
    if text.isascii():
        found = _ASCII_WORDS.findall(text.lower())
    else:
        found = _WORDS.findall(_without_marks(text.casefold()))
    return [word[:LONGEST_WORD] for word in found]


def _without_marks(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    unaccented = "".join(c for c in decomposed if unicodedata.category(c) != "Mn")
    return unicodedata.normalize("NFC", unaccented).casefold()


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Return the stem under which a folded word is indexed."""
    return stem_english(word)


@lru_cache(maxsize=20_000)
def inflections(word: str) -> frozenset[str]:
    """Return the forms of a folded word that have its stem and differ by an inflection only.

    A stem may be that of other words as well: "generics" has that of "general" and "generate".
    """
    bases = {word, *(word.removesuffix(one) for one in _ENDINGS)}
    bases |= {f"{base}e" for base in bases} | {base[:-1] for base in bases if base[-1:] == "e"}
    forms = {f"{base}{ending}" for base in bases for ending in ("", *_ENDINGS)}
    return frozenset(form for form in forms if stem(form) == stem(word))


def stems(found: list[str]) -> list[str]:
    """Return the stem of each folded word."""
    return list(map(stem, found))
