"""Read the syntax of a query: "an exact phrase", -word and -"a phrase"; pure.

Marks that are only punctuation stay so: an apostrophe, inches, a hyphen within a word, a dash
between words, a number below zero, a mark without its partner.
"""

import re
from dataclasses import dataclass

from bot.search.query.parser import MAX_CHARACTERS
from bot.text.languages import ENGLISH
from bot.text.tokens import usual_words, words

MAX_FILTERS = 8
"""At most this many phrases and exclusions are applied; what other marks enclose are words."""

Words = tuple[str, ...]

_DASH = "-\u2212\uff0d"
_STRAIGHT = '"\u201c\u201d\u201e\u201f\uff02'
_QUOTED = (
    rf"(?<!\w)[{_STRAIGHT}](?P<straight>[^{_STRAIGHT}]*)[{_STRAIGHT}]"
    rf"|[\u201c\u201e](?P<curly>[^{_STRAIGHT}]*)[\u201c\u201d\u201f]"
    r"|\u00ab(?P<outward>[^\u00ab\u00bb]*)\u00bb|\u00bb(?P<inward>[^\u00ab\u00bb]*)\u00ab"
    r"|\u300c(?P<corner>[^\u300c\u300d]*)\u300d|\u300e(?P<double>[^\u300e\u300f]*)\u300f"
)
_CLOSED = rf"[^{_DASH}]*\w[{_DASH}](?!\S)"
"""What follows the first of two dashes around words -so to speak- that are no exclusion."""

_SYNTAX = re.compile(
    rf"(?P<dash>(?<!\S)[{_DASH}](?=[{_STRAIGHT}\u00ab\u300c\u300e]))?(?:{_QUOTED})"
    rf"|(?<!\S)[{_DASH}](?!{_CLOSED})(?P<word>[^\W\d_][^\s{_STRAIGHT}]*)(?!\S)"
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that must stand side by side, or may not: `text` as it was typed, and folded.

    `forms` are the folded words as they stand and in their usual spelling; one of them is enough.
    """

    text: str
    forms: tuple[Words, ...]

    def stands_in(self, text: str) -> bool:
        """Return whether the phrase stands in folded words, which have a space between each two."""
        padded = f" {text} "
        return any(f" {' '.join(form)} " in padded for form in self.forms)


@dataclass(frozen=True, slots=True)
class FilteredQuery:
    """What to search for, without marks, and which phrases a result must have or may not have."""

    text: str
    phrases: tuple[Phrase, ...] = ()
    excluded: tuple[Phrase, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether a result may have any words."""
        return not self.phrases and not self.excluded

    @property
    def is_phrase(self) -> bool:
        """Whether it is one phrase and nothing else."""
        return len(self.phrases) == 1 and words(self.text) == [*self.phrases[0].forms[0]]


def read_query(text: str) -> FilteredQuery:
    """Read what a member typed; a text of more than 200 characters is a paste and has no syntax."""
    if len(text) > MAX_CHARACTERS:
        return FilteredQuery(text)
    phrases: list[Phrase] = []
    excluded: list[Phrase] = []

    def unmarked(found: re.Match[str]) -> str:
        inside = _inside(found)
        phrase = _phrase(inside)
        is_excluded = found["word"] is not None or found["dash"] is not None
        if phrase and len(phrases) + len(excluded) < MAX_FILTERS:
            (excluded if is_excluded else phrases).append(phrase)
            return " " if is_excluded else f" {inside} "
        return f" {inside} "

    searched = _SYNTAX.sub(unmarked, text)
    if not phrases and not excluded:
        return FilteredQuery(text)
    return FilteredQuery(" ".join(searched.split()), _distinct(phrases), _distinct(excluded))


def _inside(found: re.Match[str]) -> str:
    groups = found.groupdict()
    groups.pop("dash")
    return next((inside for inside in groups.values() if inside is not None), "").strip()


def _phrase(typed: str) -> Phrase | None:
    folded = words(typed)
    usual = usual_words(typed, folded, [ENGLISH], join_hyphens=True)
    forms = dict.fromkeys((tuple(folded), tuple(usual)))
    return Phrase(typed, tuple(forms)) if folded else None


def _distinct(phrases: list[Phrase]) -> tuple[Phrase, ...]:
    return tuple({phrase.forms[0]: phrase for phrase in phrases}.values())
