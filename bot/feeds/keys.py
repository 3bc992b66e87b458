"""Make the keys of episodes from what a feed states; pure."""

from collections.abc import Iterator

from bot.followed import FeedItem
from bot.text.slugs import slug

_MOST = 99
_LONGEST_KEY = 90


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
