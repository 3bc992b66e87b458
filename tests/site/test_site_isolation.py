"""What may not be seen is in no file of the site."""

import re
from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import LibraryError
from bot.library import EpisodeReader, Snapshot, open_reader
from bot.models import Content, Episode
from bot.site import addresses
from bot.site.publishing import Options, publish
from bot.store import Store
from tests.support.stores import open_store
from tests.support.website import NOW, URL, everything, fill, lighthouse, parsed, write_again

OURS, THEIRS = 1_001, 2_002
ALL = Options(url=URL, transcripts=None)


def canary(name: str, *, server: int | None = None, **more: object) -> tuple[Episode, Content]:
    """Return an episode in which every word that could be shown has its name."""
    said = tuple((f"{name}speaker", f"Here is {name}{number} of the talk.") for number in range(6))
    episode, content = lighthouse(name, said=said, best=(1, 4), show=f"{name}show", server=server)
    chapters = tuple(replace(one, title=f"{name}chapter") for one in content.chapters)
    return replace(episode, **more), replace(content, chapters=chapters)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncGenerator[Store]:
    """Open a library with a public episode, those of two servers, and one under embargo."""
    async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'library.db'}") as store:
        await fill(
            store,
            canary("public"),
            canary("oursecret", server=OURS),
            canary("theirsecret", server=THEIRS),
            canary("embargoed", embargo=NOW + timedelta(hours=1)),
        )
        yield store


async def test_the_public_site_has_nothing_of_private_shows_or_embargoes(
    store: Store, tmp_path: Path
) -> None:
    written = await write_again(tmp_path / "site", store, options=ALL)
    assert (written.episodes, written.transcripts) == (1, 1)
    text = everything(tmp_path / "site")
    assert "public3" in text
    assert not re.search("oursecret|theirsecret|embargoed", text)


async def test_the_site_of_a_server_has_nothing_of_another(store: Store, tmp_path: Path) -> None:
    options = replace(ALL, server=OURS)
    await write_again(tmp_path / "site", store, options=options)
    text = everything(tmp_path / "site")
    assert "oursecret3" in text
    assert "public3" in text
    assert not re.search("theirsecret|embargoed", text)


async def test_the_site_of_a_server_asks_robots_to_stay_away(store: Store, tmp_path: Path) -> None:
    await write_again(tmp_path / "site", store, options=replace(ALL, server=OURS))
    assert "Disallow: /" in (tmp_path / "site" / "robots.txt").read_text()
    for path in (tmp_path / "site").rglob("index.html"):
        assert '<meta name="robots" content="noindex">' in path.read_text()


async def test_the_site_of_a_server_has_only_the_public_shows_that_it_chose(
    store: Store, tmp_path: Path
) -> None:
    await fill(store, canary("another"))
    await store.edits.choose_shows(OURS, ["anothershow"])
    await write_again(tmp_path / "site", store, options=replace(ALL, server=OURS))
    text = everything(tmp_path / "site")
    assert "another3" in text
    assert "public3" not in text


async def test_hidden_quotes_and_removed_episodes_leave_the_site(
    store: Store, tmp_path: Path
) -> None:
    episode, content = canary("second")
    await fill(store, (episode, content))
    await write_again(tmp_path / "site", store, options=ALL)
    hidden = content.quotes[1]
    assert (tmp_path / "site" / addresses.quote_path(hidden.id)).exists()
    await store.edits.hide(hidden.id, server=None)
    await store.edits.remove("public", server=None, at=NOW)
    await write_again(tmp_path / "site", store, options=ALL)
    text = everything(tmp_path / "site")
    assert "second3" in text
    assert not re.search(r"second1|public(\d|s|c)", text)
    assert not (tmp_path / "site" / addresses.quote_path(hidden.id)).exists()


async def test_an_episode_that_changes_meanwhile_stops_the_run(
    store: Store, tmp_path: Path
) -> None:
    reader = await open_reader(store, server=None, now=NOW)
    _, content = canary("public")
    await store.edits.hide(content.quotes[1].id, server=None)
    with pytest.raises(LibraryError, match="has changed"):
        await publish(tmp_path / "site", reader, ALL)
    assert not (tmp_path / "site").exists()


async def test_a_change_after_the_last_page_stops_the_run(store: Store, tmp_path: Path) -> None:
    _, content = canary("public")

    class HidingReader(EpisodeReader):
        async def check(self) -> None:
            await store.edits.hide(content.quotes[1].id, server=None)
            await super().check()

    snapshot = Snapshot().advance(await store.snapshot_update(since=0))
    hiding = HidingReader(store, snapshot, server=None, now=NOW)
    with pytest.raises(LibraryError, match="has changed"):
        await publish(tmp_path / "site", hiding, ALL)
    assert not (tmp_path / "site").exists()


async def test_a_change_of_an_episode_that_is_not_shown_stops_nothing(
    store: Store, tmp_path: Path
) -> None:
    reader = await open_reader(store, server=None, now=NOW)
    _, content = canary("theirsecret", server=THEIRS)
    await store.edits.hide(content.quotes[1].id, server=THEIRS)
    await publish(tmp_path / "site", reader, ALL)
    assert (tmp_path / "site" / "index.html").exists()


async def test_a_page_that_was_written_once_stays_while_its_quote_can_be_seen(
    store: Store, tmp_path: Path
) -> None:
    episode, content = canary("second")
    await fill(store, (episode, content))
    await write_again(tmp_path / "site", store)
    judged = tuple(replace(one, postable=False) for one in content.highlights)
    await store.replace(episode, replace(content, highlights=judged))
    await write_again(tmp_path / "site", store)
    path = addresses.quote_path(content.quotes[1].id)
    assert "second1" in parsed(tmp_path / "site", path).xpath("string(//blockquote)")


@pytest.mark.parametrize("transcripts", [None, ()])
async def test_a_retired_id_leads_to_the_quote_that_has_its_words(
    store: Store, tmp_path: Path, transcripts: tuple[str, ...] | None
) -> None:
    options = Options(search=False, transcripts=transcripts)
    episode, content = lighthouse("second")
    await fill(store, (episode, content))
    await write_again(tmp_path / "site", store, options=options)
    old, now = content.quotes[3].id, "renamedquote"
    quotes = tuple(replace(one, id=now if one.id == old else one.id) for one in content.quotes)
    best = tuple(
        replace(one, quote=now if one.quote == old else one.quote) for one in content.highlights
    )
    await store.replace(episode, replace(content, quotes=quotes, highlights=best))
    await write_again(tmp_path / "site", store, options=options)
    moved = parsed(tmp_path / "site", addresses.quote_path(old))
    target = f"../../{addresses.episode_path(episode)}#{now}"
    assert moved.xpath("//meta[@http-equiv='refresh']/@content") == [f"0; url={target}"]
    assert moved.xpath(f"//a[@href='{target}']")
    page = parsed(tmp_path / "site", addresses.episode_path(episode))
    assert len(page.xpath(f"//*[@id='{old}']")) == len(page.xpath(f"//*[@id='{now}']")) == 1
