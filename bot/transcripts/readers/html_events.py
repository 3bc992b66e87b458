"""Read HTML of any quality as a sequence of tags and texts, without what no reader of it sees.

The parser is lxml's, which tells what it finds as it reads, in linear time and without recursion.
selectolax 1.0 takes a minute for 100,000 nested tags, and BeautifulSoup and html5lib build trees of
Python objects.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

_UNSEEN = frozenset(
    """
    script style noscript template svg math nav footer form button select textarea iframe object
    embed canvas audio video map dialog aside menu
    """.split()
)
_NEVER = frozenset({"script", "style", "template", "button", "input", "noscript"})
_LARGE = frozenset({"html", "body", "main", "article"})
_UNSEEN_ROLES = frozenset({"navigation", "contentinfo", "search", "banner", "dialog", "alert"})
_UNSEEN_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|footer|sidebar|breadcrumbs?|cookies?|share|sharing|"
    r"social|comments?|respond|related|adverts?|ads?|newsletter|subscribe|sr-only|screen-reader-text|"
    r"visually-hidden|skip-link|pagination|disclaimer|copyright|player|toolbar|popup|modal|tooltip)(?:$|[\s_-])",
    re.IGNORECASE,
)
_HIDDEN_STYLE = re.compile(
    r"(?:display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden)", re.IGNORECASE
)
_TRANSCRIPT = re.compile(r"trans[ck]ri[pçb]|transcrizione", re.IGNORECASE)
_NAMING = (
    "id",
    "class",
    "aria-label",
    "aria-labelledby",
    "itemprop",
    "role",
    "data-testid",
    "name",
)
_LONGEST_VALUE = 500
_CHUNK = 65_536
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())


@dataclass(frozen=True, slots=True)
class Tag:
    """The start of an element, or its end; `end` is the number of the event that ends it."""

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict[str, str])
    is_end: bool = False

    @property
    def naming(self) -> str:
        """What the element is called: its id, classes and labels."""
        found = (self.attributes.get(key, "")[:_LONGEST_VALUE] for key in _NAMING)
        return " ".join(value for value in found if value)

    @property
    def is_transcript(self) -> bool:
        """Whether the element is called a transcript."""
        return _TRANSCRIPT.search(self.naming) is not None


@lru_cache(maxsize=256)
def _plain_tag(name: str) -> Tag:
    return Tag(name)


@lru_cache(maxsize=256)
def _end_tag(name: str) -> Tag:
    return Tag(name, is_end=True)


@dataclass(slots=True)
class Page:
    """The tags and texts of a page, in order, with what its head says."""

    events: list[Tag | str] = field(default_factory=list["Tag | str"])
    title: str = ""
    language: str = ""
    meta: dict[str, str] = field(default_factory=dict[str, str])
    has_password: bool = False


class PageTarget:
    """What lxml tells the tags and texts of a page to."""

    def __init__(self) -> None:
        self.page = Page()
        self._skipped = 0
        self._in_title = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take the start of an element."""
        if attributes:
            self._describe(name, attributes)
            tag = Tag(name, dict(attributes))
        else:
            tag = _plain_tag(name)
        self._in_title = name == "title" and not self._skipped
        if self._skipped or _is_unseen(tag):
            self._skipped += name not in _VOID
        else:
            self.page.events.append(tag)

    def _describe(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "html":
            self.page.language = attributes.get("lang", "")
        elif name == "meta":
            key = attributes.get("property") or attributes.get("name") or ""
            self.page.meta.setdefault(key.lower(), attributes.get("content", ""))
        elif name == "input" and attributes.get("type") == "password":
            self.page.has_password = True

    def end(self, name: str) -> None:
        """Take the end of an element."""
        if name == "title":
            self._in_title = False
        if name in _VOID and self._skipped:
            return
        if self._skipped:
            self._skipped -= 1
        else:
            self.page.events.append(_end_tag(name))

    def data(self, data: str) -> None:
        """Take a text."""
        if self._in_title:
            self.page.title += data
        elif not self._skipped:
            self.page.events.append(data)

    def comment(self, text: str) -> None:
        """Leave out a comment."""

    def close(self) -> None:
        """Take the end of the page."""


def read_page(text: str) -> Page:
    """Return the tags and texts of a page, or of a part of one."""
    target = PageTarget()
    parser = etree.HTMLParser(
        target=target,  # pyright: ignore[reportArgumentType] - what it lacks is never told
        huge_tree=True,
        encoding="utf-8",
    )
    data = text.encode("utf-8", "replace")
    with suppress(etree.XMLSyntaxError):  # an empty page
        for start in range(0, len(data), _CHUNK):
            parser.feed(data[start : start + _CHUNK])
        parser.close()
    return target.page


def _is_unseen(tag: Tag) -> bool:
    """Return whether what is in an element is not seen, or stands beside what the page is about."""
    given = tag.attributes
    if not given:
        return tag.name in _UNSEEN
    if tag.is_transcript and tag.name not in _NEVER:
        return False  # many a transcript is hidden until somebody asks for it
    if tag.name in _UNSEEN or "hidden" in given or given.get("aria-hidden") == "true":
        return True
    if given.get("role", "") in _UNSEEN_ROLES or _HIDDEN_STYLE.search(_value(given, "style")):
        return True
    names = f"{_value(given, 'id')} {_value(given, 'class')}"
    return tag.name not in _LARGE and _UNSEEN_NAMES.search(names) is not None


def _value(attributes: Mapping[str, str], key: str) -> str:
    return attributes.get(key, "")[:_LONGEST_VALUE]
