"""Make the keys of episodes, and the slugs of shows, from what a feed states; pure."""

import re
from collections.abc import Iterator

from bot.followed import FeedItem

_MOST = 99
_LONGEST_SLUG, _LONGEST_KEY = 40, 90
_OTHER = re.compile(r"[\W_]+")


def slug(text: str) -> str:
    """Return the words of a text in lower case, joined by hyphens; "" if there are none."""
    words = _OTHER.sub("-", text.casefold()).strip("-")
    if len(words) <= _LONGEST_SLUG:
        return words
    return words[: _LONGEST_SLUG + 1].rpartition("-")[0] or words[:_LONGEST_SLUG]


def key_candidates(item: FeedItem, show: str) -> Iterator[str]:
    """Yield keys for an item, the best first: by its number, else its title, else its date."""
    prefix = slug(show) or "feed"
    names = [_number(item), slug(item.title)]
    names.append(f"{item.published:%Y-%m-%d}" if item.published else "episode")
    bases = [f"{prefix}-{name}"[:_LONGEST_KEY].strip("-") for name in names if name]
    yield from bases
    yield from (f"{bases[-1]}-{number}" for number in range(2, _MOST))


def _number(item: FeedItem) -> str:
    if item.number is None:
        return ""
    season = "" if item.season is None else f"s{item.season:02}e"
    return f"{season}{item.number:02}" if season else str(item.number)
