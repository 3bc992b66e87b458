"""Find the words of a text by which a search found it; pure."""

import re
from collections.abc import Set as AbstractSet

from bot.models import Span
from bot.text.languages import language
from bot.text.tokens import LONGEST_WORD, is_unspaced, words

_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u0900-\u0903\u093a-\u0963\u0980-\u0dff\u0e31-\u0e3a\u0e47-\u0e4e\u0eb1-\u0ecd\u102b-\u103e"
    "\u17b4-\u17d3\u1ab0-\u1aff\u1dc0-\u1dff\u200d\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f"
)
"""Accents, vowels and signs, which stand after the letter that they belong to."""
_APOSTROPHE = re.compile("['’]")
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{_MARKS}]|['’](?=[^\W_]))*")


def matching_spans(text: str, stems: AbstractSet[str], *, code: str = "") -> list[Span]:
    """Return where the words stand whose stems are given, in order; `code` is a language.

    A single character of a script without spaces counts only if nothing longer was looked for.
    """
    spans: list[Span] = []
    shortest = 1 + (sum(map(is_unspaced, stems)) > 1)
    for word in _WORD.finditer(text):
        if any(map(is_unspaced, word[0])):
            spans += _unspaced(word[0], word.start(), stems, shortest=shortest)
        elif _is_meant(word[0], stems, code):
            spans.append(Span(word.start(), word.end()))
    return spans


def _is_meant(word: str, stems: AbstractSet[str], code: str) -> bool:
    whole = word[: 4 * LONGEST_WORD]
    spoken = language(code)
    # "keeper's" is one word, "l'automne" two.
    forms = (whole, *(part for part in _APOSTROPHE.split(whole) if len(part) > 1))
    return any(spoken.stem(one) in stems for form in forms for one in words(form)[:1])


def _unspaced(word: str, start: int, stems: AbstractSet[str], *, shortest: int) -> list[Span]:
    """Return the runs of characters that are given, of a length in characters at least."""
    meant = "".join("x" if stems >= set(words(char) or (char,)) else "-" for char in word)
    runs = re.finditer(f"x{{{shortest},}}", meant)
    return [Span(start + run.start(), start + run.end()) for run in runs]
