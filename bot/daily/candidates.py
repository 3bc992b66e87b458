"""What a server's rotation chooses from: the highlights of the episodes it may see."""

from bisect import bisect_right
from collections.abc import Sequence

from bot.analysis.english import PROFANITY
from bot.clean import fold
from bot.library import Library
from bot.models import Content, Episode, Scope
from bot.schedules import Candidate, Schedule
from bot.store import Store


class Candidates:
    """Read the highlights of each episode once, and again only when it has changed."""

    def __init__(self, library: Library, store: Store) -> None:
        self._library = library
        self._store = store
        self._version = 0
        self._known: dict[str, tuple[Candidate, ...]] = {}

    async def catch_up(self) -> None:
        """Forget what has changed in the store meanwhile."""
        version = await self._store.version()
        if version == self._version:
            return
        for change in await self._store.changes(self._version):
            self._known.pop(change.episode_id, None)
        self._version = version

    async def of(
        self,
        schedule: Schedule,
        *,
        episode: str | None = None,
        pins: Sequence[str] = (),
    ) -> tuple[Candidate, ...]:
        """List what may be posted in a server, of one episode only where its id is given.

        What is pinned may be any quote, not only a highlight. As of the last `catch_up`.
        """
        visible = await self._library.episodes(Scope(server=schedule.server))
        wanted = [
            one
            for one in visible
            if (not schedule.shows or one.show.slug in schedule.shows) and episode in {None, one.id}
        ]
        found = [best for one in wanted for best in await self._highlights(one)]
        known = {one.quote for one in found}
        asked = [await self._pinned(pin, schedule) for pin in pins if pin not in known]
        return (*found, *(one for one in asked if one))

    async def _pinned(self, quote: str, schedule: Schedule) -> Candidate | None:
        found = await self._store.quote(quote, server=schedule.server)
        if found is None:
            return None
        episode, held = found
        speaker = held.speaker if held.sure else None
        return Candidate(quote, episode.id, speaker=speaker, pinned=True)

    async def _highlights(self, episode: Episode) -> tuple[Candidate, ...]:
        if episode.id not in self._known:
            content = await self._store.content(episode.key)
            self._known[episode.id] = offered(episode, content)
        return self._known[episode.id]


def offered(episode: Episode, content: Content) -> tuple[Candidate, ...]:
    """Make a candidate of every highlight of an episode; a speaker counts only when sure."""
    starts = [chapter.start for chapter in content.chapters]
    speakers = {quote.id: quote.speaker for quote in content.quotes if quote.sure}
    return tuple(
        Candidate(
            quote=best.quote,
            episode=episode.id,
            chapter=max(0, bisect_right(starts, best.start) - 1),
            speaker=speakers.get(best.quote),
            score=best.score,
            pinned=best.pinned,
            profane=not PROFANITY.isdisjoint(fold(best.text).split()),
        )
        for best in content.highlights
    )
