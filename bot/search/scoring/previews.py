"""Show what the beginning of an episode previews once: in its place.

The rows that preview something are known from indexing (`bot.text.previews`). They can be found,
but what is said in its place replaces them and is not compared with them.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from rapidfuzz import fuzz

from bot.search.memory.search_scope import SearchScope
from bot.search.scoring.line import VERBATIM, ScoredLine
from bot.search.scoring.passages import MAX_RUNNER_UP, RUNNER_UP_DISTANCE, Passage

_AS_LIKE = 0.1
"""In score: a line in its place may be less like what was typed by this much."""
_SAME_WORDS = 80
"""From 0 to 100 (rapidfuzz partial_ratio): two quotes this similar have the same words."""
_COVERED = 0.75
"""What replaces a preview covers at least this share of the query that the preview covers."""

Found = TypeVar("Found", ScoredLine, Passage)


def lines_in_place(search_scope: SearchScope, lines: Sequence[ScoredLine]) -> list[ScoredLine]:
    """Return lines without those of a trailer that are found in their place too.

    A line that is verbatim what was typed stays, unless the one in its place is, too.
    """
    previews, others = _divided(search_scope, lines)
    repeated = {
        id(line) for line in previews if any(_replaces_line(other, line) for other in others)
    }
    return [line for line in lines if id(line) not in repeated]


def passages_in_place(search_scope: SearchScope, passages: Sequence[Passage]) -> list[Passage]:
    """Return passages without previews of what others of the same episode are about."""
    previews, others = _divided(search_scope, passages)
    repeated = {
        id(one) for one in previews if any(_replaces_passage(other, one) for other in others)
    }
    kept = [one for one in passages if id(one) not in repeated]
    return _with_runners_up(kept) if repeated else kept


def _divided(search_scope: SearchScope, found: Sequence[Found]) -> tuple[list[Found], list[Found]]:
    """Return what previews something, and the rest."""
    previews: list[Found] = []
    others: list[Found] = []
    for one in found:
        rows = search_scope.episode_ranges[one.core.episode].previews
        (previews if one.core.id in rows else others).append(one)
    return previews, others


def _replaces_line(other: ScoredLine, line: ScoredLine) -> bool:
    if other.core.episode != line.core.episode:
        return False
    least = VERBATIM if line.score >= VERBATIM else line.score - _AS_LIKE
    words = (" ".join(row.folded for row in run) for run in (line.run, other.run))
    return other.score >= least and fuzz.partial_ratio(*words) >= _SAME_WORDS


def _replaces_passage(other: Passage, one: Passage) -> bool:
    same = other.core.episode == one.core.episode
    return same and other.coverage >= _COVERED * one.coverage


def _with_runners_up(passages: Sequence[Passage]) -> list[Passage]:
    """Return passages that are compared with each other alone."""
    return [
        replace(
            one,
            runner_up=max(
                (
                    min(other.score / one.score, MAX_RUNNER_UP)
                    for other in passages
                    if abs(other.core.id - one.core.id) > RUNNER_UP_DISTANCE
                ),
                default=0.0,
            ),
        )
        for one in passages
    ]
