"""Answer questions from the index and the snapshot, and keep both in step with the store."""

import asyncio
import random
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import replace
from datetime import date, datetime
from math import inf
from operator import itemgetter
from time import monotonic
from typing import Any, Literal, TypeVar

import structlog

from bot.errors import LibraryError, NotFoundError, SearchError, StoreUnavailableError
from bot.library.quote_reader import Found, IndexedQuotes, QuoteReader, StoredQuotes
from bot.library.rebuild import FEWEST_EPISODES, TOGETHER, rebuild
from bot.library.right_names import mark_chapter, mark_hit, mark_hits, mark_quote
from bot.library.search_slots import SearchSlots
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
    NameCorrection,
    Outline,
    Quote,
    Scope,
    SearchResult,
    Span,
    Suggestion,
    Surroundings,
    Topic,
)
from bot.observations import Observer, SearchEnd, unobserved
from bot.search import Index
from bot.search.memory.runtime import freeze_gc
from bot.store import Change, Store
from bot.text.name_marks import right_name
from bot.text.tokens import words
from bot.translation import gettext as _

Result = TypeVar("Result")

_MAX_REMEMBERED = 50
"""Highlights a server has seen last, which come after all others."""
_BATCH = 20
"""Episodes indexed in one transaction."""
_MEND_SECONDS = 60.0
"""Seconds between two tries to mend a damaged index, which costs much of a processor."""

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class _Pin:
    """The snapshot that a task reads, let go when the task ends.

    What the task opens keeps a copy of its context for longer: each connection does.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot: Snapshot | None = snapshot

    def release(self, _task: asyncio.Task[Any]) -> None:
        self.snapshot = None


class Library:
    """The episodes, quotes and highlights that a server may see.

    Every call reads one snapshot; after `pin`, all calls of a task read the same one. Nothing
    under embargo is returned: a snapshot with the embargo is in place before the index has the
    episode. Misheard names are displayed as they are right, in brackets, unless `mark_names` is
    False.
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
        self._rng = rng or random.Random()
        self._mark_names = mark_names
        self._observe = observe
        self._slots = SearchSlots(observe)
        self._snapshot = Snapshot()
        self._pinned: ContextVar[_Pin | None] = ContextVar("snapshot", default=None)
        self._refreshing = asyncio.Lock()
        self._advancing = asyncio.Lock()
        self._identity: str | None = None
        self._adopted = False
        self._indexed = self._indexing = -1
        """The version that the index has, and the one that it has or is being brought to."""
        self._prepared = False
        """Whether the index has been complete: until then, what is not found may be missing."""
        self._mended_at, self._told_damage = -inf, ""
        self._shown: defaultdict[int | None, deque[str]] = defaultdict(
            lambda: deque(maxlen=_MAX_REMEMBERED)
        )

    @property
    def snapshot(self) -> Snapshot:
        """Return the snapshot that this task pinned, or else the newest."""
        pinned = self._pinned.get()
        return (pinned and pinned.snapshot) or self._snapshot

    @property
    def indexed_version(self) -> int:
        """Return the version that the index has: that of the newest snapshot, or behind it."""
        return self._indexed

    def pin(self) -> None:
        """Make all further calls of this task read the current snapshot, until the task ends."""
        pinned = _Pin(self._snapshot)
        self._pinned.set(pinned)
        task = asyncio.current_task()
        if task is not None:
            task.add_done_callback(pinned.release)

    @property
    def _is_pinned(self) -> bool:
        pinned = self._pinned.get()
        return pinned is not None and pinned.snapshot is not None

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
        await self._advance()
        if self._index.damage:
            await self._mend()
        while self._indexed != self._snapshot.version:
            applied += await self._index_batch()
            # A long update must not keep a new embargo waiting.
            await self._advance()
        self._prepared = True
        if applied > _BATCH:
            await self._index.optimize()
        if self._index.is_stale:
            await self._index.refresh()
        # The index no longer has them, unless the snapshot has advanced meanwhile.
        if self._indexed == self._snapshot.version and self._snapshot.is_ahead:
            self._snapshot = self._snapshot.indexed()

    @property
    def is_prepared(self) -> bool:
        """Return whether the index is complete and whole, so that all that was said is found."""
        return self._prepared and not self._index.damage

    async def reindex(self, *, report: Callable[[int], None]) -> int:
        """Build an index of all episodes, to take the place of this one; return their number.

        `report` is called with how many are done. Raise SearchError if it cannot be built. That of
        many episodes takes the old one's place when it is complete.
        """
        async with self._refreshing:
            await self._advance()
            snapshot, done = self._snapshot, 0
            episodes = {episode.id: episode for episode in snapshot.episodes}
            changes = await self._store.changes(0)
            present = [episodes[one.episode_id] for one in changes if one.episode_id in episodes]

            async def written() -> None:
                nonlocal done
                done = min(done + TOGETHER, len(present))
                report(done)

            if len(present) < FEWEST_EPISODES:
                await self._index.start_anew()
                self._forget_index()
            elif await rebuild(
                self._store, self._index, present, version=snapshot.version, written=written
            ):
                self._indexed = self._indexing = snapshot.version
            else:
                raise SearchError(
                    "The system has stopped a process that built the index; free memory and run "
                    "this again."
                )
        await self.refresh()
        report(len(present))
        return len(present)

    async def advance(self) -> None:
        """Bring the snapshot alone up to the store's version: at once, whatever is indexed.

        What was removed or hidden is in no answer from now on. A task that has pinned a snapshot
        reads the new one.
        """
        await self._advance()
        if self._is_pinned:
            self.pin()

    async def warm(self) -> None:
        """Read into memory what the first searches need, so that they are fast."""
        await self._index.warm()

    @property
    def has_model(self) -> bool:
        """Return whether a sentence model is in use."""
        return self._index.has_model

    async def unencoded(self) -> int:
        """Return the number of episodes that the sentence model has yet to encode."""
        return await self._index.unencoded()

    async def encode_next(self) -> bool:
        """Encode the newest episode without vectors; return whether there was one.

        It takes seconds, in which everything else goes on. Raise ModelError if the model fails.
        """
        return await self._index.encode_next()

    async def _advance(self) -> None:
        """Replace the snapshot if the store has another version."""
        async with self._advancing:
            await self._replace_snapshot()

    async def _replace_snapshot(self) -> None:
        state, previous = await self._store.state(), self._snapshot
        another = self._identity is not None and state.identity != self._identity
        restored = another or state.version < previous.version
        if restored:
            previous = Snapshot()
        elif state.version == previous.version:
            return
        update = await self._store.snapshot_update(since=max(0, previous.version))
        snapshot = await asyncio.to_thread(previous.advance, update)
        self._snapshot, self._identity = snapshot, state.identity
        if restored:
            self._forget_index()
        if previous.version < 0:
            freeze_gc()

    def _forget_index(self) -> None:
        """Answer nothing from the index until it is known to be of this library."""
        self._adopted = self._prepared = False
        self._indexed = self._indexing = -1

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
        snapshot = self._snapshot
        changes = await self._store.changes(0)
        present = [one for one in changes if one.version <= snapshot.version]
        episodes = {episode.id: episode for episode in snapshot.episodes}
        self._indexing = snapshot.version
        if await self._rebuild(present, episodes, version=snapshot.version):
            self._indexed = snapshot.version
        else:
            await self._index.start_anew()
            self._forget_index()
        self._mended_at, self._told_damage = monotonic(), ""

    async def _index_batch(self) -> int:
        """Index the next episodes that changed up to the snapshot's version; return how many."""
        snapshot = self._snapshot  # another may take its place meanwhile
        target = self._indexing = snapshot.version
        if not self._adopted:
            await self._index.adopt(await self._store.identity(), version=target)
            self._adopted = True
        known = await self._index.indexed_version()
        # Later changes wait for the next snapshot, which may place them under embargo.
        changes = [one for one in await self._store.changes(known) if one.version <= target]
        episodes = {episode.id: episode for episode in snapshot.episodes}
        if not known and await self._rebuild(changes, episodes, version=target):
            self._indexed = target
            return len(changes)
        batch = _batch(changes, known=known)
        if batch:
            changed = [one for one in batch if one.content > known]
            await self._index.apply(
                upserts=await self._contents(changed, episodes, version=target),
                removed=[change.episode_id for change in batch if change.removed],
                described=[
                    episodes[one.episode_id]
                    for one in batch
                    if one.content <= known and one.episode_id in episodes
                ],
                version=batch[-1].version,
            )
        if len(batch) == len(changes):
            self._indexed = target
        return len(batch)

    async def _rebuild(
        self, changes: Sequence[Change], episodes: Mapping[str, Episode], *, version: int
    ) -> bool:
        """Build the index of many episodes at once; return False where that is not worth it."""
        present = [episodes[one.episode_id] for one in changes if one.episode_id in episodes]
        return len(present) >= FEWEST_EPISODES and await rebuild(
            self._store, self._index, present, version=version, written=self._advance
        )

    async def _contents(
        self, changes: Sequence[Change], episodes: dict[str, Episode], *, version: int
    ) -> list[tuple[Episode, Content]]:
        """Read the changed episodes, without those that changed again after the version."""
        contents: list[tuple[Episode, Content]] = []
        for change in changes:
            if change.episode_id in episodes:
                content = await self._store.content_at(change.episode_id, version=version)
                if content is not None:
                    contents.append((episodes[change.episode_id], content))
        return contents

    async def quote(self, words: str, scope: Scope, *, limit: int = 10) -> Answer:
        """Find a line that is remembered word for word or roughly, best match first."""
        return await self._answer(
            "quote", scope, lambda visible: self._index.quote(words, visible, limit=limit)
        )

    async def topic(self, name: str, scope: Scope, *, limit: int = 10) -> Answer:
        """Find the passages about a subject, best first."""
        return await self._answer(
            "topic", scope, lambda visible: self._index.topic(name, visible, limit=limit)
        )

    async def ask(self, question: str, scope: Scope, *, limit: int = 10) -> Answer:
        """Find the passages that answer a question, best first."""
        return await self._answer(
            "ask", scope, lambda visible: self._index.ask(question, visible, limit=limit)
        )

    async def near_topics(self, text: str, scope: Scope) -> tuple[str, ...]:
        """Return the names of topics near what was typed, three at most."""
        _, _, found = await self._search(
            scope, lambda visible: self._index.near_topics(text, visible)
        )
        return found

    async def suggest(
        self, option: str, text: str, scope: Scope, *, limit: int = 25
    ) -> tuple[Suggestion, ...]:
        """Return choices for a command option, given the text typed so far."""

        def suggest(visible: Scope) -> Awaitable[tuple[Suggestion, ...]]:
            shown = self.snapshot.hide_from_suggestions(visible, option)
            return self._index.suggest(option, text, shown, limit=limit)

        begun = monotonic()
        _, _, suggestions = await self._search(scope, suggest)
        self._observe(SearchEnd("suggest", "suggested", monotonic() - begun))
        # A subject may be the title of a chapter; those of a spoiler are not told.
        if option == "topic.name" and text and len(suggestions) < limit:
            chapters = await self.suggest("chapter", text, scope, limit=limit)
            known = {one.value.casefold() for one in suggestions}
            others = [one for one in chapters if one.value.casefold() not in known]
            return (*suggestions, *others)[:limit]
        return suggestions

    async def hits(self, quote_ids: Sequence[str], *, server: int | None) -> tuple[Hit | None, ...]:
        """Look up quotes by id, in order; None for each that this server cannot see."""
        found = await self._read(lambda reader: reader.quotes(quote_ids, server=server))
        hits = self._to_hits(found, server=server)
        return tuple([hits.get(quote_id) for quote_id in quote_ids])

    async def at(self, episode: Episode, *, ms: int, server: int | None) -> Hit | None:
        """Return the quote spoken at a time of the transcript; None if it is not visible.

        None, too, if the episode has no times.
        """
        quote_id = await self._read(lambda reader: reader.quote_at(episode, ms=ms))
        return await self._hit(quote_id, server=server) if quote_id else None

    async def visible(self, quote_ids: Sequence[str], *, server: int | None) -> tuple[str, ...]:
        """Return those of these ids whose quotes this server can see, in order, without reading.

        They are looked up in the store, because what is visible is then stored for a member.
        """
        places, now = await self._store.places(quote_ids), self._clock()
        snapshot = self.snapshot
        scope = snapshot.hide(Scope(server=server), now=now)
        seen = {
            one
            for one, at in places.items()
            if not (at.embargo and at.embargo > now)
            and snapshot.sees(scope, at.episode, key=at.key, span=at.span)
        }
        return tuple(one for one in quote_ids if one in seen)

    async def highlights(
        self, quote_ids: Sequence[str], *, server: int | None
    ) -> tuple[Hit | None, ...]:
        """Look up quotes as `hits` does, each trimmed to the highlight in it."""
        hits = await self.hits(quote_ids, server=server)
        return tuple([await self._trimmed(hit) if hit else None for hit in hits])

    async def around(
        self, quote_id: str, *, server: int | None, first: int = -4, last: int = 4
    ) -> Surroundings | None:
        """Return a quote with those from `first` to `last` after it; None if it is not visible.

        A negative number counts those before it. Hidden quotes are left out; without any other,
        the quote itself is returned.
        """
        found, neighbours = await self._read(
            lambda reader: _with_neighbours(reader, quote_id, server=server, first=first, last=last)
        )
        hits = self._to_hits(found, server=server)
        if quote_id not in hits:
            return None
        episode, quote = found[quote_id]
        names = self._names(episode)
        shown = tuple(mark_quote(one, names) for one in neighbours or (quote,))
        return Surroundings(hits[quote_id], quote.position, shown)

    async def similar(
        self, quote_id: str, *, server: int | None, limit: int = 7
    ) -> tuple[Hit, ...] | None:
        """Find passages about what a quote is about, best first; None if it is not visible."""
        hit = await self._hit(quote_id, server=server)
        if hit is None:
            return None
        found = await self.topic(hit.match.display, Scope(server=server), limit=limit + 1)
        others = [one for one in found.hits if not _overlap(one, hit)]
        return tuple(others[:limit])

    async def highlight(self, scope: Scope) -> Hit | None:
        """Choose a postable highlight at random, preferring ones not seen lately by this server.

        Where a speaker has none that is postable, any highlight of theirs is chosen.
        """
        shown = self._shown[scope.server]
        episodes = [
            [one for one in outline.highlights if scope.speaker in {None, one.speaker}]
            for _, outline in self.outlines(scope)
        ]
        postable = [[one for one in some if one.postable] for some in episodes]
        for drawn in self._draw(postable if any(postable) else episodes, frozenset(shown)):
            hit = await self._hit(drawn.quote, server=scope.server)
            if hit is not None:  # else it was removed from the store after the snapshot
                shown.append(drawn.quote)
                return await self._trimmed(hit)
        return None

    async def topics(self, scope: Scope) -> tuple[Topic, ...]:
        """List the topics of a scope, those of the most episodes first, then by rank.

        They have a name only, no aliases or spans.
        """
        named = [
            (outline.topics, self._names(episode)) for episode, outline in self.outlines(scope)
        ]
        return await asyncio.to_thread(_shared_topics, named)

    async def chapters(self, scope: Scope) -> tuple[Episode, tuple[Chapter, ...]]:
        """Return the scope's episode, or else the newest, with its chapters.

        Raises NotFoundError if the scope has no episode, and LibraryError if the episode has just
        changed and the snapshot does not know it yet.
        """
        episode = self._newest(scope)
        chapters = await self._read(lambda reader: reader.chapters(episode))
        outline = self.snapshot.outlines.get(episode.id)
        if outline is None or len(chapters) != len(outline.titles):
            raise LibraryError(_("This episode is being updated. Try again in a few seconds."))
        names = self._names(episode)
        return episode, tuple(mark_chapter(chapter, names) for chapter in chapters)

    async def lines(self, episode: Episode, chapter: Chapter) -> tuple[Hit, ...]:
        """Return the best lines of a chapter of a visible episode, in order, with their quotes.

        A line is left out if its quote was hidden or the episode changed meanwhile.
        """
        starts = [line.start for line in chapter.summary]
        quotes = await self._read(lambda reader: reader.quotes_at(episode, starts))
        held = [
            (line, quote)
            for line in chapter.summary
            for quote in quotes
            if quote.start <= line.start < quote.end
        ]
        return tuple(
            Hit(_to_line(episode, quote, line), episode, chapter.title, _progress(episode, line))
            for line, quote in held
        )

    async def episodes(self, scope: Scope) -> tuple[Episode, ...]:
        """List the visible episodes, newest first."""
        return tuple(sorted(self._visible(scope), key=_recency, reverse=True))

    def indexed_episode(self, episode_id: str) -> Episode | None:
        """Return an episode of any server; None unless it can be searched as it is now."""
        snapshot = self._snapshot
        if self._indexed != snapshot.version:
            return None
        return next((one for one in snapshot.episodes if one.id == episode_id), None)

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
        names = self._names(episode)
        return await asyncio.to_thread(_distinct_words, content.quotes, names)

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
        visible = self._visible(scope)
        if visible:
            return max(visible, key=_recency)
        if scope.episode:
            raise NotFoundError(
                _('There is no episode "{name}": choose one from the list while you type.').format(
                    name=scope.episode
                )
            )
        raise NotFoundError(_("There are no episodes yet: add a transcript with `pullquote add`."))

    def _draw(
        self, episodes: list[list[HighlightRef]], shown: Collection[str]
    ) -> Iterator[HighlightRef]:
        """Yield the highlights in random order, episode by episode, those in `shown` last.

        `episodes` are shuffled in place. Within an episode, a higher rank tends to come sooner.
        """
        self._rng.shuffle(episodes)
        for repeated in (False, True):
            for ranked in episodes:
                weights = [self._rng.random() * (rank + 5) for rank in range(len(ranked))]
                weighted = zip(weights, ranked, strict=True)
                for _weight, highlight in sorted(weighted, key=itemgetter(0)):
                    if (highlight.quote in shown) == repeated:
                        yield highlight

    async def _search(
        self, scope: Scope, search: Callable[[Scope], Awaitable[Result]]
    ) -> tuple[Snapshot, Scope, Result]:
        """Search the visible episodes; return the snapshot and scope used, and the result.

        If the index gets ahead of the snapshot meanwhile, to episodes whose embargo the snapshot
        lacks, the search is repeated with the newest snapshot. Raises SearchError while the index
        is built, so that nobody is told that there is nothing.
        """
        while True:
            snapshot = self.snapshot
            visible = snapshot.hide(scope, now=self._clock())
            self._require_prepared()
            async with self._slots.slot(scope.server):
                result = await search(visible)
            self._require_prepared()
            if self._indexing <= snapshot.version:
                return snapshot, visible, result
            if self._is_pinned:
                self.pin()

    def _require_prepared(self) -> None:
        if not self._prepared:
            raise SearchError("The index is being built; searches wait for it.")

    async def _read(self, read: Callable[[QuoteReader], Awaitable[Result]]) -> Result:
        """Read by ids: from the index, as it is here, and else from the store.

        The store is read while the index has yet to reach the snapshot's version, or cannot be
        read; if the store cannot be reached, what the index has is better than nothing. Repeated
        as `_search` is.
        """
        while True:
            snapshot = self.snapshot
            readers = [
                StoredQuotes(self._store, snapshot),
                IndexedQuotes(self._index.lookup, snapshot),
            ]
            if self._indexed == snapshot.version:
                readers.reverse()
            elif not self._prepared:
                readers.pop()  # it may be of another library
            result = await _read_first(readers, read)
            if self._indexing <= snapshot.version:
                return result
            if self._is_pinned:
                self.pin()

    async def _answer(
        self,
        kind: Literal["quote", "topic", "ask"],
        scope: Scope,
        search: Callable[[Scope], Awaitable[SearchResult]],
    ) -> Answer:
        begun = monotonic()
        snapshot, visible, result = await self._search(scope, search)
        hits = snapshot.hits(result.matches, visible)
        # The confidence is that of the best match, which may have been hidden since it was indexed.
        best = hits[:1] and hits[0].match == result.matches[0]
        shown = mark_hits(hits, snapshot.outlines) if self._mark_names else hits
        confidence = result.confidence if best else "none"
        self._observe(SearchEnd(kind, confidence, monotonic() - begun))
        return Answer(
            confidence=confidence,
            hits=shown,
            suggestions=result.suggestions,
            unmet=result.unmet,
            stems=result.stems,
        )

    async def _hit(self, quote_id: str, *, server: int | None) -> Hit | None:
        (hit,) = await self.hits([quote_id], server=server)
        return hit

    def _to_hits(
        self, found: Mapping[str, tuple[Episode, Quote]], *, server: int | None
    ) -> dict[str, Hit]:
        """Make hits of stored quotes, without those that the snapshot or an embargo hides."""
        snapshot, now = self.snapshot, self._clock()
        visible = snapshot.hide(Scope(server=server), now=now)
        hits: dict[str, Hit] = {}
        for given, (episode, quote) in found.items():
            # The embargo in the store may be newer than the snapshot.
            if episode.embargo and episode.embargo > now:
                continue
            seen = snapshot.hits([_to_match(episode, quote)], visible)
            # The key may belong to another episode since the snapshot.
            if seen and seen[0].episode.id == episode.id:
                hits[given] = mark_hit(seen[0], self._names(episode))
        return hits

    async def _trimmed(self, hit: Hit) -> Hit:
        """Trim a hit to the highlight in it; return others unchanged."""
        best = await self._read(lambda reader: reader.highlight(hit.match.quote))
        if best is None:
            return hit
        cut = replace(
            hit.match, start=best.start, end=best.end, text=best.text, display=best.display
        )
        return mark_hit(replace(hit, match=cut), self._names(hit.episode))

    def _names(self, episode: Episode) -> tuple[NameCorrection, ...]:
        """Return the corrections of names that are shown in an episode."""
        outline = self.snapshot.outlines.get(episode.id)
        return outline.names if outline and self._mark_names else ()


async def _read_first(
    readers: Sequence[QuoteReader], read: Callable[[QuoteReader], Awaitable[Result]]
) -> Result:
    """Read from the first reader that can be used."""
    *others, last = readers
    for reader in others:
        with suppress(StoreUnavailableError, SearchError):
            return await read(reader)
    return await read(last)


async def _with_neighbours(
    reader: QuoteReader, quote_id: str, *, server: int | None, first: int, last: int
) -> tuple[Found, Sequence[Quote]]:
    """Read a quote that a server may see, and those from `first` to `last` after it."""
    found = await reader.quotes([quote_id], server=server)
    if quote_id not in found:
        return {}, ()
    episode, quote = found[quote_id]
    begin, end = max(0, quote.position + first), quote.position + last
    return found, await reader.neighbours(episode, first=begin, last=end)


def _batch(changes: Sequence[Change], *, known: int) -> Sequence[Change]:
    """Return the first changes, with at most 20 episodes that are to be indexed anew.

    The index has everything up to version `known`; to describe an episode anew costs next to
    nothing.
    """
    number = 0
    for position, change in enumerate(changes):
        number += change.content > known
        if number > _BATCH:
            return changes[:position]
    return changes


def _distinct_words(quotes: Sequence[Quote], names: Sequence[NameCorrection]) -> frozenset[str]:
    displayed = (mark_quote(one, names).display for one in quotes)
    said = (one.text for one in quotes)
    return frozenset(word for text in (*said, *displayed) for word in words(text))


def _overlap(one: Hit, other: Hit) -> bool:
    """Return whether two hits share some of an episode's text."""
    span = Span(one.match.start, one.match.end)
    same = one.episode.id == other.episode.id
    return same and span.overlaps(other.match.start, other.match.end)


def _recency(episode: Episode) -> tuple[date, int, float]:
    added = episode.added_at.timestamp() if episode.added_at else 0.0
    return episode.released, episode.number or 0, added


def _shared_topics(
    episodes: Sequence[tuple[Sequence[str], Sequence[NameCorrection]]],
) -> tuple[Topic, ...]:
    """Merge the ranked topic names of episodes, corrected and ignoring case.

    Of several spellings of a name, the one with the highest rank is kept.
    """
    ranked: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for topics, corrections in episodes:
        for rank, topic in enumerate(topics):
            name = right_name(topic, corrections)
            ranked[name.casefold()].append((rank, name))
    best = {name: min(spellings, key=itemgetter(0)) for name, spellings in ranked.items()}
    order = sorted(ranked, key=lambda name: (-len(ranked[name]), best[name][0]))
    return tuple(Topic(best[name][1]) for name in order)


def _to_line(episode: Episode, quote: Quote, line: Excerpt) -> Match:
    """Return a line of a quote as a match with score 0."""
    return replace(
        _to_match(episode, quote),
        start=line.start,
        end=line.end,
        text=line.text,
        display=line.display,
        start_ms=line.start_ms,
        about_ms=None,
    )


def _progress(episode: Episode, line: Excerpt) -> float:
    return line.start / max(1, episode.length)


def _to_match(episode: Episode, quote: Quote) -> Match:
    """Return a quote as a match with score 0."""
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
        about_ms=quote.about_ms,
    )
