"""Render pages to HTML with the templates beside this module; everything is escaped."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.site.interface import Interface, direction
from bot.site.pages import (
    EpisodeEntry,
    EpisodePage,
    IndexPage,
    MissingPage,
    QuotePage,
    RedirectPage,
    ShowPage,
    SitePage,
)

_TEMPLATES = Path(__file__).with_name("templates")
_NAMES: dict[type[SitePage], str] = {
    EpisodePage: "episode.html",
    QuotePage: "quote.html",
    RedirectPage: "redirect.html",
    ShowPage: "show.html",
    IndexPage: "index.html",
    MissingPage: "missing.html",
}

_KEPT = {"\n", "\t", "\u200c", "\u200d"}
_DROPPED = {"Cc", "Cf", "Cs"}
_NO_CHARACTERS = {"\ufffe", "\uffff"}
_BLANK_LINES = re.compile(r"\n\s*\n+")


@dataclass(frozen=True, slots=True)
class Site:
    """What all pages share: the title, and the site's address, "" where that is not known."""

    title: str
    url: str = ""
    searchable: bool = False
    indexed: bool = True
    """Whether search engines may list the pages."""


class Renderer:
    """Renders pages in the language of an interface."""

    def __init__(self, site: Site, interface: Interface) -> None:
        self._site = site
        self._words = interface
        self._environment = _environment()

    @property
    def searchable(self) -> bool:
        """Return whether the pages have a search box."""
        return self._site.searchable

    def page(self, page: SitePage, *, path: str) -> str:
        """Return the HTML of a page that lies at a path of the site."""
        return self._render(_NAMES[type(page)], page=page, path=path, root=self._root(page, path))

    def feed(self, entries: Iterable[EpisodeEntry]) -> str:
        """Return an Atom feed of the best lines of those episodes that have a date."""
        shown = [one for one in entries if one.teaser and one.published]
        newest = max((one.published for one in shown if one.published), default=date.min)
        return self._render("feed.xml", entries=shown, newest=newest)

    def sitemap(self, paths: Iterable[str]) -> str:
        """Return the sitemap of the pages at some paths."""
        return self._render("sitemap.xml", paths=paths)

    def robots(self) -> str:
        """Return what robots may fetch."""
        return self._render("robots.txt")

    def _render(self, name: str, **values: Any) -> str:
        template = self._environment.get_template(name)
        rendered = template.render(site=self._site, t=self._words, direction=direction, **values)
        return _BLANK_LINES.sub("\n", rendered).strip() + "\n"

    def _root(self, page: SitePage, path: str) -> str:
        """Return the way from a page to the first one; a missing page can be at any depth."""
        if isinstance(page, MissingPage):
            return urlsplit(self._site.url).path.rstrip("/") + "/"
        return "../" * path.count("/") or "./"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_printable,
    )


def _printable(value: object) -> object:
    """Return text without what no page may have: control characters, and marks of direction."""
    if not isinstance(value, str) or isinstance(value, Markup) or value.isprintable():
        return value
    return "".join(
        char
        for char in value
        if char in _KEPT
        or (unicodedata.category(char) not in _DROPPED and char not in _NO_CHARACTERS)
    )
