"""Judge whether a few words can be the name of a speaker; pure."""

import html
import re
from functools import lru_cache

from bot.text.lexicon import ANSWERS, STARTERS, closed_class, no_labels, speaker_roles

LONGEST_NAME = 60
"""In characters, with titles."""

_REMEMBERED = 4096
"""Names: labels recur."""

_MOST_WORDS = 6
_MOST_UNCASED_WORDS = 3
_LONGEST_UNCASED = 16
_NUMBERED = re.compile(r"(?P<role>[^\W\d_]+(?:[ -][^\W\d_]+)?)[ _#.-]{0,3}(?:\d{1,3}|[A-Za-z?])")
_ROLE = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$")
_ODD = re.compile(r"[+=%$€£^~\\…]")
_SPLIT = re.compile(r"[\s/&+,_-]+")
_PARTICLES = frozenset(
    """
    af al am an and av bin bint da dal das de dei del della den der des di do dos du e el et i ibn
    la las le los of op och og oder san st ten ter the to und und van vom von y zu zum zur и
    """.split()
)


@lru_cache(_REMEMBERED)
def tidy_name(written: str) -> str:
    """Return a name as it is shown: entities read, marks and superfluous spaces removed."""
    return " ".join(html.unescape(written).replace("*", " ").split()).strip(" ,.-–—|·\\[]")


@lru_cache(_REMEMBERED)
def is_role(name: str) -> bool:
    """Return whether the name is a role or a number: "Host", "Speaker 1", "SPEAKER_00", "Q"."""
    if len(name) == 1 and name.islower():  # "a", but Q and A
        return False
    plain = name.casefold()
    numbered = _NUMBERED.fullmatch(plain)
    return plain in speaker_roles() or bool(numbered and numbered["role"] in speaker_roles())


@lru_cache(_REMEMBERED)
def is_short(name: str) -> bool:
    """Return whether a label could be a name that is written without capitals."""
    words = name.split()
    return (
        len(words) <= _MOST_UNCASED_WORDS
        and words[0].casefold() not in closed_class()
        and not _is_heading(name)
    )


@lru_cache(_REMEMBERED)
def is_name_like(name: str) -> bool:
    """Return whether a few words look like a name, by their capitals, or are a role.

    In a script without capitals, any few words do.
    """
    base = _ROLE.sub("", name)
    words = [word for word in _SPLIT.split(base) if word]
    if is_role(base):
        return True
    if _ODD.search(base) or not words or len(words) > _MOST_WORDS or _is_heading(base):
        return False
    first = next((char for char in base if char.isalpha()), "")
    if first.lower() == first.upper():  # Chinese, Arabic
        return len(base) <= _LONGEST_UNCASED and len(base.split()) <= _MOST_UNCASED_WORDS
    if base.isupper() and words[0] == "THE" and len(words) > 1:  # THE WITNESS
        return True
    return words[0].casefold() not in closed_class() and all(map(_is_name_word, words))


def _is_heading(name: str) -> bool:
    plain = name.casefold()
    return (
        plain in no_labels() | ANSWERS | STARTERS
        or plain.rstrip("0123456789. #").strip() in no_labels()
    )


def _is_name_word(word: str) -> bool:
    return (
        word[0].isupper()
        or word[0].isdigit()
        or word.casefold() in _PARTICLES
        or word[0] in "'’.\"“("
        or (len(word) > 1 and word[1].isupper())  # deMause, iJustine
    )
