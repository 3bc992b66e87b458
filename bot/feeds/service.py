"""Follow feeds: what the command line, a command and the background job ask for."""

import asyncio
import random
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from bot.analysis.informativeness import SentenceEncoder
from bot.errors import FeedError, LibraryError, NotFoundError
from bot.feeds import timing
from bot.feeds.addresses import parse_address, shown
from bot.feeds.checking import FeedCheck, FeedChecker, job_name, read_at
from bot.feeds.fetching import Fetcher
from bot.feeds.importing import ItemImporter
from bot.feeds.matching import changes
from bot.followed import FeedCounts, FollowedFeed
from bot.import_options import GUIDES
from bot.import_process import Work
from bot.observations import Observer, unobserved
from bot.runtime.failures import Failures
from bot.store import Store
from bot.text.slugs import slug
from bot.translation import gettext as _

MOST_OF_A_SERVER = 20
"""The number of feeds that one server can follow."""

LONGEST_SLEEP = 15.0
"""Seconds until the job looks whether another process has followed a feed."""

_CHECKED_AT_ONCE = 20
"""The number of the newest transcripts that are checked for changes when somebody asks."""

_BREATH = 1.0
"""Seconds between two checks."""

OpenFetcher = Callable[[], AbstractAsyncContextManager[Fetcher]]
Lock = Callable[[], AbstractAsyncContextManager[None]]
Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class FeedState:
    """A feed that is followed, and how far its items are imported."""

    feed: FollowedFeed
    counts: FeedCounts


class FeedService:
    """The feeds of a library.

    `lock` is held while a feed is checked, so that two processes never check at once.
    """

    def __init__(  # noqa: PLR0913 - each is a service that a check needs
        self,
        store: Store,
        *,
        clock: Callable[[], datetime],
        open_fetcher: OpenFetcher,
        lock: Lock,
        failures: Failures | None = None,
        guides: tuple[Path, ...] = (GUIDES,),
        chance: random.Random | None = None,
        encoder: SentenceEncoder | None = None,
        work: Work = asyncio.to_thread,
        observe: Observer = unobserved,
    ) -> None:
        self._store = store
        self._clock = clock
        self._open_fetcher = open_fetcher
        self._lock = lock
        self._failures = failures or Failures(clock=clock)
        self._guides = guides
        self._chance = chance or random.Random()
        self._encoder = encoder
        self._work = work
        self._observe = observe

    async def follow(
        self, address: str, *, show: str | None = None, server: int | None = None
    ) -> FeedState:
        """Follow a feed; its episodes are imported by the checks that follow.

        They go into the show with the slug `show`, by default the feed's title, which is private to
        `server` if one is given. Raise FeedError where there is no feed, and LibraryError where it
        is followed already.
        """
        url = str(parse_address(address))
        await self._check_allowed(url, server)
        asked = FollowedFeed(0, address=url, show=show or "", server=server)
        async with self._open_fetcher() as fetcher:
            read = await read_at(asked, fetcher)
        if read.feed is None:
            raise FeedError(
                _("{address} sends nothing; check the address.").format(address=shown(url))
            )
        now, pause = self._clock(), timing.usual_pause(read.feed)
        host = parse_address(read.address).host or ""
        feed = replace(
            asked,
            address=read.address,
            show=show or slug(read.feed.title) or slug(host),
            title=read.feed.title,
            followed_at=now,
            pause=pause,
            due=timing.next_fetch(pause, now=now, chance=self._chance),
            validators=read.validators,
        )
        found = await asyncio.to_thread(changes, (), read.feed.items)
        stored = await self._store.feeds.add(feed, found)
        return FeedState(stored, FeedCounts(items=len(found), waiting=len(found)))

    async def feeds(self, *, server: int | None = None) -> tuple[FeedState, ...]:
        """List the feeds that a server follows, or all of them for the operator (None)."""
        counts = await self._store.feeds.counts()
        return tuple(
            FeedState(feed, counts.get(feed.id, FeedCounts()))
            for feed in await self._store.feeds.all()
            if server in (None, feed.server)
        )

    async def unfollow(self, name: str, *, server: int | None = None) -> FollowedFeed:
        """Forget a feed, named by its address, its show or its title; its episodes stay.

        Raise NotFoundError if the server, or for None anybody, follows none or several of the name.
        """
        feeds = [state.feed for state in await self.feeds(server=server)]
        named = [feed for feed in feeds if name in (feed.address, shown(feed.address))]
        folded = name.strip().casefold()
        named = named or [
            feed for feed in feeds if folded in (feed.show.casefold(), feed.title.casefold())
        ]
        if len(named) != 1:
            sentence = _("Several feeds are followed as “{name}”; give its address from the list.")
            if not named:
                sentence = _("No feed is followed as “{name}”; give its address from the list.")
            raise NotFoundError(sentence.format(name=name[:100]))
        await self._store.feeds.delete(named[0].id)
        self._failures.clear(job_name(named[0]), server=named[0].server)
        return named[0]

    async def check(self, feed: FollowedFeed, *, fetch: bool = False) -> AsyncGenerator[FeedCheck]:
        """Check a feed until nothing of it is due, and yield what came of each step.

        With `fetch`, the feed is due now, with what failed of it and its newest transcripts.
        """
        if fetch:
            feed = replace(feed, due=self._clock())
            await self._store.feeds.hasten(feed.id, now=self._clock(), newest=_CHECKED_AT_ONCE)
        async with self._open_fetcher() as fetcher:
            while True:
                async with self._lock():
                    done = await self._checker(fetcher).check(feed)
                yield done
                feed = done.feed
                now = self._clock()
                if not await self._store.feeds.due_items(feed.id, now=now, limit=1):
                    return

    async def run(self, imported: Callable[[], Awaitable[None]], *, sleep: Sleep) -> None:
        """Check the feeds that are due, for ever; call `imported` after each that changed any.

        Nothing is fetched while no feed is followed. What was planned by a clock that has been set
        back since, perhaps while no process ran, does not wait until that time comes again.
        """
        await self._restore_failures()
        latest: datetime | None = None
        while True:
            now = self._clock()
            if latest is None or now < latest:
                fetch, check = now + timing.FARTHEST_FETCH, now + timing.FARTHEST_CHECK
                await self._store.feeds.bring_forward(fetch=fetch, check=check, now=now)
            latest = now
            await sleep(await self._run_once(imported))

    async def _run_once(self, imported: Callable[[], Awaitable[None]]) -> float:
        """Check the feed that is due first, if one is; return the seconds to sleep after it."""
        first = await self._store.feeds.next_due()
        if first is None:
            return LONGEST_SLEEP
        feed, due = first
        if due > self._clock():
            return min((due - self._clock()) / timedelta(seconds=1) + _BREATH, LONGEST_SLEEP)
        async with self._lock(), self._open_fetcher() as fetcher:
            done = await self._checker(fetcher).check(feed)
        if any(one.outcome in {"added", "replaced"} for one in done.items):
            await imported()
        return _BREATH

    async def _restore_failures(self) -> None:
        """List the feeds that were failing when the process last ended."""
        for feed in await self._store.feeds.all():
            if feed.problem:
                self._failures.record(job_name(feed), FeedError(feed.problem), server=feed.server)

    async def _check_allowed(self, address: str, server: int | None) -> None:
        if await self._store.feeds.is_followed(address, server=server):
            raise LibraryError(
                _("This feed is followed already: its new episodes are imported by themselves.")
            )
        if server is not None and len(await self.feeds(server=server)) >= MOST_OF_A_SERVER:
            raise LibraryError(
                _("This server follows {most} feeds already; unfollow one first.").format(
                    most=MOST_OF_A_SERVER
                )
            )

    def _checker(self, fetcher: Fetcher) -> FeedChecker:
        importer = ItemImporter(
            self._store,
            fetcher,
            clock=self._clock,
            chance=self._chance,
            guides=self._guides,
            encoder=self._encoder,
            work=self._work,
        )
        return FeedChecker(
            self._store,
            fetcher,
            importer,
            clock=self._clock,
            chance=self._chance,
            failures=self._failures,
            observe=self._observe,
        )
