"""The daily highlight for the commands: set it up, preview it, change it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import available_timezones

from bot.daily import due, rotation
from bot.daily.candidates import CandidateCache
from bot.daily.previews import Previews, UpcomingPost
from bot.errors import LibraryError, NotFoundError
from bot.library import Library
from bot.models import Hit
from bot.schedules import Post, Schedule
from bot.store import Ledger, ServerTable
from bot.translation import gettext as _


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


class DailyService:
    """The daily highlights of each server, as its managers plan them; changes are stored at once.

    All methods but `get`, `setup`, `unpin`, `forget` and those of templates raise
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
        self.previews = Previews(
            library, ledger, servers=servers, candidates=candidates, clock=clock
        )

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
        return await self.previews.upcoming(await self._schedule(server), count=count)

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
        first = None
        if due.is_posting(schedule):
            first = due.next_plan_at(schedule, after=self._clock())
        await self._ledger.put(schedule, next_plan_at=first)
        self._on_change()
        return schedule

    async def _hit(self, server: int, quote: str) -> Hit | None:
        return (await self._library.highlights([quote], server=server))[0]


def _next_best(planned: Sequence[UpcomingPost]) -> str | None:
    """Return the first planned quote after the next that is not pinned, else the one after it."""
    later = [one for one in planned[1:] if one.hit]
    chosen = next((one for one in later if not one.pinned), next(iter(later), None))
    return chosen.hit.match.quote if chosen and chosen.hit else None


def _is_told(post: Post) -> bool:
    """Return whether the history tells of a post: most days are no anniversary of anything."""
    return post.kind != "lines" and not (post.kind == "anniversary" and post.status == "skipped")
