"""Read RSS and Atom feeds, with the elements of Podcasting 2.0, iTunes and Podlove.

What is read where stands in the tables below. Every repeated element is read.
"""

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from bot.errors import FeedError
from bot.feeds.web_pages import FIND, check_kind, web_address
from bot.feeds.xml_elements import LONGEST_TEXT, Document, Element, read_document
from bot.followed import Feed, FeedChapter, FeedItem, FeedTranscript, Soundbite
from bot.transcripts.timestamps import parse_time
from bot.translation import gettext as _

MOST_ITEMS = 20_000
"""The number of items with a transcript that are kept, the newest."""

SHORTEST_SOUNDBITE, LONGEST_SOUNDBITE = 15_000, 120_000
"""In milliseconds, as Podcasting 2.0 recommends."""

_ITEMS = frozenset({"item", "atom:entry"})
_ROOTS = frozenset({"rss", "rdf:RDF", "RDF", "atom:feed"})

# The elements that hold a value, the preferred first.
_GUID = ("guid", "atom:id")
_TITLE = ("title", "atom:title", "itunes:title")
_PUBLISHED = ("pubDate", "atom:published", "dc:date", "atom:updated")
_SEASON = ("podcast:season", "itunes:season")
_NUMBER = ("podcast:episode", "itunes:episode")
_LANGUAGE = ("language", "dc:language")
_LINKS = ("link", "atom:link", "enclosure")
_REPEATED = (
    "podcast:transcript",
    "podcast:person",
    "podcast:soundbite",
    "podcast:chapters",
    "psc:chapters/psc:chapter",
)
_CHANNEL = ("ttl", "sy:updatePeriod", "sy:updateFrequency", "podcast:updateFrequency")
_WANTED = frozenset(
    (*_GUID, *_TITLE, *_PUBLISHED, *_SEASON, *_NUMBER, *_LANGUAGE, *_LINKS, *_REPEATED, *_CHANNEL)
) | {"itunes:new-feed-url"}

_PERIODS = {"hourly": 3600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000}
# How often to look where new episodes come so often: more often, so that none comes late.
_PAUSES = {"HOURLY": 1800, "DAILY": 3600, "WEEKLY": 10_800, "MONTHLY": 21_600, "YEARLY": 86_400}

_TAG = re.compile(r"<[^<>]{0,200}>")
_FREQUENCY = re.compile(r"FREQ=([A-Z]{1,10})")
_FIRST_YEAR, _LAST_YEAR = 1970, 2200


def read_feed(data: bytes, *, address: str) -> Feed:
    """Read a feed that was found at an address; raise FeedError for anything else.

    Items without a transcript are left out.
    """
    check_kind(data, address=address)
    document = read_document(
        data, wanted=_WANTED, items=_ITEMS, make_item=lambda elements: _item(elements, address)
    )
    if document.root not in _ROOTS:
        raise FeedError(
            _("It is XML, but no RSS or Atom feed (it begins with <{tag}>); {advice}").format(
                tag=document.root[:40], advice=_(FIND)
            )
        )
    return _feed(document, address)


def _feed(document: Document[FeedItem], address: str) -> Feed:
    outside = document.outside
    language = _first(outside, _LANGUAGE)[:35].lower()
    guests = _guests(outside)
    moved_to = web_address(_first(outside, ("itunes:new-feed-url",)), address)
    completed = [
        replace(
            item,
            language=item.language or language,
            # Persons of an item replace those of the channel, whatever their roles.
            guests=guests if item.guests == _NO_PERSONS else item.guests,
        )
        for item in document.items
    ]
    return Feed(
        title=plain_title(_first(outside, _TITLE)),
        language=language,
        items=newest_first(completed)[:MOST_ITEMS],
        pause=_pause(outside),
        complete=any(
            one.attributes.get("complete", "").lower() == "true"
            for one in _all(outside, "podcast:updateFrequency")
        ),
        moved_to="" if moved_to == address else moved_to,
    )


_NO_PERSONS = ("",)
"""Marks the guests of an item that names no persons at all, until the channel has been read."""


def newest_first(items: Iterable[FeedItem]) -> tuple[FeedItem, ...]:
    """Sort items by their date, those without one last, in the order of the feed."""
    dated = sorted(
        (item for item in items if item.published),
        key=lambda item: item.published or datetime.min.replace(tzinfo=UTC),
        reverse=True,
    )
    return (*dated, *(item for item in items if not item.published))


def _item(elements: list[Element], address: str) -> FeedItem | None:
    transcripts = tuple(_transcripts(elements, address))
    if not transcripts:
        return None
    recording, video = _recording(elements, address)
    persons = _all(elements, "podcast:person")
    chapters = _all(elements, "podcast:chapters")
    return FeedItem(
        guid=_first(elements, _GUID)[:1000],
        title=plain_title(_first(elements, _TITLE)),
        published=_date(_first(elements, _PUBLISHED)),
        season=_number(_first(elements, _SEASON)),
        number=_number(_first(elements, _NUMBER)),
        link=_page(elements, address),
        recording=recording,
        video=video,
        guests=_guests(elements) if persons else _NO_PERSONS,
        transcripts=transcripts,
        chapters=tuple(_chapters(elements)),
        chapters_url=web_address(chapters[0].attributes.get("url", ""), address)
        if chapters
        else "",
        soundbites=tuple(_soundbites(elements)),
        language=_first(elements, ("dc:language",))[:35].lower(),
    )


def _first(elements: Iterable[Element], paths: tuple[str, ...]) -> str:
    """Return the text of the first element that has any, by the order of the paths."""
    texts: dict[str, str] = {}
    for element in elements:
        if element.text:
            texts.setdefault(element.path, element.text)
    return next((texts[path] for path in paths if path in texts), "")


def _all(elements: Iterable[Element], path: str) -> list[Element]:
    return [element for element in elements if element.path == path]


def _transcripts(elements: list[Element], address: str) -> Iterator[FeedTranscript]:
    seen: set[str] = set()
    for element in _all(elements, "podcast:transcript"):
        attributes = element.attributes
        url = web_address(attributes.get("url", ""), address)
        if url and url not in seen:
            seen.add(url)
            yield FeedTranscript(
                url=url,
                media_type=attributes.get("type", "").partition(";")[0].strip().lower()[:100],
                language=attributes.get("language", "").strip().lower()[:35],
                captions=attributes.get("rel", "").strip().lower() == "captions",
            )


def _chapters(elements: list[Element]) -> Iterator[FeedChapter]:
    for element in _all(elements, "psc:chapters/psc:chapter"):
        start = parse_time(element.attributes.get("start", ""))
        title = plain_title(element.attributes.get("title", ""))
        if start is not None and title:
            yield FeedChapter(start, title)


def _soundbites(elements: list[Element]) -> Iterator[Soundbite]:
    for element in _all(elements, "podcast:soundbite"):
        start = parse_time(element.attributes.get("startTime", ""))
        length = parse_time(element.attributes.get("duration", "")) or 0
        if start is not None and SHORTEST_SOUNDBITE <= length <= LONGEST_SOUNDBITE:
            yield Soundbite(start, start + length)


def _guests(elements: list[Element]) -> tuple[str, ...]:
    names = (
        plain_title(element.text)
        for element in _all(elements, "podcast:person")
        if element.attributes.get("role", "").strip().lower() in {"guest", "guest host"}
    )
    return tuple(dict.fromkeys(name[:100] for name in names if name))[:20]


def _recording(elements: list[Element], address: str) -> tuple[str, bool]:
    """Return the address of the audio, else of the video, and whether it is a video."""
    found = [
        (element.attributes.get("type", "").lower(), web_address(_target(element), address))
        for element in elements
        if element.path == "enclosure"
        or (element.path == "atom:link" and element.attributes.get("rel") == "enclosure")
    ]
    ranked = sorted(found, key=lambda one: one[0].startswith("video/"))
    return next(((url, kind.startswith("video/")) for kind, url in ranked if url), ("", False))


def _page(elements: list[Element], address: str) -> str:
    """Return the address of the item's web page."""
    plain = _first(elements, ("link",))
    named = (
        _target(element)
        for element in _all(elements, "atom:link")
        if element.attributes.get("rel", "alternate") == "alternate"
    )
    return web_address(plain or next(named, ""), address)


def _target(element: Element) -> str:
    return element.attributes.get("url", "") or element.attributes.get("href", "")


def plain_title(text: str) -> str:
    """Return a title without tags, entities and control characters, at most 300 characters."""
    untagged = html.unescape(_TAG.sub(" ", text[:LONGEST_TEXT]))
    visible = "".join(
        " " if unicodedata.category(character) in {"Cc", "Cf"} else character
        for character in untagged[:1000]
    )
    return " ".join(visible.split())[:300]


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) <= len("99999") else None


def _date(text: str) -> datetime | None:
    """Parse a date of RSS or Atom, in UTC where it states no zone; None if it is neither."""
    for parse in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            moment = parse(text[:60])
            aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            if _FIRST_YEAR <= aware.astimezone(UTC).year < _LAST_YEAR:
                return aware
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None


def _pause(outside: list[Element]) -> float | None:
    """Return the longest pause between fetches that the feed asks for, in seconds."""
    asked: list[float] = []
    if minutes := _number(_first(outside, ("ttl",))):
        asked.append(minutes * 60)
    period = _PERIODS.get(_first(outside, ("sy:updatePeriod",)).lower())
    if period:
        asked.append(period / (_number(_first(outside, ("sy:updateFrequency",))) or 1))
    for element in _all(outside, "podcast:updateFrequency"):
        rule = _FREQUENCY.search(element.attributes.get("rrule", "")[:200].upper())
        if rule:
            asked.append(_PAUSES.get(rule[1], 3600))
    return max(asked, default=None)
