"""The search index: a local SQLite file that any process can rebuild from the store."""

import asyncio
from collections.abc import AsyncGenerator, Collection, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

import aiosqlite

from bot.errors import SearchError
from bot.models import Content, Episode, Match, Scope, SearchResult, Suggestion
from bot.search.autocomplete import (
    MAX_SUGGESTIONS,
    autocomplete,
    closest_topics,
    deduplicated,
)
from bot.search.encoding import Encoding
from bot.search.filtered import find_filtered, find_pasted
from bot.search.memory.partitions import Partitions
from bot.search.memory.runtime import tuned_process
from bot.search.memory.search_scope import SearchScope
from bot.search.query.filters import FilteredQuery, read_query
from bot.search.query.synonyms import load_thesaurus
from bot.search.ranking import guesses, rank_answers, rank_lines, rank_subject
from bot.search.results import (
    SUGGESTIONS,
    make_result,
)
from bot.search.retrieval.phrases import filtered_scope
from bot.search.retrieval.scan import read_posting_cache
from bot.search.retrieval.similarity import read_window_cache
from bot.search.semantic.encoder import Encoder, open_encoder
from bot.search.semantic.model import SentenceModel
from bot.search.storage.connections import ConnectionPool, open_connections
from bot.search.storage.files import (
    NEW_FILE,
    building_folder,
    create,
    delete_unused,
    discard_current,
    put_in_place,
    refused,
    usable_file,
)
from bot.search.storage.folder_lock import delete_spares, lock_folder
from bot.search.storage.lookup import Lookup
from bot.search.storage.meta import read_kept, read_meta, write_meta
from bot.search.storage.vectors import (
    adopt_model,
    vectors_identity,
)
from bot.search.storage.writer import (
    IndexDelta,
    add,
    advance_generation,
    delete,
    delete_all,
    describe,
    forget_servers,
    merge_postings,
    release_rows,
    reserve,
    withhold,
)


class Index:
    """The index of one process; every search returns only what its scope may see.

    A search accepts any text. It uses at most 12 words of the first 200 characters.
    """

    def __init__(
        self, connections: ConnectionPool, *, patience: float, encoder: Encoder | None = None
    ) -> None:
        self._connections = connections
        self._patience = patience
        self._partitions = Partitions()
        self.lookup = Lookup(connections)
        self.encoding = Encoding(connections, encoder)

    async def indexed_version(self) -> int:
        """Return the version of the store up to which the index contains all changes."""
        async with self._connections.reading() as db:
            return int(await read_meta(db, "holds"))

    async def apply(
        self,
        *,
        upserts: Sequence[tuple[Episode, Content]],
        removed: Sequence[str],
        version: int,
        described: Sequence[Episode] = (),
        withheld: Collection[str] = (),
    ) -> None:
        """Replace and remove episodes and record `version`, in one transaction.

        `removed` are ids of episodes. The words of `described` ones have not changed, only their
        titles, dates and names of speakers: they are not indexed anew. Of those with the ids
        `withheld`, the index has nothing from now on but the place that they take among the others
        when they are added again: that where they were, or, if they are among `removed` or new, at
        the end.
        """
        outdated = dict.fromkeys((*removed, *(episode.id for episode, _ in upserts)))
        async with self._connections.writing() as db:
            deleted = [await withhold(db, one) for one in withheld if one not in outdated]
            deleted += [await delete(db, episode_id) for episode_id in outdated]
            removals = [delta for delta in deleted if delta]
            for episode_id in removed:
                await release_rows(db, episode_id)
            additions: list[IndexDelta] = []
            for episode, content in upserts:
                if episode.id in withheld:
                    await reserve(db, episode.id, quotes=len(content.quotes))
                else:
                    additions.append(await add(db, episode, content))
            renewed = [await describe(db, episode) for episode in described]
            await forget_servers(db)
            await write_meta(db, "holds", str(version))
            generation = await advance_generation(db)
            # Committed inside, so that no search reads the change before memory contains it.
            async with self._partitions.applying(
                generation,
                removed=removals,
                added=additions,
                described=[one for one in renewed if one],
            ) as committed:
                await db.commit()
                committed()
        await self.refresh()

    @asynccontextmanager
    async def replacing(self, *, library: str, version: int) -> AsyncGenerator[Path]:
        """Lend a folder for a complete file `index.db`, which takes the place of this index.

        It is of a library at a version. Searches go on in the old one; if the block raises, nothing
        changes.
        """
        folder = self._connections.path.parent
        with building_folder(folder) as building:
            yield building
            await self._put_in_place(building / NEW_FILE, library=library, version=version)

    async def start_anew(self) -> None:
        """Take an empty file in place of a damaged one."""
        folder = self._connections.path.parent
        with building_folder(folder) as building:
            built = building / NEW_FILE
            with refused(folder):
                await asyncio.to_thread(create, built)
            await self._put_in_place(built, library="", version=0)

    async def _put_in_place(self, built: Path, *, library: str, version: int) -> None:
        folder = self._connections.path.parent

        async def prepare(old: aiosqlite.Connection | None, new: aiosqlite.Connection) -> None:
            kept = await read_kept(old) if old else self._remembered()
            generation = max(int(kept["change"]), self._partitions.generation) + 1
            described = {"library": library, "holds": str(version), "change": str(generation)}
            for name, value in (kept | described).items():
                await write_meta(new, name, value)

        path = await asyncio.to_thread(put_in_place, folder, built)
        await self._connections.switch(path, prepare)
        await asyncio.to_thread(delete_unused, folder)

    def _remembered(self) -> dict[str, str]:
        """Return what this process knows of a file that it cannot read; all vectors are lost."""
        encoder = self.encoding.encoder
        model = vectors_identity(encoder.model) if encoder else ""
        return {"model": model, "vectors": "0", "change": "0"}

    @property
    def damage(self) -> str:
        """Return what SQLite has said of a file that is damaged; empty while it seems whole.

        Searches go on in it as far as they can, until another takes its place.
        """
        return self._connections.damage

    async def delete_others(self) -> None:
        """Delete the indexes beside this one that no process uses."""
        await asyncio.to_thread(delete_spares, self._connections.path.parent.parent)

    @property
    def is_stale(self) -> bool:
        """Return whether suggestions are older than the index, as after a failed `apply`."""
        return self._partitions.is_stale

    async def refresh(self) -> None:
        """Read the suggestions of partitions that have changed since they were read."""
        async with self._connections.reading() as db:
            await self._partitions.refresh_suggestions(db)

    async def warm(self) -> None:
        """Read what searches of the public shows need into memory, so that the first is fast."""
        await asyncio.to_thread(load_thesaurus)
        async with self._connections.reading() as db:
            search_scope = await self._partitions.search_scope(db, Scope(server=None))
            for partition in search_scope.partitions:
                await read_posting_cache(db, search_scope, partition)
                if self.encoding.encoder is not None:
                    dimensions = self.encoding.encoder.model.dimensions
                    await read_window_cache(db, partition, dimensions)

    async def optimize(self) -> None:
        """Merge the posting lists after many imports: 0.3 s at 100,000 quotes.

        A failure, for example on a full disk, changes nothing and is not raised.
        """
        with suppress(SearchError):
            async with self._connections.writing() as db:
                await merge_postings(db)

    async def adopt(self, library: str, *, version: int) -> None:
        """Delete everything, unless the index was built from this library and is not ahead of it.

        A library whose file was deleted and created again has another identity; one that was
        restored from a backup is behind its index.
        """
        async with self._connections.writing() as db:
            known = await read_meta(db, "library")
            if known == library and int(await read_meta(db, "holds")) <= version:
                return
            await delete_all(db)
            await write_meta(db, "library", library)
            await write_meta(db, "holds", "0")
            await advance_generation(db)

    async def quote(self, text: str, scope: Scope, *, limit: int = 10) -> SearchResult:
        """Find a line that is quoted verbatim, misspelt, from memory or with a misheard name."""
        return await find_pasted(text, lambda typed: self._quote(typed, scope, limit=limit))

    async def _quote(self, typed: FilteredQuery, scope: Scope, *, limit: int) -> SearchResult:
        async with self._reading(scope, typed) as (db, search_scope):
            ranking = await rank_lines(db, search_scope, typed)
        if ranking.is_doubtful:
            ranking = ranking.with_guesses(await self._guesses(typed, scope))
        return await make_result(ranking.without_overlaps(limit=limit))

    async def _guesses(self, typed: FilteredQuery, scope: Scope) -> list[Match]:
        vector = await self.encoding.question_vector(typed.text)
        if vector is None:
            return []
        async with self._connections.reading() as db:
            # Episodes may have been added since the lines were searched.
            search_scope = await self._partitions.search_scope(db, scope)
            return await guesses(db, search_scope, typed, vector)

    async def topic(self, text: str, scope: Scope, *, limit: int = 10) -> SearchResult:
        """Find excerpts about a subject, best first."""
        return await find_filtered(
            read_query(text), lambda typed: self._topic(typed, scope, limit=limit)
        )

    async def _topic(self, typed: FilteredQuery, scope: Scope, *, limit: int) -> SearchResult:
        vector = await self.encoding.question_vector(typed.text)
        async with self._reading(scope, typed) as (db, search_scope):
            ranking = await rank_subject(db, search_scope, typed, vector=vector, limit=limit)
        return await make_result(ranking)

    async def ask(self, text: str, scope: Scope, *, limit: int = 10) -> SearchResult:
        """Find excerpts that answer a question, best first."""
        return await find_filtered(
            read_query(text), lambda typed: self._ask(typed, scope, limit=limit)
        )

    async def _ask(self, typed: FilteredQuery, scope: Scope, *, limit: int) -> SearchResult:
        vector = await self.encoding.question_vector(typed.text)
        async with self._reading(scope, typed) as (db, search_scope):
            ranking = await rank_answers(db, search_scope, typed, vector=vector, limit=limit)
        return await make_result(ranking)

    @asynccontextmanager
    async def _reading(
        self, scope: Scope, typed: FilteredQuery
    ) -> AsyncGenerator[tuple[aiosqlite.Connection, SearchScope]]:
        """Lend a connection, and what a scope sees by it that has the phrases that were typed."""
        async with self._connections.reading() as db:
            search_scope = await self._partitions.search_scope(db, scope)
            yield db, await filtered_scope(db, search_scope, typed)

    async def near_topics(self, text: str, scope: Scope) -> tuple[str, ...]:
        """Return the names of visible topics near what was typed, three at most."""
        async with self._connections.reading() as db:
            search_scope = await self._partitions.search_scope(db, scope)
        thesaurus = await asyncio.to_thread(load_thesaurus)
        return tuple(closest_topics(search_scope, thesaurus, text, limit=SUGGESTIONS))

    async def suggest(
        self, option: str, text: str, scope: Scope, *, limit: int = MAX_SUGGESTIONS
    ) -> tuple[Suggestion, ...]:
        """Return suggestions for `quote.words`, `topic.name`, `chapter`, `speaker` or `episode`.

        Other options have none. Late suggestions are useless: at the deadline, those found so far
        are returned.
        """
        found: list[Suggestion] = []
        with suppress(TimeoutError):
            async with asyncio.timeout(self._patience), self._connections.reading() as db:
                search_scope = await self._partitions.search_scope(db, scope)
                if option == "quote.words":
                    typed = read_query(text)
                    search_scope = await filtered_scope(db, search_scope, typed)
                    text = typed.text
                async for batch in autocomplete(option, db, search_scope, text):
                    found.extend(batch)
        return deduplicated(found, limit=limit)


@asynccontextmanager
async def open_index(
    folder: Path, *, patience: float = 1.0, model: SentenceModel | None = None
) -> AsyncGenerator[Index]:
    """Open an index for this process in a folder; create an empty one where none is usable.

    Suggestions are returned within `patience` seconds. While the index is open, the process runs
    with the settings of `tuned_process`. With a model, `encoding` adds vectors; those of another
    model are deleted first. Without one, vectors are kept but not used.
    """
    with tuned_process(), lock_folder(folder) as leased:
        path = await asyncio.to_thread(usable_file, leased)
        # A process that was killed may have left them.
        await asyncio.to_thread(delete_unused, leased)
        async with AsyncExitStack() as stack:
            connections = await stack.enter_async_context(open_connections(path))
            stack.callback(_discard_damaged, connections)
            if model is None:
                yield Index(connections, patience=patience)
            else:
                async with connections.writing() as db:
                    await adopt_model(db, model)
                with open_encoder(model) as encoder:
                    yield Index(connections, patience=patience, encoder=encoder)
        await asyncio.to_thread(delete_unused, leased)


def _discard_damaged(connections: ConnectionPool) -> None:
    if connections.damage:
        discard_current(connections.path.parent)
