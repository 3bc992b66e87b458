"""The partitions in memory: dictionary, episode ranges, suggestions and postings of each.

The memory is of one generation of the file and is never altered: a commit replaces it. A partition
is read when it is first needed. The public one stays; of the servers', the least recently used are
dropped.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import groupby
from typing import Any

import aiosqlite

from bot.models import Scope
from bot.search.memory.dictionary import TermDictionary
from bot.search.memory.merged_dictionary import MergedDictionary
from bot.search.memory.posting_cache import PostingCache
from bot.search.memory.row_filter import RowFilter
from bot.search.memory.runtime import freeze_gc
from bot.search.memory.suggestions import (
    PartitionSuggestions,
    described_anew,
    read_suggestions,
)
from bot.search.memory.window_cache import WindowCache
from bot.search.storage.episode_rows import EpisodeRange, to_episode_range
from bot.search.storage.meta import read_meta
from bot.search.storage.schema import PUBLIC_PARTITION, speaker_token
from bot.search.storage.writer import IndexDelta
from bot.text.languages import ENGLISH, Language, language
from bot.text.tokens import words

_MAX_PARTITIONS = 64
_MAX_SCOPES = 256


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


@dataclass(frozen=True, slots=True)
class SearchScope:
    """The partitions, rows and words that one scope may see; searches read rows only through it.

    `dictionary` counts the words of all `quotes` in the partitions, of which the share
    `visible_fraction` (0 to 1) is visible. `row_bounds` are the first and last visible row,
    inclusive, and (0, -1) if there is none; `excluded_ranges` are the first and last rows,
    inclusive, of runs of hidden episodes, in order. `names` are those of speakers that are not
    shown by their label, by episode and label. `row_filter` says which of the visible rows may be
    the core of a result, None for all.
    """

    partitions: tuple[Partition, ...]
    partition_ids: tuple[int, ...]
    episode_ranges: dict[str, EpisodeRange]
    dictionary: MergedDictionary
    quotes: int
    visible_fraction: float
    row_bounds: tuple[int, int]
    excluded_ranges: tuple[tuple[int, int], ...]
    speaker_tokens: tuple[str, ...]
    names: Mapping[str, Mapping[str, str | None]]
    generation: int
    row_filter: RowFilter | None = None


class _Generation:
    """The partitions and search scopes of one generation; `stale` are servers to refresh.

    A server of None is the public partition; a partition of None is a server that has none.
    """

    def __init__(self, generation: int) -> None:
        self.number = generation
        self.partitions: OrderedDict[int | None, Partition | None] = OrderedDict()
        self.scopes: dict[Scope, SearchScope] = {}
        self.stale: frozenset[int | None] = frozenset()

    def advance(
        self,
        generation: int,
        replaced: Mapping[int | None, Partition],
        *,
        changed: Collection[int],
        stale: frozenset[int | None],
    ) -> "_Generation":
        """Return the next generation: partitions are `replaced`, or kept if they are not `changed`.

        Servers without a partition, or without an episode in it, are dropped, because they may have
        another one now.
        """
        following = _Generation(generation)
        for server, partition in self.partitions.items():
            if server in replaced:
                if server is None or replaced[server].episode_ranges:
                    following.partitions[server] = replaced[server]
            elif partition is not None and partition.id not in changed:
                following.partitions[server] = partition
        following.stale = stale
        return following

    def put(self, server: int | None, partition: Partition | None) -> None:
        """Keep a partition; above 64, drop that of the least recently used server."""
        self.partitions[server] = partition
        servers = [server for server in self.partitions if server is not None]
        if len(servers) > _MAX_PARTITIONS:
            del self.partitions[servers[0]]


class Partitions:
    """A cache of the index's partitions, as of the newest generation that was read."""

    def __init__(self) -> None:
        self._current = _Generation(-1)
        self._pending = -1
        self._applied = asyncio.Event()

    @property
    def generation(self) -> int:
        """Return the newest generation that was read; -1 before the first."""
        return self._current.number

    async def search_scope(self, db: aiosqlite.Connection, scope: Scope) -> SearchScope:
        """Return the search scope of a scope, at the generation that the connection reads.

        Restart the connection's transaction while it reads an older generation than the cache.
        """
        while True:
            generation = int(await read_meta(db, "change"))
            if generation == self._pending:
                await self._applied.wait()
            if generation >= self._current.number:
                break
            await db.rollback()
            await db.execute("BEGIN")
        if generation > self._current.number:
            self._current = _Generation(generation)
        current = self._current
        if scope not in current.scopes:
            servers = (None,) if scope.server is None else (None, scope.server)
            partitions = [await _partition(db, server, current) for server in servers]
            search_scope = _search_scope(
                tuple(partition for partition in partitions if partition is not None),
                scope,
                generation,
            )
            if len(current.scopes) >= _MAX_SCOPES:
                current.scopes.clear()
            current.scopes[scope] = search_scope
        return current.scopes[scope]

    @asynccontextmanager
    async def applying(
        self,
        generation: int,
        *,
        removed: Sequence[IndexDelta],
        added: Sequence[IndexDelta],
        described: Sequence[EpisodeRange] = (),
    ) -> AsyncGenerator[Callable[[], None]]:
        """Lend a function to be called after the commit, which moves the cache to a generation.

        Readers of that generation wait until the context ends.
        """
        before = self._current
        changed = {delta.episode_range.partition for delta in (*removed, *added)}
        changed |= {one.partition for one in described}
        # Selected here, not in the thread: searches add partitions to the same dict.
        changing = {
            server: partition
            for server, partition in before.partitions.items()
            if partition is not None and partition.id in changed
        }

        def apply_deltas() -> dict[int | None, Partition]:
            return {
                server: partition.apply(removed=removed, added=added, described=described)
                for server, partition in changing.items()
            }

        replaced = await asyncio.to_thread(apply_deltas)
        self._pending, self._applied = generation, asyncio.Event()

        def committed() -> None:
            if generation - 1 != before.number:
                self._current = _Generation(generation)
            else:
                # What only described episodes anew has renewed the suggestions that it concerns.
                indexed = {delta.episode_range.partition for delta in (*removed, *added)}
                stale = before.stale | {
                    server for server, partition in replaced.items() if partition.id in indexed
                }
                self._current = before.advance(generation, replaced, changed=changed, stale=stale)

        try:
            yield committed
        finally:
            self._pending = -1
            self._applied.set()

    @property
    def is_stale(self) -> bool:
        """Return whether suggestions of an earlier generation are in memory."""
        return bool(self._current.stale)

    async def refresh_suggestions(self, db: aiosqlite.Connection) -> None:
        """Read the suggestions again that are of an earlier generation."""
        current = self._current
        if int(await read_meta(db, "change")) != current.number:
            return
        refreshed: dict[int | None, Partition] = {}
        for server in current.stale:
            partition = current.partitions.get(server)
            if partition is not None:
                suggestions = await read_suggestions(
                    db, partition.id, partition.episode_ranges.values()
                )
                refreshed[server] = replace(partition, suggestions=suggestions)
        # A later generation is refreshed by a call of its own.
        if current is self._current:
            self._current = current.advance(
                current.number, refreshed, changed=(), stale=frozenset()
            )
            if None in refreshed:
                freeze_gc()


async def _partition(
    db: aiosqlite.Connection, server: int | None, current: _Generation
) -> Partition | None:
    if server not in current.partitions:
        current.put(server, await _read_partition(db, server))
        if server is None:
            freeze_gc()
    elif server is not None:
        current.partitions.move_to_end(server)
    return current.partitions[server]


def _search_scope(partitions: tuple[Partition, ...], scope: Scope, generation: int) -> SearchScope:
    ranges = [
        episode_range
        for partition in partitions
        for episode_range in partition.episode_ranges.values()
    ]
    labels, hidden = frozenset[str](), scope.hidden
    if scope.speaker:
        seen = [one for one in ranges if one.id not in hidden]
        labels = _labels(scope.speaker, seen)
        hidden |= _others(scope.speaker, labels, seen)
    visible = {
        episode_range.id: episode_range
        for episode_range in ranges
        if episode_range.id not in hidden and scope.episode in (None, episode_range.key)
    }
    rows = [(episode_range.first, episode_range.last) for episode_range in visible.values()]
    quotes = sum(episode_range.last - episode_range.first + 1 for episode_range in ranges)
    return SearchScope(
        partitions=partitions,
        partition_ids=tuple(partition.id for partition in partitions),
        episode_ranges=visible,
        dictionary=MergedDictionary(partition.dictionary for partition in partitions),
        quotes=quotes,
        visible_fraction=sum(last - first + 1 for first, last in rows) / (quotes or 1),
        row_bounds=(min(first for first, _ in rows), max(last for _, last in rows))
        if rows
        else (0, -1),
        excluded_ranges=_excluded_ranges(ranges, hidden),
        speaker_tokens=tuple(
            speaker_token(partition.id, label) for partition in partitions for label in labels
        ),
        names={one.id: names for one in visible.values() if (names := _shown_names(one))},
        generation=generation,
    )


def _excluded_ranges(
    ranges: Iterable[EpisodeRange], hidden: Collection[str]
) -> tuple[tuple[int, int], ...]:
    """Return the first and last rows of each run of episodes that are hidden."""
    runs = groupby(sorted(ranges, key=lambda one: one.first), key=lambda one: one.id in hidden)
    excluded = [list(run) for is_hidden, run in runs if is_hidden]
    return tuple((run[0].first, run[-1].last) for run in excluded)


def _labels(speaker: str, ranges: Iterable[EpisodeRange]) -> frozenset[str]:
    """Return the labels that are shown as a speaker in any of these episodes, or else the name."""
    wanted = _folded(speaker)
    found = {
        label for one in ranges for label, name in one.names if name and _folded(name) == wanted
    }
    return frozenset(found or {speaker})


def _others(speaker: str, labels: Iterable[str], ranges: Iterable[EpisodeRange]) -> frozenset[str]:
    """Return the ids of the episodes in which one of the labels is somebody else."""
    wanted, folded = _folded(speaker), {_folded(label) for label in labels}
    shown = {
        one.id: {
            _folded(name) if name else "" for label, name in one.names if _folded(label) in folded
        }
        for one in ranges
    }
    return frozenset(one for one, names in shown.items() if names and wanted not in names)


def _shown_names(episode_range: EpisodeRange) -> dict[str, str | None]:
    return {label: name for label, name in episode_range.names if label != name}


@lru_cache(maxsize=10_000)
def _folded(name: str) -> str:
    return " ".join(words(name)) or name


async def _read_partition(db: aiosqlite.Connection, server: int | None) -> Partition | None:
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
