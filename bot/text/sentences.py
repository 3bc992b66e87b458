"""Split automatic transcripts of speech into sentences; pure.

A line break is only white space. A boundary is decided by the stop before a gap and the word after
it and, if a stop is missing, by how the transcript writes that word elsewhere.
"""

import re
from collections import Counter
from functools import lru_cache

from bot.models import Span
from bot.text.lexicon import STARTERS, abbreviations, continuing

_GAP = re.compile(r"(?<=\S)(?!(?<=[a-z,]) [a-z])\s+(?=\S)|(?<=[。！？])(?=[^\s。！？」』”’)])")
"""White space that is not obviously within a clause; no space follows the stops of ideographs."""
_TOKEN_AFTER = re.compile(r"\S{1,60}")
_CLOSERS = "\"'”’)]}»*_"
_OPENERS = "\"'“‘([{«*_-–—¿¡\\"
_STOPS = (".", "!", "?", "…", "。", "！", "？", "؟", "۔", "।")
_ALSO_LAST_WORDS = {"etc", "no", "co", "inc", "ltd", "corp", "a.m", "p.m", "u.s", "u.k"}
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_MIDLINE = re.compile(r"(?<=[^\W\d_A-Z], |[^\W\d_A-Z]{2} )([A-Z]\w+)")


def split_sentences(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Return the sentences of `text[start:end]` in order, without surrounding white space."""
    stop = len(text) if end is None else end
    spans: list[Span] = []
    begin = start
    for gap in _GAP.finditer(text, start, stop):
        if gap.start() > begin and _ends_sentence(text, gap, begin):
            spans.append(_trimmed(text, begin, gap.start()))
            begin = gap.end()
    spans.append(_trimmed(text, begin, stop))
    return [span for span in spans if span.end > span.start]


def _trimmed(text: str, start: int, end: int) -> Span:
    inner = text[start:end]
    lead = len(inner) - len(inner.lstrip())
    return Span(start + lead, start + max(lead, len(inner.rstrip())))


def _ends_sentence(text: str, gap: re.Match[str], begin: int) -> bool:
    """Return whether a sentence ends before a gap."""
    if not gap[0]:
        return True
    before = _before(text, begin, gap.start())
    after = _after(text, gap.end())
    if before.rstrip(_CLOSERS).endswith(_STOPS):
        return _stop_is_true(text, gap, before=before, after=after)
    if "\n" in gap[0]:
        return _stop_is_missing(text, before=before, after=after)
    return text[gap.end()].isupper() and _inline_stop_is_missing(
        text, gap.end(), before=before, after=after
    )


def _before(text: str, begin: int, end: int) -> str:
    return text[max(begin, end - 60) : end].rsplit(maxsplit=1)[-1]


def _after(text: str, start: int) -> str:
    """Return the next word without opening punctuation; skip a lone dash or quotation mark."""
    for token in _TOKEN_AFTER.finditer(text, start, start + 120):
        if word := token[0].lstrip(_OPENERS):
            return word
    return ""


def _stop_is_true(text: str, gap: re.Match[str], *, before: str, after: str) -> bool:
    """Return whether the stop before a gap ends a sentence."""
    bare = before.rstrip(_CLOSERS)
    if after[:1].islower():
        return _is_camel(after) and "\n" not in gap[0]
    if bare.endswith((".", "…")) and not bare.endswith("..."):
        return not _is_abbreviation(text, gap.start(), bare=bare, after=after)
    open_line = bare.rstrip(".…").casefold() in continuing()
    pause = bare.endswith(("...", "…")) and "\n" in gap[0] and open_line
    return not (pause and (after.split("'", maxsplit=1)[0] == "I" or _is_name(text, after)))


def _is_camel(word: str) -> bool:
    """Return whether a word is spelt like iPhone or gRPC."""
    return any(char.isupper() for char in word[1:4])


def _is_abbreviation(text: str, end: int, *, bare: str, after: str) -> bool:
    word = bare.rstrip(".…").lstrip(_OPENERS)
    if word.casefold() in abbreviations():
        return word.casefold() not in _ALSO_LAST_WORDS or after[:1].isdigit()
    if len(word) != 1 or not word.isupper() or word == "I":
        return False
    # An initial follows another word of the name.
    previous = text[max(0, end - 60) : end].split()[-2:-1]
    return bool(previous) and previous[0][:1].isupper()


def _stop_is_missing(text: str, *, before: str, after: str) -> bool:
    """Return whether a line break without a stop ends a sentence: before a capital, but no name."""
    last = before.strip(_CLOSERS + _OPENERS).casefold()
    if not after[:1].isupper() or before.endswith((",", ";", ":", "-", "–", "—")):
        return False
    first = after.split("'", maxsplit=1)[0].split("’", maxsplit=1)[0]
    if first == "I":
        return last not in continuing()
    return not _is_name(text, after) and last != after.rstrip(",.").casefold()


def _inline_stop_is_missing(text: str, start: int, *, before: str, after: str) -> bool:
    """Return whether a gap within a line ends a sentence: before a capitalised starter."""
    word = after.rstrip(",").replace("’", "'").casefold()
    if word not in STARTERS or not before.isalpha():
        return False
    following = _after(text, start + len(after))
    return before.islower() and before not in continuing() and not following[:1].isupper()


def _is_name(text: str, word: str) -> bool:
    """Return whether the text capitalises a word within sentences too."""
    match = _WORD.match(word)
    return bool(match) and match[0] in _names(text)


@lru_cache(maxsize=4)
def _names(text: str) -> frozenset[str]:
    """Return the words that have a capital after a lower-case word more often than none."""
    capital = Counter(_MIDLINE.findall(text))
    lower = Counter(word for word in _WORD.findall(text) if word.islower())
    return frozenset(word for word, count in capital.items() if count > lower[word.casefold()])
