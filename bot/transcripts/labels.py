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

from bot.transcripts.speaker_names import LONGEST_NAME, is_name_like, is_role, is_short, tidy_name
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
    rf"(?P<name>[^\W\d_][^\n:：\[\](){{}}<>|\t*\"“”?!;]{{0,{LONGEST_NAME - 1}}}?)"
    rf"{_INNER_GAP}(?:[(\[](?![^\S\n]?\d{{1,3}}[:：]\d)[^()\[\]:：\n]{{1,60}}[)\]]{_INNER_GAP})?"
)
_TIME = rf"(?:{STAMP}{_GAP})"
_AFTER = rf"(?:(?=[^\w\s]|[^\n]{{0,12}}$|\d{{1,3}}:\d\d:){_TIME}(?:[-–—|:,]{_GAP})?)?"
_NEARLY_ALL = 0.8
"""Of all blocks: the share that labels begin where no label recurs."""

_MOST_SPEAKERS_ONCE = 6
"""Where no label recurs, more labels than this are keys or headings."""

_SURELY_RECURRING = 3
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
    _form(rf"\[{_NAME}\]{_GAP}[:：]?{_GAP}{_AFTER}", "bracket", hint="["),
    _form(rf"<{_NAME}>{_GAP}[:：]?{_GAP}{_AFTER}", "angle", hint="<"),
    _form(rf"\({_NAME}\){_GAP}[:：]?{_GAP}{_AFTER}", "parenthesis", hint="(", share=0.3),
    _form(rf"{_NAME}[-–—|,·•@]?{_GAP}{STAMP}[\s*]*$", "time"),
    _form(rf"{_NAME}[-–—|,·•@]?{_GAP}(?=[\[(<{{#]){_TIME}", "time and words"),
    _form(rf"{_NAME}(?<=\s)[-–—|]{{1,2}}\s+{_AFTER}(?=\S)", "dash", share=0.5),
    _form(rf"{_NAME}\t\s*{_AFTER}(?=\S)", "tab", hint="\t", share=0.5),
    _form(rf"{_NAME}:(?=[^\W\d_])", "tight colon", hint=":", share=0.5),
    _form(rf"{_NAME}[\s*|]*$", "alone", share=0.3),
)
"""The forms of labels, in the order in which a line is read."""

_FREE = frozenset({"colon", "bracket", "angle", "time", "time and words"})
"""The forms in which a name that was learnt in another form is a label, too."""


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


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels that were learnt from a file: its names, and the forms in which it writes them."""

    names: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()

    def find(self, line: str) -> Label | None:
        """Return the label at the start of a line, if it has one."""
        if not self.names:
            return None
        return next((one for one in read_labels(line, self.forms) if self._accepts(one)), None)

    def split(self, line: str) -> tuple[str | None, str]:
        """Return the name of the label before a line's words, or None, and the words."""
        label = self.find(line)
        return (label.name, line[label.end :]) if label else (None, line)

    def _accepts(self, label: Label) -> bool:
        return label.name in self.names or (
            label.is_pause and (label.strong or label.form == "colon")
        )


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
_Uses = list[tuple[int, Label]]


def learn_labels(lines: Iterable[str], *, known: Collection[str] = ()) -> Labels:
    """Learn the labels of a file from its lines; `known` are people who are said to speak.

    Blank lines count: they divide the blocks that a label can begin, as does a line with a time.
    """
    read = list(lines)
    starts = _block_starts(read)
    familiar = {one.casefold() for name in known for one in (name, name.split()[0])}
    uses: dict[str, _Uses] = {}
    for at, line in enumerate(read):
        for label in read_labels(line):
            uses.setdefault(label.form, []).append((at, label))
    learnt = {
        form.name: _names_in_use(uses.get(form.name, []), form, starts=starts, known=familiar)
        for form in FORMS
    }
    names = _without_common_words(learnt, uses, read)
    forms = {form for form, found in learnt.items() if found}
    return Labels(frozenset(names), frozenset(forms | _FREE if names else forms))


def _block_starts(lines: Sequence[str]) -> frozenset[int]:
    """Return the numbers of the lines after a gap; of all, where gaps are few."""
    gaps = [not line.strip() or bool(_ONLY_STAMP.fullmatch(line[:_HEAD])) for line in lines]
    filled = [at for at, gap in enumerate(gaps) if not gap]
    after_gap = [at for at in filled if at == 0 or gaps[at - 1]]
    return frozenset(after_gap if len(after_gap) * 4 > len(filled) else filled)


_ONLY_STAMP = re.compile(rf"{LEAD}[\s*]*")


def _names_in_use(
    uses: _Uses, form: LabelForm, *, starts: frozenset[int], known: Collection[str]
) -> set[str]:
    """Return the names of a form that are labels; none where the form is not in use."""
    likely = [
        (at, one) for at, one in uses if one.name.casefold() in known or is_name_like(one.name)
    ]
    if not _is_in_use(likely, form, starts=starts, known=known):
        short = [(at, one) for at, one in uses if is_short(one.name)]
        return _recurring_names(short, form, starts=starts)
    counts = Counter(one.name for _, one in uses)
    recurring = {
        one.name
        for _, one in uses
        if is_short(one.name) and counts[one.name] >= _SURELY_RECURRING and not form.loose
    }
    return {one.name for _, one in likely} | recurring


def _is_in_use(
    likely: _Uses, form: LabelForm, *, starts: frozenset[int], known: Collection[str]
) -> bool:
    """Return whether name-like labels of a form recur and take turns, or are surely speakers."""
    counts = Counter(one.name for _, one in likely)
    share = _share(likely, form, starts)
    if len(counts) > 1 and max(counts.values()) > 1:
        return share >= form.share
    sure = sum(one.strong or one.name.casefold() in known or is_role(one.name) for _, one in likely)
    if form.loose:
        return sum(one.name.casefold() in known for _, one in likely) > 1
    sure += any(one.strong and form.name == "colon" and at == min(starts) for at, one in likely)
    alone = len(likely) >= _SURELY_RECURRING and share > _NEARLY_ALL
    return sure > 1 or alone or (1 < len(counts) <= _MOST_SPEAKERS_ONCE and share > _NEARLY_ALL)


def _recurring_names(uses: _Uses, form: LabelForm, *, starts: frozenset[int]) -> set[str]:
    """Return the names that all recur and begin most blocks, though they do not look like names."""
    counts = Counter(one.name for _, one in uses)
    names = {name for name, count in counts.items() if count > 1}
    recurring = [(at, one) for at, one in uses if one.name in names]
    if form.alone or len(names) < 2 or _share(recurring, form, starts) < _NEARLY_ALL:  # noqa: PLR2004 - two take turns
        return set()
    return names


def _share(uses: _Uses, form: LabelForm, starts: frozenset[int]) -> float:
    """Return the share of the blocks that begin with these labels."""
    own = len({at for at, _ in uses if at in starts})
    blocks = len(starts) - (own if form.alone and own * 2 <= len(starts) else 0)
    return own / max(1, blocks)


def _without_common_words(
    learnt: dict[str, set[str]], uses: dict[str, _Uses], lines: Sequence[str]
) -> set[str]:
    """Return the names, without words that are a label once and stand in lower case elsewhere."""
    names = {name for found in learnt.values() for name in found}
    counts = Counter(one.name for form, found in uses.items() for _, one in found if learnt[form])
    doubtful = {
        name for name in names if counts[name] == 1 and name.isalpha() and not is_role(name)
    }
    if doubtful:
        wanted = {name.lower() for name in doubtful}
        found = {word for line in lines for word in _WORD.findall(line) if word in wanted}
        doubtful = {name for name in doubtful if name.lower() in found and name != name.lower()}
    return names - doubtful


_WORD = re.compile(r"[^\W\d_]+")
