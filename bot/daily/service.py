"""The daily highlight for the commands: set it up, preview it, change it."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import partial
from zoneinfo import available_timezones

from bot.daily import due, rotation
from bot.daily.candidates import CandidateCache, anniversary_years
from bot.errors import LibraryError, NotFoundError
from bot.library import Library
from bot.models import Hit
from bot.schedules import Post, PostCandidate, RotationState, Schedule
from bot.store import Ledger, ServerTable
from bot.translation import gettext as _

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
class Replacement:
    """What replacing the next highlight did; `replaced` is None if there was none.

    A `replaced` line that was pinned keeps its pin and is posted after the new one; others are
    excluded. `added` is the quote that was pinned to be posted instead, if it was not yet.
    """

    replaced: Hit | None
    upcoming: UpcomingPost | None
    kept_pin: bool = False
    added: str | None = None


@dataclass(frozen=True, slots=True)
class PastPost:
    """A post of the past; `hit` is None if no quote was chosen, or it has been removed."""

    post: Post
    hit: Hit | None = None


@dataclass(frozen=True, slots=True)
class Supply:
    """How many highlights a server has not been shown, and for about how many days they last."""

    unposted: int
    days: int


@dataclass(frozen=True, slots=True)
class _PreviewKey:
    """Everything that a preview depends on."""

    schedule: Schedule
    state: RotationState
    dates: tuple[date, ...]
    candidates: tuple[PostCandidate, ...]
    anniversaries: Mapping[date, tuple[PostCandidate, ...]]


class DailyService:
    """The daily highlights of each server, as its managers plan them; changes are stored at once.

    All methods but `get`, `setup`, `sample`, `unpin`, `forget` and those of templates raise
    NotFoundError if nothing is set up. `pause` and `resume` raise LibraryError if the highlight is
    off.
    """

    def __init__(
        self,
        library: Library,
        ledger: Ledger,
        *,
        servers: ServerTable,
        candidates: CandidateCache,
        clock: Callable[[], datetime],
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        self._library = library
        self._ledger = ledger
        self._servers = servers
        self._candidates = candidates
        self._clock = clock
        self._on_change = on_change
        self._previews: dict[int, tuple[_PreviewKey, Mapping[date, PostCandidate | None]]] = {}

    async def get(self, server: int) -> Schedule | None:
        """Return the schedule of a server, None if nothing is set up."""
        return await self._ledger.get(server)

    async def warm(self) -> None:
        """Read into memory what the first preview needs, so that it is fast."""
        await self._candidates.warm()

    async def active_schedule(self, server: int) -> Schedule:
        """Return the schedule of a server; raise LibraryError if it is off."""
        schedule = await self._schedule(server)
        if schedule.state == "off":
            raise LibraryError(_("The daily highlight is off: start it again with /daily setup."))
        return schedule

    async def setup(self, schedule: Schedule) -> Schedule:
        """Write a server's schedule over an older one and start posting.

        A date that has a post gets no second one. Raises LibraryError if the schedule has no days
        or an unknown time zone.
        """
        if not schedule.days:
            raise LibraryError(_("No day of the week is chosen: choose at least one."))
        if schedule.zone not in available_timezones():
            raise LibraryError(
                _("There is no time zone {name}: choose one by its city.").format(
                    name=schedule.zone
                )
            )
        started = replace(schedule, state="on", reason="", notified_at=None, created=self._clock())
        return await self._save(started)

    async def preview(self, server: int, *, count: int = 7) -> tuple[UpcomingPost, ...]:
        """List the coming days with what will be posted unless something changes."""
        schedule = await self._schedule(server)
        days = await self._days(schedule, count)
        return await self._with_highlights(schedule, days)

    async def next(self, server: int) -> UpcomingPost | None:
        """Return the next day that is not skipped; None while paused or off."""
        return next((one for one in await self.preview(server) if not one.skipped), None)

    async def skip(self, server: int, *, day: date | None = None) -> UpcomingPost | None:
        """Skip the next day, or the given one, and return the next day after that.

        The highlight that was planned for it moves to the day after.
        """
        schedule = await self._schedule(server)
        if day is None:
            upcoming = await self.next(server)
            day = upcoming.date if upcoming else None
        if day is not None:
            skipped = Post(
                server=server,
                key=day.isoformat(),
                date=day,
                due=due.send_time(schedule, day),
                status="skipped",
                reason=_("A manager skipped it."),
            )
            await self._ledger.enter((skipped,))
        return await self.next(server)

    async def unskip(self, server: int, *, day: date) -> bool:
        """Undo the skip of a coming day; return whether it was skipped."""
        schedule = await self._schedule(server)
        if due.send_time(schedule, day) <= self._clock():
            return False
        return await self._ledger.withdraw(server, day.isoformat())

    async def pin(self, server: int, quote: str, *, first: bool = False) -> Hit:
        """Add a quote to the end of the queue, or to its head; it is no longer excluded.

        Raises NotFoundError if the server cannot see the quote.
        """
        await self._schedule(server)
        hit = await self._hit(server, quote)
        if hit is None:
            raise NotFoundError(_("That quote is not in the library: choose one with `/quote`."))
        await self._ledger.pin(server, hit.match.quote, first=first)
        return hit

    async def unpin(self, server: int, quote: str) -> bool:
        """Remove a quote from the queue; return whether it was there."""
        return await self._ledger.unpin(server, quote)

    async def replace(self, server: int, *, quote: str | None = None) -> Replacement:
        """Post another highlight next: `quote` if given, else the next best.

        The replaced one is excluded, unless a manager has pinned it.
        """
        planned = [one for one in await self.preview(server) if one.hit]
        replaced = planned[0].hit if planned else None
        pinned = bool(planned) and planned[0].pinned
        old = replaced.match.quote if replaced else None
        if quote is None and pinned:
            quote = _next_best(planned)
        added = None
        if quote is not None:
            pins = (await self._ledger.rotation_state(server)).pins
            added = None if quote in pins else quote
            await self.pin(server, quote, first=True)
        if old is not None and old != quote and not pinned:
            await self._ledger.exclude(server, old)
        return Replacement(
            replaced=None if old == quote else replaced,
            upcoming=await self.next(server),
            kept_pin=pinned,
            added=added,
        )

    async def undo_replace(
        self, server: int, *, replaced: str, added: str | None
    ) -> UpcomingPost | None:
        """Undo a `replace`: post the `replaced` quote next again, and unpin the `added` one."""
        await self._schedule(server)
        if added is not None:
            await self._ledger.unpin(server, added)
        if replaced in (await self._ledger.rotation_state(server)).pins:
            await self._ledger.pin(server, replaced, first=True)
        else:
            await self._ledger.include(server, replaced)
        return await self.next(server)

    async def pause(self, server: int) -> Schedule:
        """Pause until `resume`; the schedule, the pins and the history stay."""
        return await self._save(replace(await self.active_schedule(server), state="paused"))

    async def resume(self, server: int) -> Schedule:
        """Turn a paused or disabled schedule on again, from the next day on."""
        schedule = await self.active_schedule(server)
        return await self._save(replace(schedule, state="on", reason="", notified_at=None))

    async def off(self, server: int) -> Schedule:
        """Turn the daily highlight off until `setup`; pins and history stay."""
        return await self._save(replace(await self._schedule(server), state="off"))

    async def history(self, server: int, *, count: int = 10) -> tuple[PastPost, ...]:
        """List the latest posts with their outcomes, newest first."""
        await self._schedule(server)
        kept = await self._ledger.history(server, limit=3 * count)
        posts = [post for post in kept if _is_told(post)][:count]
        hits = await self._library.highlights([post.quote or "" for post in posts], server=server)
        return tuple(PastPost(post, hit) for post, hit in zip(posts, hits, strict=True))

    async def sample(self, server: int) -> Hit | None:
        """Return the line that a new schedule would post today; None if there is none."""
        today = self._clock().date()
        schedule = Schedule(server, channel=0, time=time(), zone="UTC")
        chosen = await self._chosen(schedule, RotationState(), (today,))
        candidate = chosen.get(today)
        return await self._hit(server, candidate.quote) if candidate else None

    async def supply(self, server: int) -> Supply:
        """Return how many highlights are left to post, and for how long they last."""
        schedule = await self._schedule(server)
        state = await self._ledger.rotation_state(server)
        candidates = await self._candidates.for_schedule(schedule, pins=state.pins)
        unposted = rotation.count_unposted(
            candidates, state.shown, excluded=state.excluded, profanity=schedule.profanity
        )
        return Supply(unposted, unposted * 7 // len(schedule.days))

    async def templates(self, server: int) -> Mapping[str, str]:
        """Return the texts of a server's managers, by the place where they are shown."""
        return (await self._servers.of(server)).templates

    async def set_templates(self, server: int, templates: Mapping[str, str]) -> None:
        """Keep the texts of a server's managers, over older ones; empty ones are dropped."""
        settings = await self._servers.of(server)
        given = {name: words for name, words in templates.items() if words}
        await self._servers.put(replace(settings, templates=given))

    async def forget(self, server: int) -> None:
        """Delete the schedule of a server, its posts, its pins and its exclusions."""
        await self._ledger.forget(server)

    async def _schedule(self, server: int) -> Schedule:
        schedule = await self._ledger.get(server)
        if schedule is None:
            raise NotFoundError(
                _("There is no daily highlight here yet: a manager starts it with /daily setup.")
            )
        return schedule

    async def _save(self, schedule: Schedule) -> Schedule:
        posting = _is_posting(schedule)
        first = due.next_plan_at(schedule, after=self._clock()) if posting else None
        await self._ledger.put(schedule, next_plan_at=first)
        self._on_change()
        return schedule

    async def _hit(self, server: int, quote: str) -> Hit | None:
        return (await self._library.highlights([quote], server=server))[0]

    async def _days(self, schedule: Schedule, count: int) -> list[UpcomingPost]:
        """List the next days that have no post yet, or a skipped one."""
        first = due.next_post(schedule, after=self._clock()) if _is_posting(schedule) else None
        if first is None:
            return []
        posts = await self._ledger.posts_since(schedule.server, first[0])
        days = [
            UpcomingPost(day, due.send_time(schedule, day), skipped=day.isoformat() in posts)
            for day, _ in due.upcoming_days(schedule, first[0], count + 1)
            if posts.get(day.isoformat(), "skipped") == "skipped"
        ]
        return days[:count]

    async def _with_highlights(
        self, schedule: Schedule, days: Sequence[UpcomingPost]
    ) -> tuple[UpcomingPost, ...]:
        state = await self._ledger.rotation_state(schedule.server)
        dates = tuple(one.date for one in days if not one.skipped)
        chosen = await self._chosen(schedule, state, dates)
        templates = await self.templates(schedule.server)
        days = [replace(one, templates=templates) for one in days]
        return tuple(
            [await self._upcoming_post(one, chosen.get(one.date), schedule, state) for one in days]
        )

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
        cached = self._previews.get(schedule.server)
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
        if len(self._previews) >= _MOST_PREVIEWS:
            self._previews.clear()
        self._previews[schedule.server] = (key, chosen)
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


def _next_best(planned: Sequence[UpcomingPost]) -> str | None:
    """Return the first planned quote after the next that is not pinned, else the one after it."""
    later = [one for one in planned[1:] if one.hit]
    chosen = next((one for one in later if not one.pinned), next(iter(later), None))
    return chosen.hit.match.quote if chosen and chosen.hit else None


def _is_posting(schedule: Schedule) -> bool:
    return schedule.state in {"on", "disabled"}


def _is_told(post: Post) -> bool:
    """Return whether the history tells of a post: most days are no anniversary of anything."""
    return post.kind != "lines" and not (post.kind == "anniversary" and post.status == "skipped")
