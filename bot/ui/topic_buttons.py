"""The pages of `/topic` with their buttons, which keep their state in custom ids."""

import re
from collections.abc import Sequence
from typing import Any, Self

import discord
from discord.ui import Button, DynamicItem, Item, Select, View

from bot.models import Answer, Topic
from bot.translation import format_number
from bot.translation import gettext as _
from bot.ui import custom_ids, errors, passages, quotes, text, topics
from bot.ui.layout import Page
from bot.ui.press import PressHandler
from bot.ui.reading import library_of, scope_of_episode
from bot.ui.responses import send_private, turn_page
from bot.ui.topics import Subject

_Interaction = discord.Interaction[Any]


def topic_page(subject: Subject, *, episode: str | None, page: int) -> Page:
    """Build a page of passages about a subject.

    `episode` is an id, or the code of a narrowed scope; None for all.
    """
    shown = max(0, min(page, subject.last))
    # A custom id needs at least one visible character of the subject.
    name = text.plain(subject.name)[: custom_ids.SUBJECT]
    held = custom_ids.holds_topic(name, episode=episode)
    turning = _turning(shown, subject.last) if held else []
    buttons = [TopicPage(name, episode=episode, page=to, label=label) for to, label in turning]
    options = topics.jumps(subject) if held and subject.last else []
    menu = [TopicJump(name, episode, options, several=subject.several)] if options[1:] else []
    return topics.topic(
        subject, page=shown, buttons=(*buttons, *menu, *passages.opening(subject.shown(shown)))
    )


def choice_page(listed: Sequence[Topic], *, episode: str | None) -> Page:
    """Build the menu of subjects."""
    options = topics.options(listed, longest=custom_ids.SUBJECT)
    items = (TopicPick(episode, options),) if options else ()
    return topics.choice(listed, buttons=items)


class TopicPage(PressHandler, DynamicItem[Button[View]], template=custom_ids.TOPIC):
    """A button to another page about a subject."""

    def __init__(self, subject: str, *, episode: str | None, page: int, label: str = "") -> None:
        self.subject = subject
        self.episode = episode
        self.page = page
        custom_id = custom_ids.topic(subject, episode=episode, page=page)
        super().__init__(Button(label=text.label(label, text.LABEL), custom_id=custom_id))

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """Restore the button from its custom id."""
        episode = custom_ids.optional(match["episode"])
        return cls(match["subject"], episode=episode, page=int(match["page"]))

    async def press(self, interaction: _Interaction) -> None:
        """Show the page."""
        await _turn_topic(interaction, self.subject, episode=self.episode, page=self.page)


class TopicJump(PressHandler, DynamicItem[Select[View]], template=custom_ids.JUMP):
    """A menu of the episodes with a subject, or of the chapters of one."""

    def __init__(
        self,
        subject: str,
        episode: str | None,
        options: Sequence[discord.SelectOption] = (),
        *,
        several: bool = False,
    ) -> None:
        self.subject = subject
        self.episode = episode
        placeholder = _("Go to an episode") if several else _("Go to a chapter")
        super().__init__(
            Select(
                custom_id=custom_ids.jump(subject, episode=episode),
                options=list(options),
                placeholder=text.label(placeholder, text.PLACEHOLDER),
            )
        )

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """Restore the menu from its custom id."""
        return cls(match["subject"], custom_ids.optional(match["episode"]))

    async def press(self, interaction: _Interaction) -> None:
        """Show the page that the chosen episode or chapter begins on."""
        found = await _look_up(interaction, self.subject, episode=self.episode)
        if found is not None:
            arranged = topics.arrange(self.subject, found)
            page = arranged.page_of(int(self.item.values[0]))
            await turn_page(
                interaction, lambda: topic_page(arranged, episode=self.episode, page=page)
            )


class TopicPick(PressHandler, DynamicItem[Select[View]], template=custom_ids.PICK):
    """A menu of subjects."""

    def __init__(self, episode: str | None, options: Sequence[discord.SelectOption] = ()) -> None:
        self.episode = episode
        super().__init__(
            Select(
                custom_id=custom_ids.pick(episode),
                options=list(options),
                placeholder=text.label(_("Pick a subject"), text.PLACEHOLDER),
            )
        )

    @classmethod
    async def from_custom_id(
        cls, _interaction: _Interaction, _item: Item[Any], match: re.Match[str], /
    ) -> Self:
        """Restore the menu from its custom id."""
        return cls(custom_ids.optional(match["episode"]))

    async def press(self, interaction: _Interaction) -> None:
        """Show the first page about the chosen subject."""
        await _turn_topic(interaction, self.item.values[0], episode=self.episode, page=0)


BUTTONS = (TopicPage, TopicJump, TopicPick)
"""The button classes; the client registers them so that buttons in old messages work."""


def _turning(page: int, last: int) -> list[tuple[int, str]]:
    """Return page numbers and labels: the next page first, then the previous, then the overview."""
    more = _("Next ({page} of {pages})") if page else _("In order ({page} of {pages})")
    numbers = more.format(page=format_number(page + 2), pages=format_number(last + 1))
    turning = [(page + 1, numbers)] if page < last else []
    if page > 1:
        turning.append((page - 1, _("Back")))
    return [*turning, (0, _("Overview"))] if page else turning


async def _turn_topic(
    interaction: _Interaction, subject: str, *, episode: str | None, page: int
) -> None:
    found = await _look_up(interaction, subject, episode=episode)
    if found is not None:
        arranged = topics.arrange(subject, found)
        await turn_page(
            interaction,
            lambda: topic_page(arranged, episode=episode, page=page).headed(
                quotes.unmet_note(found)
            ),
        )


async def _look_up(
    interaction: _Interaction, subject: str, *, episode: str | None
) -> Answer | None:
    """Find the passages about a subject; say so if there are none any more."""
    scope = await scope_of_episode(interaction, episode)
    if scope is not None:
        found = await library_of(interaction).topic(subject, scope, limit=topics.MOST)
        if found.confidence != "none" and found.hits:
            return found
    await send_private(interaction, _(errors.REMOVED))
    return None
