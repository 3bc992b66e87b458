"""Write the pages of all episodes that a server may see, episode by episode."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from bot.errors import LibraryError
from bot.library import EpisodeReader
from bot.models import Episode
from bot.site import addresses, full_text, listings
from bot.site.episode_pages import build
from bot.site.folder import SiteFolder, replaced
from bot.site.interface import interface
from bot.site.pages import EpisodeEntry, MissingPage, QuotePage, RedirectPage
from bot.site.rendering import Renderer, Site
from bot.translation import speaking

_ASSETS = Path(__file__).with_name("assets")
_FEED = 30
"""Episodes in the feed."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the operator chose; `transcripts` are slugs of shows, None all of them.

    `url` is the address of the site, "" where it is not known; `title` is that of the only show if
    it is "".
    """

    url: str = ""
    title: str = ""
    language: str = "en"
    server: int | None = None
    transcripts: Collection[str] | None = ()
    search: bool = True


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: the numbers of pages of each kind, and of all files."""

    episodes: int
    quotes: int
    files: int
    searchable: bool
    transcripts: int


async def publish(folder: Path, reader: EpisodeReader, options: Options) -> Written:
    """Write the pages into a folder; raise SiteError or LibraryError, and leave it as it was."""
    if not reader.episodes:  # probably another data folder was meant
        raise LibraryError(
            "There are no episodes to show: add transcripts with `pullquote add`, or delete the "
            "folder if its pages should go."
        )
    known = {episode.show.slug for episode in reader.episodes}
    for slug in sorted(set(options.transcripts or ()) - known):
        raise LibraryError(
            f"There is no show {slug!r} here: it has one of {', '.join(sorted(known))}."
        )
    searchable = options.search and full_text.is_available()
    site = Site(
        title=options.title or _title(reader),
        url=options.url.rstrip("/"),
        searchable=searchable,
        indexed=options.server is None,
    )
    with replaced(folder, server=options.server) as output, speaking(options.language):
        publication = _Publication(output, reader, options, Renderer(site, interface()))
        await publication.write()
        if searchable:
            await full_text.index_pages(output.path)
        await reader.check()
        return Written(
            episodes=len(reader.episodes),
            quotes=publication.quotes,
            files=sum(1 for path in output.path.rglob("*") if path.is_file()),
            searchable=searchable,
            transcripts=publication.transcripts,
        )


def _title(reader: EpisodeReader) -> str:
    titles = {episode.show.title for episode in reader.episodes}
    return titles.pop() if len(titles) == 1 else "Pullquote"


class _Publication:
    """One run: the pages that were written so far."""

    def __init__(
        self, output: SiteFolder, reader: EpisodeReader, options: Options, renderer: Renderer
    ) -> None:
        self._output = output
        self._reader = reader
        self._options = options
        self._renderer = renderer
        self._paths: list[str] = []
        self.quotes = self.transcripts = 0

    async def write(self) -> None:
        """Write all pages; those of single quotes that were there before stay, or lead elsewhere.

        No page is left of a quote that is hidden or removed.
        """
        published = self._output.published_quotes()
        entries = [await self._write_episode(one, published) for one in self._reader.episodes]
        self._write_listings(entries)
        self._write_assets()

    async def _write_episode(self, episode: Episode, published: frozenset[str]) -> EpisodeEntry:
        shown = self._options.transcripts
        retired = await self._reader.retired(episode)
        pages = build(
            episode,
            await self._reader.content(episode),
            retired=retired,
            kept=published,
            transcript=shown is None or episode.show.slug in shown,
        )
        entry = pages.page.entry
        self._write(entry.path, self._renderer.page(pages.page, path=entry.path))
        for page in pages.quotes:
            self._write_quote(page)
        for old in retired.keys() & published:
            path = addresses.quote_path(old)
            moved = RedirectPage(f"{entry.path}#{retired[old]}")
            self._output.write(path, self._renderer.page(moved, path=path))
        self.transcripts += pages.page.has_transcript
        return entry

    def _write(self, path: str, html: str) -> None:
        self._output.write(path, html)
        self._paths.append(path)

    def _write_quote(self, page: QuotePage) -> None:
        path = addresses.quote_path(page.quotation.quote)
        self._write(path, self._renderer.page(page, path=path))
        self.quotes += 1

    def _write_listings(self, entries: list[EpisodeEntry]) -> None:
        self._write("", self._renderer.page(listings.index_page(entries), path=""))
        for page in listings.show_pages(entries):
            path = unquote(page.entry.path)
            self._output.write(path, self._renderer.page(page, path=path))
            self._paths.append(page.entry.path)
        self._output.write("404.html", self._renderer.page(MissingPage(), path="404.html"))
        self._output.write("robots.txt", self._renderer.robots())
        if self._options.url:
            self._output.write("feed.xml", self._renderer.feed(entries[:_FEED]))
            self._output.write("sitemap.xml", self._renderer.sitemap(sorted(self._paths)))

    def _write_assets(self) -> None:
        # GitHub Pages would leave out what begins with an underscore.
        self._output.write(".nojekyll", "")
        self._output.copy(_ASSETS / "style.css", "assets/style.css")
        if self._renderer.searchable:
            self._output.copy(_ASSETS / "search.js", "assets/search.js")
