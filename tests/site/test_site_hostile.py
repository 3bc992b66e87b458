"""Titles, names and words that try to be markup, links or nonsense."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import html

from bot.models import Chapter, Content, Episode, Link, Show, Topic
from bot.site import addresses
from bot.site.publishing import Options
from tests.support.website import URL, everything, lighthouse, parsed, write

SCRIPT = "<script>alert(1)</script>"
ATTRIBUTE = '" onmouseover="alert(2)" x="'
COMMENT = "--><img src=x onerror=alert(3)>"
TEMPLATE = "{{ 7 * 191 }}{% raw %}"
CONTROL = "bell\x07null\x00delete\x7fturn\u202eround\ud800\uffff"
ZALGO = "Z" + "\u0301\u0316\u0334" * 100
HOSTILE = (
    SCRIPT,
    ATTRIBUTE,
    COMMENT,
    TEMPLATE,
    CONTROL,
    "“'&amp;<b>",
    "x" * 10_000,
    "א" * 300,
    ZALGO,
)
EVERYTHING = Options(url=URL, search=False, transcripts=None, title=f"{SCRIPT}{ATTRIBUTE}")
LINKS = (
    "javascript:alert(4)",
    "JaVaScRiPt://example.com/%0aalert(4)",
    "data:text/html,<script>alert(4)</script>",
    "https://example.com/a\nb",
    "//example.com/evil",
    "http://[bad",
    "",
)


def hostile(text: str) -> tuple[Episode, Content]:
    """Return an episode with a text in every place that comes from others."""
    said = tuple((f"{text} {number}", f"{text} number {number}.") for number in range(6))
    episode, content = lighthouse(said=said, best=(1, 2, 3))
    links = (*episode.links, *(Link("web", url) for url in LINKS))
    described = replace(
        episode,
        title=text,
        show=Show(text, text),
        guests=(text,),
        speakers=(text,),
        links=links,
    )
    chapters = tuple(replace(one, title=text, editor=text) for one in content.chapters)
    return described, replace(content, chapters=chapters, topics=(Topic(text),))


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
async def test_text_of_others_is_never_markup(tmp_path: Path, text: str) -> None:
    storable = text.replace("\ud800", "")
    await write(tmp_path / "site", hostile(storable), options=EVERYTHING)
    pages = [*(tmp_path / "site").rglob("*.html")]
    assert len(pages) == 7
    for path in pages:
        page = html.fromstring(path.read_bytes())
        assert page.xpath("//script | //img | //b | //@*[starts-with(name(), 'on')]") == []
        for link in page.xpath("//@href | //@src"):
            assert re.match(r"(https?://|\.\.?/|/|#|data:image/svg)", link), link


async def test_words_are_shown_as_they_were_said(tmp_path: Path) -> None:
    episode, content = hostile(SCRIPT)
    await write(tmp_path / "site", (episode, content), options=EVERYTHING)
    page = parsed(tmp_path / "site", addresses.episode_path(episode))
    assert page.xpath("string(//h1)") == SCRIPT
    assert f"{SCRIPT} number 4." in page.text_content()
    assert "1337" not in everything(tmp_path / "site")


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
async def test_feed_and_sitemap_are_well_formed(tmp_path: Path, text: str) -> None:
    await write(tmp_path / "site", hostile(text.replace("\ud800", "")), options=EVERYTHING)
    for name in ("feed.xml", "sitemap.xml"):
        assert len(ET.parse(tmp_path / "site" / name).getroot()) > 0  # noqa: S314 - we wrote it


async def test_links_that_do_not_lead_to_the_web_are_left_out(tmp_path: Path) -> None:
    episode, content = hostile("Plain")
    await write(tmp_path / "site", (episode, content), options=EVERYTHING)
    page = parsed(tmp_path / "site", addresses.episode_path(episode))
    recordings = page.xpath("//nav[@class='recordings']//a/@href")
    assert recordings == ["https://media.example.com/lighthouse.mp3"]


async def test_shows_with_odd_slugs_have_folders_of_their_own_within_the_site(
    tmp_path: Path,
) -> None:
    slugs = ("../../escape", "..", "a/b", "a b", "a_b", "a-b", "", "подкаст")
    shows = [Show(slug, "Same title") for slug in slugs]
    folders = {addresses.show_folder(show) for show in [*shows, Show("a-b", "Private", server=5)]}
    assert len(folders) == len(slugs) + 1
    assert all(re.fullmatch(r"s/[\w-]+/", folder) for folder in folders)
    episode, content = lighthouse()
    await write(tmp_path / "web" / "site", (replace(episode, show=shows[0]), content))
    assert {path.name for path in (tmp_path / "web").iterdir()} == {"library.db", "site"}


async def test_five_hundred_chapters_and_a_turn_of_ten_thousand_words(tmp_path: Path) -> None:
    said = [("Host", f"Sentence {number} of a very long turn.") for number in range(2_000)]
    episode, content = lighthouse(said=said, best=(0,))
    bounds = [content.quotes[4 * number].start for number in range(500)]
    ranges = pairwise([*bounds, len(content.text)])
    chapters = tuple(Chapter(f"Part {at}", *one) for at, one in enumerate(ranges))
    whole = (episode, replace(content, chapters=chapters))
    await write(tmp_path / "site", whole, options=EVERYTHING)
    page = parsed(tmp_path / "site", addresses.episode_path(episode))
    assert page.xpath("count(//section/h2[starts-with(@id, 'chapter-')])") == 500
    assert max(map(len, page.xpath("//div[@class='turn continues']//p/text()")), default=0) < 700
