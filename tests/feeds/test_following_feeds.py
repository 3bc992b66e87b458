import asyncio
import gzip
import random
from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web

from bot import ingest
from bot.errors import FeedError, LibraryError, NotFoundError, PullquoteError
from bot.feeds import service as service_module
from bot.feeds.checking import FeedCheck
from bot.feeds.fetching import Fetcher, open_fetcher
from bot.feeds.service import FeedService, FeedState
from bot.followed import FeedCounts
from bot.import_options import Options
from bot.models import Episode, EpisodeEdits, ShowEdits
from bot.observations import FeedCheckEnd, Observation
from bot.runtime.failures import Failures
from bot.store import Store
from tests.feeds.conftest import LOOPBACK, NOW
from tests.support.feed_xml import item, rss
from tests.support.stores import open_store
from tests.support.web import Website, http_date, never

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FOG = "The fog came in at six. Nobody on the pier could see the ferry, but we all heard its bell."
BELL = "The bell is older than the harbour. It was cast for a church that the sea has taken since."
LATER = "We rang it together in the morning. Then the ferry turned round and went home without us."


@dataclass
class Studio:
    """A library that follows feeds, with a clock that a test moves."""

    store: Store
    failures: Failures
    now: list[datetime] = field(default_factory=lambda: [NOW])
    deadline: float = 5.0
    observed: list[Observation] = field(default_factory=list[Observation])

    @property
    def service(self) -> FeedService:
        return FeedService(
            self.store,
            clock=lambda: self.now[0],
            open_fetcher=self.open_fetcher,
            lock=_no_lock,
            failures=self.failures,
            chance=random.Random(1),
            observe=self.observed.append,
        )

    def open_fetcher(self) -> AbstractAsyncContextManager[Fetcher]:
        return open_fetcher(
            agent="Pullquote/test",
            clock=lambda: self.now[0],
            permitted=LOOPBACK,
            deadline=self.deadline,
        )

    async def follow(
        self, address: str, *, server: int | None = None, show: str | None = None
    ) -> FeedState:
        """Follow a feed, and import what it has."""
        state = await self.service.follow(address, server=server, show=show)
        async for _ in self.service.check(state.feed):
            pass
        return state

    async def pass_time(self, time: timedelta = 2 * HOUR) -> list[FeedCheck]:
        """Let time pass, and check what has become due."""
        self.now[0] += time
        done: list[FeedCheck] = []
        while (first := await self.store.feeds.next_due()) and first[1] <= self.now[0]:
            done += [one async for one in self.service.check(first[0])]
        return done

    async def episodes(self) -> dict[str, Episode]:
        return {one.title: one for one in await self.store.every_episode()}

    async def text(self, title: str) -> str:
        return (await self.store.content((await self.episodes())[title].key)).text

    async def state(self) -> FeedState:
        (state,) = await self.service.feeds()
        return state


@asynccontextmanager
async def _no_lock() -> AsyncGenerator[None]:
    yield


@pytest.fixture
async def studio(tmp_path: Path) -> AsyncGenerator[Studio]:
    async with open_store(f"sqlite+aiosqlite:///{tmp_path}/library.db") as store:
        yield Studio(store, Failures(clock=lambda: NOW))


@pytest.fixture
def feed(website: Website) -> str:
    """Serve a feed of one episode, and return its address."""
    website.put("/fog.txt", FOG, ETag='"fog"')
    return website.put("/feed", rss(fog(website)), ETag='"1"')


def fog(website: Website, *, title: str = "The fog", more: str = "") -> str:
    return item(
        "urn:fog",
        website.url("/fog.txt"),
        title=title,
        published="Sun, 01 Mar 2026 20:00:00 -0800",
        recording="https://cdn.example/fog.mp3",
        more=f"<link>https://podcast.example/fog</link><itunes:episode>7</itunes:episode>{more}",
    )


def bell(website: Website, guid: str = "urn:bell") -> str:
    website.put("/bell.txt", BELL)
    return item(
        guid, website.url("/bell.txt"), title="The bell", published="Mon, 02 Mar 2026 10:00:00 GMT"
    )


async def test_an_episode_is_imported_with_what_the_feed_states(
    studio: Studio, website: Website, feed: str
) -> None:
    guest = '<podcast:person role="guest">Ann Reed</podcast:person>'
    website.put("/feed", rss(fog(website, more=f"{guest}<itunes:season>2</itunes:season>")))
    await studio.follow(feed)
    (episode,) = await studio.store.every_episode()
    assert (episode.key, episode.title, episode.number) == ("small-hours-s02e07", "The fog", 7)
    assert (episode.show.slug, episode.show.title) == ("small-hours", "Small Hours")
    assert (episode.published, episode.guests) == (date(2026, 3, 1), ("Ann Reed",))
    assert [(link.kind, link.url) for link in episode.links] == [
        ("web", "https://podcast.example/fog"),
        ("audio", "https://cdn.example/fog.mp3"),
    ]
    assert episode.show.server is None
    assert episode.added_at == NOW
    assert await studio.text("The fog") == FOG
    assert studio.observed == [FeedCheckEnd("checked", imported=1, failed=0)]


async def test_a_new_episode_is_imported_and_the_others_are_left_alone(
    studio: Studio, website: Website, feed: str
) -> None:
    await studio.follow(feed)
    version = await studio.store.version()
    website.put("/feed", rss(bell(website), fog(website)), ETag='"2"')
    website.requests.clear()
    await studio.pass_time()
    assert website.paths() == ["/feed", "/bell.txt"]
    assert set(await studio.episodes()) == {"The fog", "The bell"}
    assert await studio.store.version() == version + 1


async def test_a_feed_that_has_not_changed_is_not_sent_again(
    studio: Studio, website: Website, feed: str
) -> None:
    await studio.follow(feed)
    website.requests.clear()
    version = await studio.store.version()
    for _ in range(3):
        await studio.pass_time()
    assert [one.headers.get("If-None-Match") for one in website.requests] == ['"1"'] * 3
    assert await studio.store.version() == version


async def test_a_feed_that_states_only_a_date_is_asked_by_it(
    studio: Studio, website: Website, feed: str
) -> None:
    written = http_date(NOW.timestamp())
    website.put("/feed", rss(fog(website)), Last_Modified=written)
    await studio.follow(feed)
    website.requests.clear()
    await studio.pass_time()
    assert website.requests[0].headers["If-Modified-Since"] == written


async def test_a_changed_transcript_replaces_the_old_one_and_keeps_the_ids(
    studio: Studio, website: Website, feed: str
) -> None:
    await studio.follow(feed)
    before = await studio.store.content("small-hours-7")
    await studio.pass_time(DAY)
    assert await studio.text("The fog") == FOG
    website.put("/fog.txt", f"{FOG}\n\n{LATER}", ETag='"fog2"')
    website.requests.clear()
    await studio.pass_time(3 * DAY)
    after = await studio.store.content("small-hours-7")
    assert LATER in after.text
    assert before.quotes[0].id in {quote.id for quote in after.quotes}
    asked = [one.headers.get("If-None-Match") for one in website.requests if one.path == "/fog.txt"]
    assert asked == ['"fog"']


async def test_a_changed_transcript_is_found_at_once_if_somebody_asks(
    studio: Studio, website: Website, feed: str
) -> None:
    state = await studio.follow(feed)
    website.put("/fog.txt", LATER, ETag='"fog2"')
    done = [one async for one in studio.service.check(state.feed, fetch=True)]
    assert [item.outcome for check in done for item in check.items] == ["replaced"]
    assert await studio.text("The fog") == LATER


async def test_a_changed_title_and_another_transcript_are_taken_over(
    studio: Studio, website: Website, feed: str
) -> None:
    await studio.follow(feed)
    before = await studio.store.content("small-hours-7")
    website.put("/feed", rss(fog(website, title="Fog at six")))
    await studio.pass_time()
    assert list(await studio.episodes()) == ["Fog at six"]
    after = await studio.store.content("small-hours-7")
    assert [one.id for one in after.quotes] == [one.id for one in before.quotes]
    page = website.put("/fog.md", f"**Ann:** {FOG}\n\n**Ben:** {LATER}")
    better = f'<podcast:transcript url="{page}" type="text/markdown"/>'
    website.put("/feed", rss(fog(website, title="Fog at six", more=better)))
    await studio.pass_time()
    assert (await studio.episodes())["Fog at six"].speakers == ("Ann", "Ben")


async def test_a_transcript_that_cannot_be_read_or_fetched_gives_way_to_the_next(
    studio: Studio, website: Website, feed: str
) -> None:
    website.put("/login", "<!DOCTYPE html><html><body>Log in</body></html>")
    website.put("/empty", "")
    website.put("/binary", bytes(range(256)) * 9)
    website.put("/broken", status=500)
    website.redirect("/private", "http://127.0.0.2/")
    bad = "".join(
        f'<podcast:transcript url="{website.url(path)}" type="text/markdown"/>'
        for path in ("/login", "/empty", "/binary", "/gone", "/broken", "/private")
    )
    website.put("/feed", rss(fog(website, more=bad)))
    await studio.follow(feed)
    assert await studio.text("The fog") == FOG


@pytest.mark.parametrize("media_type", ["text/html", "application/octet-stream", "image/png", ""])
async def test_a_wrong_content_type_is_no_reason_to_refuse(
    studio: Studio, website: Website, feed: str, media_type: str
) -> None:
    for page in website.pages.values():
        page.headers["Content-Type"] = media_type
    await studio.follow(feed)
    assert await studio.text("The fog") == FOG


async def test_a_timed_transcript_brings_speakers_times_chapters_and_soundbites(
    studio: Studio, website: Website
) -> None:
    cues = "\n\n".join(
        f"00:0{minute}:00.000 --> 00:0{minute}:50.000\n<v {name}>{words}"
        for minute, name, words in ((0, "Ann", FOG), (1, "Ben Ito", BELL), (2, "Ann", LATER))
    )
    details = """<podcast:chapters url="/c.json" type="application/json+chapters"/>
        <podcast:soundbite startTime="60.0" duration="50.0">The bell</podcast:soundbite>
        <podcast:soundbite startTime="0.0" duration="5.0">Too short</podcast:soundbite>"""
    website.put(
        "/c.json",
        '{"chapters": [{"startTime": 0, "title": "Fog"}, '
        '{"startTime": 30, "title": "No", "toc": false}, {"startTime": 120, "title": "Home"}]}',
    )
    website.put("/a.txt", "Worse.")
    words = website.put("/a.vtt", f"WEBVTT\n\n{cues}\n", Content_Type="text/vtt")
    one = item(
        "a",
        website.url("/a.txt"),
        words,
        title="A",
        recording="https://x.example/a.mp3",
        more=details,
    )
    await studio.follow(website.put("/feed", rss(one)))
    episode = (await studio.episodes())["A"]
    content = await studio.store.content(episode.key)
    assert (episode.format, episode.speakers) == ("WebVTT", ("Ann", "Ben Ito"))
    assert {quote.start_ms for quote in content.quotes} == {0, 60_000, 120_000}
    assert [chapter.title for chapter in content.chapters] == ["Fog", "Home"]
    assert [light.text for light in content.highlights if light.pinned] == [BELL]


async def test_what_people_changed_stands_above_the_feed(
    studio: Studio, website: Website, feed: str
) -> None:
    await studio.follow(feed)
    mine = EpisodeEdits(title="My title", guests=("Me",))
    await studio.store.edits.edit_episode("small-hours-7", mine, server=None)
    await studio.store.edits.edit_show("small-hours", ShowEdits(title="My show"), server=None)
    website.put("/fog.txt", f"{FOG}\n\n{LATER}")
    website.put(
        "/feed",
        rss(fog(website, title="New title", more="<itunes:season>3</itunes:season>"), title="New"),
    )
    await studio.pass_time()
    (episode,) = await studio.store.every_episode()
    assert (episode.title, episode.guests, episode.show.title) == ("My title", ("Me",), "My show")
    assert LATER in (await studio.store.content(episode.key)).text


async def test_a_transcript_in_the_language_of_the_show_is_preferred(
    studio: Studio, website: Website
) -> None:
    website.put(
        "/de", "Der Nebel kam um sechs. Niemand am Ufer sah die Glocke, aber alle hörten sie."
    )
    website.put("/en", FOG)
    named = (
        f'<podcast:transcript url="/{code}" type="text/plain" language="{code}"/>'
        for code in ("de", "en")
    )
    address = website.put("/feed", rss(item("a", *named, title="A"), language="en-gb"))
    await studio.follow(address)
    assert await studio.text("A") == FOG


async def test_an_episode_whose_transcripts_all_fail_is_retried_without_keeping_back_others(
    studio: Studio, website: Website, feed: str
) -> None:
    lost = item(
        "urn:lost",
        website.url("/lost.txt"),
        title="Lost",
        published="Mon, 02 Mar 2026 11:00:00 GMT",
    )
    website.put("/feed", rss(lost, fog(website)))
    await studio.follow(feed)
    assert list(await studio.episodes()) == ["The fog"]
    assert (await studio.state()).counts == FeedCounts(items=2, imported=1, failing=1)
    website.put("/lost.txt", LATER)
    await studio.pass_time(2 * DAY)
    assert set(await studio.episodes()) == {"The fog", "Lost"}
    assert (await studio.state()).counts == FeedCounts(items=2, imported=2)


async def test_a_server_that_has_too_many_requests_is_left_alone(
    studio: Studio, website: Website, feed: str
) -> None:
    items = [item(str(n), website.url(f"/{n}.txt"), website.url(f"/{n}.md")) for n in range(5)]
    for n in range(5):
        website.put(f"/{n}.txt", status=429, Retry_After="7200")
        website.put(f"/{n}.md", status=429, Retry_After="7200")
    website.put("/feed", rss(*items))
    website.requests.clear()
    await studio.follow(feed)
    assert len(website.paths()) == 2
    await studio.pass_time(1.5 * HOUR)
    assert website.paths()[2:] == ["/feed"]
    for n in range(5):
        website.put(f"/{n}.md", f"{FOG} {n}.")
    await studio.pass_time(4 * HOUR)
    assert len(await studio.episodes()) == 5


async def test_a_feed_that_has_moved_for_good_is_fetched_from_its_new_address(
    studio: Studio, website: Website, feed: str
) -> None:
    await studio.follow(feed)
    website.put("/new", rss(bell(website), fog(website)))
    website.redirect("/feed", "/new", status=301)
    await studio.pass_time()
    assert (await studio.state()).feed.address == website.url("/new")
    website.requests.clear()
    await studio.pass_time()
    assert website.paths() == ["/new"]
    assert len(await studio.episodes()) == 2


async def test_a_feed_that_has_moved_for_now_keeps_its_address(
    studio: Studio, website: Website, feed: str
) -> None:
    await studio.follow(feed)
    website.put("/new", rss(fog(website)))
    website.redirect("/feed", "/new", status=302)
    await studio.pass_time()
    assert (await studio.state()).feed.address == feed


async def test_a_feed_that_names_a_new_address_is_fetched_from_there_if_that_works(
    studio: Studio, website: Website, feed: str
) -> None:
    await studio.follow(feed)
    moved = f"<itunes:new-feed-url>{website.url('/new')}</itunes:new-feed-url>"
    website.put("/feed", rss(fog(website), channel=moved))
    await studio.pass_time()
    assert (await studio.state()).feed.address == feed
    website.put("/new", rss(bell(website), fog(website), channel=moved))
    website.put("/feed", rss(fog(website), channel=moved), ETag='"3"')
    await studio.pass_time()
    assert (await studio.state()).feed.address == website.url("/new")
    assert len(await studio.episodes()) == 2


async def test_two_feeds_that_name_each_other_stay_where_they_are(
    studio: Studio, website: Website, feed: str
) -> None:
    for here, there in (("/feed", "/b"), ("/b", "/feed")):
        moved = f"<itunes:new-feed-url>{website.url(there)}</itunes:new-feed-url>"
        website.put(here, rss(fog(website), channel=moved))
    await studio.follow(feed)
    await studio.pass_time()
    assert (await studio.state()).feed.address == feed


async def test_a_feed_that_moves_to_one_that_is_followed_stays(
    studio: Studio, website: Website, feed: str
) -> None:
    await studio.follow(feed)
    await studio.follow(website.put("/other", rss(bell(website), title="Other")))
    website.redirect("/other", feed, status=301)
    checks = await studio.pass_time()
    assert [one.error for one in checks] == [None, None]
    addresses = {state.feed.address for state in await studio.service.feeds()}
    assert addresses == {feed, website.url("/other")}


@pytest.mark.parametrize("status", [404, 410])
async def test_a_feed_that_is_gone_is_reported_once_and_retried_rarely(
    studio: Studio, website: Website, feed: str, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    del caplog
    await studio.follow(feed)
    website.put("/feed", status=status)
    website.requests.clear()
    for _ in range(30 * 4):
        await studio.pass_time(6 * HOUR)
    assert 4 <= website.paths().count("/feed") <= 9
    (failure,) = studio.failures.lasting
    assert (failure.job, failure.tries, failure.server) == ("feed Small Hours", 1, None)
    assert f"nothing at this address any more ({status})" in failure.cause
    assert (await studio.state()).feed.problem == failure.cause
    assert list(await studio.episodes()) == ["The fog"]
    assert FeedCheckEnd("failed", imported=0, failed=0) in studio.observed


async def test_a_broken_feed_is_retried_with_growing_pauses_and_recovers(
    studio: Studio, website: Website, feed: str
) -> None:
    await studio.follow(feed)
    website.put("/feed", status=503)
    website.requests.clear()
    for _ in range(12 * 24):
        await studio.pass_time(timedelta(minutes=5))
    assert 5 <= len(website.requests) <= 12
    assert (await studio.state()).feed.failing_since is not None
    website.put("/feed", rss(bell(website), fog(website)))
    await studio.pass_time(2 * DAY)
    assert studio.failures.lasting == ()
    assert (await studio.state()).feed.problem == ""
    assert len(await studio.episodes()) == 2


async def test_a_server_that_says_when_to_come_back_is_not_asked_before(
    studio: Studio, website: Website, feed: str
) -> None:
    await studio.follow(feed)
    website.put("/feed", status=503, Retry_After=str(3 * 24 * 3600))
    await studio.pass_time()
    website.requests.clear()
    for _ in range(70):
        await studio.pass_time(HOUR)
    assert "/feed" not in website.paths()


async def test_a_feed_of_a_server_makes_private_episodes_and_its_failure_is_the_servers(
    studio: Studio, website: Website, feed: str
) -> None:
    await studio.follow(feed, server=7, show="ours")
    (episode,) = await studio.store.every_episode()
    assert (episode.show.slug, episode.show.server) == ("ours", 7)
    assert await studio.store.episodes(server=8) == ()
    website.put("/feed", "<html>Log in</html>")
    await studio.pass_time()
    assert studio.failures.of(8) == ()
    (failure,) = studio.failures.of(7)
    assert failure.public
    assert "web page" in failure.cause


async def test_the_same_feed_may_be_public_and_private(
    studio: Studio, website: Website, feed: str
) -> None:
    del website
    await studio.follow(feed)
    await studio.follow(feed, server=7)
    assert sorted(str(one.show.server) for one in await studio.store.every_episode()) == [
        "7",
        "None",
    ]
    assert len({one.key for one in await studio.store.every_episode()}) == 2


async def test_an_item_whose_guid_changes_is_not_imported_twice(
    studio: Studio, website: Website
) -> None:
    address = website.put("/feed", rss(bell(website, "urn:1")))
    await studio.follow(address)
    website.put("/feed", rss(bell(website, "urn:2")))
    await studio.pass_time()
    assert len(await studio.episodes()) == 1
    assert (await studio.state()).counts == FeedCounts(items=1, imported=1)


async def test_two_items_of_one_guid_are_two_episodes(studio: Studio, website: Website) -> None:
    items = [
        item(
            "g",
            website.put(f"/{n}.txt", f"{FOG} {n}."),
            title=f"Part {n}",
            recording=f"https://x.example/{n}.mp3",
        )
        for n in (1, 2)
    ]
    await studio.follow(website.put("/feed", rss(*items)))
    assert set(await studio.episodes()) == {"Part 1", "Part 2"}
    website.put("/feed", rss(*reversed(items)))
    await studio.pass_time()
    assert len(await studio.store.every_episode()) == 2


async def test_an_episode_that_was_removed_is_not_imported_again(
    studio: Studio, website: Website, feed: str
) -> None:
    await studio.follow(feed)
    await studio.store.remove("small-hours-7", server=None)
    website.put("/fog.txt", LATER, ETag='"x"')
    website.put("/feed", rss(fog(website, title="New")))
    for _ in range(3):
        await studio.pass_time(3 * DAY)
    assert await studio.store.every_episode() == ()


async def test_a_transcript_that_was_added_by_hand_is_not_imported_twice(
    studio: Studio, website: Website, feed: str, tmp_path: Path
) -> None:
    path = tmp_path / "mine.txt"
    path.write_text(FOG, encoding="utf-8")
    await ingest.add(path, store=studio.store, options=Options())
    await studio.follow(feed)
    assert [one.key for one in await studio.store.every_episode()] == ["mine"]
    assert (await studio.state()).counts.imported == 1
    del website


async def test_a_key_that_is_taken_gets_a_neighbour(
    studio: Studio, website: Website, feed: str, tmp_path: Path
) -> None:
    path = tmp_path / "small-hours-7.txt"
    path.write_text(LATER, encoding="utf-8")
    await ingest.add(path, store=studio.store, options=Options())
    await studio.follow(feed)
    keys = {one.key for one in await studio.store.every_episode()}
    assert keys == {"small-hours-7", "small-hours-the-fog"}
    del website


async def test_chapters_of_a_feed_come_from_its_file_or_else_from_itself(
    studio: Studio, website: Website
) -> None:
    timed = f"**Ann:** [00:00] {FOG}\n\n**Ben:** [01:00] {BELL}\n\n**Ann:** [02:00] {LATER}\n"
    website.put(
        "/c.json",
        '{"chapters": [{"startTime": 0, "title": "Fog"}, {"startTime": 60, "title": "Bell"}]}',
    )
    inline = '<psc:chapters><psc:chapter start="0" title="All"/></psc:chapters>'
    address = website.put(
        "/feed",
        rss(
            item(
                "a",
                website.put("/a.md", timed),
                title="A",
                more=f'{inline}<podcast:chapters url="/c.json"/>',
            ),
            item(
                "b",
                website.put("/b.md", timed + BELL),
                title="B",
                more=f'{inline}<podcast:chapters url="/none"/>',
            ),
        ),
    )
    await studio.follow(address)
    chapters = {
        title: [one.title for one in (await studio.store.content(episode.key)).chapters]
        for title, episode in (await studio.episodes()).items()
    }
    assert chapters == {"A": ["Fog", "Bell"], "B": ["All"]}


async def test_a_soundbite_becomes_a_pinned_highlight(studio: Studio, website: Website) -> None:
    timed = f"**Ann:** [00:00] {FOG}\n\n**Ben:** [01:00] {BELL}\n\n**Ann:** [02:00] {LATER}\n"
    bite = '<podcast:soundbite startTime="60" duration="60"/>'
    address = website.put(
        "/feed", rss(item("a", website.put("/a.md", timed), title="A", more=bite))
    )
    await studio.follow(address)
    (episode,) = await studio.store.every_episode()
    pinned = [one for one in (await studio.store.content(episode.key)).highlights if one.pinned]
    assert [BELL in one.display for one in pinned] == [True]


async def test_a_feed_of_very_many_items_is_imported_a_few_at_a_time_and_the_newest_first(
    studio: Studio, website: Website
) -> None:
    first = datetime(2010, 1, 1, tzinfo=UTC)
    website.put("/t", FOG)
    items = [
        item(
            str(n),
            website.put(f"/{n}.txt", f"{FOG} This is number {n}.")
            if n >= 480
            else website.url("/t"),
            title=str(n),
            published=(first + n * HOUR).isoformat(),
            recording=f"https://x.example/{n}.mp3",
        )
        for n in range(500)
    ]
    address = website.put("/feed", rss(*items))
    state = await studio.service.follow(address)
    assert state.counts.items == 500
    website.requests.clear()
    checking = studio.service.check(state.feed)
    done = await anext(checking)
    await checking.aclose()
    assert [one.item.item.title for one in done.items] == [str(n) for n in range(499, 489, -1)]
    assert len(website.requests) == 10
    assert len(await studio.store.every_episode()) == 10
    website.requests.clear()
    studio.now[0] += 2 * HOUR
    website.put("/feed", rss(*items[1:], title="Renamed"))
    (fresh,) = await studio.store.feeds.all()
    checking = studio.service.check(fresh)
    await anext(checking)
    await checking.aclose()
    assert (await studio.state()).counts.items == 500
    assert len(await studio.store.every_episode()) == 20


BOMB = '<!DOCTYPE rss [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><rss>&b;</rss>'
REFUSED = {
    "login page": "<!DOCTYPE html><html><body><form>Log in</form></body></html>",
    "nothing": "",
    "entity bomb": BOMB,
    "json": "{}",
    "half a feed": rss(item("a", "a.txt"))[:-30],
    "deep": "<rss>" + "<a>" * 10_000,
}


@pytest.mark.parametrize("name", REFUSED)
async def test_what_is_no_feed_is_refused_in_one_sentence_and_not_followed(
    studio: Studio, website: Website, name: str
) -> None:
    with pytest.raises(FeedError) as refused:
        await studio.service.follow(website.put("/feed", REFUSED[name]))
    assert str(refused.value).count(". ") == 0
    assert await studio.service.feeds() == ()


async def test_a_feed_that_is_too_large_is_refused(
    studio: Studio, website: Website, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.feeds.checking.LARGEST_FEED", 1_000_000)
    packed = gzip.compress(b"<rss>" + bytes(50_000_000))
    for headers in ({}, {"Content-Encoding": "gzip"}):
        body = packed if headers else bytes(2_000_000)
        address = website.put("/feed", body, headers=headers)
        with pytest.raises(FeedError, match="too large"):
            await studio.service.follow(address)


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.2/",
        "http://169.254.169.254/",
        "http://[::1]/",
        "file:///etc/passwd",
        "http://localhost.:1/",
    ],
)
async def test_a_feed_that_begins_to_redirect_to_a_private_place_is_reported(
    studio: Studio, website: Website, feed: str, target: str
) -> None:
    await studio.follow(feed)
    website.redirect("/feed", target, status=301)
    await studio.pass_time()
    (failure,) = studio.failures.lasting
    assert (
        "127.0.0.1 redirects" in failure.cause
        or "not on the public internet" in failure.cause
        or "cannot be reached" in failure.cause
        or "no server" in failure.cause
    )
    assert (await studio.state()).feed.address == feed


async def test_a_slow_feed_and_a_slow_transcript_end_at_the_deadline(
    studio: Studio, website: Website, feed: str
) -> None:
    studio.deadline = 0.5
    slow = item("slow", website.put("/slow.txt", answer=never), title="Slow")
    website.put("/feed", rss(slow, fog(website)))
    await studio.follow(feed)
    assert list(await studio.episodes()) == ["The fog"]
    website.put("/feed", answer=never)
    await studio.pass_time()
    assert "did not send it within" in (await studio.state()).feed.problem


async def test_a_transcript_that_breaks_off_is_not_imported(
    studio: Studio, website: Website, feed: str
) -> None:
    async def half(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "1000"})
        await response.prepare(request)
        await response.write(FOG.encode())
        assert request.transport is not None
        request.transport.close()
        return response

    website.put("/fog.txt", answer=half)
    await studio.follow(feed)
    assert await studio.store.every_episode() == ()
    website.put("/fog.txt", FOG)
    await studio.pass_time(DAY)
    assert await studio.text("The fog") == FOG


async def test_a_feed_is_followed_once(studio: Studio, feed: str) -> None:
    await studio.follow(feed)
    with pytest.raises(LibraryError, match="followed already"):
        await studio.service.follow(feed)


async def test_a_server_follows_a_limited_number_of_feeds(
    studio: Studio, website: Website, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service_module, "MOST_OF_A_SERVER", 1)
    for path in ("/a", "/b"):
        website.put(path, rss())
    await studio.service.follow(website.url("/a"), server=7)
    await studio.service.follow(website.url("/b"), server=8)
    with pytest.raises(LibraryError, match="unfollow one"):
        await studio.service.follow(website.url("/b"), server=7)


async def test_a_feed_is_unfollowed_by_address_show_or_title_and_its_episodes_stay(
    studio: Studio, website: Website, feed: str
) -> None:
    del website
    for name in (feed, "small-hours", "Small Hours"):
        await studio.follow(feed)
        with pytest.raises(NotFoundError):
            await studio.service.unfollow(name, server=7)
        assert (await studio.service.unfollow(name)).address == feed
        assert await studio.service.feeds() == ()
        assert len(await studio.store.every_episode()) == 1
    with pytest.raises(NotFoundError, match="No feed is followed"):
        await studio.service.unfollow(feed)


async def test_the_job_imports_what_is_due_and_survives_a_broken_feed(
    studio: Studio, website: Website, feed: str
) -> None:
    await studio.follow(website.put("/broken", rss(bell(website), title="Broken")))
    website.put("/broken", status=500)
    await studio.service.follow(feed)
    studio.now[0] += 2 * HOUR
    seen: list[int] = []

    async def imported() -> None:
        seen.append(len(await studio.store.every_episode()))

    async def sleep(seconds: float) -> None:
        assert 0 < seconds <= 15
        slept.append(seconds)
        if len(slept) > 4:
            raise asyncio.CancelledError

    slept: list[float] = []
    with pytest.raises(asyncio.CancelledError):
        await studio.service.run(imported, sleep=sleep)
    assert seen == [2]
    assert [one.job for one in studio.failures.lasting] == ["feed Broken"]


async def test_a_feed_that_was_fetched_a_year_ahead_does_not_wait_for_that_year(
    studio: Studio, website: Website, feed: str
) -> None:
    right = studio.now[0]
    studio.now[0] += 365 * 24 * HOUR  # a wrong clock, until
    await studio.follow(feed)
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 1:
            studio.now[0] = right  # somebody sets it
            website.put("/feed", rss(bell(website), fog(website), title="Small Hours"))
        if len(slept) > 4:
            raise asyncio.CancelledError

    async def imported() -> None:
        pass

    with pytest.raises(asyncio.CancelledError):
        await studio.service.run(imported, sleep=sleep)
    assert len(await studio.store.every_episode()) == 2


async def test_a_job_without_feeds_fetches_nothing(studio: Studio) -> None:
    def opened() -> AbstractAsyncContextManager[Fetcher]:
        raise AssertionError

    async def sleep(seconds: float) -> None:
        assert seconds == 15
        raise asyncio.CancelledError

    service = FeedService(studio.store, clock=lambda: NOW, open_fetcher=opened, lock=_no_lock)
    with pytest.raises(asyncio.CancelledError):
        await service.run(never_imported, sleep=sleep)


async def never_imported() -> None:
    raise AssertionError


async def test_a_feed_that_was_failing_is_listed_after_a_restart(
    studio: Studio, website: Website, feed: str
) -> None:
    await studio.follow(feed)
    website.put("/feed", status=410)
    await studio.pass_time()
    studio.failures = Failures(clock=lambda: NOW)

    async def sleep(_: float) -> None:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await studio.service.run(never_imported, sleep=sleep)
    assert [one.job for one in studio.failures.lasting] == ["feed Small Hours"]


async def test_every_error_of_following_is_one_of_ours(studio: Studio, website: Website) -> None:
    for address in ("", "x", "file:///a", website.url("/none"), "http://127.0.0.2/", "http://a b/"):
        with pytest.raises(PullquoteError):
            await studio.service.follow(address)
