"""Read quotes, chapters and highlights by ids: from the index, or from the store.

Both give the same, in the state of one snapshot, with the names that people gave to speakers.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Protocol

from bot.library.snapshot import Snapshot
from bot.models import Chapter, Episode, Excerpt, Quote
from bot.search.storage.lookup import Lookup
from bot.store import Store

Found = dict[str, tuple[Episode, Quote]]
"""Maps the ids that were asked for to quotes with their episodes."""


class QuoteReader(Protocol):
    """Reads of one snapshot; hidden quotes, and episodes that have changed since, are left out."""

    async def quotes(self, quote_ids: Collection[str], *, server: int | None) -> Found:
        """Map ids of quotes, or retired ones, to those that a server may see."""
        ...

    async def quote_at(self, episode: Episode, *, ms: int) -> str | None:
        """Return the id of the quote spoken at a time; None if the episode has no times."""
        ...

    async def neighbours(self, episode: Episode, *, first: int, last: int) -> Sequence[Quote]:
        """Read the quotes of an episode at positions first..last, inclusive, in order."""
        ...

    async def quotes_at(self, episode: Episode, offsets: Sequence[int]) -> Sequence[Quote]:
        """Read the quotes of an episode that hold any of the offsets, in order."""
        ...

    async def chapters(self, episode: Episode) -> Sequence[Chapter]:
        """Read the chapters of an episode, as its transcript has their names."""
        ...

    async def highlight(self, quote_id: str) -> Excerpt | None:
        """Return the highlight of a quote, None if it has none."""
        ...


class StoredQuotes:
    """Reads from the store."""

    def __init__(self, store: Store, snapshot: Snapshot) -> None:
        self._store = store
        self._version = snapshot.version

    async def quotes(self, quote_ids: Collection[str], *, server: int | None) -> Found:
        """Read quotes by their ids."""
        return await self._store.quotes(quote_ids, server=server)

    async def quote_at(self, episode: Episode, *, ms: int) -> str | None:
        """Read which quote is spoken at a time."""
        return await self._store.quote_at(episode.id, ms=ms)

    async def neighbours(self, episode: Episode, *, first: int, last: int) -> Sequence[Quote]:
        """Read quotes by their positions."""
        return await self._store.neighbours(
            episode.id, first=first, last=last, version=self._version
        )

    async def quotes_at(self, episode: Episode, offsets: Sequence[int]) -> Sequence[Quote]:
        """Read quotes by offsets."""
        return await self._store.quotes_at(episode.id, offsets, version=self._version)

    async def chapters(self, episode: Episode) -> Sequence[Chapter]:
        """Read chapters."""
        return await self._store.chapters(episode.id, version=self._version)

    async def highlight(self, quote_id: str) -> Excerpt | None:
        """Read a highlight."""
        return await self._store.highlight(quote_id, version=self._version)


class IndexedQuotes:
    """Reads from the index; right where it has the version of the snapshot."""

    def __init__(self, lookup: Lookup, snapshot: Snapshot) -> None:
        self._lookup = lookup
        self._snapshot = snapshot

    async def quotes(self, quote_ids: Collection[str], *, server: int | None) -> Found:
        """Read quotes by their ids."""
        found = await self._lookup.quotes(quote_ids)
        known = {one: self._snapshot.by_id(episode_id) for one, (episode_id, _) in found.items()}
        return {
            one: (episode, _named(quote, episode))
            for one, (_, quote) in found.items()
            if (episode := known[one]) and episode.show.server in {None, server}
        }

    async def quote_at(self, episode: Episode, *, ms: int) -> str | None:
        """Read which quote is spoken at a time."""
        return await self._lookup.quote_at(episode.id, ms=ms)

    async def neighbours(self, episode: Episode, *, first: int, last: int) -> Sequence[Quote]:
        """Read quotes by their positions."""
        found = await self._lookup.neighbours(episode.id, first=first, last=last)
        return [_named(one, episode) for one in found]

    async def quotes_at(self, episode: Episode, offsets: Sequence[int]) -> Sequence[Quote]:
        """Read quotes by offsets."""
        found = await self._lookup.quotes_at(episode.id, offsets)
        return [_named(one, episode) for one in found]

    async def chapters(self, episode: Episode) -> Sequence[Chapter]:
        """Read chapters."""
        return await self._lookup.chapters(episode.id)

    async def highlight(self, quote_id: str) -> Excerpt | None:
        """Read a highlight."""
        return await self._lookup.highlight(quote_id)


def _named(quote: Quote, episode: Episode) -> Quote:
    """Return a quote with the name that people gave to the label of its speaker."""
    names = {given.label: given.name for given in episode.names}
    name = names.get(quote.speaker or "")
    return replace(quote, speaker=name, sure=True) if name else quote
