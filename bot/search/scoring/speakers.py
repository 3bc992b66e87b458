"""Find the speaker that a question names, whose quotes then score higher."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from bot.search.memory.search_scope import SearchScope
from bot.text.tokens import words

_LONGEST_NAME = 4

NameTokens = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NamedSpeakers:
    """The speakers that a question names first, the words of it that name them, or any speaker."""

    speakers: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()


def find_named_speakers(
    search_scope: SearchScope, question: Sequence[str], stop: frozenset[str]
) -> NamedSpeakers:
    """Return the visible speakers whose names share the longest run of words with a question.

    The question is given in folded words, with the stop words of its language.
    """
    runs = dict.fromkeys(_token_runs(question, stop))
    speakers = {
        name
        for episode_range in search_scope.episode_ranges.values()
        for name in episode_range.speakers
    }
    shared = {speaker: tokens for speaker in speakers if (tokens := _longest(speaker, runs))}
    length = max(map(len, shared.values()), default=0)
    longest = {tokens for tokens in shared.values() if len(tokens) == length}
    # A question names its speaker first: "What did the designer say of the user interface?"
    first = min(longest, key=list(runs).index, default=())
    named = frozenset(speaker for speaker, tokens in shared.items() if tokens == first)
    return NamedSpeakers(named, frozenset(first), frozenset(chain.from_iterable(shared.values())))


def _longest(speaker: str, runs: Collection[NameTokens]) -> NameTokens:
    shared = (tokens for tokens in _name_runs(speaker) if tokens in runs)
    return max(shared, key=len, default=())


@lru_cache(maxsize=10_000)
def _name_runs(speaker: str) -> tuple[NameTokens, ...]:
    return tuple(_token_runs(words(speaker), frozenset()))


def _token_runs(folded: Sequence[str], stop: frozenset[str]) -> list[NameTokens]:
    """Return all runs of one to four words, except of stop words only: "PhD A", but not "a"."""
    runs = (
        tuple(folded[first:last])
        for first in range(len(folded))
        for last in range(first + 1, min(first + _LONGEST_NAME, len(folded)) + 1)
    )
    return [run for run in runs if not stop.issuperset(run)]
