"""What a command may ask of episodes: the one door of the cogs to store and index."""

import random
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime

from bot.catalogue import Catalogue, as_match
from bot.errors import NotFoundError
from bot.models import (
    Answer,
    Chapter,
    Content,
    Episode,
    Excerpt,
    Found,
    Hit,
    Match,
    Quote,
    Scope,
    Suggestion,
    Topic,
)
from bot.search import Index
from bot.store import Store

_REMEMBERED = 50
"""Highlights of a server that are not shown again at once."""
_BATCH = 20
"""Episodes that the index takes over in one transaction."""


class Library:
    """Answer from the index, tell places from the catalogue, and keep both up with the store."""

    def __init__(
        self,
        store: Store,
        index: Index,
        *,
        clock: Callable[[], datetime],
        chance: random.Random | None = None,
    ) -> None:
        self._store = store
        self._index = index
        self._clock = clock
        self._chance = chance or random.Random()
        self._catalogue = Catalogue(store)
        self._version = -1
        self._shown: defaultdict[int | None, deque[str]] = defaultdict(
            lambda: deque(maxlen=_REMEMBERED)
        )

    async def refresh(self) -> None:
        """Catch up with the store, which any process may have changed; cheap when none has."""
        version = await self._store.version()
        if version == self._version:
            return
        if self._version < 0:
            await self._index.adopt(await self._store.identity(), version=version)
        changes = await self._store.changes(await self._index.holds())
        present = {one.id: one for one in await self._store.every_episode()} if changes else {}
        for first in range(0, len(changes), _BATCH):
            batch = changes[first : first + _BATCH]
            removed = [one.episode_id for one in batch if one.removed]
            known = [present[one.episode_id] for one in batch if one.episode_id in present]
            upserts = [read for one in known if (read := await self._read(one))]
            await self._index.apply(upserts=upserts, removed=removed, version=batch[-1].version)
        await self._catalogue.reload(frozenset(one.episode_id for one in changes))
        self._version = version
        if len(changes) > _BATCH:
            await self._index.optimize()

    async def _read(self, episode: Episode) -> tuple[Episode, Content] | None:
        """Read an episode; None where it was removed just now, which a later change tells."""
        with suppress(NotFoundError):
            return episode, await self._store.content(episode.key)
        return None

    async def quote(self, words: str, scope: Scope, *, limit: int = 10) -> Answer:
        """Find the line a member half remembers."""
        seen = self._seen(scope)
        return await self._answer(await self._index.quote(words, seen, limit=limit), seen)

    async def topic(self, name: str, scope: Scope, *, limit: int = 10) -> Answer:
        """Find what was said about a subject, best first."""
        seen = self._seen(scope)
        return await self._answer(await self._index.topic(name, seen, limit=limit), seen)

    async def ask(self, question: str, scope: Scope, *, limit: int = 10) -> Answer:
        """Find the passages that answer a question."""
        seen = self._seen(scope)
        return await self._answer(await self._index.ask(question, seen, limit=limit), seen)

    async def suggest(
        self, option: str, text: str, scope: Scope, *, limit: int = 25
    ) -> tuple[Suggestion, ...]:
        """Offer choices for an option while a member types."""
        return await self._index.suggest(option, text, self._seen(scope), limit=limit)

    async def hits(self, quote_ids: Sequence[str], *, server: int | None) -> tuple[Hit | None, ...]:
        """Look quotes up by id, in order; None where one is gone or not for this server."""
        return tuple([await self._hit(one, server=server) for one in quote_ids])

    async def highlights(
        self, quote_ids: Sequence[str], *, server: int | None
    ) -> tuple[Hit | None, ...]:
        """Look quotes up as `hits` does, each cut to the excerpt that is worth posting unasked."""
        found = await self.hits(quote_ids, server=server)
        return tuple([await self._catalogue.trimmed(hit) if hit else None for hit in found])

    async def around(
        self, quote_id: str, *, server: int | None, reach: int = 3
    ) -> tuple[Hit, tuple[Excerpt, ...], tuple[Excerpt, ...]] | None:
        """Return a quote with up to `reach` neighbours before and after it."""
        hit = await self._hit(quote_id, server=server)
        if hit is None:
            return None
        quotes = (await self._store.content(hit.episode.key)).quotes
        place = next(one.position for one in quotes if one.id == hit.match.quote)
        before = quotes[max(0, place - reach) : place]
        after = quotes[place + 1 : place + 1 + reach]
        return hit, _excerpts(before), _excerpts(after)

    async def highlight(self, scope: Scope) -> Hit | None:
        """Choose a highlight that this server has not just been shown; better ones sooner."""
        seen = self._seen(scope)
        shown = self._shown[scope.server]
        candidates = [
            one.quote
            for episode in self._catalogue.visible(seen)
            for one in (await self._catalogue.outline(episode)).highlights
        ]
        fresh = [one for one in candidates if one not in shown] or candidates
        for chosen in self._drawn(fresh):
            hit = await self._hit(chosen, server=scope.server)
            if hit and scope.speaker in {None, hit.match.speaker}:
                shown.append(chosen)
                return await self._catalogue.trimmed(hit)
        return None

    async def topics(self, scope: Scope) -> tuple[Topic, ...]:
        """List the topics of a scope, those that most episodes share first, then by weight."""
        ranked: defaultdict[str, list[tuple[int, Topic]]] = defaultdict(list)
        for episode in self._catalogue.visible(self._seen(scope)):
            for rank, topic in enumerate((await self._catalogue.outline(episode)).topics):
                ranked[topic.name.casefold()].append((rank, topic))
        weighty = sorted(ranked.values(), key=lambda one: (-len(one), min(rank for rank, _ in one)))
        return tuple(min(one, key=lambda pair: pair[0])[1] for one in weighty)

    async def chapters(self, scope: Scope) -> tuple[Episode, tuple[Chapter, ...]]:
        """Return the chapters of the scope's episode, or of the newest."""
        episode = self._newest(scope)
        return episode, (await self._catalogue.outline(episode)).chapters

    async def episodes(self, scope: Scope) -> tuple[Episode, ...]:
        """List the episodes that may be searched, the newest first."""
        return tuple(sorted(self._catalogue.visible(self._seen(scope)), key=_age, reverse=True))

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

    def _seen(self, scope: Scope) -> Scope:
        return replace(scope, hidden=scope.hidden | self._catalogue.hidden(self._clock()))

    def _newest(self, scope: Scope) -> Episode:
        visible = self._catalogue.visible(self._seen(scope))
        if visible:
            return max(visible, key=_age)
        if scope.episode:
            raise NotFoundError(
                f'There is no episode "{scope.episode}": choose one from the list while you type.'
            )
        raise NotFoundError("There are no episodes yet: add a transcript with `pullquote add`.")

    def _drawn(self, ranked: Sequence[str]) -> Iterable[str]:
        """Put candidates in a random order in which better ones tend to come sooner."""
        weights = [self._chance.random() * (place + 5) for place in range(len(ranked))]
        return (one for _, one in sorted(zip(weights, ranked, strict=True)))

    async def _answer(self, found: Found, seen: Scope) -> Answer:
        hits = [await self._catalogue.hit(match, seen) for match in found.matches]
        return Answer(found.confidence, tuple(hit for hit in hits if hit), found.suggestions)

    async def _hit(self, quote_id: str, *, server: int | None) -> Hit | None:
        found = await self._store.quote(quote_id, server=server)
        if found is None:
            return None
        match: Match = as_match(*found)
        return await self._catalogue.hit(match, self._seen(Scope(server=server)))


def _age(episode: Episode) -> tuple[date, int, float]:
    added = episode.added_at.timestamp() if episode.added_at else 0.0
    return episode.appeared, episode.number or 0, added


def _excerpts(quotes: Sequence[Quote]) -> tuple[Excerpt, ...]:
    return tuple(Excerpt(one.start, one.end, one.text, one.display) for one in quotes)
