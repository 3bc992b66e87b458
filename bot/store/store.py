"""The store: the whole boundary to the database of episodes."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Collection
from contextlib import asynccontextmanager

from bot.models import Chapter, Content, Episode, Excerpt, Quote
from bot.store import changes, dialect, outlines, queries, updates
from bot.store.changes import Change
from bot.store.engine import Database, open_database
from bot.store.ledger import Ledger
from bot.store.outlines import SnapshotUpdate


class Store:
    """Keep the truth of the library: whole episodes, and the log of their changes.

    Whatever names a server sees public shows and that server's own, and nothing else. What was
    asked is done to its end, even where the caller is cancelled meanwhile.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.ledger = Ledger(database)

    async def identity(self) -> str:
        """Name this library, the same for as long as its database is the same."""
        return await self._database.write(updates.identity)

    async def version(self) -> int:
        """Tell the version of the last committed change, 0 at first."""
        return await self._database.read(changes.current_version)

    async def changes(self, since: int) -> tuple[Change, ...]:
        """List what changed after a version, each episode once in its latest state."""
        return await self._database.read(changes.changes_since, since)

    async def add(self, episode: Episode, content: Content) -> int:
        """Store a new episode and return the version; its key must be free."""
        return await self._database.write(updates.add, episode, content)

    async def replace(self, episode: Episode, content: Content) -> int:
        """Store an episode anew under its id and key, and return the version.

        Ids of quotes that vanish lead from now on to the quotes that hold their words.
        """
        return await self._database.write(updates.replace, episode, content)

    async def remove(self, key: str, *, server: int | None) -> int:
        """Delete all of an episode and return the version.

        A server can only delete its own; None is the operator, who can delete any.
        """
        return await self._database.write(updates.remove, key, server=server)

    async def episodes(self, *, server: int | None) -> tuple[Episode, ...]:
        """List what a server may see, in the order it was added."""
        return await self._database.read(queries.episodes, server=server)

    async def every_episode(self) -> tuple[Episode, ...]:
        """List all there is, for the operator and the index only."""
        return await self._database.read(queries.every_episode)

    async def episode(self, key: str, *, server: int | None) -> Episode:
        """Find an episode that a server may see."""
        return await self._database.read(queries.episode, key, server=server)

    async def content(self, key: str) -> Content:
        """Read everything of an episode, for the operator and the index only."""
        return await self._database.read(queries.content, key)

    async def content_at(self, episode_id: str, *, version: int) -> Content | None:
        """Read everything of an episode for the index; None if it changed after a version."""
        return await self._database.read(queries.content_at, episode_id, version=version)

    async def snapshot_update(self, *, since: int) -> SnapshotUpdate:
        """Read every episode, and the outlines of those changed after a version, in one state."""
        return await self._database.read(outlines.snapshot_update, since)

    async def chapters(self, episode_id: str, *, version: int) -> tuple[Chapter, ...]:
        """Read the chapters of an episode; none if it was removed or changed after a version."""
        return await self._database.read(queries.chapters, episode_id, version=version)

    async def texts(self, episode_ids: Collection[str], *, version: int) -> dict[str, str]:
        """Map the ids of episodes to their texts, without those that changed after a version."""
        return await self._database.read(queries.texts, episode_ids, version=version)

    async def quote(self, quote_id: str, *, server: int | None) -> tuple[Episode, Quote] | None:
        """Find a quote that a server may see; a retired id leads to who holds its words."""
        return await self._database.read(queries.quote, quote_id, server=server)

    async def highlight(self, quote_id: str) -> Excerpt | None:
        """Read the excerpt worth posting around a quote; None where it is no highlight."""
        return await self._database.read(queries.highlight, quote_id)

    async def neighbours(
        self, episode_id: str, *, first: int, last: int, version: int
    ) -> tuple[Quote, ...]:
        """Read the quotes of an episode at positions first..last, inclusive, in order.

        Empty if the episode was removed or changed after a version.
        """
        return await self._database.read(
            queries.neighbours, episode_id, first=first, last=last, version=version
        )

    async def note(self, name: str) -> str | None:
        """Read a note that the bot left for itself."""
        return await self._database.read(queries.note, name)

    async def set_note(self, name: str, value: str) -> None:
        """Leave a note for the next start, over an older one of its name."""
        await self._database.write(updates.set_note, name, value)


@asynccontextmanager
async def open_store(url: str, *, patience: float = 5.0) -> AsyncGenerator[Store]:
    """Open the library at an address such as sqlite+aiosqlite:////path/library.db.

    Creates it where there is none and brings an older one up to date; waits `patience` seconds
    for other processes' locks.
    """
    async with open_database(dialect.address(url), patience=patience) as database:
        yield Store(database)
