"""What a room has to offer while a member types: topics, speakers, episodes, and its best lines."""

import asyncio
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

import aiosqlite

from bot.models import Suggestion
from bot.search.memory.completions import Choice, Choices
from bot.search.storage.writer import Shelf
from bot.text.tokens import words

LONGEST_CHOICE = 100

_MOST_LINES = 1_000
"""So many of the best highlights are kept in memory; others are read when they are wanted."""

_TOPICS = """SELECT name, folded, episode, weight FROM topics WHERE room = ?
    ORDER BY weight DESC, episode, place"""
_LINES = """SELECT display, text, episode, score FROM highlights WHERE room = ?
    ORDER BY score DESC, episode, place LIMIT ?"""

_BEST = """SELECT display, text FROM highlights
    WHERE (room, episode) IN (SELECT room, id FROM episodes
        WHERE id IN (SELECT value FROM json_each(?)))
    ORDER BY score DESC, episode, place LIMIT ?"""


@dataclass(frozen=True, slots=True)
class Line:
    """Offer a highlight of one episode."""

    suggestion: Suggestion
    episode: str
    score: float


@dataclass(frozen=True, slots=True)
class Offers:
    """Hold the choices of each option in one room, and its best highlights, the best first."""

    topics: Choices = field(default_factory=Choices)
    speakers: Choices = field(default_factory=Choices)
    episodes: Choices = field(default_factory=Choices)
    lines: tuple[Line, ...] = ()


async def read_offers(db: aiosqlite.Connection, room: int, shelves: Collection[Shelf]) -> Offers:
    """Read what a room offers: in a thread, for others are answered meanwhile."""
    told = await db.execute_fetchall(_TOPICS, (room,))
    best = await db.execute_fetchall(_LINES, (room, _MOST_LINES))
    lines = tuple(Line(line(display, text), *rest) for display, text, *rest in best)
    return await asyncio.to_thread(_offers, [tuple(row) for row in told], list(shelves), lines)


async def best_lines(
    db: aiosqlite.Connection, episodes: Iterable[str], *, limit: int
) -> list[Suggestion]:
    """Read the best highlights of some episodes."""
    found = await db.execute_fetchall(_BEST, (json.dumps(list(episodes)), limit))
    return [line(display, text) for display, text in found]


def line(display: str, text: str) -> Suggestion:
    """Offer a line as it is shown, to be sent as it stands."""
    return Suggestion(clipped(display), clipped(text, more=""))


def folded(text: str) -> str:
    """Return the folded words of a text in one line."""
    return " ".join(words(text))


def clipped(text: str, *, more: str = "…") -> str:
    """Return a text on one line, cut after a whole word to at most 100 characters."""
    line = " ".join(text.split())
    if len(line) <= LONGEST_CHOICE:
        return line
    room = LONGEST_CHOICE - len(more)
    whole = line[: room + 1].rpartition(" ")[0]
    return (whole or line[:room]) + more


def _offers(
    told: Sequence[tuple[str, str, str, float]], shelves: Sequence[Shelf], lines: tuple[Line, ...]
) -> Offers:
    return Offers(
        topics=Choices(_topics(told)),
        speakers=Choices(_speakers(shelves)),
        episodes=Choices(_episodes(shelves)),
        lines=lines,
    )


def _topics(told: Iterable[tuple[str, str, str, float]]) -> Iterable[Choice]:
    """Yield each topic once, as heavy as it is in all its episodes together."""
    heads: dict[str, list[tuple[str, str, str, float]]] = {}
    for one in told:
        heads.setdefault(one[1].partition("\n")[0], []).append(one)
    for same in heads.values():
        name, lines, _, _ = same[0]
        episodes = tuple(episode for _, _, episode, _ in same)
        yield Choice(_shown(name), lines, sum(one[-1] for one in same), episodes)


def _speakers(shelves: Iterable[Shelf]) -> Iterable[Choice]:
    """Yield who is surely named, those of most episodes first."""
    episodes: dict[str, list[str]] = {}
    for shelf in shelves:
        for name in shelf.speakers:
            episodes.setdefault(name, []).append(shelf.id)
    for name, heard in episodes.items():
        yield Choice(_shown(name), folded(name), len(heard), tuple(heard))


def _episodes(shelves: Iterable[Shelf]) -> Iterable[Choice]:
    """Yield episodes by title or key, the newest first."""
    for place, shelf in enumerate(sorted(shelves, key=lambda s: (s.published, s.first))):
        if len(shelf.key) <= LONGEST_CHOICE:
            shown = Suggestion(clipped(shelf.title) or shelf.key, shelf.key)
            yield Choice(shown, f"{folded(shelf.title)}\n{folded(shelf.key)}", place, (shelf.id,))


def _shown(name: str) -> Suggestion:
    return Suggestion(clipped(name), clipped(name, more=""))
