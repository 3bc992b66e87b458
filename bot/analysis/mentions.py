"""Find where a line names something: by a name, or by a term of one to three words."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.analysis.noun_detection import Casing, Nouns
from bot.analysis.tokens import Word, words
from bot.analysis.word_lists import function_words, profanity, verbs
from bot.models import Name

Key = tuple[str, ...]
"""The stems of the words that name a subject."""

LONGEST = 3
_ADDRESS = (".com", ".org", ".net", ".fm")
_LINKS = frozenset("of von van de".split())
_ADJECTIVAL = frozenset(
    """
    agnostic aware based centric driven first free friendly heavy intensive level like native
    neutral only oriented ready related safe scale shaped sized specific style wide wise
    """.split()
)
"""What makes an adjective of a compound: task-specific, cloud-native."""
_TO_SOMEONE = frozenset("you your you're you've thanks thank welcome hello hi hey".split())
_OF_A_COUNTRY = (
    *("ish", "ese", "ican", "opean", "ussian"),
    *("alian", "dian", "german", "french", "dutch"),
)


@dataclass(frozen=True)
class Mention:
    """Mark the words `first` to `last` (exclusive) of a line as naming a subject."""

    first: int
    last: int
    key: Key
    form: str
    heard: str | None = None


class Known:
    """Hold the forms of names that a guide has paired, by their words."""

    def __init__(self, names: Sequence[Name]) -> None:
        self._right: dict[Key, str] = {}
        self.exact = frozenset(name.right for name in names)
        self._sizes: defaultdict[str, set[int]] = defaultdict(set)
        for name in (name for name in names if _names_something(name.right)):
            for form in (name.heard, name.right):
                self._remember(tuple(word.folded for word in words(form)), name.right)

    def _remember(self, form: Key, right: str) -> None:
        if form:
            self._right.setdefault(form, _from_capital(right))
            self._sizes[form[0]].add(len(form))

    def at(self, line: Sequence[Word], place: int) -> tuple[int, str] | None:
        """Find the longest known form that begins at a word: its length and the right form."""
        for size in sorted(self._sizes.get(line[place].folded, ()), reverse=True):
            right = self._right.get(tuple(word.folded for word in line[place : place + size]))
            if right is not None:
                return size, right
        return None


def _names_something(right: str) -> bool:
    """Tell whether a right form is more than marks, or an adjective that was misheard."""
    said = [word.folded for word in words(right)]
    return bool(said) and not ("-" in right and said[-1] in _ADJECTIVAL)


def _from_capital(right: str) -> str:
    """Leave off what only shows where a name stands: "talked to Ada" is Ada."""
    found = next((word for word in words(right) if word.surface[0].isupper()), None)
    return right if found is None else right[found.start :]


def names_in(line: Sequence[Word], *, casing: Casing, known: Known) -> Iterator[Mention]:
    """Yield the names of a line in order: those that a guide knows, and capitalised runs."""
    place = 0
    while place < len(line):
        paired = known.at(line, place)
        if paired is not None:
            last, right = place + paired[0], paired[1]
            heard = _form(line[place:last]) if right in known.exact else None
            yield Mention(place, last, tuple(word.stem for word in words(right)), right, heard)
        else:
            last = _name_end(line, place, casing=casing, known=known)
            if _tells(line[place:last]):
                yield _mention(line, place, last)
        place = max(last, place + 1)


def _name_end(line: Sequence[Word], place: int, *, casing: Casing, known: Known) -> int:
    """Return where a run of capitalised words ends that begins at `place`."""
    last = place
    while last < len(line) and (last == place or not line[last].apart):
        word = line[last]
        version = last > place and word.surface[0].isdigit() and word.joint != "-"
        if not (version or casing.allows(word)) or (last > place and known.at(line, last)):
            break
        last += 1
        if casing.owns(word):
            break
        last = _past_of(line, last, casing=casing)
    alone = last == place + 1 and not casing.names(line[place])
    return place if alone else last


def _past_of(line: Sequence[Word], place: int, *, casing: Casing) -> int:
    """Go on past the "of" of "College of Physicians" and the "von" of "Justus von Liebig"."""
    following = line[place : place + 2]
    joins = len(following) == 2 and following[0].surface in _LINKS and not following[0].apart  # noqa: PLR2004
    return place + 1 if joins and not following[1].apart and casing.names(following[1]) else place


def _tells(run: Sequence[Word]) -> bool:
    """Tell whether a run says more than a number, letters, a nationality, or a web address."""
    if len(run) == 1 and run[0].folded.endswith((*_OF_A_COUNTRY, *_ADDRESS)):
        return False
    if all(len(word.folded) == 1 for word in run):
        return False
    return any(word.content and not word.folded.isdigit() for word in run) or len(run) > 1


def _mention(line: Sequence[Word], first: int, last: int) -> Mention:
    run = line[first:last]
    key = tuple(word.stem for word in run)
    return Mention(first, last, key, _form(run))


def _form(run: Sequence[Word]) -> str:
    """Write a run of words as a listener would, without a possessive at its end."""
    first, *others = run
    written = first.surface + "".join(word.joint + word.surface for word in others)
    return written[:-2] if written.lower().endswith("'s") else written


def terms_in(line: Sequence[Word], *, nouns: Nouns, taken: set[int]) -> Iterator[Mention]:
    """Yield the terms of a line, also those within others; `taken` are the words of its names."""
    for first, word in enumerate(line):
        if word.joint == "-" or (word.joint == "/" and len(word.folded) == 1):
            continue
        for last in _ends(line, first):
            run = line[first:last]
            alone = last - first == 1
            known = first in taken if alone else taken.issuperset(range(first, last))
            if not known and _is_term(run, nouns=nouns):
                mention = _mention(line, first, last)
                yield Mention(first, last, mention.key, _lowered(run, mention.form))


def _ends(line: Sequence[Word], first: int) -> Iterator[int]:
    """Yield where a term that begins at a word may end: not within a compound, nor past a pause."""
    for last in range(first + 1, min(first + LONGEST, len(line)) + 1):
        word = line[last - 1]
        if last - first > 1 and word.apart:
            return
        if word.folded in function_words() and word.joint != "-":
            return
        if last == len(line) or line[last].joint != "-":
            yield last


def _lowered(run: Sequence[Word], form: str) -> str:
    ordinary = run[0].opens and run[0].surface[1:].islower()
    return form[0].lower() + form[1:] if ordinary else form


def _is_term(run: Sequence[Word], *, nouns: Nouns) -> bool:
    folded = [word.folded for word in run]
    if profanity().intersection(folded) or not any(word.content for word in run):
        return False
    if len(set(folded)) < len(folded) or any(word[0].isdigit() for word in folded):
        return False
    if run[-1].joint == "-" and folded[-1] in _ADJECTIVAL:
        return False
    if folded[0] in verbs() or folded[-1] in verbs() or any(w.endswith("ly") for w in folded):
        return False
    if len(run) == 1:
        return nouns.sure(folded[0])
    return nouns.heads(folded[-1]) and not folded[0].endswith("'s")


def is_address(line: Sequence[Word], mention: Mention) -> bool:
    """Tell whether someone is spoken to, not about: "What do you say, Ada?"."""
    before = line[mention.first - 1].folded if mention.first else ""
    after = line[mention.last] if mention.last < len(line) else None
    opens = line[mention.first].apart or before == "and"
    closes = after is None or after.apart or (after.folded == "and" and line[mention.first].apart)
    return opens and closes and any(word.folded in _TO_SOMEONE for word in line)
