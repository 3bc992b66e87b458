"""The page of each kind of post, with its buttons, one of which marks it to be found again."""

import re
from collections.abc import Sequence
from typing import Any, Self

import discord
from discord.ui import Button, DynamicItem, Item, View

from bot.daily.news import EpisodeNews, WeekDigest
from bot.daily.port import OutgoingPost
from bot.errors import NotFoundError
from bot.translation import gettext as _
from bot.ui import announcements, custom_ids, daily, errors, quotes, summaries, text
from bot.ui.context_buttons import Posted
from bot.ui.extras import NOTHING, Extras
from bot.ui.layout import Page
from bot.ui.press import PressHandler
from bot.ui.quote_buttons import line_buttons
from bot.ui.responses import answer, scope_of, send_private
from bot.ui.summary_buttons import ChapterPick, Overview

_SUMMARIES = 3
"""Episodes of a digest that have a button."""

_Interaction = discord.Interaction[Any]


class AnyLine(PressHandler, DynamicItem[Button[View]], template=custom_ids.ANY_LINE):
    """A button to a line chosen at random: of one episode, or of all."""

    def __init__(self, custom_id: str, *, episode: str | None) -> None:
        self.episode = episode
        super().__init__(Button(label=_("Another line"), custom_id=custom_id))

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """Restore the button from its custom id."""
        return cls(match[0], episode=match["episode"])

    async def press(self, interaction: _Interaction) -> None:
        """Show the line in private, or say that the episode was removed."""
        library, scope = interaction.client.library, scope_of(interaction)
        if self.episode is not None:
            known = await library.episodes(scope)
            key = next((one.key for one in known if one.id == self.episode), None)
            if key is None:
                await send_private(interaction, _(errors.REMOVED))
                return
            scope = scope_of(interaction, episode=key)
        hit = await library.highlight(scope)
        if hit is None:
            raise NotFoundError(_("There is no line to show here yet."))
        await answer(interaction, lambda: quotes.quote(hit, below=line_buttons(hit)), private=True)


BUTTONS = (AnyLine,)
"""All button classes; the client registers them so that buttons in old messages work."""


def page_of(outgoing: OutgoingPost, *, extras: Extras = NOTHING) -> Page:
    """Build the page of a post that is no notice, in the language of the context."""
    post, schedule, templates = outgoing.post, outgoing.schedule, outgoing.templates
    role, marked = schedule.role, mark_of(outgoing)
    if post.kind == "lines" and outgoing.news is not None:
        another = AnyLine(marked, episode=outgoing.news.episode.id)
        return announcements.more_lines_page(outgoing.news, buttons=(another,))
    if outgoing.digest is not None:
        buttons = (*_summaries(outgoing.digest), AnyLine(marked, episode=None))
        return announcements.digest_page(
            outgoing.digest, role=role, templates=templates, buttons=buttons
        )
    if outgoing.hit is None:
        raise ValueError(f"nothing is told by {post.server}:{post.key}")
    line = Posted(outgoing.hit.match.quote, custom_id=marked)
    if outgoing.news is not None:
        return announcements.announcement_page(
            outgoing.news,
            day=post.date,
            role=role,
            templates=templates,
            buttons=_announcement_buttons(outgoing.news, line),
        )
    return daily.highlight_page(
        outgoing.hit,
        day=post.date,
        years=outgoing.years,
        role=role,
        templates=templates,
        buttons=line_buttons(outgoing.hit, context=line, extras=extras),
    )


def mark_of(outgoing: OutgoingPost) -> str:
    """Return the custom id of the button that marks a post, or the last line of a notice."""
    post = outgoing.post
    if post.kind == "notice":
        return daily.notice_mark(server=post.server, day=post.date)
    if post.kind == "episode":
        return custom_ids.announcement(post.episode or "", post.quote or "")
    if post.kind == "lines":
        return custom_ids.more_lines(post.episode or "")
    if post.kind == "digest":
        return custom_ids.digest(post.date)
    return custom_ids.day(post.date, post.quote or "")


def _announcement_buttons(news: EpisodeNews, line: Posted) -> Sequence[Item[Any]]:
    summary = Overview(news.episode.id, page=0, label=_("Summary"))
    options = summaries.options(news.episode, news.chapters, around=0)
    menu = (ChapterPick(news.episode.id, options),) if options else ()
    return (summary, line, *menu) if news.chapters else (line,)


def _summaries(digest: WeekDigest) -> Sequence[Overview]:
    """Return a button to the summary of each of the first new episodes."""
    return [
        Overview(
            one.id,
            page=0,
            label=text.label(_("Summary: {title}").format(title=one.title), text.LABEL),
        )
        for one in digest.episodes[:_SUMMARIES]
    ]
