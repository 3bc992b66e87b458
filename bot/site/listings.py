"""Build the pages that list shows and episodes; pure."""

from collections import Counter
from collections.abc import Sequence
from hashlib import sha256

from bot.models import Episode, Show
from bot.site import addresses
from bot.site.pages import (
    HUES,
    EpisodeEntry,
    IndexPage,
    Quotation,
    ShowEntry,
    ShowPage,
    YearSection,
)

NEWEST = 24
"""Episodes on the first page; the pages of the shows have all."""


def to_entry(episode: Episode, *, teaser: Quotation | None = None) -> EpisodeEntry:
    """Return an episode as lists show it; a spoiler has no teaser."""
    return EpisodeEntry(
        id=episode.id,
        title=episode.title,
        path=addresses.episode_path(episode),
        show=show_entry(episode.show),
        number=episode.number,
        published=episode.published,
        language=episode.language,
        spoiler=episode.spoiler,
        teaser=None if episode.spoiler else teaser,
    )


def show_entry(show: Show, *, episodes: int = 0) -> ShowEntry:
    """Return a show as lists show it; its colour depends on its slug alone."""
    hue = sha256(show.slug.encode()).digest()[0] % HUES
    return ShowEntry(show.title, addresses.show_path(show), hue, episodes)


def index_page(entries: Sequence[EpisodeEntry]) -> IndexPage:
    """Build the first page from all episodes, the newest first."""
    counts = Counter(entry.show for entry in entries)
    shows = sorted(counts, key=lambda show: (-counts[show], show.title.casefold(), show.path))
    return IndexPage(
        shows=tuple(_counted(show, counts[show]) for show in shows),
        newest=tuple(entries[:NEWEST]),
        episodes=len(entries),
    )


def show_pages(entries: Sequence[EpisodeEntry]) -> tuple[ShowPage, ...]:
    """Build the page of each show from all episodes, the newest first."""
    by_show: dict[ShowEntry, list[EpisodeEntry]] = {}
    for entry in entries:
        by_show.setdefault(entry.show, []).append(entry)
    return tuple(
        ShowPage(_counted(show, len(mine)), _years(mine)) for show, mine in by_show.items()
    )


def _years(entries: Sequence[EpisodeEntry]) -> tuple[YearSection, ...]:
    by_year: dict[int, list[EpisodeEntry]] = {}
    for entry in entries:
        by_year.setdefault(entry.published.year if entry.published else 0, []).append(entry)
    newest_first = sorted(by_year.items(), reverse=True)
    return tuple(YearSection(year or None, tuple(some)) for year, some in newest_first)


def _counted(show: ShowEntry, episodes: int) -> ShowEntry:
    return ShowEntry(show.title, show.path, show.hue, episodes)
