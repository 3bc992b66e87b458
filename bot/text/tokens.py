"""Split text into folded words and stems, by the same rules for the index and for queries."""

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
# Scripts written without spaces: each character is a word, and neighbours match as phrases.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_WORDS = re.compile(f"[{_UNSPACED}]|(?:(?![{_UNSPACED}])[^\\W_])+")


@cache
def stop_words() -> frozenset[str]:
    """Return the folded words that are too frequent to say what a query is about."""
    return read_words("query-stop")


def words(text: str) -> list[str]:
    """Return the folded words of a text in order, without case, accents and punctuation.

    A longer word is cut to 40 characters.
    """
    text = (html.unescape(text) if "&" in text else text).translate(_APOSTROPHES)
    if text.isascii():
        folded = _ASCII_WORDS.findall(text.lower())
    else:
        folded = _WORDS.findall(_without_accents(text.casefold()))
    return [word[:LONGEST_WORD] for word in folded]


def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    unaccented = "".join(c for c in decomposed if unicodedata.category(c) != "Mn")
    return unicodedata.normalize("NFC", unaccented).casefold()


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Return the stem under which a folded word is indexed."""
    return stem_english(word)


@lru_cache(maxsize=20_000)
def inflections(word: str) -> frozenset[str]:
    """Return the inflections of a folded word that share its stem, the word included.

    Other words may share it too: "generics" has the stem of "general" and "generate".
    """
    bases = {word, *(word.removesuffix(ending) for ending in _ENDINGS)}
    bases |= {f"{base}e" for base in bases} | {base[:-1] for base in bases if base[-1:] == "e"}
    forms = {f"{base}{ending}" for base in bases for ending in ("", *_ENDINGS)}
    return frozenset(form for form in forms if stem(form) == stem(word))


def stems(folded: list[str]) -> list[str]:
    """Return the stem of each folded word."""
    return list(map(stem, folded))
