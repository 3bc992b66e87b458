"""What is known of the episodes while the bot runs: small, in memory, read from the store."""

from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import datetime

from bot.models import Chapter, Content, Episode, Highlight, Hit, Match, Quote, Scope, Topic
from bot.store import Store


@dataclass(frozen=True, slots=True)
class Outline:
    """Hold what an episode is about, without its text."""

    chapters: tuple[Chapter, ...]
    topics: tuple[Topic, ...]
    highlights: tuple[Highlight, ...]


class Catalogue:
    """Know every episode, and the outline of each that was asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._episodes: dict[str, Episode] = {}
        self._outlines: dict[str, Outline] = {}

    async def reload(self, changed: frozenset[str]) -> None:
        """Read the list of episodes again, and forget the outlines of those that changed."""
        self._episodes = {one.id: one for one in await self._store.every_episode()}
        for episode in changed:
            self._outlines.pop(episode, None)

    def hidden(self, now: datetime) -> frozenset[str]:
        """Name the episodes whose embargo has not passed."""
        return frozenset(
            one.id for one in self._episodes.values() if one.embargo and one.embargo > now
        )

    def visible(self, scope: Scope) -> tuple[Episode, ...]:
        """List the episodes of a scope: public ones and the server's own, in order of addition."""
        return tuple(
            one
            for one in self._episodes.values()
            if one.show.server in {None, scope.server}
            and one.id not in scope.hidden
            and scope.episode in {None, one.key}
        )

    async def outline(self, episode: Episode) -> Outline:
        """Return an episode's outline, read from the store the first time."""
        if episode.id not in self._outlines:
            content: Content = await self._store.content(episode.key)
            self._outlines[episode.id] = Outline(
                content.chapters, content.topics, content.highlights
            )
        return self._outlines[episode.id]

    async def hit(self, match: Match, scope: Scope) -> Hit | None:
        """Tell where a match stands; None where its episode has gone meanwhile."""
        found = [one for one in self.visible(scope) if one.key == match.episode]
        if not found:
            return None
        outline = await self.outline(found[0])
        return Hit(
            match=match,
            episode=found[0],
            chapter=_chapter_at(outline.chapters, match.start),
            place=match.start / max(1, found[0].length),
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
