"""Build the pages of `/topic`: excerpts about a subject, and the subjects to choose from."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import discord
from discord.ui import Item

from bot.models import Hit, Topic
from bot.ui import layout, location, spoken, text
from bot.ui.layout import Page

PAGE = 5
_ENTRY = layout.BODY // PAGE - 2
_LISTED = 25
_MIN_LISTED = 0.1


def in_order(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Return excerpts in the order of the conversation, the oldest episode first.

    Excerpts that score less than a tenth of the best are left out: in this order, nothing would
    show that they are weak.
    """
    minimum = _MIN_LISTED * max((hit.match.score for hit in hits), default=0.0)
    return tuple(sorted((hit for hit in hits if hit.match.score >= minimum), key=_when))


def pages(hits: Sequence[Hit]) -> int:
    """Return the number of pages for these excerpts."""
    return -(-len(hits) // PAGE)


def topic(name: str, hits: Sequence[Hit], *, page: int, buttons: Iterable[Item[Any]] = ()) -> Page:
    """Show one page of excerpts about a subject, in the given order."""
    several = len({hit.episode.id for hit in hits}) > 1
    entries = (_entry(hit, named=several) for hit in hits[page * PAGE : (page + 1) * PAGE])
    return layout.page(
        text.join_fitting(entries, layout.BODY),
        title=f"About “{text.escaped(name, 100)}”",
        footer=_footer(hits, page=page, several=several),
        buttons=buttons,
    )


def choice(topics: Sequence[Topic], *, buttons: Iterable[Item[Any]] = ()) -> Page:
    """Show the subjects to choose from, in the given order, and how many more there are."""
    names = " · ".join(text.escaped(topic.name, 80) for topic in topics[:_LISTED])
    left = len(topics) - _LISTED
    return layout.page(
        f"{names}\n\nPick one below, or type any other with `/topic name`",
        title="Subjects",
        footer=f"and {left:,} more" if left > 0 else "",
        buttons=buttons,
    )


def options(topics: Sequence[Topic], *, longest: int) -> list[discord.SelectOption]:
    """Return menu options for topics, except those longer than `longest` characters."""
    names = (topic.name for topic in topics if len(text.plain(topic.name)) <= longest)
    distinct = dict.fromkeys(text.plain(name) for name in names)
    return [
        discord.SelectOption(label=text.label(name, text.CHOICE), value=name)
        for name in [name for name in distinct if name][:_LISTED]
    ]


def _entry(hit: Hit, *, named: bool) -> str:
    source = location.source(hit, named=named)
    available = _ENTRY - len(source) - 1
    return f"{source}\n{spoken.block_quote(hit.match, available, hidden=hit.episode.spoiler)}"


def _footer(hits: Sequence[Hit], *, page: int, several: bool) -> str:
    total = text.pluralise(len(hits), "excerpt")
    paged = (f"page {page + 1} of {pages(hits)}",) if pages(hits) > 1 else ()
    if several:
        return " · ".join((total, *paged))
    return location.footer(hits[0].episode, total, *paged)


def _when(hit: Hit) -> tuple[date, int, str, int]:
    episode = hit.episode
    return (episode.released, episode.number or 0, episode.key, hit.match.start)
