"""Build the pages of `/summary`: an overview of the chapters, and each with its best lines."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import discord
from discord.ui import Item

from bot.models import Chapter, Episode, Hit
from bot.translation import format_number, ngettext
from bot.translation import gettext as _
from bot.ui import layout, location, passages, text
from bot.ui.layout import Page

PAGE = 15
"""Chapters on a page of the overview: a line or two for each on the screen of a phone."""
MOST_LINES = 3
_LISTED = 25
_EDITOR = 400
_HEADING = 120
_LONG, _SHORT = 70, 56
"""The titles of a few chapters, and of many, in characters."""
_FEW = 8
_EPISODE = 80

_EARLIER_PAGE = 4
"""Chapters on a page of earlier versions, whose buttons still work."""


def pages(chapters: Sequence[Chapter]) -> int:
    """Return the number of pages of the overview, one at least."""
    return max(1, -(-len(chapters) // PAGE))


def page_of(chapter: int) -> int:
    """Return the page of the overview that lists a chapter, both from 0."""
    return chapter // PAGE


def earlier_chapter(page: int, chapters: Sequence[Chapter]) -> int | None:
    """Return the first chapter of a page as earlier versions counted; None for the overview."""
    return None if page == 0 else min(_EARLIER_PAGE * (page - 1), len(chapters) - 1)


def overview(
    episode: Episode,
    chapters: Sequence[Chapter],
    *,
    page: int = 0,
    buttons: Iterable[Item[Any]] = (),
) -> Page:
    """Show the titles of the chapters, each with its number and its time or place."""
    lines = _listed(episode, chapters, page=page, linked=True)
    if len("\n".join(lines)) > layout.BODY:  # the addresses of moments can be long
        lines = _listed(episode, chapters, page=page, linked=False)
    total = ngettext("{number} chapter", "{number} chapters", len(chapters))
    paged = _("page {page} of {pages}").format(
        page=format_number(page + 1), pages=format_number(pages(chapters))
    )
    parts = (
        location.show_name(episode),
        total.format(number=format_number(len(chapters))),
        paged if pages(chapters) > 1 else "",
    )
    return layout.page(
        "\n".join(lines) or _("This episode has no chapters yet."),
        title=text.escaped(episode.title, text.TITLE),
        footer=" · ".join(filter(None, parts)),
        buttons=buttons,
    )


def chapter(
    episode: Episode,
    chapters: Sequence[Chapter],
    lines: Sequence[Hit],
    *,
    number: int,
    buttons: Iterable[Item[Any]] = (),
) -> Page:
    """Show a chapter, by its number from 0: the editor's summary, and its best lines."""
    one = chapters[number]
    title = location.chapter_title(one.title, episode, _HEADING)
    unheaded = [replace(line, chapter=None) for line in lines[:MOST_LINES]]
    screen = passages.SCREEN - len(one.editor or "")
    return layout.page(
        _place(one, episode, linked=True),
        _editor(one.editor or "", hidden=episode.spoiler),
        *passages.blocks(unheaded, stems=frozenset(), named=False, screen=max(300, screen)),
        title=f"{format_number(number + 1)}. {title}",
        footer=_footer(episode, chapters, number=number),
        buttons=buttons,
    )


def options(
    episode: Episode, chapters: Sequence[Chapter], *, around: int
) -> list[discord.SelectOption]:
    """Return a menu option for each chapter; of more than 25, for those around one."""
    first = max(0, min(around - _LISTED // 2, len(chapters) - _LISTED))
    listed = list(enumerate(chapters))[first : first + _LISTED]
    return [
        discord.SelectOption(
            label=_label(one, number, episode),
            value=str(number),
            description=text.label(_place(one, episode, linked=False), text.CHOICE),
        )
        for number, one in listed
    ]


def _label(chapter: Chapter, number: int, episode: Episode) -> str:
    """Name a chapter in a menu, where the title of a spoiler cannot be covered."""
    if episode.spoiler:
        return _("Chapter {number}").format(number=format_number(number + 1))
    return text.label(f"{format_number(number + 1)}. {chapter.title}", text.CHOICE)


def _listed(episode: Episode, chapters: Sequence[Chapter], *, page: int, linked: bool) -> list[str]:
    """Return a line for each chapter of a page; a place in words is told where it changes."""
    shown = chapters[page * PAGE : (page + 1) * PAGE]
    longest = _LONG if len(shown) <= _FEW else _SHORT
    lines: list[str] = []
    before = ""
    for number, one in enumerate(shown, page * PAGE + 1):
        place = _place(one, episode, linked=linked)
        title = location.chapter_title(one.title, episode, longest)
        named = f"**{format_number(number)}.** {title}"
        lines.append(named if place == before else f"{named} · {place}")
        before = place
    return lines


def _place(chapter: Chapter, episode: Episode, *, linked: bool) -> str:
    if chapter.start_ms is not None:
        return passages.short_moment(episode, chapter.start_ms, linked=linked)
    return passages.progress(chapter.start / max(1, episode.length))


def _editor(summary: str, *, hidden: bool) -> str:
    words = text.escaped(summary, _EDITOR)
    return f"||{words}||" if hidden and words else words


def _footer(episode: Episode, chapters: Sequence[Chapter], *, number: int) -> str:
    place = _("chapter {number} of {chapters}").format(
        number=format_number(number + 1), chapters=format_number(len(chapters))
    )
    edited = _("quoted lines are verbatim, the rest is by an editor")
    parts = (
        text.escaped(episode.title, _EPISODE),
        place,
        edited if chapters[number].editor else "",
    )
    return " · ".join(filter(None, parts))
