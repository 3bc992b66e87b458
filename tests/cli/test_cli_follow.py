import asyncio
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import settings
from bot.cli.feed_access import agent_name, following_feeds, open_feeds
from bot.cli.resources import open_resources
from bot.models import Scope
from tests.cli.conftest import FERRY, Pullquote
from tests.support.feed_xml import item, rss
from tests.support.web import Website, open_website


class Hosted:
    """A website in a thread of its own, because a command has its own event loop."""

    def __init__(self) -> None:
        self.ready, self.stopped = threading.Event(), asyncio.Event()
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_until_complete, args=(self.serve(),))

    async def serve(self) -> None:
        async with open_website() as self.website:
            self.ready.set()
            await self.stopped.wait()

    def stop(self) -> None:
        self.loop.call_soon_threadsafe(self.stopped.set)
        self.thread.join()
        self.loop.close()


@pytest.fixture
def website(monkeypatch: pytest.MonkeyPatch) -> Iterator[Website]:
    monkeypatch.setenv("PULLQUOTE_FEED_NETWORKS", "127.0.0.1/32")
    hosted = Hosted()
    hosted.thread.start()
    hosted.ready.wait()
    yield hosted.website
    hosted.stop()


@pytest.fixture
def feed(website: Website) -> str:
    """Serve a feed of one episode, and return its address."""
    page = website.put("/ferry.txt", FERRY)
    return website.put("/feed", rss(item("urn:ferry", page, title="The ferry"), title="Tides"))


def test_a_feed_is_followed_listed_checked_and_unfollowed(
    pullquote: Pullquote, website: Website, feed: str
) -> None:
    ended = pullquote("follow", feed)
    assert ended.code == 0
    assert (
        ended.out.splitlines()[0]
        == "Following “Tides” as the show tides: 1 episode with a transcript."
    )
    assert "tides-the-ferry: added: “The ferry” (" in ended.out
    assert ended.err == ""
    assert '"The ferry"' in pullquote("list", "--json").out
    assert "ferry leaves at noon" in pullquote("query", "the ferry leaves at noon").out

    listed = pullquote("follow", "--list").out
    assert "1 of 1" in listed
    assert "Tides" in listed

    (state,) = json.loads(pullquote("follow", "--list", "--json").out)
    assert state == {
        "feed": "Tides",
        "address": feed,
        "show": "tides",
        "server": None,
        "episodes": 1,
        "imported": 1,
        "failing": 0,
        "problem": None,
    }

    page = website.put(
        "/soup.txt", "The soup is warm and nobody has told the cook that it is salty."
    )
    website.put("/feed", rss(item("urn:soup", page, title="The soup"), title="Tides"))
    again = pullquote("follow", "--now")
    assert (again.code, again.out.count("\n")) == (0, 1)
    assert "tides-the-soup: added" in again.out

    assert "no longer followed" in pullquote("unfollow", "tides").out
    assert "No feeds are followed" in pullquote("follow", "--list").err
    assert '"The ferry"' in pullquote("list", "--json").out


def test_a_feed_of_a_server_makes_private_episodes(pullquote: Pullquote, feed: str) -> None:
    assert pullquote("follow", feed, "--server", 7, "--show", "ours").code == 0
    listed = pullquote("list", "--json").out
    assert '"server": 7' in listed
    assert '"show": "ours"' in listed


def test_more_than_ten_episodes_are_imported_later(pullquote: Pullquote, website: Website) -> None:
    items = [
        item(str(n), website.put(f"/{n}.txt", f"We counted {n} gulls."), title=str(n))
        for n in range(12)
    ]
    ended = pullquote("follow", website.put("/feed", rss(*items)))
    assert ended.out.count(": added: ") == 10
    assert ended.err.startswith("2 episodes more: the running bot imports them, or")
    assert pullquote("follow", "--now").out.count(": added: ") == 2


def test_a_failure_is_one_sentence_and_listed_until_it_is_mended(
    pullquote: Pullquote, website: Website, feed: str
) -> None:
    website.put("/ferry.txt", status=404)
    ended = pullquote("follow", feed)
    assert ended.code == 1
    assert "“The ferry”: not imported: 127.0.0.1 has nothing at this address" in ended.err
    assert "1 cannot be imported" in " ".join(pullquote("check").out.split())
    website.put("/ferry.txt", FERRY)
    assert pullquote("follow", "--now").code == 0
    website.put("/feed", status=500)
    ended = pullquote("follow", "--now")
    assert (ended.code, ended.err) == (
        1,
        "Tides: 127.0.0.1 is busy or broken (500); it is tried again later.\n",
    )
    checked = pullquote("check")
    assert "feed Tides" in checked.out
    assert "busy or broken" in " ".join(checked.out.replace("│", " ").split())
    assert checked.code == 0


@pytest.mark.parametrize("path", ["/none", "/page"])
def test_what_is_no_feed_is_refused(pullquote: Pullquote, website: Website, path: str) -> None:
    website.put("/page", "<!DOCTYPE html><html></html>")
    ended = pullquote("follow", website.url(path))
    assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
    assert pullquote("follow", "--list").out == ""


def test_a_private_address_is_refused_unless_it_is_permitted(
    pullquote: Pullquote, feed: str, monkeypatch: pytest.MonkeyPatch, website: Website
) -> None:
    monkeypatch.delenv("PULLQUOTE_FEED_NETWORKS")
    ended = pullquote("follow", feed)
    assert ended.code == 1
    assert "not on the public internet" in ended.err
    assert website.requests == []


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("https://x.example/", "--list"),
        ("--list", "--now"),
        ("--list", "--show", "x"),
        ("--now", "--server", "7"),
        ("--now", "--json"),
    ],
)
def test_options_that_do_not_fit_together_are_refused(
    pullquote: Pullquote, arguments: tuple[str, ...]
) -> None:
    assert pullquote("follow", *arguments).code == 2


def test_the_agent_names_product_version_and_contact() -> None:
    assert agent_name("") == f"Pullquote/{agent_name('').partition('/')[2]}"
    assert agent_name("https://x.example").endswith(" (+https://x.example)")


async def test_what_is_due_is_imported_beside_the_demo(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/library.db"
    loaded = settings.load(database=url, data_dir=tmp_path)
    chosen = loaded.model_copy(update={"feed_networks": "127.0.0.1/32"})
    async with open_website() as website, open_resources(url, tmp_path) as opened:
        async with following_feeds(opened, chosen):
            await asyncio.sleep(0.1)
        page = website.put("/ferry.txt", FERRY)
        feed = website.put("/feed", rss(item("urn:ferry", page, title="The ferry")))
        await open_feeds(opened.store, chosen).follow(feed)
        async with following_feeds(opened, chosen), asyncio.timeout(30):
            while not await opened.library.episodes(Scope(server=None)):  # noqa: ASYNC110 - no event
                await asyncio.sleep(0.02)
        assert website.paths() == ["/feed", "/ferry.txt"]
