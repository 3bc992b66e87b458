"""Find sentence boundaries in speech that was written down by a machine; pure.

A line break is only white space. What decides is the stop before a gap and the word after it,
and, where a stop went missing, how this transcript writes that word elsewhere.
"""

import re
from collections import Counter
from functools import lru_cache

from bot.models import Span
from bot.text.lexicon import STARTERS, abbreviations, continuing

_GAP = re.compile(r"(?<=\S)(?!(?<=[a-z,]) [a-z])\s+(?=\S)|(?<=[。！？])(?=[^\s。！？」』”’)])")
"""White space, but not plainly within a clause; ideographs have stops without a space."""
_TOKEN_AFTER = re.compile(r"\S{1,60}")
_CLOSERS = "\"'”’)]}»*_"
_OPENERS = "\"'“‘([{«*_-–—¿¡\\"
_STOPS = (".", "!", "?", "…", "。", "！", "？", "؟", "۔", "।")
_ALSO_LAST_WORDS = {"etc", "no", "co", "inc", "ltd", "corp", "a.m", "p.m", "u.s", "u.k"}
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_MIDLINE = re.compile(r"(?<=[^\W\d_A-Z], |[^\W\d_A-Z]{2} )([A-Z]\w+)")


def split_sentences(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Return the sentences of `text[start:end]` in order, without the space around them."""
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
    """Judge whether a sentence ends before a gap."""
    if not gap[0]:
        return True
    before = _before(text, begin, gap.start())
    after = _after(text, gap.end())
    if before.rstrip(_CLOSERS).endswith(_STOPS):
        return _stop_is_true(text, gap, before=before, after=after)
    if "\n" in gap[0]:
        return _stop_is_missing(text, before=before, after=after)
    return text[gap.end()].isupper() and _runs_on(text, gap.end(), before=before, after=after)


def _before(text: str, begin: int, end: int) -> str:
    return text[max(begin, end - 60) : end].rsplit(maxsplit=1)[-1]


def _after(text: str, start: int) -> str:
    """Return the next word without what opens it; a lone dash or quotation mark is passed over."""
    for token in _TOKEN_AFTER.finditer(text, start, start + 120):
        if word := token[0].lstrip(_OPENERS):
            return word
    return ""


def _stop_is_true(text: str, gap: re.Match[str], *, before: str, after: str) -> bool:
    bare = before.rstrip(_CLOSERS)
    if after[:1].islower():
        return _is_camel(after) and "\n" not in gap[0]
    if bare.endswith((".", "…")) and not bare.endswith("..."):
        return not _is_abbreviation(text, gap.start(), bare=bare, after=after)
    open_line = bare.rstrip(".…").casefold() in continuing()
    silent = bare.endswith(("...", "…")) and "\n" in gap[0] and open_line
    return not (silent and (after.split("'", maxsplit=1)[0] == "I" or _is_name(text, after)))


def _is_camel(word: str) -> bool:
    """Tell whether a word is a name that is written like iPhone or gRPC."""
    return any(char.isupper() for char in word[1:4])


def _is_abbreviation(text: str, end: int, *, bare: str, after: str) -> bool:
    word = bare.rstrip(".…").lstrip(_OPENERS)
    if word.casefold() in abbreviations():
        return word.casefold() not in _ALSO_LAST_WORDS or after[:1].isdigit()
    if len(word) != 1 or not word.isupper() or word == "I":
        return False
    previous = text[max(0, end - 60) : end].split()[-2:-1]  # an initial belongs to a name
    return bool(previous) and previous[0][:1].isupper()


def _stop_is_missing(text: str, *, before: str, after: str) -> bool:
    """Judge a line break without a stop: a capital after it begins a sentence, a name does not."""
    last = before.strip(_CLOSERS + _OPENERS).casefold()
    if not after[:1].isupper() or before.endswith((",", ";", ":", "-", "–", "—")):
        return False
    first = after.split("'", maxsplit=1)[0].split("’", maxsplit=1)[0]
    if first == "I":
        return last not in continuing()
    return not _is_name(text, after) and last != after.rstrip(",.").casefold()


def _runs_on(text: str, start: int, *, before: str, after: str) -> bool:
    """Judge a gap within a line: a capitalised opening word after lower case hides a stop."""
    word = after.rstrip(",").replace("’", "'").casefold()
    if word not in STARTERS or not before.isalpha():
        return False
    following = _after(text, start + len(after))
    return before.islower() and before not in continuing() and not following[:1].isupper()


def _is_name(text: str, word: str) -> bool:
    """Tell whether this transcript writes a word with a capital in the middle of sentences too."""
    found = _WORD.match(word)
    return bool(found) and found[0] in _names(text)


@lru_cache(maxsize=4)
def _names(text: str) -> frozenset[str]:
    """Collect the words that follow a lower-case word with a capital more often than without."""
    capital = Counter(_MIDLINE.findall(text))
    lower = Counter(word for word in _WORD.findall(text) if word.islower())
    return frozenset(word for word, count in capital.items() if count > lower[word.casefold()])
