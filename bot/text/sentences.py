"""Split automatic transcripts of speech into sentences; pure.

A line break is only white space. A boundary is decided by the stop before a gap and the word after
it and, if a stop is missing, by how the transcript writes that word elsewhere. What is said of
English words applies to English only; the other languages share one set of rules, with their own
abbreviations and function words.
"""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Literal

from bot.models import Span
from bot.text.languages import ENGLISH, Language
from bot.text.lexicon import STARTERS, abbreviations, continuing, discourse_words

Ending = Literal["question", "stop", "open"]
"""How a text ends: with a question, with another sentence, or within one."""

_GAP = re.compile(r"(?<=\S)(?!(?<=[a-z,]) [a-z])\s+(?=\S)|(?<=[。！？])(?=[^\s。！？」』”’)])")
"""White space that is not obviously within a clause; no space follows the stops of ideographs."""
_UNSPACED_GAP = re.compile(r"(?<=\S)\s+(?=\S)|(?<=[。！？!?｡])(?=[^\s。！？!?｡」』”’)）])")
"""In scripts without spaces, no space follows the marks of Latin script either."""
_CLOSERS = "\"'”’)]}»*_"
_OPENERS = "\"'“‘([{«*_-–—¿¡\\"
_ANY_QUOTES = "„‚»‹«›“”‘’」』）"
"""Quotation marks open in some languages and close in others."""
_WORD_AFTER, _FOREIGN_WORD_AFTER = (
    re.compile(rf"[^\s{re.escape(openers)}]\S{{0,59}}")
    for openers in (_OPENERS, _OPENERS + _ANY_QUOTES)
)
_STOPS = (".", "!", "?", "…", "。", "！", "？", "؟", "۔", "।", "｡", "॥", "։", "።", "។", "။")
_QUESTION_MARKS = ("?", "？", "؟", "՞")
NO_STOPS = frozenset(["lo", "th"])
"""Languages in which a space ends a clause, and nothing else a sentence."""
_ORDINALS = frozenset("cs da de et fi hr hu lv nb nn no pl sk sl tr".split())
"""Languages in which a full stop makes a number an ordinal."""
_ORDINAL = re.compile(r"\d{1,2}|[IVX]{1,5}")
_INITIALS = re.compile(r"(?:[^\W\d_]\.-?){0,3}[^\W\d_]")
_CLOSING_TOKEN = re.compile(r"[»›!?…:;.,”)]+(?!\S)")
"""Punctuation that stands alone, as in French: "Quoi ? « Rien. » "."""
_ALSO_LAST_WORDS = frozenset(
    """etc no co inc ltd corp a.m p.m u.s u.k usw ecc enz osv itd itp т.д т.п др гг н.э uds ud cía
    atd apod m.m""".split()
)
_TAG = re.compile(
    r"\b(?:right|okay|ok|yeah|huh|eh|you know|(?:is|does)n['’]t it)\W*\?\W*$", re.IGNORECASE
)
"""A tag after a statement, which asks for no more than assent."""
_SUBJECT = "(?:you|we|they|it|there|he|she|i|this|that|these|those|the|your|our|people|anyone)"
_INVERSION = (
    rf"(?:(?:is|are|was|were|does|did|can|could|would|will|do(?! it\b))(?:n['’]t)? {_SUBJECT}"
    r"|have(?:n['’]t)? (?:you|we|they|i))\b"
)
_INVERTED = re.compile(
    r"\W{0,3}(?:(?:and|so|but|well|okay|ok|now|yeah|right|or|like|i mean|you know)\b[, ]{1,3}){0,3}"
    rf"(?:{_INVERSION}|(?:what|how|where|who)['’]s {_SUBJECT}\b"
    rf"|(?:what|why|how|who|where|when|which)(?: (?!{_SUBJECT}\b)\w{{1,20}}){{0,3}}? {_INVERSION})",
    re.IGNORECASE,
)
"""How an English question begins: with an auxiliary verb before its subject."""
_MAY_BE_INVERTED = re.compile(
    rf"(?:is|are|was|were|does|did|can|could|would|will|do|have|n['’]t|['’]s) {_SUBJECT}\b"
)
"""What every inverted question has, in small letters."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_MIDLINE = re.compile(r"(?<=[^\W\d_A-Z], |[^\W\d_A-Z]{2} )([A-Z]\w+)")


def split_sentences(
    text: str, start: int = 0, end: int | None = None, *, language: Language = ENGLISH
) -> list[Span]:
    """Return the sentences of `text[start:end]` in order, without surrounding white space."""
    stop = len(text) if end is None else end
    spans: list[Span] = []
    begin = start
    for gap in (_GAP if language.spaced else _UNSPACED_GAP).finditer(text, start, stop):
        if gap.start() > begin and _ends_sentence(text, gap, begin, language=language):
            spans.append(_trimmed(text, begin, gap.start()))
            begin = gap.end()
    spans.append(_trimmed(text, begin, stop))
    return [span for span in spans if span.end > span.start]


def _trimmed(text: str, start: int, end: int) -> Span:
    inner = text[start:end]
    lead = len(inner) - len(inner.lstrip())
    return Span(start + lead, start + max(lead, len(inner.rstrip())))


def endings(texts: Iterable[str], language: Language = ENGLISH) -> list[Ending]:
    """Return how each text ends; a statement that only asks for assent is no question."""
    return [_ending(text, language) for text in texts]


def _ending(text: str, language: Language) -> Ending:
    if is_question(text, language):
        return "stop" if _TAG.search(text) else "question"
    if language == ENGLISH and is_unmarked_question(text):
        return "question"
    bare = text.rstrip(_CLOSERS + _ANY_QUOTES + " \n")
    return "stop" if bare.endswith(_STOPS) else "open"


@lru_cache(maxsize=1_000)
def is_unmarked_question(text: str) -> bool:
    """Return whether the last sentence of an English text is a question by the order of its words.

    Automatic transcripts end many questions with a full stop.
    """
    # Splitting takes five times as long.
    last = split_sentences(text)[-1:] if _MAY_BE_INVERTED.search(text.lower()) else ()
    return bool(last and _INVERTED.match(text, last[0].start))


def is_question(sentence: str, language: Language = ENGLISH) -> bool:
    """Return whether a sentence is a question, by its mark or, in Japanese, by its last word."""
    bare = sentence.rstrip(_CLOSERS + _ANY_QUOTES + " \n")
    if bare.endswith(_QUESTION_MARKS):
        return True
    if language.code == "ja":
        return bare.rstrip("。｡").endswith(("か", "かな", "かね"))
    return language.code == "el" and bare.endswith((";", "\u037e"))


def _ends_sentence(text: str, gap: re.Match[str], begin: int, *, language: Language) -> bool:
    """Return whether a sentence ends before a gap."""
    if not gap[0]:
        return True
    if language != ENGLISH:
        return _ends_foreign_sentence(text, gap, begin, language=language)
    before = _before(text, begin, gap.start())
    after = _after(text, gap.end())
    if before.rstrip(_CLOSERS).endswith(_STOPS):
        return _stop_is_true(text, gap, before=before, after=after)
    if "\n" in gap[0]:
        return _stop_is_missing(text, before=before, after=after)
    return text[gap.end()].isupper() and _inline_stop_is_missing(
        text, gap.end(), before=before, after=after
    )


def _ends_foreign_sentence(
    text: str, gap: re.Match[str], begin: int, *, language: Language
) -> bool:
    """Return whether a sentence of another language than English ends before a gap."""
    if _CLOSING_TOKEN.match(text, gap.end()):
        return False
    bare = text[max(begin, gap.start() - 60) : gap.start()].rstrip(_CLOSERS + _ANY_QUOTES + " \xa0")
    before = bare.rsplit(maxsplit=1)[-1] if bare.strip() else ""
    after = _after(text, gap.end(), pattern=_FOREIGN_WORD_AFTER)
    if language.code in NO_STOPS:
        return _is_thai_boundary(before, after)
    stops = (*_STOPS, ";", "\u037e") if language.code == "el" else _STOPS
    if not before.endswith(stops):
        return "\n" in gap[0] and _line_is_complete(text, before, after, language=language)
    if after[:1].islower():
        return False
    shortened = before.endswith(".") and not before.endswith("..")
    return not (shortened and _is_shortened(before, after, language=language))


def _is_shortened(before: str, after: str, *, language: Language) -> bool:
    """Return whether a full stop belongs to an abbreviation, an initial or an ordinal number.

    A function word with a capital shows that a sentence has ended all the same.
    """
    word = before.rstrip(".").lstrip(_OPENERS + _ANY_QUOTES)
    initial = _INITIALS.fullmatch(word)
    if initial and _INITIALS.fullmatch(after.rstrip(".,")):
        return True
    if _bare_word(after) in _function_words(language):
        return word.casefold() in abbreviations(language.code) and word[:1].isupper()
    if word.casefold() in abbreviations(language.code):
        return word.casefold() not in _ALSO_LAST_WORDS or after[:1].isdigit()
    if language.code in _ORDINALS and _ORDINAL.fullmatch(word):
        return True
    return bool(initial)


def _line_is_complete(text: str, before: str, after: str, *, language: Language) -> bool:
    """Return whether a line without a stop at its end is a sentence: before a capital, no name."""
    if not after[:1].isupper() or before.endswith((",", ";", ":", "-", "–", "—", "،", "、")):
        return False
    if _bare_word(before) in _function_words(language) or _bare_word(before) == _bare_word(after):
        return False
    if language.code == "de":  # every noun has a capital
        return _bare_word(after) in _function_words(language)
    return not _is_name(text, after)


@cache
def _function_words(language: Language) -> frozenset[str]:
    joining = discourse_words(language.code, "connective")
    pronouns = discourse_words(language.code, "pronoun")
    return language.stop_words | joining | pronouns | discourse_words(language.code, "opener")


def _bare_word(token: str) -> str:
    found = _WORD.search(token)
    return found[0].casefold().replace("’", "'") if found else ""


def _is_thai_boundary(before: str, after: str) -> bool:
    """Return whether a space between two words of Thai ends a clause.

    Spaces stand around numbers and words of other scripts too, and before the sign of repetition.
    """
    return not (before[-1:].isascii() or after[:1].isascii() or after.startswith(("ๆ", "ฯ")))


def _before(text: str, begin: int, end: int) -> str:
    return text[max(begin, end - 60) : end].rsplit(maxsplit=1)[-1]


def _after(text: str, start: int, *, pattern: re.Pattern[str] = _WORD_AFTER) -> str:
    """Return the next word without opening punctuation; skip a lone dash or quotation mark."""
    found = pattern.search(text, start, start + 120)
    return found[0] if found else ""


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
