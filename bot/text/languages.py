"""The languages of transcripts: the stems of their words, and the words that say little; pure.

The stemmers are those of the Snowball project (https://snowballstem.org), for English that of
Porter (1980). All work on folded words, because accents are often not typed.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol, cast

import Stemmer

from bot.text.folding import fold_letters
from bot.text.korean import stem_korean
from bot.text.lexicon import read_stop_words

_SNOWBALL = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek",
    "en": "porter", "es": "spanish", "fi": "finnish", "fr": "french", "hu": "hungarian",
    "it": "italian", "nb": "norwegian", "nl": "dutch", "nn": "norwegian", "no": "norwegian",
    "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sv": "swedish",
    "tr": "turkish",
}  # fmt: skip
"""Snowball's name of each language, by its ISO 639-1 code."""

_ENDINGS = {
    code: [(re.compile(ending), accented) for ending, accented in endings]
    for code, endings in {
        "de": [("(?<![aeiouq])([aou])e", r"\1")],
        "es": [("([cs])ion$", r"\1ión"), ("(?<=..)ia(s|n|mos)?$", r"ía\1")],
        "fr": [
            ("(?<=..)ee(s?)$", r"ée\1"),
            ("(?<=..)ite(s?)$", r"ité\1"),
            ("iere(s?)$", r"ière\1"),
        ],
        "pt": [
            ("(?<=..)([ai])veis$", r"\1vel"),
            ("(?<=..)([aou])is$", r"\1l"),
            ("(?<=..)ceis$", "cil"),
            ("(?<=.)([eio])ns$", r"\1m"),
            ("(?:coes|cao)$", "ção"),
            ("(?:[oa]es|ao)$", "ão"),
            ("encia(s?)$", r"ência\1"),
            ("(?<=..)avel$", "ável"),
            ("(?<=..)ivel$", "ível"),
        ],
    }.items()
}
"""Endings that Snowball knows by their accents, which folding removes; ae, oe and ue in German."""

_ENGLISH = "en"
_MOST_STEMS = 200_000
_SHORTEST = 3
"""In letters: shorter words have no endings."""

_UNSPACED = frozenset(["ja", "km", "lo", "my", "th", "zh"])
_STOP_WORDS = frozenset("en de es fr pt it nl sv ru ja zh ko th".split())
_OTHER_SCRIPTS = frozenset(
    "am ar be bg bn el fa he hi ja ka km ko lo mr my ru sr ta te th uk ur zh".split()
)
"""The languages in which a word of Latin letters is probably English."""


@dataclass(frozen=True, slots=True)
class Language:
    """A language by its ISO 639-1 code; use `language` to get one."""

    code: str
    stem: Callable[[str], str] = field(compare=False, repr=False)
    """Return the stem of a word, the same with and without its accents."""

    @property
    def stop_words(self) -> frozenset[str]:
        """Return the words that say little, with their accents and folded; {} where unlisted."""
        return _stop_words(self.code)

    @property
    def spaced(self) -> bool:
        """Return whether words are written with spaces between them."""
        return self.code not in _UNSPACED


@cache
def language(code: str) -> Language:
    """Return the language of a code; English for "", where it is not known.

    The region does not matter: "pt-BR" is Portuguese.
    """
    plain = code.strip().lower().replace("_", "-").partition("-")[0] or _ENGLISH
    return Language(plain, _Stems(plain).__getitem__)


class _Stems(dict[str, str]):
    """The stems of the words of a language that were asked for; a dict, as it is fastest."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self._code = code

    def __missing__(self, word: str) -> str:
        if len(self) >= _MOST_STEMS:
            self.clear()
        stemmed = self[word] = _stem(self._code, word)
        return stemmed


def uncached_stem(form: str) -> str:
    """Return the stem of a form that hardly anybody says, which is therefore not kept."""
    return _stem(_ENGLISH, form)


@cache
def _stop_words(code: str) -> frozenset[str]:
    if code not in _STOP_WORDS:
        return frozenset()
    natural = read_stop_words(code)
    return natural | {fold_letters(word) for word in natural}


def _stem(code: str, word: str) -> str:
    word = fold_letters(word)
    if code == "ko" and not word.isascii():
        return stem_korean(word)
    if code in _OTHER_SCRIPTS and word.isascii():
        code = _ENGLISH
    if code not in _SNOWBALL or len(word) < _SHORTEST or not word.isalpha():
        return word
    for ending, accented in _ENDINGS.get(code, ()):
        word = ending.sub(accented, word)
    # A new one each time: a stemmer keeps the word it works on, and threads must not share it.
    unknown = Stemmer.Stemmer(_SNOWBALL[code])  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - written in C
    stemmer = cast("_Stemmer", unknown)
    return fold_letters(stemmer.stemWord(word))


class _Stemmer(Protocol):
    """What is used of the library's class, which is written in C."""

    def stemWord(self, word: str, /) -> str: ...  # noqa: N802 - the library's name


ENGLISH = language(_ENGLISH)
