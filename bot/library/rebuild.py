"""Build the index of a whole library in other processes, and use it when it is complete.

As many as there are processors, two to six, make the rows of episodes, which they read from the
store themselves; one writes the full-text table, and one all others. The event loop of this process
only passes on which batch comes next.
"""

import asyncio
import gc
import os
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Sequence
from contextlib import AsyncExitStack, aclosing
from pathlib import Path

from bot.errors import StoreError
from bot.models import Episode
from bot.runtime.ahead import load_ahead
from bot.runtime.child_processes import ChildLostError, ChildProcess, open_child
from bot.search import Index
from bot.search.storage.bulk import (
    BatchFiles,
    PlannedEpisode,
    PostingsFile,
    RowsFile,
    plan,
    write_batch,
)
from bot.search.storage.episode_rows import episode_rows
from bot.search.storage.files import NEW_FILE
from bot.store import Store, open_existing_store

FEWEST_EPISODES = 100
"""Fewer are indexed about as soon as other processes have started."""

_MAKERS = min(max(2, os.cpu_count() or 1), 6)
TOGETHER = 20
"""Episodes that are read in one transaction."""
_AHEAD = 8
"""Batches that may wait to be written; it bounds the memory and the disk that they need."""


async def rebuild(
    store: Store,
    index: Index,
    episodes: Sequence[Episode],
    *,
    withheld: Collection[str],
    version: int,
    written: Callable[[], Awaitable[None]],
) -> bool:
    """Replace the index by one of these episodes, in this order, as they are at a version.

    Of those with the ids `withheld`, it has nothing but their place among the others.
    `written` is called after each batch. Return False, and change nothing, if the system has killed
    a process. Raise SearchError if the index cannot be written, and StoreError if the store cannot
    be read.
    """
    counts = await store.quote_counts()
    planned = plan(((one, counts.get(one.id, 0)) for one in episodes), withheld=withheld)
    library = await store.identity()
    try:
        async with index.replacing(library=library, version=version) as folder:
            await _build(folder, planned, source=(store.url, version), written=written)
    except ChildLostError:
        return False
    return True


async def _build(
    folder: Path,
    planned: Sequence[PlannedEpisode],
    *,
    source: tuple[str, int],
    written: Callable[[], Awaitable[None]],
) -> None:
    """Write the file of an index in a folder."""
    postings_path = folder / "postings.db"
    async with AsyncExitStack() as stack:

        async def opened(make: type, *given: object) -> ChildProcess:
            return await stack.enter_async_context(open_child(make, *given))

        rows = await opened(RowsFile, folder / NEW_FILE)
        postings = await opened(PostingsFile, postings_path)
        makers = [await opened(RowsMaker, folder, *source) for _ in range(_MAKERS)]
        async with aclosing(_batches(makers, planned)) as batches:
            async for batch in batches:
                await asyncio.gather(
                    rows.call("add", batch.rows), postings.call("add", batch.postings)
                )
                await written()
        await asyncio.gather(rows.call("add_collected", planned), postings.call("finish"))
        await rows.call("finish", postings_path)


def _batches(
    makers: Sequence[ChildProcess], planned: Sequence[PlannedEpisode]
) -> AsyncGenerator[BatchFiles]:
    """Return the batches of a file in order; the next ones are made meanwhile."""
    free: asyncio.Queue[ChildProcess] = asyncio.Queue()
    for maker in makers:
        free.put_nowait(maker)

    async def make(number: int) -> BatchFiles:
        maker = await free.get()
        batch = await maker.call("make", number, planned[number : number + TOGETHER])
        free.put_nowait(maker)
        return batch

    return load_ahead(range(0, len(planned), TOGETHER), make, ahead=_AHEAD)


class RowsMaker:
    """Makes the rows of episodes as they are in a store at a version."""

    def __init__(self, folder: Path, url: str, version: int) -> None:
        # To look for cycles among so many tuples takes a tenth of the time, and there are none.
        gc.disable()
        self._folder = folder
        self._version = version
        self._runner = asyncio.Runner()
        self._stack = AsyncExitStack()
        opened = self._runner.run(self._stack.enter_async_context(open_existing_store(url)))
        if opened is None:  # an empty one must not take its place
            self._runner.close()
            raise StoreError("The library is gone; put it back, or restore a backup.")
        self._store = opened

    def make(self, number: int, planned: Sequence[PlannedEpisode]) -> BatchFiles:
        """Write a batch with these episodes, without those that changed after the version."""
        return self._runner.run(self._make(number, planned))

    async def _make(self, number: int, planned: Sequence[PlannedEpisode]) -> BatchFiles:
        ids = [one.episode.id for one in planned if not one.is_withheld]
        contents = await self._store.searched_contents(ids, version=self._version)
        some = [
            episode_rows(
                one.episode, contents[one.episode.id], partition=one.partition, first=one.first
            )
            for one in planned
            if one.episode.id in contents
        ]
        return write_batch(self._folder, number, some)
