"""Notice a speaker who is named in a question, so that what they say counts more."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.search.rooms import View
from bot.search.words import STOP, words

_SHORTEST_NAME = 2


@dataclass(frozen=True, slots=True)
class Named:
    """Hold the speakers that are meant, and the words that name them."""

    speakers: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()


def named(view: View, found: Sequence[str]) -> Named:
    """Return the speakers in sight who share most words with a question, if any does."""
    typed = set(found) - STOP
    shared: dict[str, set[str]] = {}
    for speaker in {name for shelf in view.shelves.values() for name in shelf.speakers}:
        both = typed.intersection(words(speaker))
        if any(len(word) >= _SHORTEST_NAME for word in both):
            shared[speaker] = both
    if not shared:
        return Named()
    most = max(map(len, shared.values()))
    meant = {speaker: both for speaker, both in shared.items() if len(both) == most}
    return Named(frozenset(meant), frozenset(word for both in meant.values() for word in both))
