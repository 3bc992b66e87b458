"""Answer from the index, place what it finds by the snapshot, and keep both up with the store."""

import asyncio
import random
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from contextvars import ContextVar
from dataclasses import replace
from datetime import date, datetime
from operator import itemgetter
from typing import TypeVar

from bot.errors import NotFoundError
from bot.library.snapshot import Snapshot
from bot.models import (
    Answer,
    Chapter,
    Content,
    Episode,
    Excerpt,
    HighlightRef,
    Hit,
    Match,
    Outline,
    Quote,
    Scope,
    SearchResult,
    Suggestion,
    Topic,
)
from bot.search import Index
from bot.search.memory.runtime import freeze_gc
from bot.store import Change, Store

Result = TypeVar("Result")

_MAX_REMEMBERED = 50
"""Highlights of a server that are not shown again at once."""
_BATCH = 20
"""Episodes that the index takes over in one transaction."""


class Library:
    """Answer what members ask, each server from what it may see.

    A call reads one snapshot; after `pin`, so do all calls of a task. Nothing under embargo is
    answered: the snapshot that names it is in place before the index can answer from it.
    """

    def __init__(
        self,
        store: Store,
        index: Index,
        *,
        clock: Callable[[], datetime],
        rng: random.Random | None = None,
    ) -> None:
        self._store = store
        self._index = index
        self._clock = clock
        self._rng = rng or random.Random()
        self._snapshot = Snapshot()
        self._pinned: ContextVar[Snapshot | None] = ContextVar("snapshot", default=None)
        self._refreshing = asyncio.Lock()
        self._adopted = False
        self._indexed = self._indexing = -1
        """The versions that the index holds, and that it holds or is about to."""
        self._shown: defaultdict[int | None, deque[str]] = defaultdict(
            lambda: deque(maxlen=_MAX_REMEMBERED)
        )

    @property
    def snapshot(self) -> Snapshot:
        """Return the snapshot that this task reads: the one it pinned, or else the newest."""
        return self._pinned.get() or self._snapshot

    def pin(self) -> None:
        """Let all further calls of this task read the snapshot of this moment."""
        self._pinned.set(self._snapshot)

    async def refresh(self) -> None:
        """Catch up with the store, which any process may have changed; cheap when none has.

        Where it fails half-way, the next call goes on from there.
        """
        async with self._refreshing:
            version = await self._store.version()
            if version != self._snapshot.version:
                known = self._snapshot
                if version < known.version:  # a backup was restored
                    known, self._adopted = Snapshot(), False
                update = await self._store.snapshot_update(since=max(0, known.version))
                self._snapshot = await asyncio.to_thread(known.advance, update)
                if known.version < 0:
                    freeze_gc()
            if self._indexed != self._snapshot.version:
                await self._follow()
            await self._index.refresh()

    async def warm(self) -> None:
        """Read into memory what the first searches need, so that they are answered in time."""
        await self._index.warm()

    async def _follow(self) -> None:
        """Bring the index up to the snapshot's version, some episodes at a time."""
        target = self._indexing = self._snapshot.version
        if not self._adopted:
            await self._index.adopt(await self._store.identity(), version=target)
            self._adopted = True
        # What changes from now on waits for the next snapshot, which may place it under embargo.
        changes = [
            one
            for one in await self._store.changes(await self._index.indexed_version())
            if one.version <= target
        ]
        episodes = {one.id: one for one in self._snapshot.episodes}
        for first in range(0, len(changes), _BATCH):
            batch = changes[first : first + _BATCH]
            await self._index.apply(
                upserts=await self._contents(batch, episodes, version=target),
                removed=[one.episode_id for one in batch if one.removed],
                version=batch[-1].version,
            )
        self._indexed = target
        if len(changes) > _BATCH:
            await self._index.optimize()

    async def _contents(
        self, changes: Sequence[Change], episodes: dict[str, Episode], *, version: int
    ) -> list[tuple[Episode, Content]]:
        """Read the episodes that were written, but those that changed again after the version."""
        found: list[tuple[Episode, Content]] = []
        for one in changes:
            if one.episode_id in episodes:
                content = await self._store.content_at(one.episode_id, version=version)
                if content is not None:
                    found.append((episodes[one.episode_id], content))
        return found

    async def quote(self, words: str, scope: Scope, *, limit: int = 10) -> Answer:
        """Find the line a member half remembers."""
        return await self._answer(
            scope, lambda visible: self._index.quote(words, visible, limit=limit)
        )

    async def topic(self, name: str, scope: Scope, *, limit: int = 10) -> Answer:
        """Find what was said about a subject, best first."""
        return await self._answer(
            scope, lambda visible: self._index.topic(name, visible, limit=limit)
        )

    async def ask(self, question: str, scope: Scope, *, limit: int = 10) -> Answer:
        """Find the passages that answer a question."""
        return await self._answer(
            scope, lambda visible: self._index.ask(question, visible, limit=limit)
        )

    async def suggest(
        self, option: str, text: str, scope: Scope, *, limit: int = 25
    ) -> tuple[Suggestion, ...]:
        """Offer choices for an option while a member types."""
        _, _, found = await self._search(
            scope, lambda visible: self._index.suggest(option, text, visible, limit=limit)
        )
        return found

    async def hits(self, quote_ids: Sequence[str], *, server: int | None) -> tuple[Hit | None, ...]:
        """Look quotes up by id, in order; None where one is gone or not for this server."""
        return tuple([await self._hit(one, server=server) for one in quote_ids])

    async def highlights(
        self, quote_ids: Sequence[str], *, server: int | None
    ) -> tuple[Hit | None, ...]:
        """Look quotes up as `hits` does, each cut to the excerpt that is worth posting unasked."""
        found = await self.hits(quote_ids, server=server)
        return tuple([await self._trimmed(hit) if hit else None for hit in found])

    async def around(
        self, quote_id: str, *, server: int | None, reach: int = 3
    ) -> tuple[Hit, tuple[Excerpt, ...], tuple[Excerpt, ...]] | None:
        """Return a quote with up to `reach` neighbours before and after it; None where gone."""
        found = await self._store.quote(quote_id, server=server)
        hit = self._to_hit(found, server=server)
        if found is None or hit is None:
            return None
        episode, quote = found
        position = quote.position
        neighbours = await self._store.neighbours(
            episode.id, first=max(0, position - reach), last=position + reach
        )
        before = _excerpts([one for one in neighbours if one.position < position])
        return hit, before, _excerpts([one for one in neighbours if one.position > position])

    async def highlight(self, scope: Scope) -> Hit | None:
        """Choose a highlight that this server has not just been shown; better ones sooner."""
        shown = self._shown[scope.server]
        episodes = [
            [one for one in outline.highlights if scope.speaker in {None, one.speaker}]
            for _, outline in self.outlines(scope)
        ]
        for drawn in self._draw(episodes, frozenset(shown)):
            hit = await self._hit(drawn.quote, server=scope.server)
            if hit is not None:  # else it was removed from the store a moment ago
                shown.append(drawn.quote)
                return await self._trimmed(hit)
        return None

    async def topics(self, scope: Scope) -> tuple[Topic, ...]:
        """List the names of the topics of a scope: those that most episodes share, then by weight.

        Without their aliases and places.
        """
        listed = [outline.topics for _, outline in self.outlines(scope)]
        return await asyncio.to_thread(_shared_topics, listed)

    async def chapters(self, scope: Scope) -> tuple[Episode, tuple[Chapter, ...]]:
        """Return the chapters of the scope's episode, or of the newest."""
        episode = self._newest(scope)
        return episode, await self._store.chapters(episode.id)

    async def episodes(self, scope: Scope) -> tuple[Episode, ...]:
        """List the episodes that may be searched, the newest first."""
        return tuple(sorted(self._visible(scope), key=_recency, reverse=True))

    def outlines(self, scope: Scope) -> list[tuple[Episode, Outline]]:
        """List the episodes that may be shown, each with its outline, in the order of `visible`."""
        outlines = self.snapshot.outlines
        return [(one, outlines[one.id]) for one in self._visible(scope)]

    async def texts(self, episodes: Collection[Episode]) -> dict[str, str]:
        """Read the texts of episodes by id, without those that changed after the snapshot."""
        ids = [one.id for one in episodes]
        return await self._store.texts(ids, version=self.snapshot.version)

    async def detail(self, key: str, *, server: int | None) -> tuple[Episode, Content]:
        """Return all of one episode."""
        episode = self._newest(Scope(server=server, episode=key))
        return episode, await self._store.content(key)

    async def note(self, name: str) -> str | None:
        """Read a note that the bot left for itself."""
        return await self._store.note(name)

    async def set_note(self, name: str, value: str) -> None:
        """Leave a note for the next start."""
        await self._store.set_note(name, value)

    def _visible(self, scope: Scope) -> tuple[Episode, ...]:
        snapshot = self.snapshot
        return snapshot.visible(snapshot.hide(scope, now=self._clock()))

    def _newest(self, scope: Scope) -> Episode:
        visible = self._visible(scope)
        if visible:
            return max(visible, key=_recency)
        if scope.episode:
            raise NotFoundError(
                f'There is no episode "{scope.episode}": choose one from the list while you type.'
            )
        raise NotFoundError("There are no episodes yet: add a transcript with `pullquote add`.")

    def _draw(
        self, episodes: list[list[HighlightRef]], shown: Collection[str]
    ) -> Iterator[HighlightRef]:
        """Yield highlights of one episode after the other at random, those shown before last.

        Within an episode, in which they are ranked, better ones tend to come sooner.
        """
        self._rng.shuffle(episodes)
        for repeated in (False, True):
            for ranked in episodes:
                weights = [self._rng.random() * (rank + 5) for rank in range(len(ranked))]
                for _, one in sorted(zip(weights, ranked, strict=True), key=itemgetter(0)):
                    if (one.quote in shown) == repeated:
                        yield one

    async def _search(
        self, scope: Scope, search: Callable[[Scope], Awaitable[Result]]
    ) -> tuple[Snapshot, Scope, Result]:
        """Search within what the snapshot shows, and return that with what was found.

        The index may move on meanwhile, to episodes whose embargo the snapshot does not know: then
        the search is made again, as of the newest snapshot.
        """
        while True:
            snapshot = self.snapshot
            visible = snapshot.hide(scope, now=self._clock())
            found = await search(visible)
            if self._indexing <= snapshot.version:
                return snapshot, visible, found
            if self._pinned.get() is not None:
                self.pin()

    async def _answer(
        self, scope: Scope, search: Callable[[Scope], Awaitable[SearchResult]]
    ) -> Answer:
        snapshot, visible, found = await self._search(scope, search)
        hits = snapshot.hits(found.matches, visible)
        return Answer(found.confidence, hits, found.suggestions)

    async def _hit(self, quote_id: str, *, server: int | None) -> Hit | None:
        return self._to_hit(await self._store.quote(quote_id, server=server), server=server)

    def _to_hit(self, found: tuple[Episode, Quote] | None, *, server: int | None) -> Hit | None:
        """Place a quote that the store gave; None where the snapshot or its embargo hides it."""
        if found is None:
            return None
        episode, quote = found
        snapshot, now = self.snapshot, self._clock()
        # The store may know of an embargo that is newer than the snapshot.
        if episode.embargo and episode.embargo > now:
            return None
        visible = snapshot.hide(Scope(server=server), now=now)
        return next(iter(snapshot.hits([_to_match(episode, quote)], visible)), None)

    async def _trimmed(self, hit: Hit) -> Hit:
        """Cut a hit to the highlight in it, which begins and ends cleanly; others stay whole."""
        best = await self._store.highlight(hit.match.quote)
        if best is None:
            return hit
        cut = replace(
            hit.match, start=best.start, end=best.end, text=best.text, display=best.display
        )
        return replace(hit, match=cut)


def _recency(episode: Episode) -> tuple[date, int, float]:
    added = episode.added_at.timestamp() if episode.added_at else 0.0
    return episode.released, episode.number or 0, added


def _shared_topics(listed: Sequence[Sequence[str]]) -> tuple[Topic, ...]:
    """Merge the topics of episodes, each list ranked; of one name, the spelling ranked highest."""
    ranked: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for names in listed:
        for rank, name in enumerate(names):
            ranked[name.casefold()].append((rank, name))
    best = {name: min(found, key=lambda one: one[0]) for name, found in ranked.items()}
    order = sorted(ranked, key=lambda name: (-len(ranked[name]), best[name][0]))
    return tuple(Topic(best[name][1]) for name in order)


def _to_match(episode: Episode, quote: Quote) -> Match:
    """Treat a quote that was asked for by its id as a match."""
    return Match(
        quote=quote.id,
        episode=episode.key,
        start=quote.start,
        end=quote.end,
        text=quote.text,
        display=quote.display,
        speaker=quote.speaker if quote.sure else None,
        start_ms=quote.start_ms,
        score=0.0,
    )


def _excerpts(quotes: Sequence[Quote]) -> tuple[Excerpt, ...]:
    return tuple(Excerpt(one.start, one.end, one.text, one.display) for one in quotes)
