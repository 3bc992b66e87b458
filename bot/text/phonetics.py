"""Write how a word sounds, roughly: two spellings of one name often share it.

Classes of letters in the spirit of Soundex (Russell, 1918), coarser on purpose, since a speech
recogniser confuses more than an English speller does; vowels are one class but keep their places,
so that sounds can be compared sound by sound. Evidence from spelling always stands beside it.
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
_AGAIN = re.compile(r"(.)\1+")


def phonetic_code(word: str) -> str:
    """Return the rough sound of a folded word; empty where it has none of Latin letters."""
    if not (word.isascii() and word.isalpha()):
        return ""
    word = _BEGINNINGS.sub("", word)
    for pattern, replacement in _GROUPS:
        word = pattern.sub(replacement, word)
    return _AGAIN.sub(r"\1", word.translate(_CLASSES))


def codes_within_one_edit(code: str) -> set[str]:
    """Return this sound and all that are one sound away: dropped, added or another."""
    around = [(code[:at], code[at:]) for at in range(len(code) + 1)]
    dropped = {left + right[1:] for left, right in around}
    added = {left + one + right for left, right in around for one in _CODE_LETTERS}
    others = {left + one + right[1:] for left, right in around if right for one in _CODE_LETTERS}
    return {code} | dropped | added | others
