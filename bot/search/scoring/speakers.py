"""Notice a speaker who is named in a question, so that what they say counts more."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from bot.search.memory.partitions import SearchScope
from bot.text.tokens import stop_words, words

_LONGEST_NAME = 4

NameTokens = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NamedSpeakers:
    """Hold the speakers that are meant, the words that name them, and those that name any."""

    speakers: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()


def find_named_speakers(search_scope: SearchScope, found: Sequence[str]) -> NamedSpeakers:
    """Return the speakers in sight of whose names most words in a row stand in a question."""
    spoken = dict.fromkeys(_token_runs(found))
    speakers = {
        name
        for episode_range in search_scope.episode_ranges.values()
        for name in episode_range.speakers
    }
    shared = {speaker: tokens for speaker in speakers if (tokens := _longest(speaker, spoken))}
    most = max(map(len, shared.values()), default=0)
    fullest = {tokens for tokens in shared.values() if len(tokens) == most}
    # Who is asked about comes first: "What did the designer say of the user interface?"
    first = min(fullest, key=list(spoken).index, default=())
    named = frozenset(speaker for speaker, tokens in shared.items() if tokens == first)
    return NamedSpeakers(named, frozenset(first), frozenset(chain.from_iterable(shared.values())))


def _longest(speaker: str, spoken: Collection[NameTokens]) -> NameTokens:
    return max((tokens for tokens in _name_runs(speaker) if tokens in spoken), key=len, default=())


@lru_cache(maxsize=10_000)
def _name_runs(speaker: str) -> tuple[NameTokens, ...]:
    return tuple(_token_runs(words(speaker)))


def _token_runs(found: Sequence[str]) -> list[NameTokens]:
    """Return all runs of a few words but those of stop words alone: "PhD A", not "a"."""
    runs = (
        tuple(found[first:last])
        for first in range(len(found))
        for last in range(first + 1, min(first + _LONGEST_NAME, len(found)) + 1)
    )
    return [run for run in runs if not stop_words().issuperset(run)]
