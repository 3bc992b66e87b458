"""One partition in memory: its dictionary, episode ranges, suggestions and caches."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import aiosqlite

from bot.search.memory.dictionary import TermDictionary
from bot.search.memory.posting_cache import PostingCache
from bot.search.memory.suggestions import (
    PartitionSuggestions,
    described_anew,
    read_suggestions,
)
from bot.search.memory.window_cache import WindowCache
from bot.search.storage.episode_rows import EpisodeRange, to_episode_range
from bot.search.storage.schema import PUBLIC_PARTITION
from bot.search.storage.writer import IndexDelta
from bot.text.languages import ENGLISH, Language, language


@dataclass(slots=True)
class Partition:
    """The public shows, or those of one server, at one generation of the index.

    `suggestions` may be of an earlier generation, until they are refreshed.
    """

    id: int
    dictionary: TermDictionary
    episode_ranges: dict[str, EpisodeRange] = field(default_factory=dict[str, EpisodeRange])
    suggestions: PartitionSuggestions = field(default_factory=PartitionSuggestions)
    posting_cache: PostingCache | None = None
    """Created by the first search that scans the partition, for the generation of that search."""
    window_cache: WindowCache | None = None
    """Created by the first search for similar windows, and replaced when windows have changed."""

    def apply(
        self,
        *,
        removed: Iterable[IndexDelta],
        added: Iterable[IndexDelta],
        described: Iterable[EpisodeRange] = (),
    ) -> "Partition":
        """Return the partition after changes, of which those of other partitions are skipped."""
        episode_ranges = dict(self.episode_ranges)
        lost, gained = self._own(removed), self._own(added)
        dictionary = self.dictionary.copy() if lost or gained else self.dictionary
        for delta in lost:
            dictionary.subtract(delta.counts, language(delta.episode_range.language))
            episode_ranges.pop(delta.episode_range.id, None)
        for delta in gained:
            dictionary.add(delta.counts, language(delta.episode_range.language))
            episode_ranges[delta.episode_range.id] = delta.episode_range
        renewed = {one.id: one for one in described if one.partition == self.id}
        episode_ranges |= renewed
        return replace(
            self,
            dictionary=dictionary,
            episode_ranges=episode_ranges,
            suggestions=described_anew(self.suggestions, episode_ranges.values())
            if renewed
            else self.suggestions,
        )

    def _own(self, deltas: Iterable[IndexDelta]) -> list[IndexDelta]:
        return [delta for delta in deltas if delta.episode_range.partition == self.id]


async def read_partition(db: aiosqlite.Connection, server: int | None) -> Partition | None:
    """Read the partition of a server, None for the public one; return None if it has none."""
    number = PUBLIC_PARTITION if server is None else await _partition_id(db, server)
    if number is None:
        return None
    counts = await db.execute_fetchall(
        "SELECT language, word, count FROM words WHERE room = ?", (number,)
    )
    episodes = await db.execute_fetchall("SELECT * FROM episodes WHERE room = ?", (number,))
    episode_ranges = {
        episode_range.id: episode_range
        for episode_range in (to_episode_range(tuple(row)) for row in episodes)
    }
    dictionary = await asyncio.to_thread(_dictionary, counts)
    return Partition(
        number,
        dictionary,
        episode_ranges,
        await read_suggestions(db, number, episode_ranges.values()),
    )


def _dictionary(rows: Iterable[Iterable[Any]]) -> TermDictionary:
    counts: dict[Language, dict[str, int]] = {ENGLISH: {}}
    for code, word, count in rows:
        counts.setdefault(language(code), {})[word] = count
    return TermDictionary(counts.pop(ENGLISH), counts)


async def _partition_id(db: aiosqlite.Connection, server: int) -> int | None:
    rows = await db.execute_fetchall("SELECT id FROM rooms WHERE server = ?", (server,))
    return next((row[0] for row in rows), None)
