"""Split text into tokens: words with their offsets and stems."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from bot.analysis.word_lists import without_content
from bot.analysis.word_segmentation import divide
from bot.models import Span
from bot.text.display import ASIDE_PATTERN, LABEL_PATTERN
from bot.text.languages import ENGLISH, Language
from bot.text.lexicon import DiscourseRole, discourse_words

_APOSTROPHE = r"(?:['’]|&#39;|&rsquo;)"
_WORD = re.compile(rf"[^\W_]+(?:{_APOSTROPHE}[^\W_]+|\.(?=[\da-z])[^\W_]+)*[+#]*")
_APOSTROPHES = re.compile(_APOSTROPHE)
_UNSPOKEN = re.compile(
    rf"{ASIDE_PATTERN.pattern}|(?-i:{LABEL_PATTERN.pattern})|\]\([^()\s]{{1,500}}\)|&(?!#39;|rsquo;)#?\w{{1,8}};",
    re.IGNORECASE,
)
_FOREIGN_WORD = re.compile(
    r"aujourd['’]hui|[^\W_](?:[^\W_]|[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0dff])*",
    re.IGNORECASE,
)
"""A word of any script, with its vowel signs; an elision ("l'acqua") is two."""
_ANY_END = re.compile(r"[.!?:…。！？؟۔।¿¡«„]|\n\s*\n|[-–—] ")
_ANY_PAUSE = re.compile(r"[^\s\-/&'’]|[-–—] | [-–—]|\n\s*\n")
_ELISIONS = frozenset([" ", "'", "’"])
_SENTENCE_END = re.compile(r"[.!?:…]|\n\s*\n|- ")
_PAUSE = re.compile(r"[^\s\-–/&]|- | -|\n\s*\n")
_JOINTS = frozenset(["", *"-‐‑/&"])
_UNSTEMMED, _LONG = 3, 4
_VOWELS = frozenset("aeiouy")


@dataclass(frozen=True, slots=True)
class Token:
    """A word as written (`surface`), in lower case (`folded`), and its stem.

    `is_content` is True for a content word: neither a function word nor a general one.
    `opens_sentence` is True where it may have its capital only because it begins a sentence.
    `after_pause` is True where punctuation is between it and the word before. `joint` is the text
    between the two, for example "-" in a compound, or a space where it is longer.
    """

    surface: str
    folded: str
    stem: str
    is_content: bool
    start: int
    end: int
    opens_sentence: bool
    after_pause: bool
    joint: str

    @property
    def is_capitalised(self) -> bool:
        """Whether it begins with a capital and is not the word I."""
        return self.surface[0].isupper() and self.folded.split("'")[0] != "i"


def blank_unspoken(text: str) -> str:
    """Replace text that nobody spoke (asides, labels, link targets) by as many spaces."""
    return _UNSPOKEN.sub(lambda found: " " * len(found[0]), text)


def tokenize(
    text: str, start: int = 0, end: int | None = None, *, language: Language = ENGLISH
) -> Iterator[Token]:
    """Yield the tokens of `text[start:end]` in order, with offsets into `text`."""
    if language != ENGLISH:
        yield from _foreign_tokens(
            text, start, len(text) if end is None else end, language=language
        )
        return
    last = start
    no_content = without_content()
    for match in _WORD.finditer(text, start, len(text) if end is None else end):
        first, between = last == start, text[last : match.start()]
        plain = between == " " and not first
        surface = _APOSTROPHES.sub("'", match[0])
        folded = surface.lower()
        yield Token(
            surface=surface,
            folded=folded,
            stem=stem(folded[:-1] if _is_plural_acronym(surface) else folded),
            is_content=folded not in no_content and len(folded) > 1,
            start=match.start(),
            end=match.end(),
            opens_sentence=not plain and (first or bool(_SENTENCE_END.search(between))),
            after_pause=not plain and (first or bool(_PAUSE.search(between))),
            joint=between if between in _JOINTS and not first else " ",
        )
        last = match.end()


def _foreign_tokens(text: str, start: int, end: int, *, language: Language) -> Iterator[Token]:
    """Yield the tokens of a text in another language than English."""
    last = start
    for span, is_noun in _foreign_words(text, start, end, language=language):
        surface, between = text[span.start : span.end], text[last : span.start]
        folded = surface.lower()
        plain = between in _ELISIONS and last > start
        yield Token(
            surface=surface,
            folded=folded,
            stem=language.stem(folded),
            is_content=is_noun and _says_something(folded, language),
            start=span.start,
            end=span.end,
            opens_sentence=not plain and (last == start or bool(_ANY_END.search(between))),
            after_pause=not plain and (last == start or bool(_ANY_PAUSE.search(between))),
            joint=between if between in _JOINTS and last > start else " ",
        )
        last = span.end


def _foreign_words(
    text: str, start: int, end: int, *, language: Language
) -> Iterator[tuple[Span, bool]]:
    if language.spaced:
        for word in _FOREIGN_WORD.finditer(text, start, end):
            yield Span(*word.span()), True
        return
    for span, is_noun in divide(text[start:end], language.code):
        yield Span(start + span.start, start + span.end), is_noun


def _says_something(folded: str, language: Language) -> bool:
    """Return whether a word of another language than English may name a subject."""
    least = 2 if language.spaced or not folded.isascii() else _UNSTEMMED
    if language.spaced and not language.stop_words:
        least = _LONG  # function words are short, where no list tells them
    if len(folded) < (1 if language.code == "ja" else least) or folded[0].isdigit():
        return False
    empty = _empty_words(language)
    if folded in empty or language.stem(folded) in empty:
        return False
    return not folded.startswith(tuple(discourse_words(language.code, "boilerplate")))


@cache
def _empty_words(language: Language) -> frozenset[str]:
    """Return the words of a language that name no subject; in Russian, their stems too."""
    roles: tuple[DiscourseRole, ...] = (
        *("connective", "pronoun", "answer", "opener"),
        *("determiner", "general", "memorable"),
    )
    listed = frozenset(word for role in roles for word in discourse_words(language.code, role))
    forms = {language.stem(word) for word in listed} if language.code == "ru" else set[str]()
    return language.stop_words | listed | forms


def _is_plural_acronym(surface: str) -> bool:
    return surface.endswith("s") and len(surface) > _UNSTEMMED and surface[:-1].isupper()


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return a lower-case word without its inflectional ending, so that its forms count as one."""
    base = word.removesuffix("'s").rstrip("'")
    if len(base) <= _UNSTEMMED or not base.isalpha():
        return base
    return _without_suffix(singular(base))


def singular(word: str) -> str:
    """Return a lower-case word without the ending of a plural."""
    if word.endswith("ies") and len(word) > _UNSTEMMED + 1:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _without_suffix(word: str) -> str:
    for suffix in ("ing", "ed"):
        base = word.removesuffix(suffix)
        if base != word and len(base) >= _UNSTEMMED and _VOWELS & set(base):
            return _undoubled(base)
    return word.removesuffix("e") if len(word) > _UNSTEMMED + 1 else word


def _undoubled(base: str) -> str:
    doubled = base[-1] == base[-2] and base[-1] not in "lsz"
    return base[:-1] if doubled else base.removesuffix("e")
