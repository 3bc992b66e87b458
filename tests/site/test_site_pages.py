from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import LibraryError
from bot.models import NameCorrection, SpeakerName
from bot.site import addresses
from bot.site.publishing import Options
from tests.support.website import URL, everything, lighthouse, parsed, write

PLAIN = Options(search=False)
WITH_TRANSCRIPTS = Options(search=False, transcripts=None)


async def test_every_quote_has_its_place_in_the_page_of_its_episode(tmp_path: Path) -> None:
    episode, content = lighthouse()
    for name, options in (("without", PLAIN), ("with", WITH_TRANSCRIPTS)):
        folder = tmp_path / name / "site"
        folder.parent.mkdir()
        await write(folder, (episode, content), options=options)
        page = parsed(folder, addresses.episode_path(episode))
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids))
        assert {quote.id for quote in content.quotes} <= set(ids)


async def test_a_transcript_is_shown_only_where_the_operator_allows_it(tmp_path: Path) -> None:
    unshown = "Somebody in the room laughed"
    harbour, islands = lighthouse(), lighthouse("island", show="islands")
    await write(tmp_path / "site", harbour, islands)
    assert unshown not in everything(tmp_path / "site")
    one = tmp_path / "one" / "site"
    one.parent.mkdir()
    await write(one, harbour, islands, options=replace(PLAIN, transcripts={"islands"}))
    texts = [
        parsed(one, addresses.episode_path(episode)).text_content()
        for episode, _ in (harbour, islands)
    ]
    assert [unshown in text for text in texts] == [False, True]


async def test_a_best_line_has_a_page_with_its_source_and_a_link_to_listen(tmp_path: Path) -> None:
    episode, content = lighthouse()
    await write(tmp_path / "site", (episode, content), options=replace(PLAIN, url=URL))
    core = content.quotes[3]
    page = parsed(tmp_path / "site", addresses.quote_path(core.id))
    assert page.xpath("string(//blockquote)").strip() == core.display
    assert "Keeper" in page.xpath("string(//figcaption)")
    assert "Fog and failure" in page.xpath("string(//figcaption)")
    assert page.xpath("//a[text()='Listen at 3:05']/@href") == [
        "https://media.example.com/lighthouse.mp3#t=185"
    ]
    assert page.xpath("//meta[@property='og:description']/@content") == [f"“{core.display}”"]
    assert page.xpath("//link[@rel='canonical']/@href") == [f"{URL}/q/{core.id}/"]


async def test_the_address_of_a_quote_opens_its_place(tmp_path: Path) -> None:
    episode, content = lighthouse()
    await write(tmp_path / "site", (episode, content))
    core = content.quotes[5]
    address = addresses.quote_url(f"{URL}/", episode, core.id) or ""
    path, _, anchor = address.removeprefix(f"{URL}/").partition("#")
    (chapter,) = parsed(tmp_path / "site", path).xpath(f"//section[div/span[@id='{anchor}']]")
    assert chapter.xpath("string(h2)") == "Fog and failure"


async def test_speakers_are_named_only_where_they_are_sure(tmp_path: Path) -> None:
    episode, content = lighthouse()
    doubted = replace(content.quotes[3], speaker="Probably Ann", sure=False)
    quotes = (*content.quotes[:3], doubted, *content.quotes[4:])
    doubtful = replace(content, quotes=quotes)
    await write(tmp_path / "site", (episode, doubtful), options=WITH_TRANSCRIPTS)
    assert "Probably Ann" not in everything(tmp_path / "site")
    assert "Keeper" in everything(tmp_path / "site")


async def test_names_are_shown_as_people_corrected_them(tmp_path: Path) -> None:
    said = (("Host", "We met Jon Smyth at the pier."), ("SPEAKER_01", "It was a cold day."))
    episode, content = lighthouse(said=said, best=(0,))
    named = replace(content, names=(NameCorrection("Jon Smyth", "John Smith"),), chapters=())
    given = replace(episode, names=(SpeakerName("SPEAKER_01", "Ruth"),))
    await write(tmp_path / "site", (given, named), options=WITH_TRANSCRIPTS)
    written = everything(tmp_path / "site")
    assert "We met [John Smith] at the pier." in written
    assert "Jon Smyth" not in written


async def test_no_line_of_a_spoiler_stands_outside_of_its_fold(tmp_path: Path) -> None:
    episode, content = lighthouse()
    spoiler = replace(episode, spoiler=True)
    await write(tmp_path / "site", (spoiler, content), options=replace(PLAIN, url=URL))
    words = content.quotes[3].display
    path = addresses.episode_path(episode)
    page = parsed(tmp_path / "site", path)
    folded = page.xpath("string(//details)").count(words)
    assert folded == everything(tmp_path / "site").count(words) > 0
    assert not (tmp_path / "site" / "q").exists()


async def test_the_first_page_and_the_show_lead_to_the_episode(tmp_path: Path) -> None:
    episode, content = lighthouse()
    other = lighthouse("island", show="islands")
    await write(tmp_path / "site", (episode, content), other)
    path = addresses.episode_path(episode)
    assert parsed(tmp_path / "site").xpath(f"//a[@href='./{path}']")
    show = addresses.show_path(episode.show)
    assert parsed(tmp_path / "site").xpath(f"//a[@href='./{show}']")
    assert parsed(tmp_path / "site", show).xpath(f"//a[@href='../../{path}']")
    island = addresses.episode_path(other[0])
    assert not parsed(tmp_path / "site", show).xpath(f"//a[@href='../../{island}']")


async def test_an_address_adds_a_sitemap_and_a_feed(tmp_path: Path) -> None:
    episode, content = lighthouse()
    await write(tmp_path / "site", (episode, content), options=replace(PLAIN, url=URL))
    address = addresses.episode_url(URL, episode)
    assert f"<loc>{address}</loc>" in (tmp_path / "site" / "sitemap.xml").read_text()
    assert f"<id>{address}</id>" in (tmp_path / "site" / "feed.xml").read_text()
    assert f"Sitemap: {URL}/sitemap.xml" in (tmp_path / "site" / "robots.txt").read_text()


async def test_the_pages_speak_the_language_of_the_episode(tmp_path: Path) -> None:
    episode, content = lighthouse()
    await write(tmp_path / "site", (replace(episode, language="he"), content))
    page = parsed(tmp_path / "site", addresses.episode_path(episode))
    assert (page.get("lang"), page.get("dir")) == ("he", "rtl")
    assert page.xpath("//h2[@id='best']/@lang") == ["en"]
    assert (parsed(tmp_path / "site").get("lang")) == "en"


async def test_pages_are_not_replaced_by_those_of_an_empty_library(tmp_path: Path) -> None:
    await write(tmp_path / "site", lighthouse())
    before = everything(tmp_path / "site")
    (tmp_path / "library.db").unlink()
    with pytest.raises(LibraryError, match="no episodes to show"):
        await write(tmp_path / "site")
    assert everything(tmp_path / "site") == before


def test_only_public_episodes_have_an_address() -> None:
    public, _ = lighthouse()
    private, _ = lighthouse(server=5)
    assert addresses.quote_url(URL, public, "abc") == f"{URL}/e/{public.id}/#abc"
    assert addresses.quote_url(URL, private, "abc") is None
    assert addresses.episode_url("", public) is None
