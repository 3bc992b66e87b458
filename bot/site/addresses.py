"""The addresses of the pages, which stay the same for as long as there are the pages; pure.

A page's path is relative to the site's address and ends with a slash. Every quote has a place in
the page of its episode; the best also have a page of their own.
"""

from hashlib import sha256
from urllib.parse import quote

from bot.models import Episode, Show
from bot.text.slugs import slug


def episode_path(episode: Episode) -> str:
    """Return the path of an episode's page."""
    return f"e/{episode.id}/"


def quote_path(quote_id: str) -> str:
    """Return the path of the page that only the best quotes have."""
    return f"q/{quote_id}/"


def show_folder(show: Show) -> str:
    """Return the folder of a show's page; no two shows have the same."""
    words = slug(show.slug)
    if words and words == show.slug and show.server is None:
        return f"s/{words}/"
    code = sha256(f"{show.server}/{show.slug}".encode()).hexdigest()[:6]
    return f"s/{words}-{code}/" if words else f"s/{code}/"


def show_path(show: Show) -> str:
    """Return the path of a show's page, encoded for an address."""
    return quote(show_folder(show))


def episode_url(base: str, episode: Episode) -> str | None:
    """Return the address of an episode's page, given the site's.

    None where the site has no address, and for private shows, which are not on the public pages.
    """
    if not base or episode.show.server is not None:
        return None
    return f"{base.rstrip('/')}/{episode_path(episode)}"


def quote_url(base: str, episode: Episode, quote_id: str) -> str | None:
    """Return the address of a quote in the page of its episode; None as for the episode."""
    page = episode_url(base, episode)
    return page and f"{page}#{quote_id}"
