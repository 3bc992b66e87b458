"""Show misheard names as they are right, marked with brackets: "[Noam Shazeer]'s idea"; pure.

Only what is shown changes. The brackets say that the words within were not said, or not heard, like
this; the stored words stay as they are.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from bot.models import NameCorrection
from bot.text.display import fold

_UNSPACED = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff"
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_GAPS = re.compile(r"[\s\-–]+")
_WORDS_BEFORE = re.compile(rf"(?:{_WORD.pattern}[ \-–]){{1,4}}\Z")
_WORDS_AFTER = re.compile(rf"(?:[ \-–]{_WORD.pattern}){{1,4}}")
_APOSTROPHES = re.compile("['’ʼ]")


class _Marker(NamedTuple):
    """A pattern of all misheard names of an episode, and the right form of each, folded."""

    pattern: re.Pattern[str]
    right: dict[str, NameCorrection]


def mark_names(displayed: str, names: Sequence[NameCorrection]) -> str:
    """Return display text with each misheard name as it is right, in brackets.

    A possessive ending stays outside. A misheard name of one word with a capital is not replaced
    where the text writes it without: "Ray" is a name, "a ray of light" is none. Words beside it
    that are part of the right form are taken into the brackets.
    """
    return _replaced(displayed, names, marks=("[", "]"))


def right_name(name: str, names: Sequence[NameCorrection]) -> str:
    """Return the name of a subject with misheard names as they are right, without marks."""
    return _replaced(name, names, marks=("", ""))


def _replaced(displayed: str, names: Sequence[NameCorrection], *, marks: tuple[str, str]) -> str:
    marker = _marker(tuple(names))
    if marker is None:
        return displayed
    pieces: list[str] = []
    done = 0
    for found in marker.pattern.finditer(displayed):
        name = marker.right[_key(found[0])]
        if found.start() < done or not _is_name(found[0], name, displayed):
            continue
        if _stands_right(found, name):
            continue
        start, end = _extended(displayed, found.start(), found.end(), right=name.right)
        if displayed[max(start, done) : end].casefold() != name.right.casefold():
            pieces += [displayed[done : max(start, done)], f"{marks[0]}{name.right}{marks[1]}"]
            done = end
    return "".join([*pieces, displayed[done:]])


@lru_cache(maxsize=512)
def _marker(names: tuple[NameCorrection, ...]) -> _Marker | None:
    right: dict[str, NameCorrection] = {}
    for name in names:
        if _key(name.misheard) not in {"", _key(name.right)}:
            right.setdefault(_key(name.misheard), name)
    if not right:
        return None
    longest_first = sorted(right.values(), key=lambda name: -len(name.misheard))
    pattern = "|".join(_pattern(name.misheard) for name in longest_first)
    return _Marker(re.compile(pattern, re.IGNORECASE), right)


def _pattern(misheard: str) -> str:
    """Return the pattern of a name: its words with any gap, and no other word around them."""
    words = (_APOSTROPHES.sub("['’ʼ]?", re.escape(word)) for word in _GAPS.split(misheard.strip()))
    spaced = not re.match(f"[{_UNSPACED}]", misheard)
    before, after = (r"(?<![^\W_])", r"(?![^\W_])") if spaced else ("", "")
    return f"{before}{_GAPS.pattern.join(words)}{after}"


def _key(name: str) -> str:
    return " ".join(_GAPS.split(_APOSTROPHES.sub("", name).strip())).casefold()


def _is_name(written: str, name: NameCorrection, displayed: str) -> bool:
    """Return whether what is written can be the name: one word has a capital if the name has."""
    if len(_GAPS.split(written)) > 1 or not name.misheard[:1].isupper() or written[0].isupper():
        return True
    return displayed.islower()


def _stands_right(found: re.Match[str], name: NameCorrection) -> bool:
    """Return whether what was found is a part of the right form, which is written there."""
    part = name.right.casefold().find(found[0].casefold())
    start = found.start() - part
    written = found.string[max(start, 0) : start + len(name.right)]
    return part >= 0 and written.casefold() == name.right.casefold()


def _extended(displayed: str, start: int, end: int, *, right: str) -> tuple[int, int]:
    """Return the range with the words directly beside it that begin or end the right form."""
    wanted = [fold(word) for word in right.split()]
    before = _WORDS_BEFORE.search(displayed, 0, start)
    after = _WORDS_AFTER.match(displayed, end)
    left = [*_WORD.finditer(displayed, before.start(), start)] if before else []
    follow = [*_WORD.finditer(displayed, end, after.end())] if after else []
    for count in range(len(wanted) - 1, 0, -1):
        if [fold(word[0]) for word in left[-count:]] == wanted[:count]:
            return left[-count].start(), end
        if [fold(word[0]) for word in follow[:count]] == wanted[-count:]:
            return start, follow[count - 1].end()
    return start, end
