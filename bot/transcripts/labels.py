"""Learn from all lines of a file which of their beginnings are speaker labels; pure.

One line does not tell whether "Ann:" or "The point is:" is a label; the file does: labels recur,
take turns, and look like names.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from bot.transcripts.label_forms import (
    FORMS,
    LEAD,
    WITHIN,
    Label,
    LabelForm,
    read_inner_labels,
    read_labels,
)
from bot.transcripts.speaker_names import LONGEST_NAME, is_name_like, is_role, is_short, tidy_name
from bot.transcripts.timestamps import CLOCK

_NEARLY_ALL = 0.8
"""Of all blocks: the share that labels begin where no label recurs."""

_HALF = 0.5
"""Of all blocks: the share that labels begin in a file that has labels within lines, too."""

_MOST_SPEAKERS_ONCE = 3
"""Where no label recurs, more labels than this are keys or headings, unless they have surnames."""

_SURELY_RECURRING = 3
_HEAD = 400
_STOPS = '.?!…。！？:：;,—–-”"’)»'

_SHARE = 0.3
"""Of all blocks: where labels begin fewer, a common word is none."""

_SHARE_ALONE = 0.15
"""Of all blocks: where names without capitals stand alone, each answer is several paragraphs."""

_FREE = frozenset({"colon", "bracket", "angle", "time", "time and words"})
"""The forms in which a name that was learnt in another form is a label, too."""

_STAMPED = re.compile(rf"{CLOCK}[\s*]*+(?:[-–—|:,][\s*]*+)?(?=\S)")
_ONLY_STAMP = re.compile(rf"{LEAD}[\s*]*")
_WORD = re.compile(r"[^\W\d_]+")

_Uses = list[tuple[int, Label]]
"""Labels with the numbers of their lines; -1 for one within a line."""


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels that were learnt from a file: its names, and the forms in which it writes them.

    Where most labels are `timed`, a time without brackets after a label is no speech.
    """

    names: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    timed: bool = False

    def find(self, line: str) -> Label | None:
        """Return the label at the start of a line, if it has one."""
        if not self.names:
            return None
        return next(
            (self._whole(one, line) for one in read_labels(line, self.forms) if self.has(one)), None
        )

    def split(self, line: str) -> tuple[str | None, str]:
        """Return the name of the label before a line's words, or None, and the words."""
        label = self.find(line)
        return (label.name, line[label.end :]) if label else (None, line)

    def has(self, label: Label) -> bool:
        """Return whether this is the label of a speaker, or of a pause."""
        pause = label.is_pause and (label.strong or label.form == "colon")
        return pause or label.name in self.names

    def _whole(self, label: Label, line: str) -> Label:
        stamp = _STAMPED.match(line, label.end) if self.timed else None
        return replace(label, end=stamp.end()) if stamp else label


def learn_labels(lines: Iterable[str], *, known: Collection[str] = ()) -> Labels:
    """Learn the labels of a file from its lines; `known` are people who are said to speak.

    Blank lines count: they divide the blocks that a label can begin, as does a line with a time.
    """
    read = list(lines)
    starts = _block_starts(read)
    familiar = {one.casefold() for name in known for one in (name, name.split()[0])}
    uses = _uses(read, starts)
    learnt = {
        form: _names_in_use(uses.get(form.name, []), form, starts=starts, known=familiar)
        for form in FORMS
    }
    common = _common_words(learnt, uses, starts=starts, lines=read)
    names = frozenset(name for found in learnt.values() for name in found if name not in common)
    forms = {form for form, found in learnt.items() if found - common}
    used = frozenset(form.name for form in forms).union(_FREE if names else ())
    found = [(at, one) for form in WITHIN for at, one in uses.get(form, [])]
    return Labels(
        names, used, timed=_are_timed([one for one in found if one[1].name in names], read)
    )


def _uses(lines: Sequence[str], starts: frozenset[int]) -> dict[str, _Uses]:
    """Return what could be a label, by its form; within lines only where most begin with one."""
    uses: dict[str, _Uses] = {}
    for at, line in enumerate(lines):
        for label in read_labels(line):
            uses.setdefault(label.form, []).append((at, label))
    open_forms = {
        form: any(label.strong for _, label in found)
        for form in WITHIN
        if (found := uses.get(form)) and _share(_likely(found), starts) >= _HALF
    }
    for line in lines if open_forms else ():
        for _, label in read_inner_labels(line):
            if label.form in open_forms and (label.strong or not open_forms[label.form]):
                uses[label.form].append((-1, label))
    return uses


def _block_starts(lines: Sequence[str]) -> frozenset[int]:
    """Return the numbers of the lines after a gap; of all, where gaps are few."""
    stamps = [bool(line.strip() and _ONLY_STAMP.fullmatch(line[:_HEAD])) for line in lines]
    gaps = [stamp or not line.strip() for stamp, line in zip(stamps, lines, strict=True)]
    filled = [at for at, gap in enumerate(gaps) if not gap]
    named = {at for at in filled if at + 1 < len(lines) and stamps[at + 1] and _is_name(lines[at])}
    after_gap = [at for at in filled if at == 0 or gaps[at - 1] or at in named]
    few = len(after_gap) * 4 <= len(filled)
    return frozenset(filled if few and not _is_wrapped([lines[at] for at in filled]) else after_gap)


def _is_name(line: str) -> bool:
    return len(line) <= LONGEST_NAME and bool(name := tidy_name(line)) and is_name_like(name)


def _is_wrapped(lines: Sequence[str]) -> bool:
    """Return whether sentences go on over line breaks: most lines end none."""
    return sum(line.rstrip()[-1] not in _STOPS for line in lines) * 2 > len(lines)


def _likely(uses: _Uses, known: Collection[str] = ()) -> _Uses:
    return [(at, one) for at, one in uses if one.name.casefold() in known or is_name_like(one.name)]


def _names_in_use(
    uses: _Uses, form: LabelForm, *, starts: frozenset[int], known: Collection[str]
) -> set[str]:
    """Return the names of a form that are labels; none where the form is not in use."""
    likely = _likely(uses, known)
    if form.alone:  # in a script without capitals, any short line looks like a name
        likely = [(at, one) for at, one in likely if _has_capitals(one.name, known)]
    if not _is_in_use(likely, form, starts=starts, known=known):
        return _recurring_names(uses, form, starts=starts)
    counts = Counter(one.name for _, one in uses)
    often = {name for name, count in counts.items() if count >= _SURELY_RECURRING}
    recurring = {name for name in often if is_short(name) and not form.loose}
    return {one.name for _, one in likely} | recurring


def _has_capitals(name: str, known: Collection[str]) -> bool:
    return name.lower() != name.upper() or is_role(name) or name.casefold() in known


def _is_in_use(
    likely: _Uses, form: LabelForm, *, starts: frozenset[int], known: Collection[str]
) -> bool:
    """Return whether name-like labels of a form recur and take turns, or are surely speakers."""
    counts = Counter(one.name for _, one in likely)
    share = _share(likely, starts)
    if form.alone:
        share /= max(_HALF, 1 - share)  # a label and its words may be two blocks
    named = sum(one.name.casefold() in known for _, one in likely)
    if len(counts) > 1 and max(counts.values()) > 1:
        return share >= form.share or named > max(1, len(likely) - named)
    sure = sum(one.strong or one.name.casefold() in known or is_role(one.name) for _, one in likely)
    if form.loose:
        return named > 1
    sure += any(one.strong and form.name == "colon" and at == min(starts) for at, one in likely)
    once = 1 < len(counts) <= _MOST_SPEAKERS_ONCE or all(" " in name for name in counts)
    return sure > 1 or (share > _NEARLY_ALL and (once or len(counts) == 1 < len(likely)))


def _recurring_names(uses: _Uses, form: LabelForm, *, starts: frozenset[int]) -> set[str]:
    """Return the names that all recur and begin most blocks, though they do not look like names."""
    short = [(at, one) for at, one in uses if is_short(one.name)]
    counts = Counter(one.name for _, one in short)
    names = {name for name, count in counts.items() if count > 1}
    share = _share([(at, one) for at, one in short if one.name in names], starts)
    if form.alone:
        names = {name for name in names if counts[name] >= _SURELY_RECURRING and " " in name}
        share = _share([(at, one) for at, one in short if one.name in names], starts)
        return names if len(names) > 1 and form.name == "alone" and share >= _SHARE_ALONE else set()
    return names if len(names) > 1 and share >= _NEARLY_ALL else set()


def _share(uses: _Uses, starts: frozenset[int]) -> float:
    """Return the share of the blocks that begin with these labels."""
    return len({at for at, _ in uses if at in starts}) / max(1, len(starts))


def _common_words(
    learnt: dict[LabelForm, set[str]],
    uses: dict[str, _Uses],
    *,
    starts: frozenset[int],
    lines: Sequence[str],
) -> set[str]:
    """Return the labels that stand in lower case elsewhere, and are labels once or begin little."""
    doubtful: set[str] = set()
    for form, names in learnt.items():
        labels = [(at, one) for at, one in uses.get(form.name, []) if one.name in names]
        rare = _share(labels, starts) < _SHARE
        counts = Counter(one.name for _, one in labels)
        doubtful |= {name for name in names if name.isalpha() and (rare or counts[name] == 1)}
    wanted = {name.lower(): name for name in doubtful if not is_role(name) and name != name.lower()}
    found = {word for line in lines for word in _WORD.findall(line) if word in wanted}
    return {wanted[word] for word in found}


def _are_timed(uses: _Uses, lines: Sequence[str]) -> bool:
    """Return whether most labels with words after them have a time in between."""
    with_words = [(lines[at], one.end) for at, one in uses if at >= 0 and one.end < len(lines[at])]
    stamped = sum(bool(_STAMPED.match(line, end)) for line, end in with_words)
    return stamped > 1 and stamped * 2 > len(with_words)
