"""Build the embed of `/summary`: the chapters of an episode with their best lines."""

from collections.abc import Sequence

import discord

from bot.models import Chapter, Episode
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
    listed = chapters[first : first + PAGE]
    entries = (_entry(chapter, episode, number=first + n) for n, chapter in enumerate(listed, 1))
    embed = discord.Embed(
        title=text.escaped(episode.title, text.TITLE),
        description=text.join_fitting(entries, text.DESCRIPTION)
        or "This episode has no chapters yet.",
        colour=colour.ANSWER,
    )
    return embed.set_footer(text=_footer(episode, chapters, page=page))


def _entry(chapter: Chapter, episode: Episode, *, number: int) -> str:
    where = location.progress_in_words(chapter.start / max(1, episode.length))
    heading = f"**{number}. {text.escaped(chapter.title, 120)}** · {where}"
    editor = (text.escaped(chapter.editor, _EDITOR),) if chapter.editor else ()
    best = chapter.summary[: 1 if chapter.editor else _LINES]
    lines = (text.block_quote(one.display, _LINE, hidden=episode.spoiler) for one in best)
    return "\n".join((heading, *editor, *lines))


def _footer(episode: Episode, chapters: Sequence[Chapter], *, page: int) -> str:
    edited = any(chapter.editor for chapter in chapters)
    parts = (
        location.show_name(episode),
        text.pluralise(len(chapters), "chapter"),
        f"page {page + 1} of {pages(chapters)}" if pages(chapters) > 1 else "",
        "quoted lines are verbatim, the rest is by an editor" if edited else "",
    )
    return " · ".join(part for part in parts if part)
