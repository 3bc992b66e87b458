"""What a room has to offer while a member types: topics, speakers, episodes, and its best lines."""

import asyncio
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

import aiosqlite

from bot.models import Suggestion
from bot.search.memory.completions import Completion, CompletionList
from bot.search.storage.writer import EpisodeRange
from bot.text.tokens import words

LONGEST_SUGGESTION = 100

_MAX_HIGHLIGHTS = 1_000
"""So many of the best highlights are kept in memory; others are read when they are wanted."""

_SELECT_TOPICS = """SELECT name, folded, episode, weight FROM topics WHERE room = ?
    ORDER BY weight DESC, episode, place"""
_SELECT_HIGHLIGHTS = """SELECT display, text, episode, score FROM highlights WHERE room = ?
    ORDER BY score DESC, episode, place LIMIT ?"""

_SELECT_BEST_HIGHLIGHTS = """SELECT display, text FROM highlights
    WHERE (room, episode) IN (SELECT room, id FROM episodes
        WHERE id IN (SELECT value FROM json_each(?)))
    ORDER BY score DESC, episode, place LIMIT ?"""


@dataclass(frozen=True, slots=True)
class HighlightSuggestion:
    """Offer a highlight of one episode."""

    suggestion: Suggestion
    episode: str
    score: float


@dataclass(frozen=True, slots=True)
class PartitionSuggestions:
    """Hold the choices of each option in one room, and its best highlights, the best first."""

    topics: CompletionList = field(default_factory=CompletionList)
    speakers: CompletionList = field(default_factory=CompletionList)
    episodes: CompletionList = field(default_factory=CompletionList)
    highlights: tuple[HighlightSuggestion, ...] = ()


async def read_suggestions(
    db: aiosqlite.Connection, partition: int, episode_ranges: Collection[EpisodeRange]
) -> PartitionSuggestions:
    """Read what a room offers: in a thread, for others are answered meanwhile."""
    topic_rows = await db.execute_fetchall(_SELECT_TOPICS, (partition,))
    best = await db.execute_fetchall(_SELECT_HIGHLIGHTS, (partition, _MAX_HIGHLIGHTS))
    highlights = tuple(
        HighlightSuggestion(line_suggestion(display, text), *rest) for display, text, *rest in best
    )
    return await asyncio.to_thread(
        _partition_suggestions, [tuple(row) for row in topic_rows], list(episode_ranges), highlights
    )


async def best_highlights(
    db: aiosqlite.Connection, episodes: Iterable[str], *, limit: int
) -> list[Suggestion]:
    """Read the best highlights of some episodes."""
    found = await db.execute_fetchall(_SELECT_BEST_HIGHLIGHTS, (json.dumps(list(episodes)), limit))
    return [line_suggestion(display, text) for display, text in found]


def line_suggestion(display: str, text: str) -> Suggestion:
    """Offer a line as it is shown, to be sent as it stands."""
    return Suggestion(truncated(display), truncated(text, more=""))


def folded_line(text: str) -> str:
    """Return the folded words of a text in one line."""
    return " ".join(words(text))


def truncated(text: str, *, more: str = "…") -> str:
    """Return a text on one line, cut after a whole word to at most 100 characters."""
    line = " ".join(text.split())
    if len(line) <= LONGEST_SUGGESTION:
        return line
    available = LONGEST_SUGGESTION - len(more)
    whole = line[: available + 1].rpartition(" ")[0]
    return (whole or line[:available]) + more


def _partition_suggestions(
    topic_rows: Sequence[tuple[str, str, str, float]],
    episode_ranges: Sequence[EpisodeRange],
    highlights: tuple[HighlightSuggestion, ...],
) -> PartitionSuggestions:
    return PartitionSuggestions(
        topics=CompletionList(_topics(topic_rows)),
        speakers=CompletionList(_speakers(episode_ranges)),
        episodes=CompletionList(_episodes(episode_ranges)),
        highlights=highlights,
    )


def _topics(topic_rows: Iterable[tuple[str, str, str, float]]) -> Iterable[Completion]:
    """Yield each topic once, as heavy as it is in all its episodes together."""
    groups: dict[str, list[tuple[str, str, str, float]]] = {}
    for one in topic_rows:
        groups.setdefault(one[1].partition("\n")[0], []).append(one)
    for same in groups.values():
        name, lines, _, _ = same[0]
        episodes = tuple(episode for _, _, episode, _ in same)
        yield Completion(_suggestion(name), lines, sum(one[-1] for one in same), episodes)


def _speakers(episode_ranges: Iterable[EpisodeRange]) -> Iterable[Completion]:
    """Yield who is surely named, those of most episodes first."""
    episodes: dict[str, list[str]] = {}
    for episode_range in episode_ranges:
        for name in episode_range.speakers:
            episodes.setdefault(name, []).append(episode_range.id)
    for name, episode_ids in episodes.items():
        yield Completion(_suggestion(name), folded_line(name), len(episode_ids), tuple(episode_ids))


def _episodes(episode_ranges: Iterable[EpisodeRange]) -> Iterable[Completion]:
    """Yield episodes by title or key, the newest first."""
    for place, episode_range in enumerate(
        sorted(episode_ranges, key=lambda s: (s.published, s.first))
    ):
        if len(episode_range.key) <= LONGEST_SUGGESTION:
            shown = Suggestion(
                truncated(episode_range.title) or episode_range.key, episode_range.key
            )
            yield Completion(
                shown,
                f"{folded_line(episode_range.title)}\n{folded_line(episode_range.key)}",
                place,
                (episode_range.id,),
            )


def _suggestion(name: str) -> Suggestion:
    return Suggestion(truncated(name), truncated(name, more=""))
