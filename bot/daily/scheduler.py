"""The scheduler: it enters due posts in the ledger and has the worker make them."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime

from bot.daily.deferred import Deferred
from bot.daily.planning import announcement_posts, plan_posts
from bot.daily.rate_limiter import Sleep
from bot.daily.worker import Worker
from bot.errors import SearchError, StoreError
from bot.library import Library
from bot.models import Scope
from bot.runtime.clock_guard import ClockGuard
from bot.runtime.failures import Failures
from bot.shards import ALL, Shards
from bot.store import DueSchedule, PlannedPosts, PostTask, Store
from bot.translation import N_

MAX_CONCURRENT = 32
"""Posts that are made at once."""

_PLAN_BATCH = 500
"""Servers that are planned in one transaction."""

_MIN_WAIT = 0.25
_POLL_SECONDS = 30.0
_FINISH_SECONDS = 5.0
_CERTAIN = 3600.0
"""Seconds that the clock must have gone evenly to tell that it was far ahead before."""

_EMBARGO_CHECK_SECONDS = 600

_DEFERRED = 5.0
"""Seconds between two ticks while the plan of a server is deferred: its instant has passed."""

_TRIES_AWAY = 2
"""As if so many tries had failed while the store is away: four seconds are waited, not longer."""

_PLAN = N_("plan of the daily highlight")
_POST = N_("daily highlight")
_NEWS = N_("announcement of new episodes")
_BEGIN = N_("look for due posts")
_NEXT = N_("look at what is due next")


_FOR_ALL = (StoreError, SearchError)
"""Errors that concern all servers, not one."""


class Scheduler:
    """Makes every post that is due, first those for servers on the shards of its process.

    Any number of processes may do so at the same time: `bot.store.precedence` says who does what.

    A failure of one server or one step is recorded and tried again later, and does not affect the
    other servers and steps.
    """

    def __init__(  # noqa: PLR0913 - each is a service or a setting
        self,
        store: Store,
        library: Library,
        worker: Worker,
        *,
        clock: Callable[[], datetime],
        failures: Failures | None = None,
        sleep: Sleep = asyncio.sleep,
        poll: float = _POLL_SECONDS,
        shards: Shards = ALL,
        guard: ClockGuard | None = None,
    ) -> None:
        self._store = store
        self._ledger = store.ledger
        self._library = library
        self._worker = worker
        self._clock = clock
        self._failures = failures or Failures(clock=clock)
        self._deferred = Deferred()
        self._tries = 0
        self._sleep = sleep
        self._poll = poll
        self._shards = shards
        self._guard = guard
        self._changed = asyncio.Event()
        self._announced = (-1, 0.0)
        self._active: dict[tuple[int, str], asyncio.Task[None]] = {}

    @property
    def active_posts(self) -> int:
        """Return the number of posts that are being made."""
        return len(self._active)

    def wake(self) -> None:
        """End the current wait, because a schedule has changed."""
        self._changed.set()

    async def run(self) -> None:
        """Make posts until cancelled; posts that do not finish within 5 s then are left unclear."""
        try:
            while True:
                await self._tick()
                await self._wait()
        finally:
            await self._finish()

    async def run_once(self) -> None:
        """Make all posts that are due now, and return when they are made or deferred."""
        await self._tick()
        while self._active:
            await asyncio.wait(self._active.values())
            await self._tick()

    async def _tick(self) -> None:
        """Plan servers, enter announcements and start due posts."""
        if self._changed.is_set():
            self._changed.clear()
            self._deferred.forget_all()
        self._tries = 0
        if self._guard is not None and self._guard.is_doubtful:
            return  # a clock that is wrong for a moment would make or miss posts of another day
        for job, step in ((_PLAN, self._plan), (_NEWS, self._announce), (_BEGIN, self._start_due)):
            await self._step(job, step)

    async def _step(self, job: str, step: Callable[[datetime], Awaitable[None]]) -> None:
        """Run a step of a tick; while it fails, the waits between ticks grow."""
        try:
            await step(self._clock())
        except Exception as error:  # noqa: BLE001 - the next tick does it again
            failure = self._failures.record(job, error)
            tries = min(failure.tries, _TRIES_AWAY) if failure.passes else failure.tries
            self._tries = max(self._tries, tries)
        else:
            self._failures.clear(job)

    async def _plan(self, now: datetime) -> None:
        """Enter the posts that have fallen due since each server was last planned."""
        if self._guard is not None and self._guard.even_for > _CERTAIN:
            await self._ledger.bring_forward(now)
        self._deferred.forget_old(now=now)
        while True:
            limit = _PLAN_BATCH + len(self._deferred)
            to_plan = await self._ledger.due_for_planning(now, limit=limit, shards=self._shards)
            plans = [
                plan
                for one in to_plan
                if not self._deferred.waits((one.server, _PLAN), now=now)
                and (plan := self._plan_server(one, now))
            ]
            if not plans:
                break
            await self._enter_plans(plans, now)
        self._keep(_PLAN, {one.server for one in to_plan})

    def _plan_server(self, due_schedule: DueSchedule, now: datetime) -> PlannedPosts | None:
        try:
            return plan_posts(due_schedule, now=now)
        except Exception as error:  # noqa: BLE001 - the other servers are planned
            self._fail(_PLAN, error, (due_schedule.server, _PLAN), now)
            return None

    async def _enter_plans(self, plans: Sequence[PlannedPosts], now: datetime) -> None:
        """Enter plans in one transaction, or, if that fails, each in its own."""
        try:
            await self._ledger.plan(plans)
        except _FOR_ALL:
            raise
        except Exception as error:  # noqa: BLE001 - as above
            if len(plans) > 1:
                for one in plans:
                    await self._enter_plans([one], now)
            else:
                self._fail(_PLAN, error, (plans[0].server, _PLAN), now)
        else:
            for one in plans:
                self._succeed(_PLAN, (one.server, _PLAN))

    async def _announce(self, now: datetime) -> None:
        """Enter the announcements of new episodes, once the library's snapshot has them.

        Runs when the store has changed, and every 10 minutes for embargoes that have ended, servers
        that have failed, and those on the shards of other processes, which may have ended.
        """
        state = (await self._store.version(), now.timestamp() // _EMBARGO_CHECK_SECONDS)
        if state == self._announced:
            return
        shards = self._shards if state[1] == self._announced[1] else ALL
        waiting, arrivals = False, await self._ledger.new_episodes(now, shards=shards)
        for schedule, episodes in arrivals:
            key = (schedule.server, _NEWS)
            try:
                visible = await self._library.episodes(Scope(server=schedule.server))
                if {one.id for one in visible}.issuperset(episodes):
                    await self._ledger.enter(announcement_posts(schedule, episodes, now=now))
                else:
                    waiting = True
            except _FOR_ALL:
                raise
            except Exception as error:  # noqa: BLE001 - as above
                self._fail(_NEWS, error, key, now)
            else:
                self._succeed(_NEWS, key)
        self._keep(_NEWS, {schedule.server for schedule, _ in arrivals})
        if not waiting:
            self._announced = state

    async def _start_due(self, now: datetime) -> None:
        limit = MAX_CONCURRENT + len(self._active) + len(self._deferred)
        tasks = await self._ledger.open_posts(now, limit=limit, shards=self._shards)
        active = {server for server, _ in self._active}
        left = {task.post.server for task in tasks} | active | self._deferred.servers()
        self._keep(_POST, left)
        if not left:
            self._failures.clear(_POST)
        for task in tasks:
            key = (task.post.server, task.post.key)
            waits = key in self._active or self._deferred.waits(key, now=now)
            if not waits and len(self._active) < MAX_CONCURRENT:
                attempt = asyncio.create_task(self._make(task, now))
                self._active[key] = attempt
                attempt.add_done_callback(lambda _, key=key: self._active.pop(key))

    async def _make(self, task: PostTask, now: datetime) -> None:
        key = (task.post.server, task.post.key)
        try:
            await self._worker.deliver(task)
        except asyncio.CancelledError as error:
            current = asyncio.current_task()
            if current is None or current.cancelling():
                raise
            self._fail(_POST, error, key, now)  # something within was cancelled, not the post
        except Exception as error:  # noqa: BLE001 - the posts of other servers go on
            self._fail(_POST, error, key, now)
        else:
            self._succeed(_POST, key)

    def _fail(self, job: str, error: BaseException, key: tuple[int, str], now: datetime) -> None:
        server = None if isinstance(error, _FOR_ALL) else key[0]
        self._failures.record(job, error, server=server)
        self._deferred.defer(key, now=now)

    def _succeed(self, job: str, key: tuple[int, str]) -> None:
        self._failures.clear(job, server=key[0])
        self._failures.clear(job)
        self._deferred.forget(key)

    def _keep(self, job: str, servers: Collection[int]) -> None:
        """Clear the failures of a job for all servers but these."""
        for failure in self._failures.lasting:
            server = failure.server
            if failure.job == job and server is not None and server not in servers:
                self._failures.clear(job, server=server)

    async def _wait(self) -> None:
        """Wait until a post falls due, one is done, or `wake` is called."""
        timer = asyncio.ensure_future(self._sleep(await self._idle_seconds()))
        woken = asyncio.ensure_future(self._changed.wait())
        posts = list(self._active.values())
        try:
            await asyncio.wait((timer, woken, *posts), return_when=asyncio.FIRST_COMPLETED)
        finally:
            timer.cancel()
            woken.cancel()
        if any(post.done() for post in posts):
            await self._sleep(_MIN_WAIT)  # more will be done by then, and one tick serves them all

    async def _idle_seconds(self) -> float:
        """Return the seconds until the next tick."""
        idle: list[float] = []

        async def look(now: datetime) -> None:
            soonest = await self._ledger.next_due_at(now, shards=self._shards)
            seconds = self._poll if soonest is None else (soonest - now).total_seconds()
            least = _DEFERRED if seconds <= 0 and len(self._deferred) else _MIN_WAIT
            idle.append(min(max(seconds, least), self._poll))

        await self._step(_NEXT, look)
        return min(2.0 ** min(self._tries, 10), self._poll) if self._tries else idle[0]

    async def _finish(self) -> None:
        """Wait up to 5 s for the posts that are being made, then cancel those that are left."""
        tasks = list(self._active.values())
        if tasks:
            await asyncio.wait(tasks, timeout=_FINISH_SECONDS)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
