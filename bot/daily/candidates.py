"""What a server's rotation chooses from: the highlights of the episodes it may see."""

import asyncio
from collections.abc import Sequence

from bot.analysis.word_lists import profanity
from bot.library import Library
from bot.models import Episode, Outline, Scope
from bot.schedules import PostCandidate, Schedule
from bot.store import Store
from bot.text.display import fold

_BATCH = 20
"""Episodes whose texts are read at a time."""


class CandidateCache:
    """Make candidates of the highlights of each episode once, and again when it has changed."""

    def __init__(self, library: Library, store: Store) -> None:
        self._library = library
        self._store = store
        self._cached: dict[str, tuple[Outline, tuple[PostCandidate, ...]]] = {}
        self._reading = asyncio.Lock()

    async def warm(self) -> None:
        """Make the candidates of all public episodes, so that the first preview is in time."""
        await self._of_episodes(self._library.outlines(Scope(server=None)))

    async def for_schedule(
        self,
        schedule: Schedule,
        *,
        episode: str | None = None,
        pins: Sequence[str] = (),
    ) -> tuple[PostCandidate, ...]:
        """List what may be posted in a server, of one episode only where its id is given.

        A pinned quote may be any, not only a highlight.
        """
        wanted = [
            (one, outline)
            for one, outline in self._library.outlines(Scope(server=schedule.server))
            if (not schedule.shows or one.show.slug in schedule.shows) and episode in {None, one.id}
        ]
        found = await self._of_episodes(wanted)
        known = {one.quote for one in found} if pins else set[str]()
        scope = [await self._pinned(pin, schedule) for pin in pins if pin not in known]
        return (*found, *(one for one in scope if one))

    async def _pinned(self, quote: str, schedule: Schedule) -> PostCandidate | None:
        found = await self._store.quote(quote, server=schedule.server)
        if found is None:
            return None
        episode, held = found
        speaker = held.speaker if held.sure else None
        return PostCandidate(quote, episode.id, speaker=speaker, pinned=True)

    async def _of_episodes(self, wanted: Sequence[tuple[Episode, Outline]]) -> list[PostCandidate]:
        async with self._reading:  # whoever comes meanwhile finds them made
            missing = [
                (one, outline) for one, outline in wanted if not self._is_current(one, outline)
            ]
            for first in range(0, len(missing), _BATCH):
                batch = missing[first : first + _BATCH]
                texts = await self._library.texts([one for one, _ in batch])
                self._cached |= await asyncio.to_thread(_candidates, batch, texts)
        # One that changed since the snapshot has none until the next.
        made = [self._cached[one.id][1] for one, out in wanted if self._is_current(one, out)]
        return [candidate for some in made for candidate in some]

    def _is_current(self, episode: Episode, outline: Outline) -> bool:
        known = self._cached.get(episode.id)
        return known is not None and known[0] is outline


def _candidates(
    episodes: Sequence[tuple[Episode, Outline]], texts: dict[str, str]
) -> dict[str, tuple[Outline, tuple[PostCandidate, ...]]]:
    return {
        episode.id: (outline, to_candidates(episode, outline, texts[episode.id]))
        for episode, outline in episodes
        if episode.id in texts
    }


def to_candidates(episode: Episode, outline: Outline, text: str) -> tuple[PostCandidate, ...]:
    """Make a candidate of every highlight of an episode, whose text tells which are profane."""
    listed = profanity()
    return tuple(
        PostCandidate(
            quote=best.quote,
            episode=episode.id,
            chapter=outline.chapter(best.start) or 0,
            speaker=best.speaker,
            score=best.score,
            pinned=best.pinned,
            profane=not listed.isdisjoint(fold(text[best.start : best.end]).split()),
        )
        for best in outline.highlights
    )
