"""Reduce English words to stems by Porter (1980), "An algorithm for suffix stripping".

The code follows https://tartarus.org/martin/PorterStemmer/def.txt. Words of other scripts, words of
one or two letters, and numbers are not changed.
"""

import re

_VOWEL = "(?:[aeiou]|(?<![aeiou])y)"
_CONSONANT = "(?:[^aeiouy]|(?<=[aeiou])y|^y)"
_MEASURE = re.compile(f"{_VOWEL}+{_CONSONANT}+")
_HAS_VOWEL = re.compile(_VOWEL)
_DOUBLE = re.compile(r"([^aeiouylsz])\1$")
_CVC = re.compile(f"{_CONSONANT}{_VOWEL}[^aeiouwxy]$")
_SHORTEST = 3

_STEP_2 = (
    ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"),
    ("abli", "able"), ("alli", "al"), ("entli", "ent"), ("eli", "e"), ("ousli", "ous"),
    ("ization", "ize"), ("ation", "ate"), ("ator", "ate"), ("alism", "al"), ("iveness", "ive"),
    ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"), ("iviti", "ive"), ("biliti", "ble"),
)  # fmt: skip
_STEP_3 = (
    ("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"),
    ("ful", ""), ("ness", ""),
)  # fmt: skip
_STEP_4 = (
    "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ou", "ism",
    "ate", "iti", "ous", "ive", "ize",
)  # fmt: skip


def stem_english(word: str) -> str:
    """Return the Porter stem of a lower-case word."""
    if len(word) < _SHORTEST or not (word.isascii() and word.isalpha()):
        return word
    word = _participle(_plural(word))
    if word.endswith("y") and _HAS_VOWEL.search(word[:-1]):
        word = word[:-1] + "i"
    word = _replaced(word, _STEP_2)
    word = _replaced(word, _STEP_3)
    return _final(_stripped(word))


def _measure(part: str) -> int:
    """Return Porter's m: the number of sequences of vowels followed by consonants."""
    return len(_MEASURE.findall(part))


def _plural(word: str) -> str:
    if word.endswith(("sses", "ies")):
        return word[:-2]
    if word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


def _participle(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _measure(word[:-3]) > 0 else word
    for ending in ("ed", "ing"):
        part = word.removesuffix(ending)
        if part != word:
            return _restored(part) if _HAS_VOWEL.search(part) else word
    return word


def _restored(part: str) -> str:
    """Restore the stem before "-ed" or "-ing": a final e, or a single consonant."""
    if part.endswith(("at", "bl", "iz")):
        return part + "e"
    if _DOUBLE.search(part):
        return part[:-1]
    if _measure(part) == 1 and _CVC.search(part):
        return part + "e"
    return part


def _replaced(word: str, rules: tuple[tuple[str, str], ...]) -> str:
    for ending, replacement in rules:
        if word.endswith(ending):
            part = word[: -len(ending)]
            return part + replacement if _measure(part) > 0 else word
    return word


def _stripped(word: str) -> str:
    if word.endswith(("sion", "tion")):
        return word[:-3] if _measure(word[:-3]) > 1 else word
    ending = max((e for e in _STEP_4 if word.endswith(e)), key=len, default="")
    if ending and _measure(word[: -len(ending)]) > 1:
        return word[: -len(ending)]
    return word


def _final(word: str) -> str:
    if word.endswith("e"):
        part = word[:-1]
        if _measure(part) > 1 or (_measure(part) == 1 and not _CVC.search(part)):
            word = part
    if word.endswith("ll") and _measure(word) > 1:
        word = word[:-1]
    return word
