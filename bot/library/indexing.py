"""Bring snapshot and index up to the store: episode by episode, or the whole index anew."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from math import inf
from time import monotonic

import structlog

from bot.errors import SearchError
from bot.library.current_snapshot import CurrentSnapshot
from bot.library.due_episodes import BATCH, due_episodes
from bot.library.rebuild import FEWEST_EPISODES, TOGETHER, rebuild
from bot.library.snapshot import Snapshot
from bot.models import Content, Episode
from bot.search import Index
from bot.store import Change, Store

_MEND_SECONDS = 60.0
"""Seconds between two tries to mend a damaged index, which costs much of a processor."""

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class Indexer:
    """Brings the index to the version of the newest snapshot, and knows how far it is.

    The index has no episode under embargo, so that its words change no answer. One that comes under
    embargo is hidden by the snapshot before it is deleted.
    """

    def __init__(
        self,
        store: Store,
        index: Index,
        *,
        current: CurrentSnapshot,
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._index = index
        self._current = current
        self._clock = clock
        self._refreshing = asyncio.Lock()
        self._adopted = False
        self._indexed = self._indexing = -1
        """The version that the index has, and the one that it has or is being brought to."""
        self._left_out: frozenset[str] | None = None
        """The episodes under embargo that the index does not have; None if it may have some."""
        self._completed = False
        self._mended_at, self._told_damage = -inf, ""

    @property
    def version(self) -> int:
        """Return the version that the index has: that of the newest snapshot, or behind it."""
        return self._indexed

    @property
    def is_prepared(self) -> bool:
        """Return whether the index is complete and whole, so that all that was said is found."""
        return self._completed and not self._index.damage

    @property
    def has_been_complete(self) -> bool:
        """Return whether the index is of this library, and was complete once.

        Until then, what is not found may be missing.
        """
        return self._completed

    def require_complete(self) -> None:
        """Raise SearchError if the index has not been complete yet."""
        if not self._completed:
            raise SearchError("The index is being built; searches wait for it.")

    def may_be_ahead(self, snapshot: Snapshot) -> bool:
        """Return whether the index may have what was stored after a snapshot."""
        return self._indexing > snapshot.version

    def is_level(self, snapshot: Snapshot) -> bool:
        """Return whether the index has what a snapshot has now: all but what is under embargo."""
        left_out = snapshot.under_embargo(self._clock())
        return (self._indexed, self._left_out) == (snapshot.version, left_out)

    async def advance(self) -> None:
        """Bring the snapshot alone up to the store's version."""
        if await self._current.advance():
            self._forget_index()

    async def refresh(self) -> None:
        """Bring snapshot and index up to the store's version, which any process may change.

        Cheap if nothing has changed. After a failure, the next call resumes where it stopped; a
        damaged index is built anew.
        """
        async with self._refreshing:
            try:
                await self._refresh()
            except SearchError:
                if not self._index.damage:
                    raise
                await self._refresh()

    async def _refresh(self) -> None:
        applied = 0
        await self.advance()
        if self._index.damage:
            await self._mend()
        while not self.is_level(self._current.newest):
            applied += await self._index_batch()
            # A long update must not keep a new embargo waiting.
            await self.advance()
        self._completed = True
        if applied > BATCH:
            await self._index.optimize()
        if self._index.is_stale:
            await self._index.refresh()
        # The snapshot may have advanced meanwhile.
        if self._indexed == self._current.newest.version:
            self._current.note_indexed()

    async def reindex(self, *, report: Callable[[int], None]) -> int:
        """Build an index of all episodes, to take the place of this one; return their number.

        `report` is called with how many are done. Raise SearchError if it cannot be built. That of
        many episodes takes the old one's place when it is complete.
        """
        async with self._refreshing:
            await self.advance()
            snapshot, done = self._current.newest, 0
            present = _present(await self._store.changes(0), snapshot)

            async def written() -> None:
                nonlocal done
                done = min(done + TOGETHER, len(present))
                report(done)

            if len(present) < FEWEST_EPISODES:
                await self._start_anew()
            elif await self._rebuild(present, snapshot, written=written):
                self._indexed = self._indexing = snapshot.version
            else:
                raise SearchError(
                    "The system has stopped a process that built the index; free memory and run "
                    "this again."
                )
        await self.refresh()
        report(len(present))
        return len(present)

    async def _start_anew(self) -> None:
        await self._index.start_anew()
        self._forget_index()

    def _forget_index(self) -> None:
        """Answer nothing from the index until it is known to be of this library."""
        self._adopted = self._completed = False
        self._indexed = self._indexing = -1
        self._left_out = None

    async def _mend(self) -> None:
        """Have a damaged index built anew, once a minute at most.

        Where that takes long, searches go on in the damaged one as far as they can.
        """
        damage = self._index.damage
        if monotonic() - self._mended_at < _MEND_SECONDS:
            return
        if damage != self._told_damage:  # else it is tried again
            self._told_damage = damage
            _log.warning("index damaged, building it anew", cause=damage)
        snapshot = self._current.newest
        changes = await self._store.changes(0)
        self._indexing = snapshot.version
        present = _present(_until(changes, snapshot.version), snapshot)
        if await self._rebuild(present, snapshot, written=self.advance):
            self._indexed = snapshot.version
        else:
            await self._start_anew()
        self._mended_at, self._told_damage = monotonic(), ""

    async def _index_batch(self) -> int:
        """Index the next episodes that changed up to the snapshot's version; return how many."""
        snapshot = self._current.newest  # another may take its place meanwhile
        target = self._indexing = snapshot.version
        under_embargo = snapshot.under_embargo(self._clock())
        if not self._adopted:
            await self._index.adopt(await self._store.identity(), version=target)
            self._adopted = True
        known = await self._index.indexed_version()
        # Later changes wait for the next snapshot, which may place them under embargo.
        changes = _until(await self._store.changes(known), target)
        if not known and await self._rebuild(
            _present(changes, snapshot), snapshot, written=self.advance
        ):
            self._indexed = target
            return len(changes)
        asked = {*(one.episode_id for one in changes), *(one.id for one in snapshot.embargoed)}
        present = await self._index.lookup.episodes(asked)
        due = due_episodes(
            changes, snapshot, known=known, present=present, under_embargo=under_embargo
        )
        if due.version > known or due.upserted or due.withheld:
            await self._index.apply(
                upserts=await self._contents(due.upserted, version=target),
                removed=due.removed,
                described=due.described,
                withheld=due.withheld,
                version=due.version,
            )
        if due.are_last:
            self._indexed, self._left_out = target, under_embargo
        return len(due.upserted)

    async def _rebuild(
        self,
        episodes: Sequence[Episode],
        snapshot: Snapshot,
        *,
        written: Callable[[], Awaitable[None]],
    ) -> bool:
        """Build the index of many episodes at once; return False where that is not worth it."""
        return len(episodes) >= FEWEST_EPISODES and await rebuild(
            self._store,
            self._index,
            episodes,
            withheld=snapshot.under_embargo(self._clock()),
            version=snapshot.version,
            written=written,
        )

    async def _contents(
        self, episodes: Sequence[Episode], *, version: int
    ) -> list[tuple[Episode, Content]]:
        """Read the changed episodes, without those that changed again after the version."""
        contents: list[tuple[Episode, Content]] = []
        for episode in episodes:
            content = await self._store.content_at(episode.id, version=version)
            if content is not None:
                contents.append((episode, content))
        return contents


def _until(changes: Sequence[Change], version: int) -> Sequence[Change]:
    return [one for one in changes if one.version <= version]


def _present(changes: Sequence[Change], snapshot: Snapshot) -> Sequence[Episode]:
    """Return the changed episodes that a snapshot has, in order."""
    known = (snapshot.by_id(one.episode_id) for one in changes)
    return [episode for episode in known if episode is not None]
