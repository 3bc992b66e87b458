"""Suggest which speakers are one person, and which need a name; nothing is changed by it. Pure."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from rapidfuzz.fuzz import ratio

from bot.text.display import fold
from bot.translation import gettext as _

_SIMILAR = 90
"""Out of 100: names of which a letter or two differ."""

_MOST_COMPARED = 200
"""Names; of more, only the first are compared."""

_SHORTEST_SIMILAR = 6
_ADDITION = re.compile(r"\s*[(\[][^()\[\]]{0,60}[)\]]\s*$")
_TITLES = frozenset("dr prof professor doctor mr mrs ms sir dame rev herr frau".split())
_GENERIC = re.compile(
    r"(?:unknown|unidentified|unbekannter?)?\s*"
    r"(?:speakers?|spk|spkr|s(?=\d)|voice|participant|person|user|caller|channel|sprecher(?:in)?|stimme|"
    r"locuteur|locutrice|intervenant|hablante|orador|oradora|locutor|falante|interlocutor|"
    r"parlante|relatore|spreker|talare|спикер|говорящий|話者|说话人|화자)?"
    r"[\s_:#.-]*(?:\d{1,3}|[a-z])?",
    re.IGNORECASE,
)
_UNKNOWN = frozenset(("unknown", "unidentified", "unbekannt", "inconnu", "desconocido"))

_Tokens = Mapping[str, tuple[str, ...]]
"""The folded words of each name, without titles and additions."""


@dataclass(frozen=True, slots=True)
class SpeakerSuggestion:
    """That one name be shown as another; `new` is None where only a person can say which.

    `reason` completes "because".
    """

    old: str
    new: str | None
    reason: str


def suggest(names: Sequence[str], *, known: Collection[str] = ()) -> tuple[SpeakerSuggestion, ...]:
    """Suggest names to merge, then generic ones to name.

    `names` are distinct, in order of their share; `known` are other names of the show, and guests.
    """
    real = [name for name in names if not is_generic(name)][:_MOST_COMPARED]
    others = [name for name in known if name not in names and not is_generic(name)]
    tokens = {name: _tokens(name) for name in (*real, *others[:_MOST_COMPARED])}
    merged: dict[str, SpeakerSuggestion] = {}
    for at, left in enumerate(real):
        for right in islice(tokens, at + 1, None):
            found = _compare(left, right, tokens)
            if found and found.old in real:
                merged.setdefault(found.old, found)
    kept = [one for old, one in merged.items() if not _is_ambiguous(old, tokens)]
    reason = _("it is no name but a label of the transcript")
    return (*kept, *(SpeakerSuggestion(name, None, reason) for name in names if is_generic(name)))


def is_generic(name: str) -> bool:
    """Return whether a name is a label like "Speaker 1" or "SPEAKER_00", which names nobody."""
    bare = name.strip()
    return bool(_GENERIC.fullmatch(bare)) or fold(bare) in _UNKNOWN


def _compare(left: str, right: str, tokens: _Tokens) -> SpeakerSuggestion | None:
    """Return how two names are probably one person: the fuller or better written one is kept."""
    first, second = tokens[left], tokens[right]
    if not first or not second:
        return None
    if first == second:
        old, new = sorted((left, right), key=_spelling)
        return SpeakerSuggestion(old, new, _("only the spelling differs"))
    short, long = sorted((left, right), key=lambda name: len(tokens[name]))
    if _abbreviates(tokens[short], tokens[long]):
        return SpeakerSuggestion(short, long, _("it may be short for it"))
    joined = " ".join(first), " ".join(second)
    if min(map(len, joined)) >= _SHORTEST_SIMILAR and ratio(*joined) >= _SIMILAR:
        return SpeakerSuggestion(right, left, _("a letter or two differ"))
    return None


def _is_ambiguous(name: str, tokens: _Tokens) -> bool:
    """Return whether a name is short for several others, such as "Dan" of two Dans."""
    short = tokens[name]
    return len({long for long in tokens.values() if _abbreviates(short, long)}) > 1


def _abbreviates(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Return whether the words of one name, or their initials, occur in order in a longer one."""
    if short == long or len(short) > len(long):
        return False
    rest = iter(long)
    if not all(any(_stands_for(word, other) for other in rest) for word in short):
        return False
    return any(len(word) > 1 for word in short)


def _stands_for(word: str, other: str) -> bool:
    return word == other or (len(word) == 1 and other.startswith(word))


def _tokens(name: str) -> tuple[str, ...]:
    folded = fold(_ADDITION.sub("", name)).split()
    return tuple(word for word in folded if word not in _TITLES) or tuple(folded)


def _spelling(name: str) -> tuple[bool, bool, int]:
    """Order spellings of one name, the best last: with capitals as in a name, without additions."""
    return (name == name.title(), not _ADDITION.search(name), sum(map(str.islower, name)))
