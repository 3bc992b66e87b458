"""The partitions in memory, and what scopes may see of them.

The memory is of one generation of the file and is never altered: a commit replaces it. A partition
is read when it is first needed. The public one stays; of the servers', the least recently used are
dropped.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import aiosqlite

from bot.models import Scope
from bot.search.memory.partition import Partition, read_partition
from bot.search.memory.runtime import freeze_gc
from bot.search.memory.search_scope import SearchScope, to_search_scope
from bot.search.memory.suggestions import read_suggestions
from bot.search.storage.episode_rows import EpisodeRange
from bot.search.storage.meta import read_meta
from bot.search.storage.writer import IndexDelta

_MAX_PARTITIONS = 64
_MAX_SCOPES = 256


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
            search_scope = to_search_scope(
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
        current.put(server, await read_partition(db, server))
        if server is None:
            freeze_gc()
    elif server is not None:
        current.partitions.move_to_end(server)
    return current.partitions[server]
