"""Divide a text into pieces between which a line may end, by the rules of its script; pure.

Words are kept whole; Chinese, Japanese and Thai, which have no spaces, are divided into phrases by
BudouX, and no line begins with a full stop or ends with an opening bracket. Only a word too long
for any line is cut.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from budoux import (
    Parser,
    load_default_japanese_parser,
    load_default_simplified_chinese_parser,
    load_default_thai_parser,
)

LONGEST_WORD = 36
"""In letters with their marks: a longer word is cut, where it has no better place to be divided."""

_LONGEST_PART = 27
_VOWELS = frozenset("aeiouyäöüáéíóúàèìòùâêîôûåæøœãõаеёиоуыэюяієαεηιουω")
_ONE_SOUND = ("ch", "sch", "ph", "th", "sh", "ck", "gh", "qu")
_LONGEST_PHRASE = 10
_PARSERS = {
    "ja": load_default_japanese_parser,
    "th": load_default_thai_parser,
    "zh": load_default_simplified_chinese_parser,
}
_KANA = re.compile(r"[\u3040-\u30ff]")
_THAI = re.compile(r"[\u0e00-\u0e7f]")
_SPACELESS = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\uff00-\uff9f\U00020000-\U0003ffff]"
)
_NOT_FIRST = frozenset(
    "、。，．・：；？！）」』】〕〉》〗〙｝］〟’”%‰℃…‥,.:;?!)]}»ーゝゞ々〻ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ～"
)
_NOT_LAST = frozenset("（「『【〔〈《〖〘｛［〝‘“([{«$£¥￥＄#")
_DIVIDED = re.compile(r"(?<=\w[-\u2010])(?=\w)|(?<=[\u2013\u2014])(?=\w)|(?<=[/&?=_])(?=\w)")
_ADDRESS = re.compile(r"[/.@_=&?\d]")


@dataclass(frozen=True, slots=True)
class Piece:
    """What is never divided: `space` stands after it, or `hyphen` where the line ends with it."""

    text: str
    space: bool = False
    hyphen: bool = False


def pieces(text: str, language: str = "") -> list[Piece]:
    """Divide a text with single spaces: its pieces, with their spaces, are the text."""
    words = _with_dashes(text.split(" "))
    divided: list[Piece] = []
    for number, word in enumerate(words):
        parts = list(_divide(word, language))
        if parts and number < len(words) - 1:
            parts[-1] = replace(parts[-1], space=True)
        divided += parts
    return divided


def _with_dashes(words: Sequence[str]) -> list[str]:
    """Join a dash, or another lone sign, to the word before it: no line begins with one."""
    joined: list[str] = []
    for word in words:
        if joined and word and not any(map(str.isalnum, word)):
            joined[-1] += f" {word}"
        else:
            joined.append(word)
    return joined


def clusters(text: str) -> list[str]:
    """Divide a text into letters, each with its marks and what is joined to it."""
    found: list[str] = []
    for char in text:
        joins = found and (
            unicodedata.category(char) in {"Mn", "Me", "Mc", "Cf"}
            or found[-1][-1] == "\u200d"
            or "\U0001f3fb" <= char <= "\U0001f3ff"
        )
        if joins:
            found[-1] += char
        else:
            found.append(char)
    return found


def _divide(word: str, language: str) -> Iterator[Piece]:
    if _SPACELESS.search(word):
        for phrase in _phrases(word, language):
            letters = clusters(phrase)
            whole = len(letters) <= LONGEST_WORD
            yield from [Piece(phrase)] if whole else _cut(letters, hyphen=False)
        return
    for part in _DIVIDED.split(word):
        letters = clusters(part)
        if len(letters) <= LONGEST_WORD:
            yield Piece(part)
        else:
            yield from _cut(letters, hyphen=not _ADDRESS.search(word))


def _cut(letters: list[str], *, hyphen: bool) -> Iterator[Piece]:
    count = -(-len(letters) // _LONGEST_PART)
    middles = [len(letters) * n // count for n in range(1, count)]
    bounds = [0, *(_syllable(letters, n) for n in middles), len(letters)]
    for start, end in pairwise(bounds):
        yield Piece("".join(letters[start:end]), hyphen=hyphen and end < len(letters))


def _syllable(letters: list[str], near: int) -> int:
    """Return where a syllable probably begins: at the consonant before a vowel that is nearest."""

    def begins(at: int) -> bool:
        before, first, second = (letter.lower() for letter in letters[at - 1 : at + 2])
        sounds = first not in _VOWELS and second in _VOWELS and first.isalpha()
        return sounds and before + first not in _ONE_SOUND

    found = (near + way * step for step in range(5) for way in (1, -1))
    return next((at for at in found if begins(at)), near)


def _phrases(word: str, language: str) -> list[str]:
    code = "ja" if _KANA.search(word) else "th" if _THAI.search(word) else language
    phrases = _parser(code).parse(word) if code in _PARSERS else [word]
    found: list[str] = []
    for phrase in phrases:
        letters = clusters(phrase)
        found += [phrase] if len(letters) <= _LONGEST_PHRASE else _letters(letters)
    return _tidy(found)


def _letters(letters: list[str]) -> Iterator[str]:
    """Join letters of words in Latin script, and leave others single."""
    run = ""
    for letter in letters:
        if run and _SPACELESS.match(letter[0]) is None and _SPACELESS.match(run[-1]) is None:
            run += letter
            continue
        if run:
            yield run
        run = letter
    if run:
        yield run


def _tidy(parts: list[str]) -> list[str]:
    """Join what may not begin a line to what is before it, what may not end one to what follows."""
    tidy: list[str] = []
    for part in parts:
        if tidy and (part[0] in _NOT_FIRST or tidy[-1][-1] in _NOT_LAST):
            tidy[-1] += part
        else:
            tidy.append(part)
    return tidy


@cache
def _parser(code: str) -> Parser:
    return _PARSERS[code]()
