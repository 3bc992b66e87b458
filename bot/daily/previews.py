"""What the coming days will post unless something changes."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import partial

from bot.daily import due, rotation
from bot.daily.candidates import CandidateCache, anniversary_years
from bot.library import Library
from bot.models import Hit
from bot.schedules import PostCandidate, RotationState, Schedule
from bot.store import Ledger, ServerTable

_MOST_PREVIEWS = 20
"""Servers whose last preview is cached."""


@dataclass(frozen=True, slots=True)
class UpcomingPost:
    """One of the coming days; `hit` is None if it is skipped or nothing is left to post.

    `due` is when it is posted, to the second. `pinned` means that a manager chose the quote. For
    the line of an anniversary, `years` is how long ago its episode was published. `templates` are
    the texts of the server's managers.
    """

    date: date
    due: datetime
    hit: Hit | None = None
    pinned: bool = False
    skipped: bool = False
    years: int = 0
    templates: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class _PreviewKey:
    """Everything that a preview depends on."""

    schedule: Schedule
    state: RotationState
    dates: tuple[date, ...]
    candidates: tuple[PostCandidate, ...]
    anniversaries: Mapping[date, tuple[PostCandidate, ...]]


class Previews:
    """Chooses the lines of the coming days, as the worker will."""

    def __init__(
        self,
        library: Library,
        ledger: Ledger,
        *,
        servers: ServerTable,
        candidates: CandidateCache,
        clock: Callable[[], datetime],
    ) -> None:
        self._library = library
        self._ledger = ledger
        self._servers = servers
        self._candidates = candidates
        self._clock = clock
        self._cached: dict[int, tuple[_PreviewKey, Mapping[date, PostCandidate | None]]] = {}

    async def upcoming(self, schedule: Schedule, *, count: int) -> tuple[UpcomingPost, ...]:
        """List the coming days of a schedule, the skipped ones too; none while it is not on."""
        days = await self._days(schedule, count)
        state = await self._ledger.rotation_state(schedule.server)
        dates = tuple(one.date for one in days if not one.skipped)
        chosen = await self._chosen(schedule, state, dates)
        templates = (await self._servers.of(schedule.server)).templates
        days = [replace(one, templates=templates) for one in days]
        return tuple(
            [await self._upcoming_post(one, chosen.get(one.date), schedule, state) for one in days]
        )

    async def sample(self, server: int) -> Hit | None:
        """Return the line that a new schedule would post today; None if there is none."""
        today = self._clock().date()
        schedule = Schedule(server, channel=0, time=time(), zone="UTC")
        chosen = await self._chosen(schedule, RotationState(), (today,))
        candidate = chosen.get(today)
        return await self._hit(server, candidate.quote) if candidate else None

    async def _days(self, schedule: Schedule, count: int) -> list[UpcomingPost]:
        """List the next days that have no post yet, or a skipped one."""
        first = due.next_post(schedule, after=self._clock()) if due.is_posting(schedule) else None
        if first is None:
            return []
        posts = await self._ledger.posts_since(schedule.server, first[0])
        days = [
            UpcomingPost(day, due.send_time(schedule, day), skipped=day.isoformat() in posts)
            for day, _ in due.upcoming_days(schedule, first[0], count + 1)
            if posts.get(day.isoformat(), "skipped") == "skipped"
        ]
        return days[:count]

    async def _chosen(
        self, schedule: Schedule, state: RotationState, dates: tuple[date, ...]
    ) -> Mapping[date, PostCandidate | None]:
        """Choose for the coming days, in a thread; the last choice of a server is cached.

        Autocomplete asks for a preview with every keystroke.
        """
        candidates = await self._candidates.for_schedule(schedule, pins=state.pins)
        anniversaries: dict[date, tuple[PostCandidate, ...]] = {}
        if schedule.anniversaries:
            of_day = self._candidates.of_anniversary
            anniversaries = {day: await of_day(schedule, day) for day in dates}
        cached = self._cached.get(schedule.server)
        key = _PreviewKey(schedule, state, dates, candidates, anniversaries)
        if cached is not None and cached[0] == key:
            return cached[1]
        upcoming = partial(
            rotation.upcoming,
            candidates,
            state.shown,
            dates,
            seed=schedule.server,
            pinned_queue=state.pins,
            anniversaries=anniversaries,
            excluded=state.excluded,
            profanity=schedule.profanity,
        )
        chosen = dict(await asyncio.to_thread(upcoming))
        if len(self._cached) >= _MOST_PREVIEWS:
            self._cached.clear()
        self._cached[schedule.server] = (key, chosen)
        return chosen

    async def _upcoming_post(
        self,
        day: UpcomingPost,
        chosen: PostCandidate | None,
        schedule: Schedule,
        state: RotationState,
    ) -> UpcomingPost:
        if chosen is None:
            return day
        hit = await self._hit(schedule.server, chosen.quote)
        marked = hit is not None and schedule.anniversaries
        years = anniversary_years(hit.episode, day.date) if hit and marked else 0
        return replace(day, hit=hit, pinned=chosen.quote in state.pins, years=years)

    async def _hit(self, server: int, quote: str) -> Hit | None:
        return (await self._library.highlights([quote], server=server))[0]
