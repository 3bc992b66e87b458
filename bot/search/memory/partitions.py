"""What the index keeps in memory: for each room its words, shelves, topics and highlights.

What is kept is of one state of the file, counted by `change`, and never altered: a commit puts
another in its place. The public room stays; rooms of servers are read when first asked for, and
the ones not asked for longest are dropped.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import aiosqlite

from bot.models import Scope
from bot.search.memory.dictionary import MergedDictionary, TermDictionary
from bot.search.memory.posting_cache import PostingCache
from bot.search.memory.runtime import freeze_gc
from bot.search.memory.suggestions import PartitionSuggestions, read_suggestions
from bot.search.storage.schema import PUBLIC_PARTITION, speaker_token
from bot.search.storage.writer import EpisodeRange, IndexDelta, read_meta, to_episode_range

_MAX_PARTITIONS = 64
_MAX_SCOPES = 256


@dataclass(slots=True)
class Partition:
    """Hold what one room shows at one change: the public shows, or one server's.

    `offers` may be of an earlier change: the names of the change before serve until they are read.
    """

    id: int
    dictionary: TermDictionary
    episode_ranges: dict[str, EpisodeRange] = field(default_factory=dict[str, EpisodeRange])
    suggestions: PartitionSuggestions = field(default_factory=PartitionSuggestions)
    posting_cache: PostingCache | None = None
    """Of the change that they were made at, by the first search that wanted them."""

    def apply(self, *, removed: Iterable[IndexDelta], added: Iterable[IndexDelta]) -> "Partition":
        """Return the room after episodes went and came."""
        dictionary, episode_ranges = self.dictionary.copy(), dict(self.episode_ranges)
        for delta in removed:
            dictionary.subtract(delta.counts)
            episode_ranges.pop(delta.episode_range.id, None)
        for delta in added:
            dictionary.add(delta.counts)
            episode_ranges[delta.episode_range.id] = delta.episode_range
        return replace(self, dictionary=dictionary, episode_ranges=episode_ranges)


@dataclass(frozen=True, slots=True)
class SearchScope:
    """Hold all that one scope may see: the only door from a search to the rows.

    `vocabulary` counts words in all `quotes` of the rooms, of which a `share` (0 to 1) is in sight.
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
    generation: int
    """The state of the index that this is a view of."""


class _Generation:
    """Keep what was read of one state of the file; `stale` are servers with older offers."""

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
        """Return a memory with rooms replaced; of the others, it keeps those not `changed`, by id.

        Servers without a room are asked for again: they may have one now.
        """
        following = _Generation(generation)
        for server, partition in self.partitions.items():
            if server in replaced:
                following.partitions[server] = replaced[server]
            elif partition is not None and partition.id not in changed:
                following.partitions[server] = partition
        following.stale = stale
        return following

    def put(self, server: int | None, partition: Partition | None) -> None:
        """Keep a room that was read, and drop that of the server not asked for longest."""
        self.partitions[server] = partition
        servers = [one for one in self.partitions if one is not None]
        if len(servers) > _MAX_PARTITIONS:
            del self.partitions[servers[0]]


class Partitions:
    """Read rooms from the index when they are first asked for, and keep them."""

    def __init__(self) -> None:
        self._current = _Generation(-1)
        self._pending = -1
        self._applied = asyncio.Event()

    async def search_scope(self, db: aiosqlite.Connection, scope: Scope) -> SearchScope:
        """Return what a scope may see, as of the state that the connection reads.

        A connection that reads an older state than is kept is made to read the newest.
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
            found = [await _partition(db, server, current) for server in servers]
            search_scope = _search_scope(
                tuple(partition for partition in found if partition is not None), scope, generation
            )
            if len(current.scopes) >= _MAX_SCOPES:
                current.scopes.clear()
            current.scopes[scope] = search_scope
        return current.scopes[scope]

    @asynccontextmanager
    async def applying(
        self, generation: int, *, removed: Sequence[IndexDelta], added: Sequence[IndexDelta]
    ) -> AsyncGenerator[Callable[[], None]]:
        """Lend what is called once a change is committed; readers of the change wait for that.

        What is kept is replaced then by what it is after episodes went and came.
        """
        before = self._current
        changed = {delta.episode_range.partition for delta in (*removed, *added)}
        touched = {s: r for s, r in before.partitions.items() if r is not None and r.id in changed}

        def follow() -> dict[int | None, Partition]:
            return {
                server: partition.apply(
                    removed=[
                        delta for delta in removed if delta.episode_range.partition == partition.id
                    ],
                    added=[
                        delta for delta in added if delta.episode_range.partition == partition.id
                    ],
                )
                for server, partition in touched.items()
            }

        replacements = await asyncio.to_thread(follow)
        self._pending, self._applied = generation, asyncio.Event()

        def committed() -> None:
            if generation - 1 != before.number:
                self._current = _Generation(generation)
            else:
                stale = before.stale | replacements.keys()
                self._current = before.advance(
                    generation, replacements, changed=changed, stale=stale
                )

        try:
            yield committed
        finally:
            self._pending = -1
            self._applied.set()

    async def refresh_suggestions(self, db: aiosqlite.Connection) -> None:
        """Read what rooms offer, where that is of an earlier change."""
        current = self._current
        if not current.stale or int(await read_meta(db, "change")) != current.number:
            return
        fresh: dict[int | None, Partition] = {}
        for server in current.stale:
            partition = current.partitions.get(server)
            if partition is not None:
                suggestions = await read_suggestions(
                    db, partition.id, partition.episode_ranges.values()
                )
                fresh[server] = replace(partition, suggestions=suggestions)
        # A later change reads its own.
        if current is self._current:
            self._current = current.advance(current.number, fresh, changed=(), stale=frozenset())
            if None in fresh:
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
    visible = {
        episode_range.id: episode_range
        for episode_range in ranges
        if episode_range.id not in scope.hidden and scope.episode in (None, episode_range.key)
    }
    spans = [(episode_range.first, episode_range.last) for episode_range in visible.values()]
    quotes = sum(episode_range.last - episode_range.first + 1 for episode_range in ranges)
    row_bounds = (min(s[0] for s in spans), max(s[1] for s in spans)) if spans else (0, -1)
    return SearchScope(
        partitions=partitions,
        partition_ids=tuple(partition.id for partition in partitions),
        episode_ranges=visible,
        dictionary=MergedDictionary(partition.dictionary for partition in partitions),
        quotes=quotes,
        visible_fraction=sum(last - first + 1 for first, last in spans) / (quotes or 1),
        row_bounds=row_bounds,
        excluded_ranges=tuple((s.first, s.last) for s in ranges if s.id in scope.hidden),
        speaker_tokens=tuple(speaker_token(r.id, scope.speaker) for r in partitions)
        if scope.speaker
        else (),
        generation=generation,
    )


async def _read_partition(db: aiosqlite.Connection, server: int | None) -> Partition | None:
    number = PUBLIC_PARTITION if server is None else await _partition_id(db, server)
    if number is None:
        return None
    counted = await db.execute_fetchall("SELECT word, count FROM words WHERE room = ?", (number,))
    listed = await db.execute_fetchall("SELECT * FROM episodes WHERE room = ?", (number,))
    episode_ranges = {
        episode_range.id: episode_range
        for episode_range in (to_episode_range(tuple(row)) for row in listed)
    }
    dictionary = await asyncio.to_thread(TermDictionary, {row[0]: row[1] for row in counted})
    return Partition(
        number,
        dictionary,
        episode_ranges,
        await read_suggestions(db, number, episode_ranges.values()),
    )


async def _partition_id(db: aiosqlite.Connection, server: int) -> int | None:
    found = await db.execute_fetchall("SELECT id FROM rooms WHERE server = ?", (server,))
    return next((row[0] for row in found), None)
