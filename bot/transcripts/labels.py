"""Learn from all lines of a file which of their beginnings are speaker labels; pure.

A line is a mark of a list or quotation, a time, a label, another time, and words; each may be
missing, and asterisks may stand between them. A label has one of a few forms: "Ann:", "[Ann]",
"Ann 0:14", "Ann - ", or "Ann" on a line of its own. One line does not tell whether "Ann:" or
"The point is:" is a label; the file does: labels recur, take turns, and look like names.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.transcripts.speaker_names import LONGEST_NAME, is_name_like, is_role, tidy_name
from bot.transcripts.timestamps import CLOCK

_GAP = r"[\s*]{0,12}"
STAMP = (
    rf"[\[({{<#]{{0,2}}\s?{CLOCK}(?:\s{{0,3}}(?:-->|->|[-–—~]|to)\s{{0,3}}[\[(]?{CLOCK})?"
    r"(?:-\d)?\s?[\])}>#]{0,2}"
)
"""The source of a pattern for a time or a range of times, in brackets or not."""

_LEAD = (
    rf"\s*(?:(?:>{{1,3}}|[-–—•+]|\d{{1,3}}[.)]|#{{1,6}}|\d(?=\*))\s{{0,8}})?{_GAP}"
    rf"(?P<before>{STAMP}{_GAP}(?:[-–—|:,]{_GAP})?)?"
)
_NAME = (
    rf"(?P<name>[^\W\d_][^\n:：\[\](){{}}<>|\t*\"“”?!;]{{0,{LONGEST_NAME - 1}}}?)"
    rf"{_GAP}(?P<role>[(\[](?!\s?\d{{1,3}}[:：]\d)[^()\[\]:：\n]{{1,60}}[)\]]{_GAP})?"
)
_NEARLY_ALL = 0.8
"""Of all blocks: the share that labels begin where no label recurs."""

_AFTER = rf"(?P<after>{STAMP}{_GAP}(?:[-–—|:,]{_GAP})?)?"


@dataclass(frozen=True, slots=True)
class LabelForm:
    """A form in which labels are written.

    `hint` is a character that a line in this form has; `alone` forms stand on a line of their own.
    A `plain` form is also found where nobody speaks, so it must begin this share of all blocks.
    """

    name: str
    pattern: re.Pattern[str]
    hint: str = ""
    alone: bool = False
    share: float = 0.0


def _form(name: str, pattern: str, *, hint: str = "", share: float = 0.0) -> LabelForm:
    return LabelForm(
        name, re.compile(_LEAD + pattern), hint, alone=pattern.endswith("$"), share=share
    )


FORMS = (
    _form("colon", rf"{_NAME}(?P<time>{STAMP}{_GAP})?(?::(?=[\s*\[(\"“«]|$)|：){_GAP}{_AFTER}"),
    _form("bracket", rf"\[{_NAME}\]{_GAP}:?{_GAP}{_AFTER}", hint="["),
    _form("angle", rf"<{_NAME}>{_GAP}:?{_GAP}{_AFTER}", hint="<"),
    _form("parenthesis", rf"\({_NAME}\){_GAP}:?{_GAP}{_AFTER}", hint="("),
    _form("time", rf"{_NAME}[-–—|,·]?{_GAP}(?P<time>{STAMP})[\s*]*$"),
    _form("time and words", rf"{_NAME}[-–—|,·]?{_GAP}(?P<time>(?=[\[(<{{#]){STAMP}){_GAP}"),
    _form("dash", rf"{_NAME}(?<=\s)[-–—|]{{1,2}}\s{{1,8}}{_AFTER}(?=\S)", share=0.5),
    _form("tab", rf"{_NAME}\t\s{{0,8}}{_AFTER}(?=\S)", hint="\t", share=0.5),
    _form("alone", rf"{_NAME}[\s*]*$", share=0.3),
)
"""The forms of labels, in the order in which a line is read."""


@dataclass(frozen=True, slots=True)
class Label:
    """A label at the start of a line: who speaks, and the offset where the words begin."""

    name: str
    form: str
    start: int
    end: int
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels that were learnt from a file: its names, and the forms in which it writes them."""

    names: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()

    def find(self, line: str) -> Label | None:
        """Return the label at the start of a line, if it has one."""
        found = (label for label in read_labels(line) if label.name in self.names)
        return next((label for label in found if label.form in self.forms), None)

    def split(self, line: str) -> tuple[str | None, str]:
        """Return the name of the label before a line's words, or None, and the words."""
        label = self.find(line)
        return (label.name, line[label.end :]) if label else (None, line)


def read_labels(line: str) -> Iterator[Label]:
    """Yield a label for each form in which the start of a line could be read."""
    head = line[:200]
    for form in FORMS:
        if form.hint not in head:
            continue
        found = form.pattern.match(head)
        if found and (not form.alone or len(line) <= len(head)):
            start = found.start("name")
            strong = "*" in head[max(0, start - 2) : start]
            name = tidy_name(found["name"])
            if name:
                yield Label(name, form.name, start, found.end(), strong=strong)


def learn_labels(lines: Iterable[str], *, known: Collection[str] = ()) -> Labels:
    """Learn the labels of a file from its lines; `known` are people who are said to speak.

    Blank lines count: they divide the blocks that a label can begin.
    """
    read = list(lines)
    starts = _block_starts(read)
    uses: dict[str, list[tuple[int, Label]]] = {}
    for at, line in enumerate(read):
        for label in read_labels(line):
            uses.setdefault(label.form, []).append((at, label))
    names: set[str] = set()
    forms: set[str] = set()
    for form in FORMS:
        found = _labels_in_use(uses.get(form.name, []), form, starts=starts, known=known)
        if found:
            names |= found
            forms.add(form.name)
    return Labels(frozenset(names), frozenset(forms))


def _block_starts(lines: Sequence[str]) -> frozenset[int]:
    """Return the numbers of the lines after a blank line; of all, where few lines are blank."""
    filled = [at for at, line in enumerate(lines) if line.strip()]
    after_blank = [at for at in filled if at == 0 or not lines[at - 1].strip()]
    return frozenset(after_blank if len(after_blank) * 3 > len(filled) else filled)


def _labels_in_use(
    uses: Sequence[tuple[int, Label]],
    form: LabelForm,
    *,
    starts: frozenset[int],
    known: Collection[str],
) -> set[str]:
    """Return the names of a form that are labels; none where the form is not in use."""
    likely = [(at, label) for at, label in uses if label.name in known or is_name_like(label.name)]
    counts = Counter(label.name for _, label in likely)
    sure = sum(
        label.strong or label.name in known or (is_role(label.name) and not form.share)
        for _, label in likely
    )
    blocks = len(starts) / (2 if form.alone else 1)
    share = sum(at in starts for at, _ in likely) / max(1.0, blocks)
    takes_turns = len(counts) > 1 and max(counts.values()) > 1
    if not (
        sure > 1
        or (takes_turns and share >= form.share)
        or (len(counts) > 1 and share > _NEARLY_ALL)
    ):
        return set()
    return set(counts)
