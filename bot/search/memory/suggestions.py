"""The suggestions of a partition: its topics, speakers, episodes and best highlights."""

import asyncio
import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

import aiosqlite

from bot.models import Suggestion
from bot.search.memory.chapter_titles import ChapterTitles
from bot.search.memory.completions import Completion, CompletionList
from bot.search.storage.episode_rows import EpisodeRange
from bot.text.tokens import words

LONGEST_SUGGESTION = 100
"""In characters: Discord's limit."""

_SYNTAX = re.compile(r"[\"\u201c-\u201f\uff02\u00ab\u00bb\u300c-\u300f]|(?<!\S)[-\u2212\uff0d]")
"""Quotation marks, and dashes that would exclude the word after them."""

_MAX_HIGHLIGHTS = 1_000
"""The number of best highlights kept in memory; others are read when they are needed."""

_SELECT_TOPICS = """SELECT name, folded, episode, weight FROM topics WHERE room = ?
    ORDER BY weight DESC, episode, place"""
_SELECT_CHAPTERS = """SELECT title, episode, first, last, title_stems, editor_stems FROM chapters
    WHERE room = ? ORDER BY episode, place"""
_SELECT_HIGHLIGHTS = """SELECT display, text, episode, score FROM highlights WHERE room = ?
    ORDER BY score DESC, episode, place LIMIT ?"""

_SELECT_BEST_HIGHLIGHTS = """SELECT display, text FROM highlights
    WHERE (room, episode) IN (SELECT room, id FROM episodes
        WHERE id IN (SELECT value FROM json_each(?)))
    ORDER BY score DESC, episode, place LIMIT ?"""


@dataclass(frozen=True, slots=True)
class HighlightSuggestion:
    """A highlight of one episode as a suggestion."""

    suggestion: Suggestion
    episode: str
    score: float


@dataclass(frozen=True, slots=True)
class PartitionSuggestions:
    """The completions of each option in one partition, and its best highlights, the best first.

    `chapter_titles` are those by which searches find chapters.
    """

    topics: CompletionList = field(default_factory=CompletionList)
    speakers: CompletionList = field(default_factory=CompletionList)
    episodes: CompletionList = field(default_factory=CompletionList)
    highlights: tuple[HighlightSuggestion, ...] = ()
    chapters: CompletionList = field(default_factory=CompletionList)
    chapter_titles: ChapterTitles = field(default_factory=ChapterTitles)


async def read_suggestions(
    db: aiosqlite.Connection, partition: int, episode_ranges: Collection[EpisodeRange]
) -> PartitionSuggestions:
    """Read the suggestions of a partition; they are built in a thread, off the event loop."""
    topic_rows = await db.execute_fetchall(_SELECT_TOPICS, (partition,))
    chapter_rows = [tuple(row) for row in await db.execute_fetchall(_SELECT_CHAPTERS, (partition,))]
    best = await db.execute_fetchall(_SELECT_HIGHLIGHTS, (partition, _MAX_HIGHLIGHTS))

    def build() -> PartitionSuggestions:
        return PartitionSuggestions(
            topics=CompletionList(_topics(tuple(row) for row in topic_rows)),
            speakers=CompletionList(_speakers(episode_ranges)),
            episodes=CompletionList(_episodes(episode_ranges)),
            highlights=tuple(
                HighlightSuggestion(line_suggestion(display, text), *rest)
                for display, text, *rest in best
            ),
            chapters=CompletionList(_chapters((row[0], row[1]) for row in chapter_rows)),
            chapter_titles=ChapterTitles(row[1:] for row in chapter_rows),
        )

    return await asyncio.to_thread(build)


def described_anew(
    suggestions: PartitionSuggestions, episode_ranges: Collection[EpisodeRange]
) -> PartitionSuggestions:
    """Return suggestions with the titles and speakers of these episodes, which have changed."""
    return replace(
        suggestions,
        speakers=CompletionList(_speakers(episode_ranges)),
        episodes=CompletionList(_episodes(episode_ranges)),
    )


async def best_highlights(
    db: aiosqlite.Connection, episodes: Iterable[str], *, limit: int
) -> list[Suggestion]:
    """Read the best highlights of these episodes, the best first."""
    rows = await db.execute_fetchall(_SELECT_BEST_HIGHLIGHTS, (json.dumps(list(episodes)), limit))
    return [line_suggestion(display, text) for display, text in rows]


def line_suggestion(display: str, text: str) -> Suggestion:
    """Return a suggestion that shows the display text of a line and sends its verbatim text."""
    return Suggestion(truncated(display), truncated(text, more=""))


def matching_suggestion(
    display: str, text: str, matches: Callable[[Sequence[str]], Sequence[bool]]
) -> Suggestion:
    """Return a suggestion that shows the part of a long line with most words that match.

    `matches` says which of some folded words do. Both the shown and the sent text are cut between
    words.
    """
    return Suggestion(_excerpt(display, matches, more="…"), _excerpt(text, matches, more=""))


def _excerpt(text: str, matches: Callable[[Sequence[str]], Sequence[bool]], *, more: str) -> str:
    """Return the part of a text, at most 100 characters, in whose middle most words match."""
    line = " ".join(text.split())
    if len(line) <= LONGEST_SUGGESTION:
        return line
    parts = line.split(" ")
    available = LONGEST_SUGGESTION - 2 * len(more)
    if max(map(len, parts)) > available:
        return truncated(line, more=more)
    starts = list(accumulate((len(part) + 1 for part in parts), initial=0))
    first, last = _densest(parts, starts, matches, available=available)
    spare = available - (starts[last + 1] - 1 - starts[first])
    middle = min(starts[first] - max(0, spare) // 2, len(line) - available)
    first = min(first, bisect_left(starts, middle))
    end = max(first + 1, bisect_right(starts, starts[first] + available + 1) - 1)
    cut = line[starts[first] : starts[end] - 1]
    return (more if first else "") + cut + (more if end < len(parts) else "")


def _densest(
    parts: Sequence[str],
    starts: Sequence[int],
    matches: Callable[[Sequence[str]], Sequence[bool]],
    *,
    available: int,
) -> tuple[int, int]:
    """Return the first and last part of the range with most different words that match.

    `starts` are the offsets of the parts; a range has at most `available` characters.
    """
    placed = [(number, word) for number, part in enumerate(parts) for word in words(part)]
    matching = matches([word for _, word in placed])
    found = [one for one, match in zip(placed, matching, strict=True) if match]
    best, most = (0, 0), 0
    for first in dict.fromkeys(number for number, _ in found):
        end = starts[first] + available
        within = [one for one in found if one[0] >= first and starts[one[0] + 1] - 1 <= end]
        distinct = len({word for _, word in within})
        if distinct > most:
            best, most = (first, within[-1][0]), distinct
    return best


def folded_line(text: str) -> str:
    """Return the folded words of a text on one line."""
    return " ".join(words(text))


def truncated(text: str, *, more: str = "…") -> str:
    """Return a text on one line, cut after a whole word to at most 100 characters."""
    line = " ".join(text.split())
    if len(line) <= LONGEST_SUGGESTION:
        return line
    available = LONGEST_SUGGESTION - len(more)
    whole = line[: available + 1].rpartition(" ")[0]
    return (whole or line[:available]) + more


def _topics(topic_rows: Iterable[tuple[str, str, str, float]]) -> Iterable[Completion]:
    """Yield each topic once, with the sum of its weights in all its episodes."""
    by_name: dict[str, list[tuple[str, str, str, float]]] = {}
    for row in topic_rows:
        by_name.setdefault(row[1].partition("\n")[0], []).append(row)
    for rows in by_name.values():
        name, folded, _, _ = rows[0]
        episodes = tuple(episode for _, _, episode, _ in rows)
        yield Completion(_suggestion(name), folded, sum(row[-1] for row in rows), episodes)


def _chapters(titles: Iterable[tuple[str, str]]) -> Iterable[Completion]:
    """Yield each title of a chapter once; it is sent without marks that a query would read."""
    episodes: dict[str, list[str]] = {}
    for title, episode in titles:
        episodes.setdefault(title, []).append(episode)
    for title, ids in episodes.items():
        suggestion = Suggestion(truncated(title), truncated(_SYNTAX.sub(" ", title), more=""))
        yield Completion(suggestion, folded_line(title), len(ids), tuple(ids))


def _speakers(episode_ranges: Iterable[EpisodeRange]) -> Iterable[Completion]:
    """Yield each speaker, weighted by the number of episodes."""
    episodes: dict[str, list[str]] = {}
    for episode_range in episode_ranges:
        for name in episode_range.speakers:
            episodes.setdefault(name, []).append(episode_range.id)
    for name, episode_ids in episodes.items():
        yield Completion(_suggestion(name), folded_line(name), len(episode_ids), tuple(episode_ids))


def _episodes(episode_ranges: Iterable[EpisodeRange]) -> Iterable[Completion]:
    """Yield each episode with its title and key as names, weighted by its order of publication."""
    by_date = sorted(episode_ranges, key=lambda s: (s.published, s.first))
    for weight, episode_range in enumerate(by_date):
        title, key = episode_range.title, episode_range.key
        if len(key) <= LONGEST_SUGGESTION:
            yield Completion(
                Suggestion(truncated(title) or key, key),
                f"{folded_line(title)}\n{folded_line(key)}",
                weight,
                (episode_range.id,),
            )


def _suggestion(name: str) -> Suggestion:
    return Suggestion(truncated(name), truncated(name, more=""))
