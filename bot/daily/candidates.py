"""The post candidates of a server: the highlights of the episodes it may see."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from bot.analysis.postable import judgement_version
from bot.analysis.word_lists import profanity
from bot.library import Library
from bot.models import Episode, Outline, Scope
from bot.schedules import PostCandidate, Schedule
from bot.text.display import fold

_BATCH = 20
"""Episodes whose texts are read at once."""


LovedCounts = Callable[[int], Awaitable[Mapping[str, int]]]
"""Maps the ids of the quotes that the members of a server voted for to their votes."""


class CandidateCache:
    """The post candidates of each episode, made again when its outline has changed."""

    def __init__(self, library: Library, *, loved: LovedCounts | None = None) -> None:
        self._library = library
        self._loved = loved
        self._cached: dict[str, tuple[Outline, tuple[PostCandidate, ...]]] = {}
        self._reading = asyncio.Lock()

    def __len__(self) -> int:
        return len(self._cached)

    async def warm(self) -> None:
        """Make the candidates of all public episodes, so that the first preview is fast."""
        await self._of_episodes(self._library.outlines(Scope(server=None)))

    async def for_schedule(
        self,
        schedule: Schedule,
        *,
        episode: str | None = None,
        pins: Sequence[str] = (),
    ) -> tuple[PostCandidate, ...]:
        """List what may be posted in a server: highlights, and pinned quotes of any kind.

        `episode` is the id of the only episode to choose from. Pins that the server cannot see,
        for example under embargo, are left out.
        """
        wanted = self._wanted(schedule, lambda one: episode in {None, one.id})
        loved: Mapping[str, int] = await self._loved(schedule.server) if self._loved else {}
        candidates = [
            replace(one, loved=loved[one.quote]) if one.quote in loved else one
            for one in await self._of_episodes(wanted)
        ]
        highlights = {one.quote for one in candidates} if pins else set[str]()
        others = [pin for pin in pins if pin not in highlights]
        hits = await self._library.hits(others, server=schedule.server)
        pinned = [
            PostCandidate(pin, hit.episode.id, speaker=hit.match.speaker, pinned=True)
            for pin, hit in zip(others, hits, strict=True)
            if hit is not None
        ]
        return (*candidates, *pinned)

    async def of_anniversary(self, schedule: Schedule, day: date) -> tuple[PostCandidate, ...]:
        """List the highlights of the episodes whose anniversary a date is."""
        wanted = self._wanted(schedule, lambda one: anniversary_years(one, day) > 0)
        return tuple(await self._of_episodes(wanted))

    def _wanted(
        self, schedule: Schedule, is_wanted: Callable[[Episode], bool]
    ) -> list[tuple[Episode, Outline]]:
        return [
            (one, outline)
            for one, outline in self._library.outlines(Scope(server=schedule.server))
            if is_in_schedule(one, schedule) and is_wanted(one)
        ]

    async def _of_episodes(self, wanted: Sequence[tuple[Episode, Outline]]) -> list[PostCandidate]:
        async with self._reading:  # concurrent callers wait, and do not make them twice
            missing = [
                (one, outline) for one, outline in wanted if not self._is_current(one, outline)
            ]
            for first in range(0, len(missing), _BATCH):
                batch = missing[first : first + _BATCH]
                texts = await self._library.texts(
                    [one for one, outline in batch if not is_judged(outline)]
                )
                self._cached |= await asyncio.to_thread(_candidates, batch, texts)
            self._drop_removed()
        # An episode that changed after the snapshot has no candidates until the next snapshot.
        current = [self._cached[one.id][1] for one, out in wanted if self._is_current(one, out)]
        return [candidate for candidates in current for candidate in candidates]

    def _is_current(self, episode: Episode, outline: Outline) -> bool:
        cached = self._cached.get(episode.id)
        return cached is not None and cached[0] is outline

    def _drop_removed(self) -> None:
        known = self._library.snapshot.outlines
        if len(self._cached) > len(known):
            self._cached = {key: made for key, made in self._cached.items() if key in known}


def _candidates(
    episodes: Sequence[tuple[Episode, Outline]], texts: dict[str, str]
) -> dict[str, tuple[Outline, tuple[PostCandidate, ...]]]:
    return {
        episode.id: (outline, to_candidates(episode, outline, texts.get(episode.id)))
        for episode, outline in episodes
        if is_judged(outline) or episode.id in texts
    }


def is_in_schedule(episode: Episode, schedule: Schedule) -> bool:
    """Return whether an episode is of the shows that a schedule posts from."""
    return not schedule.shows or episode.show.slug in schedule.shows


def anniversary_years(episode: Episode, day: date) -> int:
    """Return how many years before a date an episode was published on that date; else 0."""
    published = episode.published
    if published is None or (published.month, published.day) != (day.month, day.day):
        return 0
    return max(0, day.year - published.year)


def is_judged(outline: Outline) -> bool:
    """Return whether strong language in its highlights is known, by the words listed today."""
    return outline.judged == judgement_version()


def to_candidates(
    episode: Episode, outline: Outline, text: str | None = None
) -> tuple[PostCandidate, ...]:
    """Return a candidate for each postable highlight of an episode.

    Strong language is looked for in the episode's `text`, or was stored where that is None.
    """
    return tuple(
        PostCandidate(
            quote=highlight.quote,
            episode=episode.id,
            chapter=outline.chapter(highlight.start) or 0,
            speaker=highlight.speaker,
            score=highlight.score,
            pinned=highlight.pinned,
            profane=highlight.profane
            if text is None
            else has_profanity(text[highlight.start : highlight.end], episode),
        )
        for highlight in outline.highlights
        if highlight.postable
    )


def has_profanity(words: str, episode: Episode) -> bool:
    """Return whether words of an episode have strong language; it is known of English only."""
    english = episode.language in {"", "en"}  # "hell" is bright in German
    return english and not profanity().isdisjoint(fold(words).split())
