"""Build the pages of `/summary`: an overview of the chapters, then each with its lines."""

from collections.abc import Iterable, Sequence
from typing import Any

import discord
from discord.ui import Item

from bot.models import Chapter, Episode, Excerpt
from bot.ui import layout, location, text
from bot.ui.layout import Page

PAGE = 4
"""Chapters on a page."""
_LISTED = 25
_LINE = 200
_EDITOR = 200
_TITLE = 90
_LINES = 2


def pages(chapters: Sequence[Chapter]) -> int:
    """Return the number of pages: the overview and those of the chapters, or one for a few."""
    of_chapters = -(-len(chapters) // PAGE)
    return of_chapters + 1 if of_chapters > 1 else 1


def page_of(chapters: Sequence[Chapter], number: int) -> int:
    """Return the page that has a chapter, given its number from 0."""
    return number // PAGE + (pages(chapters) > 1)


def page(
    episode: Episode,
    chapters: Sequence[Chapter],
    *,
    number: int,
    buttons: Iterable[Item[Any]] = (),
) -> Page:
    """Show a page, from 0: the overview of the chapters first, unless they fit on one page."""
    overviewed = pages(chapters) > 1
    if overviewed and number == 0:
        return overview(episode, chapters, buttons=buttons)
    return summary(episode, chapters, page=number - overviewed, buttons=buttons)


def overview(
    episode: Episode, chapters: Sequence[Chapter], *, buttons: Iterable[Item[Any]] = ()
) -> Page:
    """Show the titles of the chapters, each with its number and its time or place."""
    lines = _listed(episode, chapters, linked=True)
    if len("\n".join(lines)) > layout.BODY:  # the addresses of moments can be long
        lines = _listed(episode, chapters, linked=False)
    while len("\n".join(lines)) > layout.BODY:
        lines.pop()
    return layout.page(
        "\n".join(lines),
        title=text.escaped(episode.title, text.TITLE),
        footer=_footer(episode, chapters, number=0),
        buttons=buttons,
    )


def options(episode: Episode, chapters: Sequence[Chapter]) -> list[discord.SelectOption]:
    """Return a menu option for each chapter, or for each page of more than 25."""
    step = 1 if len(chapters) <= _LISTED else PAGE
    listed = list(enumerate(chapters))[::step][:_LISTED]
    return [
        discord.SelectOption(
            label=_label(chapter, _numbers(number, step, chapters), episode),
            value=str(number),
            description=_place(chapter, episode),
        )
        for number, chapter in listed
    ]


def _label(chapter: Chapter, numbers: str, episode: Episode) -> str:
    """Name a chapter in a menu, where the title of a spoiler cannot be covered."""
    if episode.spoiler:
        return f"Chapter {numbers}"
    return text.label(f"{numbers}. {chapter.title}", text.CHOICE)


def _numbers(first: int, step: int, chapters: Sequence[Chapter]) -> str:
    last = min(first + step, len(chapters))
    return str(last) if step == 1 else f"{first + 1}–{last}"


def summary(
    episode: Episode,
    chapters: Sequence[Chapter],
    *,
    page: int,
    buttons: Iterable[Item[Any]] = (),
) -> Page:
    """Show one page of chapters, each with the editor's summary and its best lines."""
    first = page * PAGE
    listed = list(enumerate(chapters[first : first + PAGE], first + 1))
    entries = [_entry(chapter, episode, number=n, timed=True) for n, chapter in listed]
    if len("\n\n".join(entries)) > layout.BODY:  # the addresses of moments can be long
        entries = [_entry(chapter, episode, number=n, timed=False) for n, chapter in listed]
    return layout.page(
        text.join_fitting(entries, layout.BODY) or "This episode has no chapters yet.",
        title=text.escaped(episode.title, text.TITLE),
        footer=_footer(episode, chapters, number=page_of(chapters, first)),
        buttons=buttons,
    )


def _listed(episode: Episode, chapters: Sequence[Chapter], *, linked: bool) -> list[str]:
    """Return a line for each chapter; a place in words is told where it changes."""
    lines: list[str] = []
    before = ""
    for number, chapter in enumerate(chapters, 1):
        place = _place(chapter, episode)
        if linked and chapter.start_ms is not None:
            shown = location.linked_moment(episode, chapter.start_ms)
        else:
            shown = "" if place == before else place
        title = f"**{number}.** {location.chapter_title(chapter.title, episode, _TITLE)}"
        lines.append(f"{title} · {shown}" if shown else title)
        before = place
    return lines


def _place(chapter: Chapter, episode: Episode) -> str:
    if chapter.start_ms is not None:
        return location.moment(episode, chapter.start_ms)
    return location.progress_in_words(chapter.start / max(1, episode.length))


def _entry(chapter: Chapter, episode: Episode, *, number: int, timed: bool) -> str:
    where = location.progress_in_words(chapter.start / max(1, episode.length))
    title = location.chapter_title(chapter.title, episode, _TITLE)
    heading = f"**{number}. {title}** · {where}"
    editor = (_editor(chapter.editor, hidden=episode.spoiler),) if chapter.editor else ()
    best = chapter.summary[: 1 if chapter.editor else _LINES]
    lines = (_line(one, episode, timed=timed) for one in best)
    return "\n".join((heading, *editor, *lines))


def _editor(summary: str, *, hidden: bool) -> str:
    words = text.escaped(summary, _EDITOR)
    return f"||{words}||" if hidden else words


def _line(excerpt: Excerpt, episode: Episode, *, timed: bool) -> str:
    words = text.block_quote(excerpt.display, _LINE, hidden=episode.spoiler)
    if not timed or excerpt.start_ms is None:
        return words
    return f"{words} · {location.linked_moment(episode, excerpt.start_ms)}"


def _footer(episode: Episode, chapters: Sequence[Chapter], *, number: int) -> str:
    overviewed = pages(chapters) > 1
    edited = any(chapter.editor for chapter in chapters) and not (overviewed and number == 0)
    parts = (
        location.show_name(episode),
        text.pluralise(len(chapters), "chapter"),
        f"page {number + 1} of {pages(chapters)}" if overviewed else "",
        "quoted lines are verbatim, the rest is by an editor" if edited else "",
    )
    return " · ".join(part for part in parts if part)
