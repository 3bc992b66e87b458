"""Answer questions from the index and the snapshot: what the commands ask."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime
from time import monotonic

from bot.errors import NotFoundError
from bot.library.current_snapshot import CurrentSnapshot
from bot.library.episode_lists import newest_first, shared_topics
from bot.library.highlight_draws import HighlightDraws
from bot.library.indexing import Indexer
from bot.library.matches import overlap
from bot.library.right_names import distinct_words
from bot.library.searching import Searches
from bot.library.snapshot import Snapshot
from bot.library.visible_quotes import VisibleQuotes
from bot.models import (
    Answer,
    Chapter,
    Episode,
    Hit,
    Outline,
    Scope,
    Suggestion,
    Surroundings,
    Topic,
)
from bot.observations import Observer, SearchEnd, unobserved
from bot.search import Index
from bot.store import Store
from bot.translation import gettext as _


class Library:
    """The episodes, quotes and highlights that a server may see.

    Every call reads one snapshot; after `pin`, all calls of a task read the same one. Nothing
    under embargo is returned: a new embargo is in the snapshot before the index lets the episode
    go, and the index has it again when the embargo has ended. Misheard names are displayed as they
    are right, in brackets, unless `mark_names` is False.
    """

    def __init__(
        self,
        store: Store,
        index: Index,
        *,
        clock: Callable[[], datetime],
        rng: random.Random | None = None,
        mark_names: bool = True,
        observe: Observer = unobserved,
    ) -> None:
        self._store = store
        self._index = index
        self._clock = clock
        self._observe = observe
        self._current = CurrentSnapshot(store)
        self._indexer = Indexer(store, index, current=self._current, clock=clock)
        self._searches = Searches(
            self._indexer, self._current, clock=clock, mark_names=mark_names, observe=observe
        )
        self._quotes = VisibleQuotes(
            store,
            index,
            indexer=self._indexer,
            current=self._current,
            clock=clock,
            mark_names=mark_names,
        )
        self._draws = HighlightDraws(rng or random.Random())

    @property
    def snapshot(self) -> Snapshot:
        """Return the snapshot that this task pinned, or else the newest."""
        return self._current.snapshot

    def pin(self) -> None:
        """Make all further calls of this task read the current snapshot, until the task ends."""
        self._current.pin()

    @property
    def indexed_version(self) -> int:
        """Return the version that the index has: that of the newest snapshot, or behind it."""
        return self._indexer.version

    @property
    def is_prepared(self) -> bool:
        """Return whether the index is complete and whole, so that all that was said is found."""
        return self._indexer.is_prepared

    async def refresh(self) -> None:
        """Bring snapshot and index up to the store's version, which any process may change.

        Cheap if nothing has changed. After a failure, the next call resumes where it stopped; a
        damaged index is built anew.
        """
        await self._indexer.refresh()

    async def release(self) -> None:
        """Index the episodes whose embargo has ended since; cheap if there are none."""
        if not self._indexer.is_level(self._current.newest):
            await self.refresh()

    async def reindex(self, *, report: Callable[[int], None]) -> int:
        """Build an index of all episodes, to take the place of this one; return their number.

        `report` is called with how many are done. Raise SearchError if it cannot be built.
        """
        return await self._indexer.reindex(report=report)

    async def advance(self) -> None:
        """Bring the snapshot alone up to the store's version: at once, whatever is indexed.

        What was removed or hidden is in no answer from now on. A task that has pinned a snapshot
        reads the new one.
        """
        await self._indexer.advance()
        self._current.pin_again()

    async def warm(self) -> None:
        """Read into memory what the first searches need, so that they are fast."""
        await self._index.warm()

    @property
    def has_model(self) -> bool:
        """Return whether a sentence model is in use."""
        return self._index.encoding.encoder is not None

    async def unencoded(self) -> int:
        """Return the number of episodes that the sentence model has yet to encode."""
        return await self._index.encoding.unencoded()

    async def encode_next(self) -> bool:
        """Encode the newest episode without vectors; return whether there was one.

        It takes seconds, in which everything else goes on. Raise ModelError if the model fails.
        """
        return await self._index.encoding.encode_next()

    async def quote(self, words: str, scope: Scope, *, limit: int = 10) -> Answer:
        """Find a line that is remembered word for word or roughly, best match first."""
        return await self._searches.answer(
            "quote", scope, lambda visible: self._index.quote(words, visible, limit=limit)
        )

    async def topic(self, name: str, scope: Scope, *, limit: int = 10) -> Answer:
        """Find the passages about a subject, best first."""
        return await self._searches.answer(
            "topic", scope, lambda visible: self._index.topic(name, visible, limit=limit)
        )

    async def ask(self, question: str, scope: Scope, *, limit: int = 10) -> Answer:
        """Find the passages that answer a question, best first."""
        return await self._searches.answer(
            "ask", scope, lambda visible: self._index.ask(question, visible, limit=limit)
        )

    async def near_topics(self, text: str, scope: Scope) -> tuple[str, ...]:
        """Return the names of topics near what was typed, three at most."""
        return await self._searches.search(
            scope, lambda visible: self._index.near_topics(text, visible)
        )

    async def suggest(
        self, option: str, text: str, scope: Scope, *, limit: int = 25
    ) -> tuple[Suggestion, ...]:
        """Return choices for a command option, given the text typed so far."""

        def suggest(visible: Scope) -> Awaitable[tuple[Suggestion, ...]]:
            shown = self.snapshot.hide_from_suggestions(visible, option)
            return self._index.suggest(option, text, shown, limit=limit)

        begun = monotonic()
        suggestions = await self._searches.search(scope, suggest)
        self._observe(SearchEnd("suggest", "suggested", monotonic() - begun))
        # A subject may be the title of a chapter; those of a spoiler are not told.
        if option == "topic.name" and text and len(suggestions) < limit:
            chapters = await self.suggest("chapter", text, scope, limit=limit)
            known = {one.value.casefold() for one in suggestions}
            others = [one for one in chapters if one.value.casefold() not in known]
            return (*suggestions, *others)[:limit]
        return suggestions

    async def similar(
        self, quote_id: str, *, server: int | None, limit: int = 7
    ) -> tuple[Hit, ...] | None:
        """Find passages about what a quote is about, best first; None if it is not visible."""
        hit = await self._quotes.hit(quote_id, server=server)
        if hit is None:
            return None
        found = await self.topic(hit.match.display, Scope(server=server), limit=limit + 1)
        others = [one for one in found.hits if not overlap(one, hit)]
        return tuple(others[:limit])

    async def hits(self, quote_ids: Sequence[str], *, server: int | None) -> tuple[Hit | None, ...]:
        """Look up quotes by id, in order; None for each that this server cannot see."""
        return await self._quotes.hits(quote_ids, server=server)

    async def highlights(
        self, quote_ids: Sequence[str], *, server: int | None
    ) -> tuple[Hit | None, ...]:
        """Look up quotes as `hits` does, each trimmed to the highlight in it."""
        hits = await self.hits(quote_ids, server=server)
        return tuple([await self._quotes.trimmed(hit) if hit else None for hit in hits])

    async def at(self, episode: Episode, *, ms: int, server: int | None) -> Hit | None:
        """Return the quote spoken at a time of the transcript; None if it is not visible.

        None, too, if the episode has no times.
        """
        return await self._quotes.at(episode, ms=ms, server=server)

    async def visible(self, quote_ids: Sequence[str], *, server: int | None) -> tuple[str, ...]:
        """Return those of these ids whose quotes this server can see, in order, without reading.

        They are looked up in the store, because what is visible is then stored for a member.
        """
        return await self._quotes.ids(quote_ids, server=server)

    async def around(
        self, quote_id: str, *, server: int | None, first: int = -4, last: int = 4
    ) -> Surroundings | None:
        """Return a quote with those from `first` to `last` after it; None if it is not visible.

        A negative number counts those before it. Hidden quotes are left out; without any other,
        the quote itself is returned.
        """
        return await self._quotes.around(quote_id, server=server, first=first, last=last)

    async def highlight(self, scope: Scope) -> Hit | None:
        """Choose a postable highlight at random, preferring ones not seen lately by this server.

        Where a speaker has none that is postable, any highlight of theirs is chosen.
        """
        outlines = [outline for _, outline in self.outlines(scope)]
        for drawn in self._draws.draw(outlines, speaker=scope.speaker, server=scope.server):
            hit = await self._quotes.hit(drawn.quote, server=scope.server)
            if hit is not None:  # else it was removed from the store after the snapshot
                self._draws.remember(drawn, server=scope.server)
                return await self._quotes.trimmed(hit)
        return None

    async def topics(self, scope: Scope) -> tuple[Topic, ...]:
        """List the topics of a scope, those of the most episodes first, then by rank.

        They have a name only, no aliases or spans.
        """
        named = [
            (outline.topics, self._quotes.names(episode))
            for episode, outline in self.outlines(scope)
        ]
        return await asyncio.to_thread(shared_topics, named)

    async def chapters(self, scope: Scope) -> tuple[Episode, tuple[Chapter, ...]]:
        """Return the scope's episode, or else the newest, with its chapters.

        Raises NotFoundError if the scope has no episode, and LibraryError if the episode has just
        changed and the snapshot does not know it yet.
        """
        episode = self._newest(scope)
        return episode, await self._quotes.chapters(episode)

    async def lines(self, episode: Episode, chapter: Chapter) -> tuple[Hit, ...]:
        """Return the best lines of a chapter of a visible episode, in order, with their quotes.

        A line is left out if its quote was hidden or the episode changed meanwhile.
        """
        return await self._quotes.lines(episode, chapter)

    async def episodes(self, scope: Scope) -> tuple[Episode, ...]:
        """List the visible episodes, newest first."""
        return newest_first(self._visible(scope))

    def indexed_episode(self, episode_id: str) -> Episode | None:
        """Return an episode of any server; None unless it can be searched as it is now."""
        snapshot = self._current.newest
        return snapshot.by_id(episode_id) if self._indexer.is_level(snapshot) else None

    def outlines(self, scope: Scope) -> list[tuple[Episode, Outline]]:
        """List the visible episodes with their outlines, public ones first."""
        outlines = self.snapshot.outlines
        return [(episode, outlines[episode.id]) for episode in self._visible(scope)]

    async def texts(self, episodes: Collection[Episode]) -> dict[str, str]:
        """Map the ids of episodes to their texts, without those changed after the snapshot."""
        ids = [episode.id for episode in episodes]
        return await self._store.texts(ids, version=self.snapshot.version)

    async def words_of(self, episode: Episode) -> frozenset[str]:
        """Return the folded words of an episode, as they are said and as they are displayed.

        Empty if it changed after the snapshot.
        """
        content = await self._store.content_at(episode.id, version=self.snapshot.version)
        if content is None:
            return frozenset()
        names = self._quotes.names(episode)
        return await asyncio.to_thread(distinct_words, content.quotes, names)

    async def note(self, name: str) -> str | None:
        """Return a value kept from an earlier run; None if there is none."""
        return await self._store.note(name)

    async def set_note(self, name: str, value: str) -> None:
        """Keep a value for later runs under a name."""
        await self._store.set_note(name, value)

    def _visible(self, scope: Scope) -> tuple[Episode, ...]:
        snapshot = self.snapshot
        return snapshot.visible(snapshot.hide(scope, now=self._clock()))

    def _newest(self, scope: Scope) -> Episode:
        visible = newest_first(self._visible(scope))
        if visible:
            return visible[0]
        if scope.episode:
            raise NotFoundError(
                _('There is no episode "{name}": choose one from the list while you type.').format(
                    name=scope.episode
                )
            )
        raise NotFoundError(_("There are no episodes yet: add a transcript with `pullquote add`."))
