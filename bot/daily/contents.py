"""Gather what a post tells: its line, the chapters of a new episode, the week of a server."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.daily.candidates import (
    CandidateCache,
    anniversary_years,
    has_profanity,
    is_in_schedule,
)
from bot.daily.news import Anniversary, EpisodeNews, LovedLine, WeekDigest
from bot.daily.port import OutgoingPost
from bot.library import Library
from bot.models import Chapter, Episode, Hit, Scope
from bot.records import LovedQuote
from bot.schedules import ABOUT_A_LINE, Post, PostCandidate, Schedule
from bot.store import Ledger, MemberTable, ServerTable

WEEK = timedelta(days=7)

_LINES = 3
_MORE_LINES = 5
_LOVED = 3
_MOST_LOVED = 30
"""Loved lines that are looked up, because some may not be shown."""
_COMING = 3
_PATIENT_TRIES = 3
"""Tries after which an announcement is made without the parts that cannot be read."""
_UNKNOWN = datetime.min.replace(tzinfo=UTC)


class PostContents:
    """Reads what posts tell, as their servers may see it now."""

    def __init__(
        self,
        library: Library,
        ledger: Ledger,
        *,
        candidates: CandidateCache,
        members: MemberTable,
        servers: ServerTable,
    ) -> None:
        self._library = library
        self._ledger = ledger
        self._candidates = candidates
        self._members = members
        self._servers = servers

    async def gather(self, post: Post, schedule: Schedule) -> OutgoingPost:
        """Return a post with what it tells; parts that are gone are missing."""
        settings = await self._servers.of(post.server)
        outgoing = OutgoingPost(post, schedule, templates=settings.templates)
        if post.kind in ABOUT_A_LINE:
            outgoing = await self._with_line(outgoing)
        if post.kind in {"episode", "lines"}:
            return replace(outgoing, news=await self._news(post, schedule))
        if post.kind == "digest":
            return replace(outgoing, digest=await self._digest(post, schedule))
        return outgoing

    async def _with_line(self, outgoing: OutgoingPost) -> OutgoingPost:
        post, schedule = outgoing.post, outgoing.schedule
        (hit,) = await self._library.highlights([post.quote or ""], server=post.server)
        marked = hit is not None and post.kind != "episode" and schedule.anniversaries
        years = anniversary_years(hit.episode, post.date) if hit and marked else 0
        return replace(outgoing, hit=hit, years=years)

    async def _news(self, post: Post, schedule: Schedule) -> EpisodeNews | None:
        """Read an episode with its chapters and lines; None if the server cannot see it."""
        visible = await self._library.episodes(Scope(server=post.server))
        episode = next((one for one in visible if one.id == post.episode), None)
        if episode is None:
            return None
        chapters = await self._chapters(episode, post)
        state = await self._ledger.rotation_state(post.server)
        candidates = await self._candidates.for_schedule(schedule, episode=episode.id)
        allowed = [
            one
            for one in candidates
            if one.quote not in state.excluded and (schedule.profanity or not one.profane)
        ]
        announced = await self._announced_line(post)
        ids = _spread(allowed, first=announced)[: _LINES + _MORE_LINES]
        lines = await self._lines(ids, post)
        return EpisodeNews(episode, chapters, lines[:_LINES], lines[_LINES:])

    async def _chapters(self, episode: Episode, post: Post) -> tuple[Chapter, ...]:
        """Read the chapters of an episode; none if they cannot be read for long."""
        scope = Scope(server=post.server, episode=episode.key)
        try:
            return (await self._library.chapters(scope))[1]
        except Exception:
            if post.attempts <= _PATIENT_TRIES:
                raise
            return ()

    async def _lines(self, quotes: Sequence[str], post: Post) -> tuple[Hit, ...]:
        """Look lines up, each by itself; those that cannot be read for long are left out."""
        lines: list[Hit] = []
        for quote in quotes:
            try:
                found = await self._library.highlights([quote], server=post.server)
            except Exception:
                if post.attempts <= _PATIENT_TRIES:
                    raise
            else:
                lines += [hit for hit in found if hit is not None]
        return tuple(lines)

    async def _announced_line(self, post: Post) -> str | None:
        """Return the quote of the announcement of an episode."""
        if post.kind == "episode":
            return post.quote
        announcement = await self._ledger.post(post.server, f"e:{post.episode}")
        return announcement.quote if announcement else None

    async def _digest(self, post: Post, schedule: Schedule) -> WeekDigest:
        since = post.due - WEEK
        visible = [
            one
            for one in await self._library.episodes(Scope(server=post.server))
            if is_in_schedule(one, schedule)
        ]
        loved = await self._members.loved(post.server, since=since)
        return WeekDigest(
            first=post.date - WEEK + timedelta(days=1),
            last=post.date,
            episodes=tuple(one for one in visible if _shown_since(one) >= since),
            loved=await self._loved(loved[:_MOST_LOVED], schedule),
            coming=_coming(visible, post) if schedule.anniversaries else (),
        )

    async def _loved(
        self, loved: Sequence[LovedQuote], schedule: Schedule
    ) -> tuple[LovedLine, ...]:
        state = await self._ledger.rotation_state(schedule.server)
        kept = [one for one in loved if one.quote not in state.excluded]
        hits = await self._library.highlights([one.quote for one in kept], server=schedule.server)
        lines = [
            LovedLine(hit, one.votes)
            for one, hit in zip(kept, hits, strict=True)
            if hit is not None and _may_show(hit, schedule)
        ]
        return tuple(lines[:_LOVED])


def _may_show(hit: Hit, schedule: Schedule) -> bool:
    clean = schedule.profanity or not has_profanity(hit.match.text, hit.episode)
    return clean and is_in_schedule(hit.episode, schedule)


def _spread(candidates: Sequence[PostCandidate], *, first: str | None) -> list[str]:
    """Order quotes from the best, with a line of every chapter before a second of any."""
    ranked = sorted(candidates, key=lambda one: (one.pinned, one.score), reverse=True)
    ranked.sort(key=lambda one: one.quote != first)
    chapters = dict[int, PostCandidate]()
    for one in ranked:
        chapters.setdefault(one.chapter, one)
    ahead = list(chapters.values())
    others = [one for one in ranked if one not in ahead]
    return [one.quote for one in (*ahead, *others)]


def _shown_since(episode: Episode) -> datetime:
    """Return since when an episode can be seen: its embargo may end long after its import."""
    return max(episode.added_at or _UNKNOWN, episode.embargo or _UNKNOWN)


def _coming(episodes: Sequence[Episode], post: Post) -> tuple[Anniversary, ...]:
    days = (post.date + timedelta(days=number) for number in range(1, WEEK.days + 1))
    coming = (
        Anniversary(day, one, years)
        for day in days
        for one in episodes
        if (years := anniversary_years(one, day))
    )
    return tuple(coming)[:_COMING]
