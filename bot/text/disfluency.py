"""Remove disfluencies of transcribed speech: broken lines, repeated words and stutters; pure.

Words are only removed, and only next to a repetition of themselves within one sentence.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from bot.text.lexicon import (
    DETERMINERS,
    GRAMMATICAL_DOUBLES,
    HESITATIONS,
    closed_class,
    emphatic,
)

_BREAK = re.compile(r"(?<!\s)\s*?[\n\r\v\f\x85\u2028\u2029]\s*")
_FALSE_MARK = re.compile(r"(?:(?<!\.)\.{2,}|…|\.)$")
_WORD = re.compile(r"\w+(?:['’]\w+)*")
_WITHIN = " ,"
"""The only characters between repeated words; any other mark may end a sentence."""

_LONGEST_REPEAT = 4
"""In words: the longest repetition over a line break, as counted in automatic transcripts."""

_LONGEST_FALSE_START = 3
_PAIR = 2
_CLAUSE_ENDINGS = frozenset(
    """it you him her them me us this that these those one ones do does did is are was were be am
    have has had can will would here there now then so too""".split()
)
"""Words that end a clause as often as they begin one; two of them with a comma are no stutter."""


@dataclass(frozen=True, slots=True)
class _Stutter:
    """A phrase of `size` words that occurs `times` times in a row, from word `first` on."""

    first: int
    size: int
    times: int


@dataclass(frozen=True, slots=True)
class _Speech:
    """The words of a text in lower case, and the text between each word and the next."""

    matches: list[re.Match[str]]
    words: list[str]
    gaps: list[str]


def join_lines(text: str) -> str:
    """Join broken lines, without false stops and without words repeated after a break."""
    first, *rest = _BREAK.split(text)
    joined = [first]
    for line in rest:
        if line[:1].islower():
            joined[-1] = _FALSE_MARK.sub("", joined[-1])
        if repeated := _repeated_length(joined[-1], line):
            joined[-1] = joined[-1].rstrip(_WITHIN)
        joined.append(line[repeated:].lstrip())
    return " ".join(joined)


def _repeated_length(before: str, after: str) -> int:
    """Return how many characters of `after` repeat the words that `before` ends with."""
    speech = _speech(f"{before} {after}")
    middle = len(_WORD.findall(before))
    for size in range(min(middle, _LONGEST_REPEAT), 0, -1):
        if _is_repeated(speech, middle - size, size):
            word = speech.words[middle]
            kept = size == 1 and (
                word in emphatic() or word[0].isdigit() or _ends_clause(speech, middle - 1)
            )
            return 0 if kept else speech.matches[middle + size - 1].end() - len(before) - 1
    return 0


def _ends_clause(speech: _Speech, index: int) -> bool:
    """Return whether a comma after a word may end a clause: "I knew it, it was there"."""
    return "," in speech.gaps[index] and speech.words[index] in _CLAUSE_ENDINGS


def collapse_stutters(text: str) -> str:
    """Remove repetitions of words in a row, unless the repetition means something."""
    speech = _speech(text)
    kept: list[str] = []
    done = 0
    for stutter in _stutters(speech):
        once = stutter.first + stutter.size
        kept.append(text[done : speech.matches[once - 1].end()])
        done = speech.matches[once + stutter.size * (stutter.times - 1) - 1].end()
    return "".join([*kept, text[done:]])


def _speech(text: str) -> _Speech:
    matches = list(_WORD.finditer(text))
    words = [match[0].casefold().replace("’", "'") for match in matches]
    gaps = [text[left.end() : right.start()] for left, right in pairwise(matches)]
    return _Speech(matches, words, gaps)


def _stutters(speech: _Speech) -> Iterator[_Stutter]:
    index = 0
    while index < len(speech.words):
        run = _longest_stutter(speech, index)
        if run.times > 1 and _is_meaningless(speech, run):
            yield run
        index += run.size * run.times


def _longest_stutter(speech: _Speech, index: int) -> _Stutter:
    """Return the longest repeated phrase from `index` on that may be a stutter."""
    for size in range(_LONGEST_FALSE_START, 0, -1):
        if not _is_repeated(speech, index, size):
            continue
        if size == 1 or _is_meaningless(speech, _Stutter(index, size, _PAIR)):
            times = _PAIR
            while _is_repeated(speech, index + size * (times - 1), size):
                times += 1
            return _Stutter(index, size, times)
    return _Stutter(index, 1, 1)


def _is_repeated(speech: _Speech, index: int, size: int) -> bool:
    """Return whether the `size` words from `index` on are repeated immediately."""
    words, end = speech.words, index + size
    return (
        end < len(words)
        and words[index] == words[end]
        and words[index:end] == words[end : end + size]
        and not any(gap.strip(_WITHIN) for gap in speech.gaps[index : end + size - 1])
    )


def _is_meaningless(speech: _Speech, run: _Stutter) -> bool:
    """Return whether a repetition means nothing, so that it can be removed."""
    phrase = speech.words[run.first : run.first + run.size]
    if run.size > 1:
        return phrase[-1] in DETERMINERS or " ".join(phrase) in HESITATIONS
    word, end = phrase[0], run.first + run.times
    if word == "so":  # "so so good", but "so so that"
        return end < len(speech.words) and speech.words[end] in closed_class()
    if word in emphatic() or word[0].isdigit() or not word.isascii():
        return False
    if speech.matches[run.first][0][0].isupper() and word not in closed_class():
        return False  # a name may have a repetition: Duran Duran
    if run.times == _PAIR and _ends_clause(speech, run.first):
        return False
    hesitant = run.times > _PAIR or any("," in gap for gap in speech.gaps[run.first : end - 1])
    return hesitant or word not in GRAMMATICAL_DOUBLES
