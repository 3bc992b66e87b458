"""The store: the only access to the episodes in the database."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Collection, Sequence
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StoreError
from bot.models import (
    NO_EDITS,
    Chapter,
    Content,
    Episode,
    EpisodeEdits,
    Excerpt,
    Highlight,
    Quote,
    QuoteChanges,
)
from bot.observations import Observer, unobserved
from bot.store import (
    changes,
    judgements,
    outlines,
    queries,
    quotes,
    revisions,
    searched,
    updates,
)
from bot.store.changes import Change, LibraryState
from bot.store.dialects import dialect_of
from bot.store.edits import Edits
from bot.store.engine import Database, open_database
from bot.store.feeds import FeedTable
from bot.store.lease_table import LeaseTable
from bot.store.ledger import Ledger
from bot.store.member_table import MemberTable
from bot.store.mistake_table import MistakeTable
from bot.store.moves.mark import refuse_unfinished
from bot.store.outlines import SnapshotUpdate
from bot.store.queries import QuotePlace
from bot.store.server_table import ServerTable
from bot.store.session_starts import SessionStartTable


class OlderReleaseError(StoreError):
    """The library has to be migrated, which is left to who opens it to use it."""


class Store:
    """The episodes of a library, with the log of their changes.

    Methods with a `server` see public shows and the shows of that server, and nothing else. A call
    runs to its end even if the caller is cancelled.
    """

    def __init__(self, database: Database, *, url: str) -> None:
        self._database = database
        self._url = url
        self.ledger = Ledger(database)
        self.edits = Edits(database)
        self.feeds = FeedTable(database)
        self.leases = LeaseTable(database)
        self.members = MemberTable(database)
        self.mistakes = MistakeTable(database)
        self.servers = ServerTable(database)
        self.session_starts = SessionStartTable(database)

    @property
    def url(self) -> str:
        """Return the address by which another process can open this store, its password too."""
        return self._url

    async def identity(self) -> str:
        """Return the id of this library, which stays the same with its database."""
        return await self._database.write(updates.identity)

    async def state(self) -> LibraryState:
        """Return the id of this library, if it has one yet, and its version."""
        return await self._database.read(updates.current_state)

    async def known_identity(self) -> str | None:
        """Return the id of this library, None if no index has asked for it yet."""
        return await self.note(updates.IDENTITY)

    async def version(self) -> int:
        """Return the version of the library: the number of changes committed so far."""
        return await self._database.read(changes.current_version)

    async def changes(self, since: int) -> tuple[Change, ...]:
        """List the changes after a version, one for each episode, in order."""
        return await self._database.read(changes.changes_since, since)

    async def add(
        self,
        episode: Episode,
        content: Content,
        *,
        edits: EpisodeEdits = NO_EDITS,
        feed: int | None = None,
    ) -> int:
        """Store a new episode and return the version; raise KeyTakenError if its key is taken.

        The edits are what people say of it, which later imports leave alone. Raises NotFoundError
        if it is of a feed, by its id, that is not followed any more.
        """
        return await self._database.write(updates.add, episode, content, edits=edits, feed=feed)

    async def replace(
        self, episode: Episode, content: Content, *, edits: EpisodeEdits = NO_EDITS
    ) -> tuple[int, QuoteChanges]:
        """Replace an episode of the same id and key; return the version and what has changed.

        Ids of removed quotes are retired: they lead to the quotes that have their words now. What
        people have changed (what is said of the episode, names of speakers, hidden quotes) stays.
        Raises NotFoundError if the server has no such episode.
        """
        return await self._database.write(updates.replace, episode, content, edits=edits)

    async def quote_changes(self, key: str, content: Content) -> QuoteChanges:
        """Return what a new import of an episode would do to its quotes."""
        return await self._database.read(updates.quote_changes, key, content)

    async def remove(self, key: str, *, server: int | None) -> int:
        """Delete an episode for good, and return the version; `edits.remove` can be undone.

        A server can only delete its own episodes; None is the operator, who can delete any. Raises
        NotFoundError if there is none.
        """
        return await self._database.write(updates.remove, key, server=server)

    async def episodes(self, *, server: int | None) -> tuple[Episode, ...]:
        """List the episodes that a server may see, in the order they were added."""
        return await self._database.read(queries.episodes, server=server)

    async def every_episode(self) -> tuple[Episode, ...]:
        """List the episodes of all servers; for the operator and the index only."""
        return await self._database.read(queries.every_episode)

    async def episode(self, key: str, *, server: int | None) -> Episode:
        """Return an episode that a server may see; raise NotFoundError if there is none."""
        return await self._database.read(queries.episode, key, server=server)

    async def content(self, key: str) -> Content:
        """Return the content of an episode of any server, without what is hidden.

        For the operator only.
        """
        return await self._database.read(queries.content, key)

    async def source(self, key: str) -> bytes:
        """Return the bytes of an episode's file where its text is not simply their decoding."""
        return await self._database.read(queries.source, key)

    async def sketches(self, *, server: int | None) -> dict[str, tuple[int, ...]]:
        """Map the keys of the episodes that a server may see to their sketches."""
        return await self._database.read(queries.sketches, server=server)

    async def content_at(self, episode_id: str, *, version: int) -> Content | None:
        """Return the content of an episode; None if it was removed or changed after a version."""
        return await self._database.read(queries.content_at, episode_id, version=version)

    async def searched_contents(
        self, episode_ids: Collection[str], *, version: int
    ) -> dict[str, Content]:
        """Read many episodes at once, without those that were removed or changed after a version.

        What the index does not need is left out: the summary and the spans of topics.
        """
        return await self._database.read(searched.searched_contents, episode_ids, version=version)

    async def quote_counts(self) -> dict[str, int]:
        """Map the ids of all episodes to the numbers of their quotes that are not hidden."""
        return await self._database.read(searched.quote_counts)

    async def snapshot_update(self, *, since: int) -> SnapshotUpdate:
        """Read every episode, and the outlines of those changed after a version, in one state."""
        return await self._database.read(outlines.snapshot_update, since)

    async def chapters(self, episode_id: str, *, version: int) -> tuple[Chapter, ...]:
        """Read the chapters of an episode; none if it was removed or changed after a version."""
        return await self._database.read(queries.chapters, episode_id, version=version)

    async def texts(self, episode_ids: Collection[str], *, version: int) -> dict[str, str]:
        """Map the ids of episodes to their texts, without those that changed after a version."""
        return await self._database.read(queries.texts, episode_ids, version=version)

    async def quotes(
        self, quote_ids: Collection[str], *, server: int | None
    ) -> dict[str, tuple[Episode, Quote]]:
        """Map ids of quotes, or retired ones, to those that a server may see, each of its episode.

        Hidden ones are left out.
        """
        return await self._database.read(quotes.quotes, quote_ids, server=server)

    async def quote(self, quote_id: str, *, server: int | None) -> tuple[Episode, Quote] | None:
        """Return a quote that a server may see, by its id or a retired one, or None."""
        return (await self.quotes([quote_id], server=server)).get(quote_id)

    async def quote_at(self, episode_id: str, *, ms: int) -> str | None:
        """Return the id of the quote spoken at a time; None if the episode has no times."""
        return await self._database.read(queries.quote_at, episode_id, ms=ms)

    async def places(self, quote_ids: Collection[str]) -> dict[str, QuotePlace]:
        """Map the ids of quotes to where they are, in any show, without hidden ones.

        What a server may see of them is for the library to say.
        """
        return await self._database.read(queries.places, quote_ids)

    async def retired(self, episode_id: str) -> dict[str, str]:
        """Map the retired ids of an episode's quotes to those that have their words.

        Those of hidden quotes are left out.
        """
        return await self._database.read(queries.retired, episode_id)

    async def highlight(self, quote_id: str, *, version: int) -> Excerpt | None:
        """Return the highlight of a quote, None if it has none or changed after a version."""
        return await self._database.read(queries.highlight, quote_id, version=version)

    async def unjudged(self, judgement: str) -> frozenset[str]:
        """Return the ids of the episodes whose highlights this version has not judged."""
        return await self._database.read(judgements.unjudged, judgement)

    async def judge(
        self, episode_id: str, highlights: Sequence[Highlight], *, judgement: str, version: int
    ) -> bool:
        """Store which highlights are postable and profane, by a version of the judgement.

        Return False, and store nothing, if the episode has changed after a version of the library.
        """
        return await self._database.write(
            judgements.judge, episode_id, highlights, judgement=judgement, version=version
        )

    async def neighbours(
        self, episode_id: str, *, first: int, last: int, version: int
    ) -> tuple[Quote, ...]:
        """Read the quotes of an episode at positions first..last, inclusive, in order.

        Empty if the episode was removed or changed after a version.
        """
        return await self._database.read(
            queries.neighbours, episode_id, first=first, last=last, version=version
        )

    async def quotes_at(
        self, episode_id: str, offsets: Sequence[int], *, version: int
    ) -> tuple[Quote, ...]:
        """Read the quotes of an episode that hold any of the offsets, in order.

        Empty if the episode was removed or changed after a version.
        """
        return await self._database.read(
            queries.quotes_at, episode_id, offsets=offsets, version=version
        )

    async def note(self, name: str) -> str | None:
        """Return a value kept from an earlier run; None if there is none."""
        return await self._database.read(queries.note, name)

    async def set_note(self, name: str, value: str) -> None:
        """Keep a value for later runs, over an older one of its name."""
        await self._database.write(updates.set_note, name, value)


@asynccontextmanager
async def open_store(
    url: str, *, patience: float = 5.0, observe: Observer = unobserved
) -> AsyncGenerator[Store]:
    """Open the library at an address like sqlite+aiosqlite:////path/library.db.

    Or like postgresql+asyncpg://user:password@host/database. A missing file is created, an older
    database migrated. Waits up to `patience` seconds for the locks of other processes. Raises
    StoreError if the database cannot be used.
    """
    async with open_database(dialect_of(url, patience=patience), observe=observe) as database:
        await database.read(refuse_unfinished)
        yield Store(database, url=url)


@asynccontextmanager
async def open_existing_store(url: str, *, patience: float = 5.0) -> AsyncGenerator[Store | None]:
    """Open a library to read it, and write nothing; None if there is none.

    Raises StoreError as `open_store` does, and OlderReleaseError if it has to be migrated first.
    """
    dialect = dialect_of(url, patience=patience)
    if not dialect.exists():
        yield None
        return
    database = Database(dialect)
    try:
        revision = await database.read(_revision)
        if revision is None:
            yield None
            return
        if revision != revisions.REVISIONS[-1]:
            raise OlderReleaseError(
                f"It is of an older release ({revision}). Back it up with `pullquote backup FILE`; "
                f"the next start brings it up to date ({revisions.REVISIONS[-1]})."
            )
        await database.read(refuse_unfinished)
        yield Store(database, url=url)
    finally:
        await database.close()


async def _revision(connection: AsyncConnection) -> str | None:
    return await connection.run_sync(revisions.revision_of)
