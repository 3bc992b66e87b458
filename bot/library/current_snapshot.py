"""The snapshot that a task reads: the newest one, which follows the store, or one it has pinned."""

import asyncio
from contextvars import ContextVar
from typing import Any

from bot.library.snapshot import Snapshot
from bot.search.memory.runtime import freeze_gc
from bot.store import Store


class _Pin:
    """The snapshot that a task reads, let go when the task ends.

    What the task opens keeps a copy of its context for longer: each connection does.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot: Snapshot | None = snapshot

    def release(self, _task: asyncio.Task[Any]) -> None:
        self.snapshot = None


class CurrentSnapshot:
    """The newest snapshot, and those that tasks have pinned."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._identity: str | None = None
        self._advancing = asyncio.Lock()
        self._newest = Snapshot()
        self._pinned: ContextVar[_Pin | None] = ContextVar("snapshot", default=None)

    @property
    def newest(self) -> Snapshot:
        """Return the newest snapshot, whatever this task has pinned."""
        return self._newest

    @property
    def snapshot(self) -> Snapshot:
        """Return the snapshot that this task pinned, or else the newest."""
        pinned = self._pinned.get()
        return (pinned and pinned.snapshot) or self._newest

    def pin(self) -> None:
        """Make this task read the newest snapshot until the task ends."""
        pinned = _Pin(self._newest)
        self._pinned.set(pinned)
        task = asyncio.current_task()
        if task is not None:
            task.add_done_callback(pinned.release)

    def pin_again(self) -> None:
        """Pin the newest snapshot if this task has pinned one."""
        pinned = self._pinned.get()
        if pinned is not None and pinned.snapshot is not None:
            self.pin()

    async def advance(self) -> bool:
        """Replace the newest snapshot if the store has another version.

        Return whether the store is another one or was restored: what is known of it is not of the
        snapshot then.
        """
        async with self._advancing:
            return await self._replace()

    async def _replace(self) -> bool:
        state, previous = await self._store.state(), self._newest
        another = self._identity is not None and state.identity != self._identity
        restored = another or state.version < previous.version
        if restored:
            previous = Snapshot()
        elif state.version == previous.version:
            return False
        update = await self._store.snapshot_update(since=max(0, previous.version))
        snapshot = await asyncio.to_thread(previous.advance, update)
        self._newest, self._identity = snapshot, state.identity
        if previous.version < 0:
            freeze_gc()
        return restored

    def note_indexed(self) -> None:
        """Forget what the index might have had that the newest snapshot has not."""
        if self._newest.is_ahead:
            self._newest = self._newest.indexed()
