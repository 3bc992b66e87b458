"""Phonetic codes, which two spellings of one name often share.

The codes are classes of letters as in Soundex (Russell, 1918), but coarser, because speech
recognisers confuse more sounds than spellers do. All vowels are one class and keep their positions,
so that codes can be compared by edit distance. Similarity of spelling is always considered as well.
"""

import re

_BEGINNINGS = re.compile(r"^(?:(?=[kgp]n).|w(?=r))")
_GROUPS = tuple(
    (re.compile(letters), sound)
    for letters, sound in (
        (r"^y(?=[aeiou])", "j"),
        (r"ph", "f"),
        (r"gh(?=t|$)", ""),
        (r"tch|sch|sh|ch|tz|ts", "s"),
        (r"th", "t"),
        (r"ck", "k"),
        (r"h", ""),
    )
)
_CODE_LETTERS = "ptksfmla"
_CLASSES = str.maketrans("bdgqcjzxvwnreiouy", "ptkkkkssffmlaaaaa")
_REPEATED = re.compile(r"(.)\1+")


def phonetic_code(word: str) -> str:
    """Return the phonetic code of a folded word; empty unless it has only ASCII letters."""
    if not (word.isascii() and word.isalpha()):
        return ""
    word = _BEGINNINGS.sub("", word)
    for pattern, replacement in _GROUPS:
        word = pattern.sub(replacement, word)
    return _REPEATED.sub(r"\1", word.translate(_CLASSES))


def codes_within_one_edit(code: str) -> set[str]:
    """Return a code and every code with one sound removed, inserted or replaced."""
    splits = [(code[:at], code[at:]) for at in range(len(code) + 1)]
    removed = {left + right[1:] for left, right in splits}
    inserted = {left + sound + right for left, right in splits for sound in _CODE_LETTERS}
    replaced = {
        left + sound + right[1:] for left, right in splits if right for sound in _CODE_LETTERS
    }
    return {code} | removed | inserted | replaced
