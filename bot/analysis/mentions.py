"""Find the mentions in an utterance: names, and terms of one to three words."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.analysis.noun_detection import CasingModel, NounModel
from bot.analysis.tokens import Token, tokenize
from bot.analysis.word_lists import function_words, profanity, verbs
from bot.models import NameCorrection

SubjectKey = tuple[str, ...]
"""The stems of the words of a subject, by which its mentions are grouped."""

LONGEST = 3
_ADDRESS = (".com", ".org", ".net", ".fm")
_LINKS = frozenset("of von van de".split())
_ADJECTIVAL = frozenset(
    """
    agnostic aware based centric driven first free friendly heavy intensive level like native
    neutral only oriented ready related safe scale shaped sized specific style wide wise
    """.split()
)
"""Last parts that make a compound an adjective: task-specific, cloud-native."""
_TO_SOMEONE = frozenset("you your you're you've thanks thank welcome hello hi hey".split())
_OF_A_COUNTRY = (
    *("ish", "ese", "ican", "opean", "ussian"),
    *("alian", "dian", "german", "french", "dutch"),
)


@dataclass(frozen=True)
class Mention:
    """The tokens [first, last) of an utterance, which name a subject.

    `form` is how the subject is written. `spoken_form` is what the transcript has instead, where
    a guide corrects the name.
    """

    first: int
    last: int
    key: SubjectKey
    form: str
    spoken_form: str | None = None


class KnownNames:
    """The name corrections of a guide, looked up by the folded words of either form."""

    def __init__(self, names: Sequence[NameCorrection]) -> None:
        self._right: dict[SubjectKey, str] = {}
        self.exact = frozenset(name.right for name in names)
        self._sizes: defaultdict[str, set[int]] = defaultdict(set)
        for name in (name for name in names if _names_something(name.right)):
            for form in (name.misheard, name.right):
                self._remember(tuple(word.folded for word in tokenize(form)), name.right)

    def _remember(self, form: SubjectKey, corrected: str) -> None:
        if form:
            self._right.setdefault(form, _trim_to_capital(corrected))
            self._sizes[form[0]].add(len(form))

    def at(self, utterance: Sequence[Token], position: int) -> tuple[int, str] | None:
        """Return the longest known form that begins at a token: its length and the right form."""
        for size in sorted(self._sizes.get(utterance[position].folded, ()), reverse=True):
            corrected = self._right.get(
                tuple(word.folded for word in utterance[position : position + size])
            )
            if corrected is not None:
                return size, corrected
        return None


def _names_something(corrected: str) -> bool:
    """Return whether a right form has words and is no compound adjective."""
    words = [word.folded for word in tokenize(corrected)]
    return bool(words) and not ("-" in corrected and words[-1] in _ADJECTIVAL)


def _trim_to_capital(corrected: str) -> str:
    """Return a right form from its first capital on: "talked to Ada" becomes "Ada"."""
    capital = next((word for word in tokenize(corrected) if word.surface[0].isupper()), None)
    return corrected if capital is None else corrected[capital.start :]


def names_in(
    utterance: Sequence[Token], *, casing: CasingModel, known: KnownNames
) -> Iterator[Mention]:
    """Yield the names of an utterance in order: those that a guide has, and capitalised runs."""
    position = 0
    while position < len(utterance):
        paired = known.at(utterance, position)
        if paired is not None:
            last, corrected = position + paired[0], paired[1]
            spoken_form = _form(utterance[position:last]) if corrected in known.exact else None
            yield Mention(
                position,
                last,
                tuple(word.stem for word in tokenize(corrected)),
                corrected,
                spoken_form,
            )
        else:
            last = _name_end(utterance, position, casing=casing, known=known)
            if _is_informative(utterance[position:last]):
                yield _mention(utterance, position, last)
        position = max(last, position + 1)


def _name_end(
    utterance: Sequence[Token], position: int, *, casing: CasingModel, known: KnownNames
) -> int:
    """Return the end, exclusive, of the name that begins at a token; `position` if none does."""
    last = position
    while last < len(utterance) and (last == position or not utterance[last].after_pause):
        word = utterance[last]
        version = last > position and word.surface[0].isdigit() and word.joint != "-"
        if not (version or casing.may_be_in_name(word)) or (
            last > position and known.at(utterance, last)
        ):
            break
        last += 1
        if casing.is_possessive(word):
            break
        last = _skip_of(utterance, last, casing=casing)
    alone = last == position + 1 and not casing.is_name(utterance[position])
    return position if alone else last


def _skip_of(utterance: Sequence[Token], position: int, *, casing: CasingModel) -> int:
    """Return the position after a linking word: "College of Physicians", "Justus von Liebig"."""
    following = utterance[position : position + 2]
    joins = len(following) == 2 and following[0].surface in _LINKS and not following[0].after_pause  # noqa: PLR2004
    return (
        position + 1
        if joins and not following[1].after_pause and casing.is_name(following[1])
        else position
    )


def _is_informative(tokens: Sequence[Token]) -> bool:
    """Return whether a run is more than a number, single letters, a nationality or an address."""
    if len(tokens) == 1 and tokens[0].folded.endswith((*_OF_A_COUNTRY, *_ADDRESS)):
        return False
    if all(len(word.folded) == 1 for word in tokens):
        return False
    return any(word.is_content and not word.folded.isdigit() for word in tokens) or len(tokens) > 1


def _mention(utterance: Sequence[Token], first: int, last: int) -> Mention:
    tokens = utterance[first:last]
    key = tuple(word.stem for word in tokens)
    return Mention(first, last, key, _form(tokens))


def _form(tokens: Sequence[Token]) -> str:
    """Return a run of words as written, without a possessive ending."""
    first, *others = tokens
    written = first.surface + "".join(word.joint + word.surface for word in others)
    return written[:-2] if written.lower().endswith("'s") else written


def terms_in(utterance: Sequence[Token], *, nouns: NounModel, taken: set[int]) -> Iterator[Mention]:
    """Yield the terms of an utterance, also those within longer ones.

    `taken` has the positions of the tokens of its names; no term consists of these alone.
    """
    for first, word in enumerate(utterance):
        if word.joint == "-" or (word.joint == "/" and len(word.folded) == 1):
            continue
        for last in _ends(utterance, first):
            tokens = utterance[first:last]
            alone = last - first == 1
            is_name = first in taken if alone else taken.issuperset(range(first, last))
            if not is_name and _is_term(tokens, nouns=nouns):
                mention = _mention(utterance, first, last)
                yield Mention(first, last, mention.key, _lowered(tokens, mention.form))


def _ends(utterance: Sequence[Token], first: int) -> Iterator[int]:
    """Yield the possible ends, exclusive, of a term: not within a compound, nor after a pause."""
    for last in range(first + 1, min(first + LONGEST, len(utterance)) + 1):
        word = utterance[last - 1]
        if last - first > 1 and word.after_pause:
            return
        if word.folded in function_words() and word.joint != "-":
            return
        if last == len(utterance) or utterance[last].joint != "-":
            yield last


def _lowered(tokens: Sequence[Token], form: str) -> str:
    ordinary = tokens[0].opens_sentence and tokens[0].surface[1:].islower()
    return form[0].lower() + form[1:] if ordinary else form


def _is_term(tokens: Sequence[Token], *, nouns: NounModel) -> bool:
    folded = [word.folded for word in tokens]
    if profanity().intersection(folded) or not any(word.is_content for word in tokens):
        return False
    if len(set(folded)) < len(folded) or any(word[0].isdigit() for word in folded):
        return False
    if tokens[-1].joint == "-" and folded[-1] in _ADJECTIVAL:
        return False
    if folded[0] in verbs() or folded[-1] in verbs() or any(w.endswith("ly") for w in folded):
        return False
    if len(tokens) == 1:
        return nouns.is_subject(folded[0])
    return nouns.ends_term(folded[-1]) and not folded[0].endswith("'s")


def is_address(utterance: Sequence[Token], mention: Mention) -> bool:
    """Return whether a name is used to address someone: "What do you say, Ada?"."""
    before = utterance[mention.first - 1].folded if mention.first else ""
    after = utterance[mention.last] if mention.last < len(utterance) else None
    opens = utterance[mention.first].after_pause or before == "and"
    closes = (
        after is None
        or after.after_pause
        or (after.folded == "and" and utterance[mention.first].after_pause)
    )
    return opens and closes and any(word.folded in _TO_SOMEONE for word in utterance)
