"""Search the index for a server, in the state of one snapshot."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from time import monotonic
from typing import Literal, TypeVar

from bot.library.current_snapshot import CurrentSnapshot
from bot.library.indexing import Indexer
from bot.library.right_names import mark_hits
from bot.library.search_slots import SearchSlots
from bot.library.snapshot import Snapshot
from bot.models import Answer, Scope, SearchResult
from bot.observations import Observer, SearchEnd

Result = TypeVar("Result")


class Searches:
    """Makes searches of what a scope may see, when it is the turn of its server."""

    def __init__(
        self,
        indexer: Indexer,
        current: CurrentSnapshot,
        *,
        clock: Callable[[], datetime],
        mark_names: bool,
        observe: Observer,
    ) -> None:
        self._indexer = indexer
        self._current = current
        self._clock = clock
        self._mark_names = mark_names
        self._observe = observe
        self._slots = SearchSlots(observe)

    async def answer(
        self,
        kind: Literal["quote", "topic", "ask"],
        scope: Scope,
        search: Callable[[Scope], Awaitable[SearchResult]],
    ) -> Answer:
        """Search, and make an answer of what the scope may see of the result."""
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

    async def search(self, scope: Scope, search: Callable[[Scope], Awaitable[Result]]) -> Result:
        """Return what a search finds for the scope, given without what that may not see.

        Raise SearchError while the index is built, so that nobody is told that there is nothing.
        """
        _, _, result = await self._search(scope, search)
        return result

    async def _search(
        self, scope: Scope, search: Callable[[Scope], Awaitable[Result]]
    ) -> tuple[Snapshot, Scope, Result]:
        """Search the visible episodes; return the snapshot and scope used, and the result.

        If the index gets ahead of the snapshot meanwhile, to episodes whose embargo the snapshot
        lacks, the search is repeated with the newest snapshot.
        """
        while True:
            snapshot = self._current.snapshot
            visible = snapshot.hide(scope, now=self._clock())
            self._indexer.require_complete()
            async with self._slots.slot(scope.server):
                result = await search(visible)
            self._indexer.require_complete()
            if not self._indexer.may_be_ahead(snapshot):
                return snapshot, visible, result
            self._current.pin_again()
