"""Fold text into the words that the index compares: one rule for texts and for queries."""

import html
import re
import unicodedata
from functools import lru_cache

from bot.search.stemming import stem_english

LONGEST_WORD = 40

_APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼ`´"))
_ASCII_WORDS = re.compile(r"[a-z0-9]+")
# Scripts written without spaces: each character is a word, and phrases do the rest.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_WORDS = re.compile(f"[{_UNSPACED}]|(?:(?![{_UNSPACED}])[^\\W_])+")

STOP: frozenset[str] = frozenset(
    """a about above after again all also am an and any are aren as at be because been before
    being below between both but by can cant could couldnt did didnt do does doesnt doing dont
    down during each even few for from further get gets getting go goes going gonna got had
    hadnt has hasnt have havent having he hed hell her here heres hers herself hes him himself
    his how hows i id if ill im in into is isnt it its itself ive just kind know like lot me
    mean more most much my myself no nor not now of off oh ok okay on once one only or other
    our ours ourselves out over own really right said same say she shes should shouldnt so
    some something sort still such than that thats the their theirs them themselves then there
    theres these they theyd theyll theyre theyve thing things think this those through to too
    uh um under until up us very want was wasnt we wed well were werent weve what whats when
    whens where wheres which while who whom whos why will with wont would wouldnt yeah yes you
    youd youll your youre yours yourself youve""".split()
)
"""Words that tell nothing of what a sentence is about, folded."""


def words(text: str) -> list[str]:
    """Return the folded words of a text in order: no case, no accents, no punctuation."""
    text = (html.unescape(text) if "&" in text else text).translate(_APOSTROPHES)
    if text.isascii():
        found = _ASCII_WORDS.findall(text.lower())
    else:
        found = _WORDS.findall(_without_marks(text.casefold()))
    return [word[:LONGEST_WORD] for word in found]


def _without_marks(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text)
    bare = "".join(c for c in apart if unicodedata.category(c) != "Mn")
    return unicodedata.normalize("NFC", bare).casefold()


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Return the stem under which a folded word is indexed."""
    return stem_english(word)


def stems(found: list[str]) -> list[str]:
    """Return the stem of each folded word."""
    return list(map(stem, found))
