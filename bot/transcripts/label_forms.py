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
STAMP = (
    rf"[\[({{<#]{{0,2}}[^\S\n]?{CLOCK}"
    rf"(?:[^\S\n]?[\])]?[^\S\n]{{0,3}}(?:-->|->|[-–—~]|to)[^\S\n]{{0,3}}[\[(]?{CLOCK})?(?:-\d)?[^\S\n]?[\])}}>#]{{0,2}}"
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

    A line in this form contains `hint`. A `loose` form is frequent where nobody speaks: its labels
    must recur, and begin this share of all blocks.
    """

    name: str
    pattern: re.Pattern[str]
    hint: str
    alone: bool
    loose: bool
    share: float


def _form(pattern: str, name: str, *, hint: str = "", share: float = 0.0) -> LabelForm:
    alone = pattern.endswith("$")
    compiled = re.compile(LEAD + pattern)
    return LabelForm(name, compiled, hint, alone=alone, loose=alone or share > 0, share=share)


FORMS = (
    _form(rf"{_NAME}{_TIME}?(?::(?=[\s*\[(\"“«]|$)|：){_GAP}{_AFTER}", "colon"),
    _form(rf"[\[【]{_NAME}[\]】]{_GAP}[:：]?{_GAP}{_AFTER}", "bracket"),
    _form(rf"<{_NAME}>{_GAP}[:：]?{_GAP}{_AFTER}", "angle", hint="<"),
    _form(rf"\({_NAME}\){_GAP}[:：]?{_GAP}{_AFTER}", "parenthesis", hint="(", share=0.3),
    _form(rf"{_NAME}[-–—|,·•@]?{_GAP}{STAMP}[\s*]*$", "time"),
    _form(rf"{_NAME}[-–—|,·•@]?{_GAP}(?=[\[(<{{#]){_TIME}", "time and words"),
    _form(rf"{_NAME}(?<=\s)[-–—|]{{1,2}}\s+{_AFTER}(?=\S)", "dash", share=0.5),
    _form(r"(?<=\*)(?P<name>[^\W\d_][^\n:：*]{0,58}?)\*{1,3}\s+(?=[^\s:：])", "bold", share=0.3),
    _form(rf"{_NAME}\t\s*{_AFTER}(?=\S)", "tab", hint="\t", share=0.5),
    _form(rf"{_NAME}:(?=[^\W\d_])", "tight colon", hint=":", share=0.5),
    _form(rf"{_NAME}[\s*|]*$", "alone", share=0.3),
)
"""The forms of labels, in the order in which a line is read."""


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


def read_labels(line: str, forms: Collection[str] = ()) -> Iterator[Label]:
    """Yield a label for each form, or each of these, in which the start of a line can be read."""
    head = line[:_HEAD]
    for form in FORMS:
        if form.hint not in head or (forms and form.name not in forms):
            continue
        found = form.pattern.match(head)
        if found and not (form.alone and len(line) > _HEAD):
            start, name_end = found.span("name")
            name = tidy_name(found["name"])
            strong = bool(_OPENING.search(head, 0, start + 1))
            if name:
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
