"""What is known of the episodes while the bot runs: small, in memory, read from the store."""

from bisect import bisect_right
from dataclasses import replace
from datetime import datetime

from bot.models import Chapter, Episode, Hit, Match, Outline, Quote, Scope
from bot.store import Store


class Catalogue:
    """Know every episode, and the outline of each that was asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._by_key: dict[str, Episode] = {}
        self._by_server: dict[int | None, list[Episode]] = {}
        self._embargoed: tuple[Episode, ...] = ()
        self._outlines: dict[str, Outline] = {}

    async def reload(self, changed: frozenset[str]) -> None:
        """Read the list of episodes again, and forget the outlines of those that changed."""
        every = await self._store.every_episode()
        self._by_key = {one.key: one for one in every}
        self._by_server = {}
        for one in every:
            self._by_server.setdefault(one.show.server, []).append(one)
        self._embargoed = tuple(one for one in every if one.embargo)
        for episode in changed:
            self._outlines.pop(episode, None)

    def hidden(self, now: datetime) -> frozenset[str]:
        """Name the episodes whose embargo has not passed."""
        return frozenset(one.id for one in self._embargoed if one.embargo and one.embargo > now)

    def visible(self, scope: Scope) -> tuple[Episode, ...]:
        """List the episodes of a scope: the public ones, then the server's own."""
        servers = dict.fromkeys((None, scope.server))
        every = (one for server in servers for one in self._by_server.get(server, ()))
        return tuple(one for one in every if _sees(scope, one))

    async def outline(self, episode: Episode) -> Outline:
        """Return an episode's outline, read from the store the first time."""
        if episode.id not in self._outlines:
            self._outlines[episode.id] = await self._store.outline(episode.key)
        return self._outlines[episode.id]

    async def hit(self, match: Match, scope: Scope) -> Hit | None:
        """Tell where a match stands; None where its episode has gone meanwhile."""
        episode = self._by_key.get(match.episode)
        if episode is None or not _sees(scope, episode):
            return None
        outline = await self.outline(episode)
        return Hit(
            match=match,
            episode=episode,
            chapter=_chapter_at(outline.chapters, match.start),
            place=match.start / max(1, episode.length),
        )

    async def trimmed(self, hit: Hit) -> Hit:
        """Cut a hit to the highlight in it, which begins and ends cleanly; others stay whole."""
        highlights = (await self.outline(hit.episode)).highlights
        best = next((one for one in highlights if one.quote == hit.match.quote), None)
        if best is None:
            return hit
        cut = replace(
            hit.match, start=best.start, end=best.end, text=best.text, display=best.display
        )
        return replace(hit, match=cut)


def _sees(scope: Scope, episode: Episode) -> bool:
    return (
        episode.show.server in {None, scope.server}
        and episode.id not in scope.hidden
        and scope.episode in {None, episode.key}
    )


def as_match(episode: Episode, quote: Quote, *, score: float = 0.0) -> Match:
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
        score=score,
    )


def _chapter_at(chapters: tuple[Chapter, ...], offset: int) -> str | None:
    place = bisect_right([chapter.start for chapter in chapters], offset)
    return chapters[place - 1].title if place else None
