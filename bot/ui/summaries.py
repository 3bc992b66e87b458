"""Build the embed of `/summary`: the chapters of an episode with their best lines."""

from collections.abc import Sequence

import discord

from bot.models import Chapter, Episode, Excerpt
from bot.ui import colour, location, text

PAGE = 4
_LINE = 260
_EDITOR = 330
_LINES = 2


def pages(chapters: Sequence[Chapter]) -> int:
    """Return the number of pages for these chapters, at least 1."""
    return max(1, -(-len(chapters) // PAGE))


def summary(episode: Episode, chapters: Sequence[Chapter], *, page: int) -> discord.Embed:
    """Show one page of chapters, each with the editor's summary and its best lines."""
    first = page * PAGE
    listed = list(enumerate(chapters[first : first + PAGE], first + 1))
    entries = [_entry(chapter, episode, number=n, timed=True) for n, chapter in listed]
    if len("\n\n".join(entries)) > text.DESCRIPTION:  # the addresses of moments can be long
        entries = [_entry(chapter, episode, number=n, timed=False) for n, chapter in listed]
    embed = discord.Embed(
        title=text.escaped(episode.title, text.TITLE),
        description=text.join_fitting(entries, text.DESCRIPTION)
        or "This episode has no chapters yet.",
        colour=colour.ANSWER,
    )
    return embed.set_footer(text=_footer(episode, chapters, page=page))


def _entry(chapter: Chapter, episode: Episode, *, number: int, timed: bool) -> str:
    where = location.progress_in_words(chapter.start / max(1, episode.length))
    heading = f"**{number}. {text.escaped(chapter.title, 120)}** · {where}"
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


def _footer(episode: Episode, chapters: Sequence[Chapter], *, page: int) -> str:
    edited = any(chapter.editor for chapter in chapters)
    parts = (
        location.show_name(episode),
        text.pluralise(len(chapters), "chapter"),
        f"page {page + 1} of {pages(chapters)}" if pages(chapters) > 1 else "",
        "quoted lines are verbatim, the rest is by an editor" if edited else "",
    )
    return " · ".join(part for part in parts if part)
