"""What a command may ask of the daily highlight, and what it answers with."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from zoneinfo import available_timezones

from bot.daily import due, rotation
from bot.daily.candidates import Candidates
from bot.errors import LibraryError, NotFoundError
from bot.library import Library
from bot.models import Hit
from bot.schedules import Board, Candidate, Post, Schedule
from bot.store import Ledger

_MOST_PREVIEWS = 20
"""Servers whose last preview is kept."""


@dataclass(frozen=True, slots=True)
class Coming:
    """Announce one of the coming days: `hit` is None where it is skipped, or nothing is left.

    `due` is when it is posted, to the second; `pinned` tells that a manager put it there.
    """

    date: date
    due: datetime
    hit: Hit | None = None
    pinned: bool = False
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class Past:
    """Tell what became of a post; `hit` is None where nothing was chosen, or it has gone."""

    post: Post
    hit: Hit | None = None


@dataclass(frozen=True, slots=True)
class _Asked:
    """Hold all that a preview depends on."""

    schedule: Schedule
    board: Board
    dates: tuple[date, ...]
    candidates: tuple[Candidate, ...]


class Daily:
    """Let the managers of a server plan its highlights; what they change is kept at once.

    All but `get`, `setup` and `forget` raise NotFoundError where nothing was set up. What is off is
    neither paused nor resumed.
    """

    def __init__(
        self,
        library: Library,
        ledger: Ledger,
        *,
        candidates: Candidates,
        clock: Callable[[], datetime],
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self._library = library
        self._ledger = ledger
        self._candidates = candidates
        self._clock = clock
        self._changed = changed
        self._previews: dict[int, tuple[_Asked, Mapping[date, Candidate | None]]] = {}

    async def get(self, server: int) -> Schedule | None:
        """Return the schedule of a server, None where nothing was set up."""
        return await self._ledger.get(server)

    async def warm(self) -> None:
        """Read into memory what the first preview needs, so that it is answered in time."""
        await self._candidates.warm()

    async def begun(self, server: int) -> Schedule:
        """Return the schedule of a server that is not off; LibraryError where it is."""
        schedule = await self._schedule(server)
        if schedule.state == "off":
            raise LibraryError("The daily highlight is off: /daily setup begins it anew.")
        return schedule

    async def setup(self, schedule: Schedule) -> Schedule:
        """Write a server's schedule over an older one, and begin to post.

        A day that has had its post today gets no second one. LibraryError names a day-less
        schedule or a zone that there is not.
        """
        if not schedule.days:
            raise LibraryError("No day of the week is chosen: choose at least one.")
        if schedule.zone not in available_timezones():
            raise LibraryError(f"There is no time zone {schedule.zone!r}: choose one by its city.")
        begun = replace(schedule, state="on", reason="", told=None, created=self._clock())
        return await self._put(begun)

    async def preview(self, server: int, *, count: int = 7) -> tuple[Coming, ...]:
        """List the coming days with what will be posted, unless something changes until then."""
        schedule = await self._schedule(server)
        days = await self._days(schedule, count)
        return await self._filled(schedule, days)

    async def next(self, server: int) -> Coming | None:
        """Tell the next day that is not skipped; None while paused or off."""
        return next((one for one in await self.preview(server) if not one.skipped), None)

    async def skip(self, server: int, *, day: date | None = None) -> Coming | None:
        """Post nothing on the next day (or that one) and tell which day is next now.

        The highlight that stood there moves on to the day after.
        """
        schedule = await self._schedule(server)
        if day is None:
            coming = await self.next(server)
            day = coming.date if coming else None
        if day is not None:
            skipped = Post(
                server=server,
                key=day.isoformat(),
                date=day,
                due=due.leaves(schedule, day),
                status="skipped",
                reason="A manager skipped it.",
            )
            await self._ledger.enter((skipped,))
        return await self.next(server)

    async def unskip(self, server: int, *, day: date) -> bool:
        """Post on a coming day again that was skipped; tell whether it was."""
        schedule = await self._schedule(server)
        if due.leaves(schedule, day) <= self._clock():
            return False
        return await self._ledger.withdraw(server, day.isoformat())

    async def pin(self, server: int, quote: str, *, first: bool = False) -> Hit:
        """Post this quote next, after what was pinned before, or ahead of it.

        NotFoundError where the server cannot see the quote. What was excluded no longer is.
        """
        await self._schedule(server)
        hit = await self._hit(server, quote)
        if hit is None:
            raise NotFoundError("That quote is not in the library: choose one with `/quote`.")
        await self._ledger.pin(server, hit.match.quote, first=first)
        return hit

    async def unpin(self, server: int, quote: str) -> bool:
        """Take a quote out of the queue; tell whether it was there."""
        return await self._ledger.unpin(server, quote)

    async def replace(self, server: int, *, quote: str | None = None) -> Coming | None:
        """Never post the next highlight here, and tell which comes instead: `quote` if given."""
        coming = await self.next(server)
        if quote is not None:
            await self.pin(server, quote, first=True)
        if coming and coming.hit and coming.hit.match.quote != quote:
            await self._ledger.exclude(server, coming.hit.match.quote)
        return await self.next(server)

    async def pause(self, server: int) -> Schedule:
        """Post nothing until resumed; the schedule, its pins and its history stay."""
        return await self._put(replace(await self.begun(server), state="paused"))

    async def resume(self, server: int) -> Schedule:
        """Post again, from the next day on; also where Discord had refused a post."""
        schedule = await self.begun(server)
        return await self._put(replace(schedule, state="on", reason="", told=None))

    async def off(self, server: int) -> Schedule:
        """End the daily highlight; `setup` begins anew, and what was shown stays known."""
        return await self._put(replace(await self._schedule(server), state="off"))

    async def history(self, server: int, *, count: int = 10) -> tuple[Past, ...]:
        """List what became of the posts, the latest first: sent, skipped, or refused and why."""
        await self._schedule(server)
        posts = await self._ledger.history(server, limit=count)
        hits = await self._library.highlights([post.quote or "" for post in posts], server=server)
        return tuple(Past(post, hit) for post, hit in zip(posts, hits, strict=True))

    async def forget(self, server: int) -> None:
        """Delete all that the daily highlight knows of a server."""
        await self._ledger.forget(server)

    async def _schedule(self, server: int) -> Schedule:
        schedule = await self._ledger.get(server)
        if schedule is None:
            raise NotFoundError(
                "There is no daily highlight here yet: a manager starts it with /daily setup."
            )
        return schedule

    async def _put(self, schedule: Schedule) -> Schedule:
        first = due.following(schedule, after=self._clock()) if _posts(schedule) else None
        await self._ledger.put(schedule, ripe=first[1] if first else None)
        self._changed()
        return schedule

    async def _hit(self, server: int, quote: str) -> Hit | None:
        return (await self._library.highlights([quote], server=server))[0]

    async def _days(self, schedule: Schedule, count: int) -> list[Coming]:
        """List the next days that are not settled yet, and those skipped among them."""
        first = due.following(schedule, after=self._clock()) if _posts(schedule) else None
        if first is None:
            return []
        entered = await self._ledger.entered(schedule.server, first[0])
        days = [
            Coming(day, due.leaves(schedule, day), skipped=day.isoformat() in entered)
            for day, _ in due.days(schedule, first[0], count + 1)
            if entered.get(day.isoformat(), "skipped") == "skipped"
        ]
        return days[:count]

    async def _filled(self, schedule: Schedule, days: Sequence[Coming]) -> tuple[Coming, ...]:
        board = await self._ledger.board(schedule.server)
        dates = tuple(one.date for one in days if not one.skipped)
        chosen = await self._chosen(schedule, board, dates)
        return tuple(
            [await self._shown(one, chosen.get(one.date), schedule, board) for one in days]
        )

    async def _chosen(
        self, schedule: Schedule, board: Board, dates: tuple[date, ...]
    ) -> Mapping[date, Candidate | None]:
        """Choose for the coming days, in a thread; the last choice of a server is kept.

        A preview is asked for with every keystroke in an option.
        """
        candidates = await self._candidates.of(schedule, pins=board.pins)
        known = self._previews.get(schedule.server)
        asked = _Asked(schedule, board, dates, candidates)
        if known is not None and known[0] == asked:
            return known[1]
        coming = partial(
            rotation.coming,
            candidates,
            board.shown,
            dates,
            seed=schedule.server,
            pinned_queue=board.pins,
            excluded=board.excluded,
            profanity=schedule.profanity,
        )
        chosen = dict(await asyncio.to_thread(coming))
        if len(self._previews) >= _MOST_PREVIEWS:
            self._previews.clear()
        self._previews[schedule.server] = (asked, chosen)
        return chosen

    async def _shown(
        self, day: Coming, chosen: Candidate | None, schedule: Schedule, board: Board
    ) -> Coming:
        if chosen is None:
            return day
        hit = await self._hit(schedule.server, chosen.quote)
        return replace(day, hit=hit, pinned=chosen.quote in board.pins)


def _posts(schedule: Schedule) -> bool:
    return schedule.state in {"on", "disabled"}
