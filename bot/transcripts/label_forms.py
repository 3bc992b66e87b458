"""Read the label at the start of a line in each form in which labels are written; pure.

A line is a mark of a list or quotation, a time, a label, another time, and words; each may be
missing, and asterisks may stand between them.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from bot.transcripts.speaker_names import LONGEST_NAME, tidy_name
from bot.transcripts.timestamps import CLOCK

_GAP = r"[\s*]*+"
_INNER_GAP = r"(?:[^\S\t]|\*)*+"
_SECONDS = r"\d{1,6}\.\d{1,3}s?"
STAMP = (
    rf"(?:\[\s?{_SECONDS}\s?(?:-->|->|[-–—])\s?{_SECONDS}\s?\]|[\[({{<#]{{0,2}}[^\S\n]?{CLOCK}"
    rf"(?:[^\S\n]?[\])]?[^\S\n]{{0,3}}(?:-->|->|[-–—~]|to)[^\S\n]{{0,3}}[\[(]?{CLOCK})?(?:-\d)?[^\S\n]?[\])}}>#]{{0,2}})"
)
"""The source of a pattern for a time or a range of times, in brackets or not."""

LEAD = (
    rf"\s*+(?:(?:>{{1,9}}|[-–—•+|]|\d{{1,3}}[.)]|#{{1,6}}|\d(?=\*))\s*+)?{_GAP}"
    rf"(?P<before>{STAMP}{_GAP}(?:[-–—|:,]{_GAP})?)?"
)
"""The source of a pattern for what may stand before a label: marks and a time."""

_NAME = (
    rf"(?P<name>[^\W\d_][^\n:：\[\](){{}}<>【】|\t*\"“”?!;]{{0,{LONGEST_NAME - 1}}}?)"
    rf"{_INNER_GAP}(?:[(\[](?![^\S\n]?\d{{1,3}}[:：]\d)[^()\[\]:：\n]{{1,60}}[)\]]{_INNER_GAP})?"
)
_COLON = r"(?::(?=[\s*\[(\"“«]|$)|：)(?![\s*]*+<?https?:)"
_COLUMN = r"(?:\t|[^\S\n]{2,9})[^\S\n]{0,9}"
_BOLD_NAME = r"(?<=\*)(?P<name>[^\W\d_][^\n:：*]{0,58}?)"
_TIME = rf"(?:{STAMP}{_GAP})"
_AFTER = rf"(?:(?=[^\w\s]|[^\n]{{0,12}}$|\d{{1,3}}:\d\d:){_TIME}(?:[-–—|:,]{_GAP})?)?"
_HEAD = 400
"""In characters: how far into a line a label may end, with a time and marks."""

_PAUSES = frozenset(
    """
    break music jingle sponsor sponsors sponsored advertisement advertisements ad ads intro outro
    commercial midroll
    """.split()
) | {"ad break", "sponsor break", "commercial break", "theme music", "theme song", "mid-roll"}


@dataclass(frozen=True, slots=True)
class LabelForm:
    """A form in which labels are written, alone on a line or before words.

    A line in this form contains one of `hints`, if there are any. A `loose` form is frequent where
    nobody speaks: its labels must recur, and begin this share of all blocks.
    """

    name: str
    pattern: re.Pattern[str]
    hints: str
    alone: bool
    loose: bool
    share: float


def _form(name: str, pattern: str, *, hints: str = "", share: float = 0.0) -> LabelForm:
    alone = pattern.endswith("$")
    compiled = re.compile(LEAD + pattern)
    return LabelForm(name, compiled, hints, alone=alone, loose=alone or share > 0, share=share)


FORMS = (
    _form("keyed", rf"(?i:speaker|sprecher(?:in)?)[^\S\n]?[:：]{_GAP}{_NAME}[\s*]*$", hints=":："),
    _form("colon", rf"{_NAME}{_TIME}?{_COLON}{_GAP}{_AFTER}", hints=":："),
    _form("bracket", rf"[\[【]{_NAME}[\]】]{_GAP}[:：]?{_GAP}{_AFTER}", hints="]】"),
    _form("angle", rf"<{_NAME}>{_GAP}[:：]?{_GAP}{_AFTER}", hints="<"),
    _form("parenthesis", rf"\({_NAME}\){_GAP}[:：]?{_GAP}{_AFTER}", hints="(", share=0.3),
    _form("time", rf"{_NAME}[-–—|,·•@]?{_GAP}{STAMP}[\s*]*$", hints=":："),
    _form("time and words", rf"{_NAME}[-–—|,·•@]?{_GAP}(?=[\[(<{{#]){_TIME}", hints=":："),
    _form("columns", rf"{_NAME}(?:(?<=\s\s)|\t{{1,3}}){CLOCK}{_COLUMN}(?=\S)", hints=":："),
    _form("question", rf"(?P<name>[QA])\.{_GAP}(?=\S)", hints=".", share=0.5),
    _form("dash", rf"{_NAME}(?<=\s)[-–—|]{{1,2}}\s+{_AFTER}(?=\S)", hints="-–—|", share=0.5),
    _form("bold", rf"{_BOLD_NAME}\*{{1,3}}\s+(?=[^\s:：])", hints="*", share=0.3),
    _form("tab", rf"{_NAME}\t\s*{_AFTER}(?=\S)", hints="\t", share=0.5),
    _form("tight colon", rf"{_NAME}:(?=[^\W\d_])", hints=":", share=0.5),
    _form("alone", rf"{_NAME}[\s*|]*$", share=0.3),
)
"""The forms of labels, in the order in which a line is read."""

ALL_FORMS = frozenset(form.name for form in FORMS)


@dataclass(frozen=True, slots=True)
class Label:
    """A label at the start of a line, with offsets into it: of the name, and of the words after it.

    A `strong` label is written in bold or italics.
    """

    name: str
    form: str
    start: int
    name_end: int
    end: int
    strong: bool = False

    @property
    def is_pause(self) -> bool:
        """Whether it announces a break instead of a speaker."""
        return self.name.casefold() in _PAUSES


def read_labels(line: str, forms: Collection[str] = ALL_FORMS) -> Iterator[Label]:
    """Yield a label for each of these forms in which the start of a line can be read."""
    head = line[:_HEAD]
    characters = set(head)
    for form in FORMS:
        if form.name not in forms or (form.hints and characters.isdisjoint(form.hints)):
            continue
        found = form.pattern.match(head)
        if found and not (form.alone and len(line) > _HEAD) and (name := tidy_name(found["name"])):
            start, name_end = found.span("name")
            strong = bool(_OPENING.search(head, 0, start + 1))
            yield Label(name, form.name, start, name_end, found.end(), strong=strong)


_OPENING = re.compile(r"\*(?=[^\s*])")

_INNER = re.compile(
    rf"(?:(?<=[.?!…\"”’)\]—-])\s{{1,3}}|(?<=[。！？])|\s{{1,3}}(?=\*|>>))(?:{STAMP}\s)?"
    r"(?=[\[<(*>\s]{0,5}[^\W\d_][^\n:：\[\]<>]{0,60}[:：\]>*])"
)
WITHIN = frozenset({"colon", "bracket", "angle"})
"""The forms of labels that may stand within a line: after a stop, or in bold."""


def read_inner_labels(line: str, *, start: int = 0) -> Iterator[tuple[int, Label]]:
    """Yield the labels that stand within a line, after a stop or in bold, with their offsets."""
    for gap in _INNER.finditer(line, start):
        for label in read_labels(line[gap.end() : gap.end() + _HEAD], WITHIN):
            yield gap.end(), label
