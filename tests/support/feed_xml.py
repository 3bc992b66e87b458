"""Write feeds of invented podcasts."""

from xml.sax.saxutils import escape, quoteattr

NAMESPACES = (
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:podcast="https://podcastindex.org/namespace/1.0" '
    'xmlns:psc="http://podlove.org/simple-chapters" '
    'xmlns:atom="http://www.w3.org/2005/Atom"'
)


def rss(*items: str, title: str = "Small Hours", channel: str = "", language: str = "en") -> str:
    """Write a feed of these items."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" {NAMESPACES}><channel>'
        f"<title>{escape(title)}</title><language>{language}</language>{channel}"
        f"{''.join(items)}</channel></rss>"
    )


def item(
    guid: str = "",
    *transcripts: str,
    title: str = "",
    published: str = "",
    recording: str = "",
    more: str = "",
) -> str:
    """Write an item, with transcripts given by their addresses or as whole elements."""
    named = (
        one if one.startswith("<") else f"<podcast:transcript url={quoteattr(one)} {_type(one)}/>"
        for one in transcripts
    )
    parts = [
        f"<guid>{escape(guid)}</guid>" if guid else "",
        f"<title>{escape(title or guid)}</title>",
        f"<pubDate>{published}</pubDate>" if published else "",
        f'<enclosure url={quoteattr(recording)} type="audio/mpeg"/>' if recording else "",
        *named,
        more,
    ]
    return f"<item>{''.join(parts)}</item>"


def _type(address: str) -> str:
    types = {"vtt": "text/vtt", "srt": "application/x-subrip", "json": "application/json"}
    kind = types.get(address.rpartition(".")[2], "text/plain")
    return f'type="{kind}"'
