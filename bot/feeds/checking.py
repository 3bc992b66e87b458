"""Check one feed: fetch it if that is due, and import a few of its items."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.errors import FeedError
from bot.feeds import timing
from bot.feeds.fetching import Fetcher, FetchError
from bot.feeds.importing import ItemImporter, ItemOutcome
from bot.feeds.matching import changes
from bot.feeds.reader import read_feed
from bot.followed import Feed, FollowedFeed, ItemChange, Validators
from bot.observations import FeedCheckEnd, Observer, unobserved
from bot.runtime.failures import Failures
from bot.store import Store

LARGEST_FEED = 64_000_000
"""In bytes; a feed of 20,000 items with notes has about so many."""

AT_ONCE = 10
"""Items that are imported before other feeds have their turn."""

_ACCEPT = (
    "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
)


@dataclass(frozen=True, slots=True)
class ReadFeed:
    """A feed that was fetched and read, and the address where it is to be fetched from now on.

    `feed` is None where it has not changed.
    """

    address: str
    feed: Feed | None
    validators: Validators


@dataclass(frozen=True, slots=True)
class FeedCheck:
    """What came of a check; `error` is why the feed could not be fetched or read."""

    feed: FollowedFeed
    items: tuple[ItemOutcome, ...] = ()
    error: FeedError | None = None


class FeedChecker:
    """Checks feeds, and stores what came of each step."""

    def __init__(
        self,
        store: Store,
        fetcher: Fetcher,
        importer: ItemImporter,
        *,
        clock: Callable[[], datetime],
        chance: random.Random,
        failures: Failures,
        observe: Observer = unobserved,
    ) -> None:
        self._store = store
        self._fetcher = fetcher
        self._importer = importer
        self._clock = clock
        self._chance = chance
        self._failures = failures
        self._observe = observe

    async def check(self, feed: FollowedFeed) -> FeedCheck:
        """Fetch a feed if it is due, then import at most ten items that are due."""
        error: FeedError | None = None
        if feed.due is not None and feed.due <= self._clock():
            feed, error = await self._fetch(feed)
        now = self._clock()
        outcomes: list[ItemOutcome] = []
        for item in await self._store.feeds.due_items(feed.id, now=now, limit=AT_ONCE):
            outcomes.append(await self._importer.run(item, feed))
            failed = outcomes[-1].error
            if isinstance(failed, FetchError) and failed.server:
                pause = max(timing.FIRST_RETRY, timedelta(seconds=failed.wait))
                await self._store.feeds.postpone(feed.id, until=self._clock() + pause)
                break
        check = FeedCheck(feed, tuple(outcomes), error)
        self._observe(_summary(check))
        return check

    async def _fetch(self, feed: FollowedFeed) -> tuple[FollowedFeed, FeedError | None]:
        try:
            read = await read_at(feed, self._fetcher)
        except FeedError as error:
            return await self._fail(feed, error), error
        now = self._clock()
        pause = timing.usual_pause(read.feed) if read.feed else feed.pause
        # Not where another one is followed already: each address is fetched once.
        taken = await self._store.feeds.is_followed(read.address, server=feed.server)
        moved = read.address != feed.address and not taken
        fresh = replace(
            feed,
            title=(read.feed.title if read.feed else "") or feed.title,
            address=read.address if moved else feed.address,
            validators=read.validators,
            pause=pause,
            due=timing.next_fetch(pause, now=now, chance=self._chance),
            failures=0,
            problem="",
            failing_since=None,
        )
        await self._store.feeds.save(fresh, await self._changes(feed, read), now=now)
        self._failures.clear(job_name(feed), server=feed.server)
        return fresh, None

    async def _changes(self, feed: FollowedFeed, read: ReadFeed) -> tuple[ItemChange, ...]:
        if read.feed is None:
            return ()
        known = await self._store.feeds.known_items(feed.id)
        return await asyncio.to_thread(changes, known, read.feed.items)

    async def _fail(self, feed: FollowedFeed, error: FeedError) -> FollowedFeed:
        now, failures = self._clock(), feed.failures + 1
        fetch = error if isinstance(error, FetchError) else FetchError("")
        failing = replace(
            feed,
            failures=failures,
            problem=str(error),
            failing_since=feed.failing_since or now,
            due=timing.next_retry(
                failures, now=now, chance=self._chance, wait=fetch.wait, removed=fetch.removed
            ),
        )
        await self._store.feeds.save(failing, now=now)
        if failing.problem != feed.problem:  # reported once, and then listed until it works again
            self._failures.record(job_name(feed), error, server=feed.server)
        return failing


def _summary(check: FeedCheck) -> FeedCheckEnd:
    return FeedCheckEnd(
        "failed" if check.error else "checked",
        imported=sum(one.outcome in {"added", "replaced"} for one in check.items),
        failed=sum(one.error is not None for one in check.items),
    )


def job_name(feed: FollowedFeed) -> str:
    """Return the name under which the failures of a feed are listed."""
    return f"feed {feed.name}"


async def read_at(feed: FollowedFeed, fetcher: Fetcher) -> ReadFeed:
    """Fetch and read a feed, from its new address if it names one that works.

    Raise FeedError where it cannot be fetched or read.
    """
    read = await _read(feed, fetcher)
    if read.feed is None or not read.feed.moved_to:
        return read
    try:
        moved = await _read(
            FollowedFeed(feed.id, address=read.feed.moved_to, show=feed.show), fetcher
        )
    except FeedError:
        return read  # it is still where it was
    return read if moved.feed is None or moved.feed.moved_to else moved


async def _read(feed: FollowedFeed, fetcher: Fetcher) -> ReadFeed:
    fetched = await fetcher.fetch(
        feed.address, limit=LARGEST_FEED, accept=_ACCEPT, validators=feed.validators
    )
    if fetched.data is None:
        return ReadFeed(fetched.permanent, None, feed.validators)
    read = await asyncio.to_thread(read_feed, fetched.data, address=fetched.address)
    return ReadFeed(fetched.permanent, read, fetched.validators)
