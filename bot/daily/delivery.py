"""The ticker: it enters what falls due in the ledger, and has couriers make the posts."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import structlog

from bot.daily import due
from bot.daily.candidates import Candidates
from bot.daily.courier import Courier
from bot.daily.pace import Sleep
from bot.errors import StoreError
from bot.library import Library
from bot.models import Scope
from bot.schedules import Post, Schedule, Status
from bot.store import Plan, Store, Task

CREW = 32
"""Posts that are made at a time."""

_PLANNED = 500
"""Schedules that are planned in one transaction."""

_REFILL = 0.25
_POLL = 30.0
_LAST = 5.0
_EMBARGOES = 600

_MISSED = "Pullquote was not running when it was due."
_TOGETHER = "It arrived together with a newer episode."

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class Delivery:
    """Make every post that is due; any number of processes may do so beside each other."""

    def __init__(
        self,
        store: Store,
        library: Library,
        courier: Courier,
        *,
        candidates: Candidates,
        clock: Callable[[], datetime],
        sleep: Sleep = asyncio.sleep,
        poll: float = _POLL,
    ) -> None:
        self._store = store
        self._ledger = store.ledger
        self._library = library
        self._courier = courier
        self._candidates = candidates
        self._clock = clock
        self._sleep = sleep
        self._poll = poll
        self._changed = asyncio.Event()
        self._heard = (-1, 0.0)
        self._busy: dict[tuple[int, str], asyncio.Task[None]] = {}

    @property
    def busy(self) -> int:
        """Tell how many posts are just being made."""
        return len(self._busy)

    def poke(self) -> None:
        """Look at once: a schedule has changed."""
        self._changed.set()

    async def run(self) -> None:
        """Deliver until cancelled, which ends the posts that are just being made as unclear."""
        try:
            while True:
                await self._look()
                await self._rest()
        finally:
            await self._stop()

    async def once(self) -> None:
        """Make all the posts that are due now, and return when they are made or left for later."""
        await self._look()
        while self._busy:
            await asyncio.wait(self._busy.values())
            await self._look()

    async def _look(self) -> None:
        """Begin what can be begun; a database that is locked for a while is asked again later."""
        self._changed.clear()
        now = self._clock()
        try:
            await self._plan(now)
            await self._announce(now)
            await self._begin(now)
        except StoreError as error:
            _log.error("ledger out of reach", reason=str(error))

    async def _plan(self, now: datetime) -> None:
        ripe = await self._ledger.ripe(now, limit=_PLANNED)
        if ripe:
            await self._ledger.plan([_planned(schedule, since, now) for schedule, since in ripe])

    async def _announce(self, now: datetime) -> None:
        """Enter the announcements of new episodes, once the library knows them too.

        An embargo ends without a change of the store: hence a look now and then in any case.
        """
        state = (await self._store.version(), now.timestamp() // _EMBARGOES)
        if state == self._heard:
            return
        waiting = False
        for schedule, episodes in await self._ledger.arrivals(now):
            visible = await self._library.episodes(Scope(server=schedule.server))
            if {one.id for one in visible}.issuperset(episodes):
                await self._ledger.enter(_announcements(schedule, episodes, now=now))
            else:
                waiting = True
        if not waiting:
            self._heard = state

    async def _begin(self, now: datetime) -> None:
        for task in await self._ledger.open_posts(now, limit=CREW + len(self._busy)):
            key = (task.post.server, task.post.key)
            if key not in self._busy and len(self._busy) < CREW:
                making = asyncio.create_task(self._deliver(task))
                self._busy[key] = making
                making.add_done_callback(lambda _, key=key: self._busy.pop(key))

    async def _deliver(self, task: Task) -> None:
        post = task.post
        try:
            await self._courier.deliver(task)
        except StoreError as error:
            _log.error("ledger out of reach", key=post.key, reason=str(error))
        except Exception:  # noqa: BLE001 - one server's post must not end those of all others
            _log.exception("post failed", server=post.server, key=post.key)

    async def _rest(self) -> None:
        """Wait until there is something to do: a post falls due, one is done, or a poke."""
        nap = asyncio.ensure_future(self._sleep(await self._idle()))
        poke = asyncio.ensure_future(self._changed.wait())
        posts = list(self._busy.values())
        await asyncio.wait((nap, poke, *posts), return_when=asyncio.FIRST_COMPLETED)
        nap.cancel()
        poke.cancel()
        if any(post.done() for post in posts):
            await self._sleep(_REFILL)  # a few more will be done: one look serves them all

    async def _idle(self) -> float:
        """Tell for how many seconds there is nothing to begin."""
        now = self._clock()
        try:
            soonest = await self._ledger.soonest(now)
        except StoreError as error:
            _log.error("ledger out of reach", reason=str(error))
            return self._poll
        seconds = self._poll if soonest is None else (soonest - now).total_seconds()
        return min(max(seconds, _REFILL), self._poll)

    async def _stop(self) -> None:
        """Let the posts that are just being made end, and give up on those that do not."""
        tasks = list(self._busy.values())
        if tasks:
            await asyncio.wait(tasks, timeout=_LAST)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _planned(schedule: Schedule, since: datetime, now: datetime) -> Plan:
    """Plan what a server is owed since it was last planned: one post at most."""
    owed = due.owed(schedule, settled=None, since=since, now=now)
    missed = [_day(schedule, day, status="skipped", reason=_MISSED) for day in owed.missed]
    posts = [*missed, *([_day(schedule, owed.post)] if owed.post else [])]
    following = due.following(schedule, after=now)
    return Plan(schedule.server, since, tuple(posts), following[1] if following else None)


def _day(schedule: Schedule, day: date, *, status: Status = "due", reason: str = "") -> Post:
    leaves = due.leaves(schedule, day)
    key = day.isoformat()
    return Post(schedule.server, key, day, leaves, status=status, reason=reason)


def _announcements(
    schedule: Schedule, episodes: Sequence[str], *, now: datetime
) -> tuple[Post, ...]:
    """Announce the newest of the episodes that arrived together; a server is never flooded."""
    today = now.astimezone(ZoneInfo(schedule.zone)).date()
    leaves = now + due.spread(schedule.server)
    newest, *others = (
        Post(schedule.server, f"e:{episode}", today, leaves, episode=episode)
        for episode in episodes
    )
    return (newest, *(replace(one, status="skipped", reason=_TOGETHER) for one in others))
