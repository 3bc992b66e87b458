import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import count
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import LibraryError
from bot.followed import (
    FeedChapter,
    FeedCounts,
    FeedItem,
    FeedTranscript,
    FollowedFeed,
    ItemChange,
    KnownItem,
    Soundbite,
    Validators,
)
from bot.store import FeedTable, Store
from bot.store.dialects import dialect_of
from bot.store.engine import open_database
from tests.support.episodes import content_of, episode_of

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
FULL = FeedItem(
    guid="urn:7",
    title="The fog",
    published=datetime(2026, 3, 1, 23, tzinfo=timezone(-5 * HOUR)),
    season=2,
    number=7,
    link="https://podcast.example/7",
    recording="https://podcast.example/7.mp3",
    video=True,
    guests=("Ann", "Ben"),
    transcripts=(FeedTranscript("https://podcast.example/7.vtt", "text/vtt", "en", captions=True),),
    chapters=(FeedChapter(0, "Opening"),),
    chapters_url="https://podcast.example/7.json",
    soundbites=(Soundbite(1000, 21_000),),
    language="en",
)


def feed_at(address: str = "https://podcast.example/feed", **values: object) -> FollowedFeed:
    feed = FollowedFeed(0, address, "small-hours", followed_at=NOW, due=NOW + HOUR)
    return replace(feed, **values)  # pyright: ignore[reportArgumentType] - by name


def change(guid: str, *, day: int | None = None, essence: str = "1") -> ItemChange:
    published = None if day is None else datetime(2026, 3, day, tzinfo=UTC)
    return ItemChange(FeedItem(guid=guid, published=published), essence, "d")


async def test_a_feed_and_its_items_are_stored_as_they_are(store: Store) -> None:
    given = feed_at(server=7, title="Small Hours", validators=Validators("a", "b"), failures=2)
    stored = await store.feeds.add(given, [ItemChange(FULL, "e", "d")])
    assert stored == replace(given, id=stored.id)
    assert await store.feeds.all() == (stored,)
    (item,) = await store.feeds.due_items(stored.id, now=NOW, limit=9)
    assert (item.item, item.essence, item.due, item.key) == (FULL, "e", NOW, None)
    assert item.item.published is not None
    assert item.item.published.utcoffset() == -5 * HOUR
    (known,) = await store.feeds.known_items(stored.id)
    assert known == KnownItem(
        item.id, FULL.guid, FULL.recording, FULL.title, FULL.published, "e", "d"
    )


async def test_a_feed_is_followed_once_for_each_owner(store: Store) -> None:
    await store.feeds.add(feed_at(), [])
    await store.feeds.add(feed_at(server=7), [])
    with pytest.raises(LibraryError, match="followed already"):
        await store.feeds.add(feed_at(), [change("a")])
    assert len(await store.feeds.all()) == 2
    assert await store.feeds.is_followed(feed_at().address, server=7)
    assert not await store.feeds.is_followed(feed_at().address, server=8)


async def test_due_items_come_with_the_new_and_the_newest_first(store: Store) -> None:
    feed = await store.feeds.add(
        feed_at(), [change("a", day=1), change("x"), change("c", day=3), change("b", day=2)]
    )
    due = await store.feeds.due_items(feed.id, now=NOW, limit=9)
    assert [one.item.guid for one in due] == ["c", "b", "a", "x"]
    await store.feeds.save_item(replace(due[0], episode="12345678"))
    await store.feeds.save_item(replace(due[1], due=NOW + HOUR))
    later = await store.feeds.due_items(feed.id, now=NOW, limit=2)
    assert [one.item.guid for one in later] == ["a", "x"]
    assert len(await store.feeds.due_items(feed.id, now=NOW, limit=9)) == 3


async def test_an_item_that_failed_comes_after_the_others(store: Store) -> None:
    feed = await store.feeds.add(feed_at(), [change("a", day=1), change("b", day=2)])
    newest, _ = await store.feeds.due_items(feed.id, now=NOW, limit=2)
    await store.feeds.save_item(replace(newest, failures=1))
    due = await store.feeds.due_items(feed.id, now=NOW, limit=2)
    assert [one.item.guid for one in due] == ["a", "b"]


async def test_the_items_of_one_feed_are_postponed(store: Store) -> None:
    first = await store.feeds.add(feed_at(), [change("a"), change("b")])
    second = await store.feeds.add(feed_at("https://two.example/"), [change("c")])
    _, later = await store.feeds.due_items(first.id, now=NOW, limit=2)
    await store.feeds.save_item(replace(later, due=NOW + 9 * HOUR))
    await store.feeds.postpone(first.id, until=NOW + HOUR)
    assert await store.feeds.due_items(first.id, now=NOW, limit=9) == ()
    assert len(await store.feeds.due_items(first.id, now=NOW + HOUR, limit=9)) == 1
    assert len(await store.feeds.due_items(second.id, now=NOW, limit=9)) == 1


async def test_the_feed_that_is_due_first_is_found_by_itself_or_an_item(store: Store) -> None:
    assert await store.feeds.next_due() is None
    first = await store.feeds.add(feed_at(due=NOW + 2 * HOUR), [])
    second = await store.feeds.add(feed_at("https://two.example/", due=NOW + 3 * HOUR), [])
    assert await store.feeds.next_due() == (first, NOW + 2 * HOUR)
    await store.feeds.save(second, [change("a")], now=NOW + HOUR)
    assert await store.feeds.next_due() == (second, NOW + HOUR)
    (item,) = await store.feeds.due_items(second.id, now=NOW + HOUR, limit=1)
    await store.feeds.save_item(replace(item, due=None))
    assert await store.feeds.next_due() == (first, NOW + 2 * HOUR)
    await store.feeds.save(replace(first, due=None), now=NOW)
    assert await store.feeds.next_due() == (second, NOW + 3 * HOUR)


async def test_a_changed_item_is_due_again_only_where_that_is_asked(store: Store) -> None:
    feed = await store.feeds.add(feed_at(), [change("a")])
    (item,) = await store.feeds.due_items(feed.id, now=NOW, limit=1)
    done = replace(item, due=None, episode="12345678", failures=3, problem="No.")
    await store.feeds.save_item(done)
    quiet = ItemChange(FeedItem(guid="b"), "1", "d", id=item.id, due=False)
    await store.feeds.save(feed, [quiet], now=NOW)
    assert await store.feeds.due_items(feed.id, now=NOW, limit=1) == ()
    await store.feeds.save(feed, [replace(quiet, essence="2", due=True)], now=NOW)
    (again,) = await store.feeds.due_items(feed.id, now=NOW, limit=1)
    assert (again.item.guid, again.essence, again.episode) == ("b", "2", "12345678")
    assert (again.failures, again.problem) == (0, "")


async def test_keys_of_episodes_and_of_other_items_are_not_reserved(store: Store) -> None:
    content = content_of(["It is taken."])
    await store.add(episode_of(content, key="fog"), content)
    feed = await store.feeds.add(feed_at(), [change("a"), change("b")])
    one, two = await store.feeds.due_items(feed.id, now=NOW, limit=2)

    def candidates() -> list[str]:
        return ["fog", "fog-2", "fog-3"]

    keys = await asyncio.gather(
        store.feeds.reserve_key(one.id, candidates()), store.feeds.reserve_key(two.id, candidates())
    )
    assert sorted(keys) == ["fog-2", "fog-3"]
    assert await store.feeds.reserve_key(one.id, candidates()) == keys[0]
    with pytest.raises(LibraryError, match="taken"):
        await store.feeds.reserve_key(two.id, ["fog"])


async def test_a_reservation_that_is_run_again_begins_with_the_best_key(
    store: Store, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = await store.feeds.add(feed_at(), [change("a")])
    (item,) = await store.feeds.due_items(feed.id, now=NOW, limit=1)
    async with open_database(dialect_of(url, patience=5)) as database:
        once = database.write

        async def twice(work: Callable[..., Awaitable[Any]], *args: Any) -> Any:
            async def run(connection: AsyncConnection) -> Any:
                async with connection.begin_nested() as first:  # as after a conflict
                    await work(connection, *args)
                    await first.rollback()
                return await work(connection, *args)

            return await once(run)

        monkeypatch.setattr(database, "write", twice)
        assert await FeedTable(database).reserve_key(item.id, iter(["fog", "fog-2"])) == "fog"


async def test_a_feed_that_is_deleted_takes_its_items_along_and_leaves_episodes(
    store: Store,
) -> None:
    content = content_of(["It stays."])
    await store.add(episode_of(content), content)
    feed = await store.feeds.add(feed_at(), [change("a")])
    await store.feeds.delete(feed.id)
    assert await store.feeds.all() == ()
    assert await store.feeds.known_items(feed.id) == ()
    assert await store.feeds.counts() == {}
    assert len(await store.every_episode()) == 1


async def test_what_a_fetch_changed_is_dropped_if_the_feed_was_deleted_meanwhile(
    store: Store,
) -> None:
    feed = await store.feeds.add(feed_at(), [])
    await store.feeds.delete(feed.id)
    await store.feeds.save(feed, [change("a")], now=NOW)
    assert await store.feeds.all() == ()
    assert await store.feeds.known_items(feed.id) == ()


async def test_failed_items_and_the_newest_are_hastened(store: Store) -> None:
    feed = await store.feeds.add(feed_at(), [change(str(day), day=day) for day in range(1, 6)])
    for item in await store.feeds.due_items(feed.id, now=NOW, limit=9):
        problem = "It cannot be read." if item.item.guid == "1" else ""
        due = None if item.item.guid == "5" else NOW + HOUR
        await store.feeds.save_item(replace(item, due=due, problem=problem))
    await store.feeds.hasten(feed.id, now=NOW, newest=2)
    due = await store.feeds.due_items(feed.id, now=NOW, limit=9)
    assert [item.item.guid for item in due] == ["4", "3", "1"]


async def test_items_are_counted_by_their_state(store: Store) -> None:
    feed = await store.feeds.add(feed_at(), [change(str(n)) for n in range(4)])
    await store.feeds.add(feed_at("https://two.example/"), [])
    items = await store.feeds.due_items(feed.id, now=NOW, limit=9)
    await store.feeds.save_item(replace(items[0], episode="12345678"))
    await store.feeds.save_item(replace(items[1], problem="It cannot be read."))
    assert await store.feeds.counts() == {
        feed.id: FeedCounts(items=4, imported=1, waiting=2, failing=1)
    }


async def test_a_feed_of_very_many_items_is_stored_whole(store: Store) -> None:
    numbers = count()
    feed = await store.feeds.add(
        feed_at(),
        [ItemChange(replace(FULL, guid=f"{next(numbers)}"), "e", "d") for _ in range(2000)],
    )
    assert len(await store.feeds.known_items(feed.id)) == 2000
