"""Look up quotes, highlights and chapters by ids and places, as far as a server may see them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from bot.errors import LibraryError, SearchError, StoreUnavailableError
from bot.library.current_snapshot import CurrentSnapshot
from bot.library.indexing import Indexer
from bot.library.matches import to_line_hit, to_match
from bot.library.quote_reader import Found, IndexedQuotes, QuoteReader, StoredQuotes
from bot.library.right_names import mark_chapter, mark_hit, mark_quote
from bot.models import Chapter, Episode, Hit, NameCorrection, Quote, Scope, Surroundings
from bot.search import Index
from bot.store import Store
from bot.translation import gettext as _

Result = TypeVar("Result")


class VisibleQuotes:
    """Looks up what servers may see, in the state of the snapshot that a task reads."""

    def __init__(
        self,
        store: Store,
        index: Index,
        *,
        indexer: Indexer,
        current: CurrentSnapshot,
        clock: Callable[[], datetime],
        mark_names: bool,
    ) -> None:
        self._store = store
        self._index = index
        self._indexer = indexer
        self._current = current
        self._clock = clock
        self._mark_names = mark_names

    async def hits(self, quote_ids: Sequence[str], *, server: int | None) -> tuple[Hit | None, ...]:
        """Look up quotes, in order; None for each that the server cannot see."""
        found = await self._read(lambda reader: reader.quotes(quote_ids, server=server))
        hits = self._to_hits(found, server=server)
        return tuple([hits.get(quote_id) for quote_id in quote_ids])

    async def hit(self, quote_id: str, *, server: int | None) -> Hit | None:
        """Look up one quote."""
        (hit,) = await self.hits([quote_id], server=server)
        return hit

    async def at(self, episode: Episode, *, ms: int, server: int | None) -> Hit | None:
        """Look up the quote that is spoken at a time of the transcript."""
        quote_id = await self._read(lambda reader: reader.quote_at(episode, ms=ms))
        return await self.hit(quote_id, server=server) if quote_id else None

    async def ids(self, quote_ids: Sequence[str], *, server: int | None) -> tuple[str, ...]:
        """Return those of these ids whose quotes the server can see, as the store has them now."""
        places, now = await self._store.places(quote_ids), self._clock()
        snapshot = self._current.snapshot
        scope = snapshot.hide(Scope(server=server), now=now)
        seen = {
            one
            for one, at in places.items()
            if not (at.embargo and at.embargo > now)
            and snapshot.sees(scope, at.episode, key=at.key, span=at.span)
        }
        return tuple(one for one in quote_ids if one in seen)

    async def around(
        self, quote_id: str, *, server: int | None, first: int, last: int
    ) -> Surroundings | None:
        """Look up a quote with those from `first` to `last` after it."""
        found, neighbours = await self._read(
            lambda reader: _with_neighbours(reader, quote_id, server=server, first=first, last=last)
        )
        hits = self._to_hits(found, server=server)
        if quote_id not in hits:
            return None
        episode, quote = found[quote_id]
        names = self.names(episode)
        shown = tuple(mark_quote(one, names) for one in neighbours or (quote,))
        return Surroundings(hits[quote_id], quote.position, shown)

    async def trimmed(self, hit: Hit) -> Hit:
        """Trim a hit to the highlight in it; return others unchanged."""
        best = await self._read(lambda reader: reader.highlight(hit.match.quote))
        if best is None:
            return hit
        cut = replace(
            hit.match, start=best.start, end=best.end, text=best.text, display=best.display
        )
        return mark_hit(replace(hit, match=cut), self.names(hit.episode))

    async def chapters(self, episode: Episode) -> tuple[Chapter, ...]:
        """Return the chapters of a visible episode.

        Raise LibraryError if it has just changed and the snapshot does not know it yet.
        """
        chapters = await self._read(lambda reader: reader.chapters(episode))
        outline = self._current.snapshot.outlines.get(episode.id)
        if outline is None or len(chapters) != len(outline.titles):
            raise LibraryError(_("This episode is being updated. Try again in a few seconds."))
        names = self.names(episode)
        return tuple(mark_chapter(chapter, names) for chapter in chapters)

    async def lines(self, episode: Episode, chapter: Chapter) -> tuple[Hit, ...]:
        """Look up the quotes of the best lines of a chapter of a visible episode, in order."""
        starts = [line.start for line in chapter.summary]
        quotes = await self._read(lambda reader: reader.quotes_at(episode, starts))
        return tuple(
            to_line_hit(line, quote, episode=episode, chapter=chapter)
            for line in chapter.summary
            for quote in quotes
            if quote.start <= line.start < quote.end
        )

    def names(self, episode: Episode) -> tuple[NameCorrection, ...]:
        """Return the corrections of names that are shown in an episode."""
        outline = self._current.snapshot.outlines.get(episode.id)
        return outline.names if outline and self._mark_names else ()

    def _to_hits(
        self, found: Mapping[str, tuple[Episode, Quote]], *, server: int | None
    ) -> dict[str, Hit]:
        """Make hits of stored quotes, without those that the snapshot or an embargo hides."""
        snapshot, now = self._current.snapshot, self._clock()
        visible = snapshot.hide(Scope(server=server), now=now)
        hits: dict[str, Hit] = {}
        for given, (episode, quote) in found.items():
            # The embargo in the store may be newer than the snapshot.
            if episode.embargo and episode.embargo > now:
                continue
            seen = snapshot.hits([to_match(episode, quote)], visible)
            # The key may belong to another episode since the snapshot.
            if seen and seen[0].episode.id == episode.id:
                hits[given] = mark_hit(seen[0], self.names(episode))
        return hits

    async def _read(self, read: Callable[[QuoteReader], Awaitable[Result]]) -> Result:
        """Read by ids: from the index, as it is here, and else from the store.

        The store is read while the index has yet to reach the snapshot's state, or cannot be
        read; if the store cannot be reached, what the index has is better than nothing. Repeated
        as a search is.
        """
        while True:
            snapshot = self._current.snapshot
            readers = [
                StoredQuotes(self._store, snapshot),
                IndexedQuotes(self._index.lookup, snapshot),
            ]
            if self._indexer.is_level(snapshot):
                readers.reverse()
            elif not self._indexer.has_been_complete:
                readers.pop()  # it may be of another library
            result = await _read_first(readers, read)
            if not self._indexer.may_be_ahead(snapshot):
                return result
            self._current.pin_again()


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
