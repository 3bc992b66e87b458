"""Notice a speaker who is named in a question, so that what they say counts more."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from bot.search.memory.partitions import View
from bot.text.tokens import stop_words, words

_LONGEST_NAME = 4

Part = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """Hold the speakers that are meant, the words that name them, and those that name any."""

    speakers: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()


def named(view: View, found: Sequence[str]) -> Named:
    """Return the speakers in sight of whose names most words in a row stand in a question."""
    said = dict.fromkeys(_parts(found))
    speakers = {name for shelf in view.shelves.values() for name in shelf.speakers}
    shared = {speaker: part for speaker in speakers if (part := _longest(speaker, said))}
    most = max(map(len, shared.values()), default=0)
    fullest = {part for part in shared.values() if len(part) == most}
    # Who is asked about comes first: "What did the designer say of the user interface?"
    first = min(fullest, key=list(said).index, default=())
    meant = frozenset(speaker for speaker, part in shared.items() if part == first)
    return Named(meant, frozenset(first), frozenset(chain.from_iterable(shared.values())))


def _longest(speaker: str, said: Collection[Part]) -> Part:
    return max((part for part in _name_parts(speaker) if part in said), key=len, default=())


@lru_cache(maxsize=10_000)
def _name_parts(speaker: str) -> tuple[Part, ...]:
    return tuple(_parts(words(speaker)))


def _parts(found: Sequence[str]) -> list[Part]:
    """Return all runs of a few words but those of stop words alone: "PhD A", not "a"."""
    runs = (
        tuple(found[first:last])
        for first in range(len(found))
        for last in range(first + 1, min(first + _LONGEST_NAME, len(found)) + 1)
    )
    return [run for run in runs if not stop_words().issuperset(run)]
