"""Tell web pages and other documents from feeds, and find the feed that a page names; pure."""

import html
import re
from urllib.parse import urljoin

from bot.errors import FeedError
from bot.feeds.addresses import LONGEST_ADDRESS
from bot.translation import N_
from bot.translation import gettext as _

FIND = N_("look for the address of the RSS feed on the podcast's page, and give that.")
"""What to do next where there is no feed."""

_PAGE_LINK = re.compile(rb"<link\s[^<>]{0,1000}>", re.IGNORECASE)
_FEED_TYPE = re.compile(rb"application/(?:rss|atom)\+xml", re.IGNORECASE)
_HREF = re.compile(rb"""\shref\s{0,9}=\s{0,9}["']([^"'<>]{1,500})["']""", re.IGNORECASE)
_LONGEST_HEAD = 200_000
"""In bytes: so far a web page is searched for the address of its feed."""


def check_kind(data: bytes, *, address: str) -> None:
    """Raise FeedError for what is clearly no feed, with where to find one if a page names it."""
    start = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not start:
        raise FeedError(_("It is empty; {advice}").format(advice=_(FIND)))
    has_feed = any(root in start for root in (b"<rss", b"<feed", b"<rdf"))
    if start.startswith((b"<!doctype html", b"<html")) or (b"<html" in start and not has_feed):
        if named := _named_feed(data, address):
            raise FeedError(
                _("It is a web page, whose feed is at {address}; give that address.").format(
                    address=named
                )
            )
        raise FeedError(
            _("It is a web page, perhaps for a login, and no feed; {advice}").format(advice=_(FIND))
        )
    if start[:2] not in {b"\xff\xfe", b"\xfe\xff"} and not start.startswith(b"<"):
        raise FeedError(
            _("It is no XML, and so no RSS or Atom feed; {advice}").format(advice=_(FIND))
        )


def _named_feed(data: bytes, address: str) -> str:
    """Return the feed that a web page names in its head, "" if it names none."""
    for link in _PAGE_LINK.finditer(data[:_LONGEST_HEAD]):
        href = _HREF.search(link[0])
        if href and _FEED_TYPE.search(link[0]):
            text = html.unescape(href[1].decode("utf-8", errors="replace"))
            return web_address(text, address)
    return ""


def web_address(text: str, address: str) -> str:
    """Return an address relative to the feed's in full, "" if it is not one of the web."""
    if not text.strip() or len(text) > LONGEST_ADDRESS:
        return ""
    try:
        url = urljoin(address, text.strip())
    except ValueError:
        return ""
    return url if url.startswith(("http://", "https://")) and url.isprintable() else ""
